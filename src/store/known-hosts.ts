import type { HostAddress } from '../model/message.ts';
import { decodeAddress } from './host-codec.ts';

const knownHostsMax = 4096;
/** IPv4 hosts by their 32 bits and port: almost every record repeats one of a few. */
const knownHosts = new Map<number, HostAddress>();
/** The last ones that were read, by the last bits of their ports: nearly always one of these, and quicker to find. */
const recentMax = 16;
const recentKeys = new Float64Array(recentMax).fill(-1);
const recentHosts: HostAddress[] = [];

/** The host of a record at this place of its memory, which is given twice: `ipv6` tells its form. */
export function readHost(
  { bytes, view }: { readonly bytes: Buffer; readonly view: DataView },
  position: number,
  ipv6: boolean,
): HostAddress {
  if (ipv6) {
    return { address: decodeAddress(bytes.subarray(position, position + 16)), port: view.getInt32(position + 16) };
  }
  const port = view.getInt32(position + 4);
  if (port !== (port & 0xffff)) {
    return { address: decodeAddress(bytes.subarray(position, position + 4)), port };
  }
  const key = view.getUint32(position) * 65_536 + port;
  const place = port & (recentMax - 1);
  const recent = recentHosts[place];
  if (recent !== undefined && recentKeys[place] === key) {
    return recent;
  }
  let host = knownHosts.get(key);
  if (host === undefined) {
    host = { address: decodeAddress(bytes.subarray(position, position + 4)), port };
    if (knownHosts.size >= knownHostsMax) {
      knownHosts.clear();
    }
    knownHosts.set(key, host);
  }
  recentKeys[place] = key;
  recentHosts[place] = host;
  return host;
}
