import { once } from 'node:events';
import { type ClientHttp2Session, constants } from 'node:http2';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Health } from '../../src/rpc/health.ts';
import { frameMessage } from '../../src/rpc/message-framing.ts';
import { EchoServer } from './echo-server.ts';
import { engines } from './engines.ts';
import { answerOf, connectRaw, grpcHeaders, rawCall } from './raw-client.ts';

const check = '/grpc.health.v1.Health/Check';
const watch = '/grpc.health.v1.Health/Watch';
const known = 'apache.rocketmq.v2.MessagingService';

function request(service: string): Buffer {
  const name = Buffer.from(service);
  return frameMessage(Buffer.concat([Buffer.of(0x0a, name.length), name]));
}

const serving = '\x08\x01';
const notServing = '\x08\x02';
const serviceUnknown = '\x08\x03';

describe.each(engines)('Health over $engine', ({ createEngine }) => {
  let health: Health;
  let echo: EchoServer;
  let session: ClientHttp2Session;

  beforeEach(async () => {
    health = new Health([known]);
    echo = await EchoServer.start({ methods: health.methods, createEngine });
    session = await connectRaw(echo.plainUrl);
  });

  afterEach(async () => {
    session.destroy();
    await echo.server.close();
  });

  it.each([
    { what: 'the server, without a name', bytes: frameMessage(Buffer.alloc(0)) },
    { what: 'the server, with an empty name', bytes: request('') },
    { what: 'a service by its name', bytes: request(known) },
    {
      what: 'a service, with fields that are not known',
      bytes: frameMessage(
        Buffer.concat([
          Buffer.from('180f211122334455667788', 'hex'),
          Buffer.of(0x0a, known.length),
          Buffer.from(known),
          Buffer.from('2d112233443a0161', 'hex'),
        ]),
      ),
    },
  ])('Check says that it serves $what', async ({ bytes }) => {
    expect(await rawCall(session, grpcHeaders(check), [bytes])).toMatchObject({ status: '0', messages: [serving] });
  });

  it('Check of an unknown service is NOT_FOUND', async () => {
    expect(await rawCall(session, grpcHeaders(check), [request('no.such')])).toMatchObject({ status: '5' });
  });

  it.each(['0a05616263', '0a', '0f', '0a02c328', 'ffffffffffffffffffffffff', '09aa'])(
    'Check of bytes that are no request is INVALID_ARGUMENT: %s',
    async (hex) => {
      const answer = await rawCall(session, grpcHeaders(check), [frameMessage(Buffer.from(hex, 'hex'))]);
      expect(answer.status).toBe('3');
    },
  );

  it('any bytes decode or are refused', () => {
    const [method] = health.methods;
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        try {
          expect(typeof method?.decode(bytes)).toBe('string');
        } catch (error) {
          expect(error).toBeInstanceOf(Error);
        }
      }),
    );
  });

  it('Watch tells the status at once and the change at the stop, and then ends', async () => {
    const streams = [known, 'no.such'].map((service) => {
      const stream = session.request(grpcHeaders(watch));
      const answer = answerOf(stream);
      stream.end(request(service));
      return { stream, answer };
    });
    await Promise.all(streams.map(({ stream }) => once(stream, 'data')));
    health.stop();
    expect(await streams[0]?.answer).toMatchObject({ status: '0', messages: [serving, notServing] });
    expect(await streams[1]?.answer).toMatchObject({ status: '0', messages: [serviceUnknown, serviceUnknown] });
    expect((await rawCall(session, grpcHeaders(check), [request('')])).messages).toEqual([notServing]);
    expect((await rawCall(session, grpcHeaders(watch), [request('')])).messages).toEqual([notServing]);
  });

  it('a watch that its client gives up is forgotten', async () => {
    const stream = session.request(grpcHeaders(watch));
    const answer = answerOf(stream);
    stream.end(request(known));
    await once(stream, 'data');
    stream.close(constants.NGHTTP2_CANCEL);
    expect((await answer).messages).toEqual([serving]);
    await rawCall(session, grpcHeaders(check), [request('')]);
    expect(echo.server.counters.callsEnded[1]).toBe(1);
    health.stop();
    expect(echo.log.filter(({ level }) => level === 'error')).toEqual([]);
  });
});
