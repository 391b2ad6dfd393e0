import { describe, expect, it } from 'vitest';
import { dialTarget, fromWireEndpoints, parseEndpoint, toWireEndpoints } from '../../src/client/endpoint.ts';

describe('endpoint', () => {
  it.each([
    ['127.0.0.1:8081', 'ipv4:127.0.0.1:8081'],
    ['localhost:8081', 'dns:localhost:8081'],
    ['http://mq.example.org:80/', 'dns:mq.example.org:80'],
    ['[::1]:8081', 'ipv6:[::1]:8081'],
    ['10.0.0.1:8081;10.0.0.2:8082', 'ipv4:10.0.0.1:8081,10.0.0.2:8082'],
  ])('%s is dialled as %s and survives the wire', (given, target) => {
    const endpoint = parseEndpoint(given);
    expect(dialTarget(endpoint)).toBe(target);
    expect(fromWireEndpoints(toWireEndpoints(endpoint))).toEqual(endpoint);
  });

  it.each([
    ['', 'has no port'],
    ['localhost', 'has no port'],
    ['localhost:0', 'ports go from 1 to 65535'],
    ['localhost:65536', 'ports go from 1 to 65535'],
    ['::1:8081', 'is not a host and a port'],
    ['256.1.1.1:8081', "bad host '256.1.1.1'"],
    ['a b:8081', "bad host 'a b'"],
    [':8081', "bad host ''"],
    ['a.example:1;b.example:1', 'mixes kinds of addresses'],
    ['10.0.0.1:1;[::1]:1', 'mixes kinds of addresses'],
    [new Array(17).fill('10.0.0.1:1').join(';'), 'the limit is 16'],
  ])('%s is refused: %s', (given, problem) => {
    expect(() => parseEndpoint(given)).toThrow(problem);
  });

  it.each([
    [undefined],
    [{ addresses: [] }],
    [{ addresses: [{ host: '', port: 1 }] }],
    [{ addresses: [{ host: 'x', port: 0 }] }],
  ])('a route that names %j cannot be dialled', (wire) => {
    expect(fromWireEndpoints(wire)).toBeUndefined();
  });
});
