import { describe, expect, it } from 'vitest';
import { Code } from '../../src/model/errors.ts';
import { routeEndpointsOf } from '../../src/protocol/endpoints.ts';
import { v2 } from '../../src/protocol/messages.ts';

const own = { address: '127.0.0.1', port: 8081 };
const { IPv4, IPv6, DOMAIN_NAME, ADDRESS_SCHEME_UNSPECIFIED } = v2.AddressScheme;

describe('endpoints of routes', () => {
  it('T27 are those of the request, port and scheme included', () => {
    const asked = { scheme: DOMAIN_NAME, addresses: [{ host: 'mq.example', port: 443 }] };
    expect(routeEndpointsOf(asked, own)).toEqual(asked);
  });

  it.each([null, undefined, {}, { scheme: IPv6, addresses: [] }])(
    'are the own address when the request has %j',
    (asked) => {
      expect(routeEndpointsOf(asked, own)).toEqual({ scheme: IPv4, addresses: [{ host: '127.0.0.1', port: 8081 }] });
    },
  );

  it.each([
    { host: '10.1.2.3', scheme: IPv4 },
    { host: '::1', scheme: IPv6 },
    { host: 'localhost', scheme: DOMAIN_NAME },
    { host: '10.1.2.3.example', scheme: DOMAIN_NAME },
  ])('T25 get their scheme from the host $host when the client names none', ({ host, scheme }) => {
    const asked = { scheme: ADDRESS_SCHEME_UNSPECIFIED, addresses: [{ host, port: 1 }] };
    expect(routeEndpointsOf(asked, own)).toMatchObject({ scheme });
  });

  it('T25 get a known scheme for a number outside the enum', () => {
    const asked = v2.Endpoints.decode(Buffer.from([0x08, 9, 0x12, 5, 0x0a, 1, 0x61, 0x10, 1]));
    expect(routeEndpointsOf(asked, own)).toMatchObject({ scheme: DOMAIN_NAME, addresses: [{ host: 'a', port: 1 }] });
  });

  it('T25 have one address when they are a domain name, all of them otherwise', () => {
    const addresses = [
      { host: 'a', port: 1 },
      { host: 'b', port: 2 },
    ];
    expect(routeEndpointsOf({ scheme: DOMAIN_NAME, addresses }, own)).toMatchObject({ addresses: [addresses[0]] });
    expect(routeEndpointsOf({ scheme: IPv4, addresses }, own)).toMatchObject({ addresses });
  });

  it.each([
    { name: 'without a host', addresses: [{ port: 1 }] },
    { name: 'without a port', addresses: [{ host: 'a' }] },
    { name: 'with port 65536', addresses: [{ host: 'a', port: 65_536 }] },
    { name: 'with a host of 256 characters', addresses: [{ host: 'a'.repeat(256), port: 1 }] },
    { name: '17 times', addresses: Array.from({ length: 17 }, () => ({ host: 'a', port: 1 })) },
  ])('are refused $name', ({ addresses }) => {
    expect(routeEndpointsOf({ scheme: DOMAIN_NAME, addresses }, own)).toMatchObject({
      code: Code.ILLEGAL_ACCESS_POINT,
    });
  });
});
