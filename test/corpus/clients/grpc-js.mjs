import { Client, credentials } from '@grpc/grpc-js';

const client = new Client(`127.0.0.1:${process.argv[2]}`, credentials.createInsecure());
const toBytes = (text) => Buffer.from(text);
const toText = (bytes) => bytes.toString();
const unary = (path, text, options = {}) =>
  new Promise((resolve) => {
    client.makeUnaryRequest(path, toBytes, toText, text, options, (error, answer) => resolve(error?.message ?? answer));
  });
const soon = { deadline: Date.now() + 60_000 };
for (let count = 0; count < 3; count++) {
  console.log(await unary('/test.Echo/Unary', 'hello', soon));
}
console.log((await unary('/test.Echo/Unary', 'x'.repeat(20_000), soon)).length);
console.log(await unary('/test.Echo/Fail', 'text with ü and %', soon));
console.log(await unary('/test.Echo/Nothing', 'x', soon));
const duplex = client.makeBidiStreamRequest('/test.Echo/Duplex', toBytes, toText);
for (const text of ['a', 'b', 'c']) {
  duplex.write(text);
}
duplex.end();
for await (const text of duplex) {
  console.log(text);
}
let count = 0;
for await (const text of client.makeServerStreamRequest('/test.Echo/Stream', toBytes, toText, '20x3000')) {
  count += text.length > 0 ? 1 : 0;
}
console.log(count);
client.close();
