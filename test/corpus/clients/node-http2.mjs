import { connect } from 'node:http2';

const session = connect(`http://127.0.0.1:${process.argv[2]}`);
const prefixed = (text) => {
  const frame = Buffer.alloc(5 + Buffer.byteLength(text));
  frame.writeUInt32BE(frame.length - 5, 1);
  frame.write(text, 5);
  return frame;
};
const call = (path, body, more = {}) =>
  new Promise((resolve) => {
    const stream = session.request({ ':method': 'POST', ':path': path, 'content-type': 'application/grpc', te: 'trailers', ...more });
    stream.resume().on('close', resolve);
    stream.end(body);
  });
for (let count = 0; count < 3; count++) {
  await call('/test.Echo/Unary', prefixed('hello'), { 'x-mq-client-id': 'host@1@0@abc' });
}
await Promise.all(Array.from({ length: 50 }, (_, index) => call('/test.Echo/Unary', prefixed(`call ${index}`))));
await call('/test.Echo/Unary', prefixed('x'.repeat(40_000)));
await call('/test.Echo/Stream', prefixed('20x3000'));
await call('/test.Echo/Nothing', prefixed('x'));
await call('/', undefined, { ':method': 'GET' });
session.close();
