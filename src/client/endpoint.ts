import { Code, MqError } from '../model/errors.ts';
import { v2 } from '../protocol/messages.ts';

interface Address {
  /** IP literal (without brackets) or host name. */
  readonly host: string;
  readonly port: number;
}

/** Where a server answers: one host name, or one or more addresses of the same family. */
export interface Endpoint {
  readonly scheme: 'ipv4' | 'ipv6' | 'dns';
  readonly addresses: readonly Address[];
  /** The same text for the same endpoint; serves as its key. */
  readonly text: string;
}

const addressesMax = 16;
const portMax = 65_535;
const ipv4 = /^(?:\d{1,3}\.){3}\d{1,3}$/;
const ipv6 = /^[0-9a-fA-F:.]*:[0-9a-fA-F:.]*$/;
const hostName = /^[a-zA-Z0-9_](?:[a-zA-Z0-9._-]*[a-zA-Z0-9_])?\.?$/;

function refuse(given: string, problem: string): never {
  throw new MqError(
    Code.ILLEGAL_ACCESS_POINT,
    `the endpoint '${given}' ${problem}; write host:port, for example 127.0.0.1:8081 or [::1]:8081`,
  );
}

function schemeOf(host: string): Endpoint['scheme'] | undefined {
  if (ipv4.test(host)) {
    return host.split('.').every((part) => Number(part) <= 255) ? 'ipv4' : undefined;
  }
  if (ipv6.test(host)) {
    return 'ipv6';
  }
  return hostName.test(host) ? 'dns' : undefined;
}

function endpointOf(scheme: Endpoint['scheme'], addresses: readonly Address[]): Endpoint {
  const names = addresses.map(({ host, port }) => (scheme === 'ipv6' ? `[${host}]:${port}` : `${host}:${port}`));
  return { scheme, addresses, text: names.join(';') };
}

function parseAddress(given: string, part: string): Address {
  const match = /^(?:\[([^\]]*)\]|([^:]*)):(\d{1,5})$/.exec(part);
  const host = match?.[1] ?? match?.[2];
  const port = Number(match?.[3]);
  if (host === undefined) {
    return refuse(given, /^[^:]*$/.test(part) ? 'has no port' : 'is not a host and a port');
  }
  if (port < 1 || port > portMax) {
    return refuse(given, `has the port ${port}; ports go from 1 to ${portMax}`);
  }
  return { host, port };
}

/** Reads `host:port`, or several addresses of one cluster: `10.0.0.1:8081;10.0.0.2:8081`. */
export function parseEndpoint(given: string): Endpoint {
  const parts = given
    .trim()
    .replace(/^https?:\/\//, '')
    .replace(/\/$/, '')
    .split(';');
  if (parts.length > addressesMax) {
    return refuse(given.slice(0, 40), `names ${parts.length} addresses; the limit is ${addressesMax}`);
  }
  const addresses = parts.map((part) => parseAddress(given, part.trim()));
  const schemes = new Set(addresses.map(({ host }) => schemeOf(host) ?? refuse(given, `has the bad host '${host}'`)));
  const [scheme, other] = schemes;
  if (scheme === undefined || other !== undefined || (scheme === 'dns' && addresses.length > 1)) {
    return refuse(given, 'mixes kinds of addresses (several must all be IPv4 or all be IPv6)');
  }
  return endpointOf(scheme, addresses);
}

const wireSchemes = {
  ipv4: v2.AddressScheme.IPv4,
  ipv6: v2.AddressScheme.IPv6,
  dns: v2.AddressScheme.DOMAIN_NAME,
} as const;

export function toWireEndpoints(endpoint: Endpoint): v2.IEndpoints {
  return {
    scheme: wireSchemes[endpoint.scheme],
    addresses: endpoint.addresses.map(({ host, port }) => ({ host, port })),
  };
}

/** Undefined when the server names no address that could be dialled. */
export function fromWireEndpoints(wire: v2.IEndpoints | null | undefined): Endpoint | undefined {
  const addresses: Address[] = [];
  for (const { host, port } of wire?.addresses ?? []) {
    if (host && port && port > 0 && port <= portMax && schemeOf(host) !== undefined) {
      addresses.push({ host, port });
    }
  }
  const [first] = addresses;
  const scheme = first && schemeOf(first.host);
  if (first === undefined || scheme === undefined) {
    return undefined;
  }
  const same = scheme === 'dns' ? [first] : addresses.filter(({ host }) => schemeOf(host) === scheme);
  return endpointOf(scheme, same);
}

/** The name that grpc-js dials. */
export function dialTarget(endpoint: Endpoint): string {
  const [first] = endpoint.addresses;
  return endpoint.scheme === 'dns' && first
    ? `dns:${first.host}:${first.port}`
    : `${endpoint.scheme}:${endpoint.text.replaceAll(';', ',')}`;
}
