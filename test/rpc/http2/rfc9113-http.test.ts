import { describe, it } from 'vitest';
import { paths } from '../echo-server.ts';
import { data, endStream, headers, message, request } from './frames.ts';
import { answer, checkRow, echo, malformed, noMessage, open, type Row, without } from './rfc9113.ts';

const http: Row[] = [
  [
    '8.1',
    'a second header block that does not end the request',
    [open, headers(1, [['x', 'y']])],
    { stream: 'PROTOCOL_ERROR' },
  ],
  [
    '8.1',
    'a trailer section ends the request',
    [open, data(1, message('')), headers(1, [['x', 'y']], 5)],
    { fine: answer(1) },
  ],
  [
    '8.1',
    'pseudo-header fields in a trailer section',
    [open, headers(1, [[':path', '/']], 5)],
    { stream: 'PROTOCOL_ERROR' },
  ],
  [
    '8.1',
    'connection-specific fields in a trailer section',
    [open, headers(1, [['connection', 'close']], 5)],
    { stream: 'PROTOCOL_ERROR' },
  ],
  ['8.1', 'bad names in a trailer section', [open, headers(1, [['X', 'y']], 5)], { stream: 'PROTOCOL_ERROR' }],
  [
    '8.1',
    'an answer before the end of the request is followed by RST_STREAM NO_ERROR',
    [headers(1, request('/nothing/Here'))],
    { stream: 'NO_ERROR' },
  ],
  [
    '8.1.1',
    'a body longer than content-length',
    [headers(1, request(paths.unary, [['content-length', '3']])), data(1, 'abcd')],
    { stream: 'PROTOCOL_ERROR' },
  ],
  [
    '8.1.1',
    'a body shorter than content-length',
    [headers(1, request(paths.unary, [['content-length', '9']])), data(1, 'abcd', endStream)],
    { stream: 'PROTOCOL_ERROR' },
  ],
  [
    '8.1.1',
    'a body shorter than content-length, ended by a trailer section',
    [headers(1, request(paths.unary, [['content-length', '9']])), data(1, 'abcd'), headers(1, [['x', 'y']], 5)],
    { stream: 'PROTOCOL_ERROR' },
  ],
  [
    '8.1.1',
    'a content-length without a body',
    [malformed(request(paths.unary, [['content-length', '9']]))],
    { stream: 'PROTOCOL_ERROR' },
  ],
  [
    '8.1.1',
    'a content-length that is no number',
    [malformed(request(paths.unary, [['content-length', '-1']]))],
    { stream: 'PROTOCOL_ERROR' },
  ],
  [
    '8.1.1',
    'two different content-lengths',
    [
      malformed(
        request(paths.unary, [
          ['content-length', '1'],
          ['content-length', '2'],
        ]),
      ),
    ],
    { stream: 'PROTOCOL_ERROR' },
  ],
  [
    '8.1.1',
    'a body of just content-length',
    [headers(1, request(paths.unary, [['content-length', '5']])), data(1, message(''), endStream)],
    { fine: answer(1) },
  ],
  ['8.2.1', 'upper case in a name', [malformed(request(paths.unary, [['X-Y', 'z']]))], { stream: 'PROTOCOL_ERROR' }],
  ['8.2.1', 'an empty name', [malformed(request(paths.unary, [['', 'z']]))], { stream: 'PROTOCOL_ERROR' }],
  ['8.2.1', 'a space in a name', [malformed(request(paths.unary, [['x y', 'z']]))], { stream: 'PROTOCOL_ERROR' }],
  ['8.2.1', 'DEL in a name', [malformed(request(paths.unary, [['x\x7f', 'z']]))], { stream: 'PROTOCOL_ERROR' }],
  ['8.2.1', 'a colon inside a name', [malformed(request(paths.unary, [['x:y', 'z']]))], { stream: 'PROTOCOL_ERROR' }],
  ['8.2.1', 'NUL in a value', [malformed(request(paths.unary, [['x', 'a\0b']]))], { stream: 'PROTOCOL_ERROR' }],
  ['8.2.1', 'CR in a value', [malformed(request(paths.unary, [['x', 'a\rb']]))], { stream: 'PROTOCOL_ERROR' }],
  ['8.2.1', 'LF in a value', [malformed(request(paths.unary, [['x', 'a\nb']]))], { stream: 'PROTOCOL_ERROR' }],
  [
    '8.2.1',
    'white space before a value',
    [malformed(request(paths.unary, [['x', ' a']]))],
    { stream: 'PROTOCOL_ERROR' },
  ],
  [
    '8.2.1',
    'white space after a value',
    [malformed(request(paths.unary, [['x', 'a\t']]))],
    { stream: 'PROTOCOL_ERROR' },
  ],
  ...['connection', 'proxy-connection', 'keep-alive', 'transfer-encoding', 'upgrade'].map(
    (name): Row => [
      '8.2.2',
      `the field ${name}`,
      [malformed(request(paths.unary, [[name, 'x']]))],
      { stream: 'PROTOCOL_ERROR' },
    ],
  ),
  [
    '8.2.2',
    'te with another value than trailers',
    [malformed([...without('te'), ['te', 'gzip']])],
    { stream: 'PROTOCOL_ERROR' },
  ],
  [
    '8.3',
    'a pseudo-header field after a regular one',
    [malformed([...without(':path'), [':path', '/']])],
    { stream: 'PROTOCOL_ERROR' },
  ],
  ['8.3', 'an unknown pseudo-header field', [malformed([[':x', 'y'], ...echo])], { stream: 'PROTOCOL_ERROR' }],
  [
    '8.3',
    'a pseudo-header field of responses',
    [malformed([[':status', '200'], ...echo])],
    { stream: 'PROTOCOL_ERROR' },
  ],
  ...[':method', ':scheme', ':path', ':authority'].map(
    (name): Row => ['8.3.1', `${name} twice`, [malformed([[name, 'x'], ...echo])], { stream: 'PROTOCOL_ERROR' }],
  ),
  ...[':method', ':scheme', ':path'].map(
    (name): Row => ['8.3.1', `no ${name}`, [malformed(without(name))], { stream: 'PROTOCOL_ERROR' }],
  ),
  ['8.3.1', 'an empty :path', [malformed([[':path', ''], ...without(':path')])], { stream: 'PROTOCOL_ERROR' }],
  ['8.3.1', 'no :authority is fine', [malformed(without(':authority'))], { fine: [noMessage(1)] }],
  [
    '8.3.1',
    'user information in :authority',
    [malformed([[':authority', 'me@test'], ...without(':authority')])],
    { stream: 'PROTOCOL_ERROR' },
  ],
  [
    '8.3.1',
    'host that differs from :authority',
    [malformed(request(paths.unary, [['host', 'other']]))],
    { stream: 'PROTOCOL_ERROR' },
  ],
  ['8.3.1', 'host that is :authority', [malformed(request(paths.unary, [['host', 'TEST']]))], { fine: [noMessage(1)] }],
  [
    '8.5',
    'CONNECT with :scheme and :path',
    [malformed([[':method', 'CONNECT'], ...without(':method')])],
    { stream: 'PROTOCOL_ERROR' },
  ],
  ['8.5', 'CONNECT without :authority', [malformed([[':method', 'CONNECT']])], { stream: 'PROTOCOL_ERROR' }],
];

describe('RFC 9113, HTTP', () => {
  it.each(http)('%s: %s', async (_section, _demand, frames, outcome) => {
    await checkRow(frames, outcome);
  });
});
