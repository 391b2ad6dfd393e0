import { Code, MqError } from '../model/errors.ts';
import type { HostAddress } from '../model/message.ts';
import { v2 } from './messages.ts';

/** Every queue of a route repeats the endpoints, so what a client sends in is bounded. */
const addressesMax = 16;
const hostCharsMax = 255;

const ipv4 = /^\d{1,3}(\.\d{1,3}){3}$/;

function schemeOf(host: string): v2.AddressScheme {
  if (host.includes(':')) {
    return v2.AddressScheme.IPv6;
  }
  return ipv4.test(host) ? v2.AddressScheme.IPv4 : v2.AddressScheme.DOMAIN_NAME;
}

function isScheme(value: number | null | undefined): value is v2.AddressScheme {
  return value === v2.AddressScheme.IPv4 || value === v2.AddressScheme.IPv6 || value === v2.AddressScheme.DOMAIN_NAME;
}

/**
 * What routes and assignments carry: the endpoints by which the client reached the server, host, port and scheme as it
 * wrote them, so that NAT and containers need no advertised address. Without any the server's own address stands in;
 * a missing or unknown scheme is read off the host. Clients throw at several addresses under DOMAIN_NAME: the first stays.
 */
export function routeEndpointsOf(
  asked: v2.Endpoints.$Properties | null | undefined,
  own: HostAddress,
): v2.Endpoints.$Properties | MqError {
  const addresses = asked?.addresses ?? [];
  const first = addresses[0];
  if (first === undefined) {
    return { scheme: schemeOf(own.address), addresses: [{ host: own.address, port: own.port }] };
  }
  if (addresses.length > addressesMax) {
    return new MqError(
      Code.ILLEGAL_ACCESS_POINT,
      `the endpoints have ${addresses.length} addresses; the limit is ${addressesMax}`,
    );
  }
  for (const address of addresses) {
    const host = address.host ?? '';
    const port = address.port ?? 0;
    if (host === '' || host.length > hostCharsMax || port < 1 || port > 65_535) {
      return new MqError(
        Code.ILLEGAL_ACCESS_POINT,
        `the endpoints have the address '${host.slice(0, hostCharsMax)}' port ${port}; give a host of 1 to ${hostCharsMax} characters and a port of 1 to 65535`,
      );
    }
  }
  const scheme = isScheme(asked?.scheme) ? asked.scheme : schemeOf(first.host ?? '');
  return { scheme, addresses: scheme === v2.AddressScheme.DOMAIN_NAME ? [first] : addresses };
}
