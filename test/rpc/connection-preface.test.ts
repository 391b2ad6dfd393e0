import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judgeOpening } from '../../src/rpc/connection-preface.ts';
import { clientPreface } from '../../src/rpc/http2/frame.ts';

describe('judgeOpening', () => {
  it.each([
    ['', 'undecided'],
    ['\x16', 'tls'],
    ['\x16\x03\x01\x02\x00', 'tls'],
    ['P', 'undecided'],
    ['PRI * HTTP/2.0\r\n', 'undecided'],
    ['PRI * HTTP/2.0\r\n\r\nSM\r\n\r', 'undecided'],
    ['PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 'http2'],
    ['PRI * HTTP/2.0\r\n\r\nSM\r\n\r\nmore', 'http2'],
    ['PRI * HTTP/2.0\r\n\r\nSM\r\n\r\t', 'garbage'],
    ['PRI * HTTP/1.1\r\n\r\n', 'http1'],
    ['GET / HTTP/1.1\r\nHost: x\r\n\r\n', 'http1'],
    ['POST /a/b HTTP/1.0\r\n', 'http1'],
    ['PUT ', 'undecided'],
    ['GET /index.html HTT', 'undecided'],
    ['GET', 'undecided'],
    ['GET / HTTP/9.9\r\n', 'garbage'],
    ['GET /\x01', 'garbage'],
    ['get / HTTP/1.1\r\n', 'garbage'],
    ['\x15\x03\x01', 'garbage'],
    ['PROXY TCP4 1.2.3.4 5.6.7.8 1 2\r\n', 'garbage'],
    ['\0', 'garbage'],
  ])('takes %j for %s', (text, expected) => {
    expect(judgeOpening(Buffer.from(text, 'latin1'))).toBe(expected);
  });

  it('takes an endless request line for garbage', () => {
    expect(judgeOpening(Buffer.from(`GET /${'x'.repeat(2000)}`))).toBe('garbage');
  });

  it('never changes its mind once decided, and decides within a kilobyte', () => {
    const prefix = fc.constantFrom('', 'GET /', 'POST /a HTTP/1.', 'PRI * HTTP', clientPreface.toString('latin1'));
    fc.assert(
      fc.property(prefix, fc.uint8Array({ maxLength: 1200, size: 'max' }), (start, rest) => {
        const bytes = Buffer.concat([Buffer.from(start, 'latin1'), rest]);
        let decided: string | undefined;
        for (let length = 0; length <= bytes.length; length += 1) {
          const opening = judgeOpening(bytes.subarray(0, length));
          expect(decided === undefined || opening === decided).toBe(true);
          decided = opening === 'undecided' ? undefined : opening;
          expect(opening !== 'undecided' || length < 1024).toBe(true);
        }
      }),
      { numRuns: 100 },
    );
  });
});
