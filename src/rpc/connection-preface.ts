import { clientPreface } from './http2/frame.ts';

const tlsHandshakeRecord = 0x16;
/** A whole HTTP/1 request line, and every beginning of one. */
const http1Line = /^[A-Z]{1,7} [!-~]+ HTTP\/1\.[01]\r?\n/;
const http1LineStart = /^[A-Z]{1,7}(?: [!-~]*(?: [A-Z/0-9.]{0,8}\r?)?)?$/;
/** A request line longer than this is not waited for. */
const http1LineBytesMax = 1024;

export type DecidedOpening = 'tls' | 'http2' | 'http1' | 'garbage';
/** What the first bytes of a connection say. `undecided` asks for more bytes. */
export type Opening = DecidedOpening | 'undecided';

/** Pure: tells the protocols apart by the first bytes that came, however few. */
export function judgeOpening(bytes: Buffer): Opening {
  if (bytes.length === 0) {
    return 'undecided';
  }
  if (bytes[0] === tlsHandshakeRecord) {
    return 'tls';
  }
  const compared = Math.min(bytes.length, clientPreface.length);
  if (bytes.compare(clientPreface, 0, compared, 0, compared) === 0) {
    return compared === clientPreface.length ? 'http2' : 'undecided';
  }
  return judgeHttp1(bytes.toString('latin1', 0, http1LineBytesMax));
}

function judgeHttp1(text: string): Opening {
  if (http1Line.test(text)) {
    return 'http1';
  }
  return text.length < http1LineBytesMax && http1LineStart.test(text) ? 'undecided' : 'garbage';
}
