import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { clientPreface, ErrorCode } from '../../src/rpc/http2/frame.ts';
import { createHttp2Engine } from '../../src/rpc/http2/http2-engine.ts';
import { answerOf, linesOf, Recording, readSide, type Seen, SideReader, streamsOf } from './corpus-recording.ts';
import { Replay } from './corpus-replay.ts';
import { EchoServer } from './echo-server.ts';
import { EngineBench } from './http2/wire.ts';

const corpus = fileURLToPath(new URL('../corpus/', import.meta.url));

function textFiles(directory: string): string[] {
  return readdirSync(`${corpus}${directory}`)
    .filter((name) => name.endsWith('.txt'))
    .map((name) => `${directory}${name}`);
}

const sessions = textFiles('rocketmq/');
const all = [...textFiles(''), ...sessions];

interface ManifestEntry {
  readonly client: string;
  readonly version: string;
  readonly did: string;
  readonly files: readonly string[];
}

const manifest = JSON.parse(readFileSync(`${corpus}rocketmq/manifest.json`, 'utf8')) as readonly ManifestEntry[];

/** Sizes of chunks: mostly short, now and then a whole read of a socket; repeated until the bytes are used up. */
const chunkSizes = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: fc.integer({ min: 1, max: 12 }) },
    { weight: 2, arbitrary: fc.integer({ min: 1, max: 300 }) },
    { weight: 1, arbitrary: fc.integer({ min: 1, max: 65_536 }) },
  ),
  { minLength: 1, maxLength: 40 },
);

function cut(bytes: Buffer, sizes: readonly number[]): Buffer[] {
  const chunks: Buffer[] = [];
  for (let at = 0, index = 0; at < bytes.length; index++) {
    const size = sizes[index % sizes.length] ?? 1;
    chunks.push(Buffer.from(bytes.subarray(at, at + size)));
    at += size;
  }
  return chunks;
}

function expectLawful(frames: readonly Seen[]): void {
  expect(frames.filter((frame) => frame.kind === 'goaway' && frame.code !== ErrorCode.NO_ERROR)).toEqual([]);
}

/** Every call that has a recorded answer has the same one; what has none is open or given up. */
function expectRecordedAnswers(replay: Replay, answered: readonly Seen[]): void {
  expect(replay.surprises).toEqual([]);
  expectLawful(answered);
  const streams = streamsOf(answered);
  for (const { streamId, path, answer, givenUp } of replay.calls.values()) {
    if (!givenUp) {
      expect({ streamId, path, answer: answerOf(streams.get(streamId)) }).toEqual({ streamId, path, answer });
    }
  }
  expect([...streams.values()].filter(({ ended, restBytes }) => ended && restBytes > 0)).toEqual([]);
  expect([...streams.keys()].filter((streamId) => !replay.calls.has(streamId))).toEqual([]);
}

function isWhole(replay: Replay, answered: readonly Seen[]): boolean {
  const streams = streamsOf(answered);
  return [...replay.calls.values()].every(
    ({ streamId, answer, givenUp }) => givenUp || answer === undefined || streams.get(streamId)?.ended === true,
  );
}

describe('the manifest of the recorded sessions', () => {
  it('tells of every file, and of no other', () => {
    const listed = manifest.flatMap(({ files }) => files);
    expect(listed.map((name) => `rocketmq/${name}`).sort()).toEqual([...sessions].sort());
    expect(manifest.map(({ client }) => client)).toEqual(
      expect.arrayContaining([
        'org.apache.rocketmq:rocketmq-client-java',
        'github.com/apache/rocketmq-clients/golang/v5',
        'rocketmq-python-client',
        'rocketmq-client-nodejs',
      ]),
    );
  });
});

describe.each(all)('%s', (name) => {
  const recording = Recording.load(name);

  it('is one session of HTTP/2, from the first byte to the last of both sides', () => {
    expect(recording.side('client').subarray(0, clientPreface.length)).toEqual(clientPreface);
    for (const bytes of [recording.clientFrames, recording.side('server')]) {
      const reader = new SideReader();
      const frames = reader.read(bytes);
      expect(reader.atBoundary).toBe(true);
      expectLawful(frames);
      expect(streamsOf(frames).size).toBeGreaterThan(0);
    }
  });

  it('gives the same frames and header lists in any chunks', () => {
    for (const bytes of [recording.clientFrames, recording.side('server')]) {
      const whole = linesOf(readSide(bytes));
      const inChunks = (sizes: readonly number[]) => {
        const reader = new SideReader();
        return linesOf(cut(bytes, sizes).flatMap((chunk) => reader.read(chunk)));
      };
      expect(inChunks([1])).toEqual(whole);
      fc.assert(
        fc.property(chunkSizes, (sizes) => {
          expect(inChunks(sizes)).toEqual(whole);
        }),
        { numRuns: 20 },
      );
    }
  });
});

describe.each(sessions)('the engine and %s', (name) => {
  const recording = Recording.load(name);
  let echo: EchoServer | undefined;
  let socket: Socket | undefined;

  afterEach(async () => {
    socket?.destroy();
    await echo?.server.close();
    echo = undefined;
  });

  const replayInChunks = async (sizes: readonly number[], settleEvery: number) => {
    const replay = new Replay(recording);
    const bench = new EngineBench({ methods: replay.methods() });
    const wire = bench.connect();
    let pushed = 0;
    for (const chunk of cut(recording.side('client'), sizes)) {
      wire.socket.push(chunk);
      pushed += 1;
      if (pushed % settleEvery === 0) {
        await wire.settle();
      }
    }
    await wire.settle();
    const reader = new SideReader();
    const answered = wire.socket.written.flatMap((chunk) => reader.read(chunk));
    expect(reader.atBoundary).toBe(true);
    expectRecordedAnswers(replay, answered);
    expect(bench.log.filter(({ level }) => level !== 'debug' && level !== 'info')).toEqual([]);
    expect(bench.counters.connectionsDefended.size).toBe(0);
    wire.socket.destroy();
    await wire.settle();
    expect(bench.counters.callsEnded.reduce((sum, count) => sum + count, 0)).toBe(bench.counters.callsStarted);
    expect(bench.counters.callsStarted).toBe(replay.calls.size);
  };

  it('give every call the recorded answer, whatever the chunks', async () => {
    await replayInChunks([1], 1000);
    await fc.assert(fc.asyncProperty(chunkSizes, fc.constantFrom(1, 3, 20, 1000), replayInChunks), { numRuns: 30 });
  });

  it('give every call the recorded answer over a socket', async () => {
    const replay = new Replay(recording);
    echo = await EchoServer.start({ methods: replay.methods(), createEngine: createHttp2Engine });
    socket = connect(echo.server.address.port, '127.0.0.1');
    const reader = new SideReader();
    const answered: Seen[] = [];
    for (const { from, bytes } of recording.chunks) {
      if (from === 'client') {
        socket.write(bytes);
      }
    }
    while (!isWhole(replay, answered)) {
      const [chunk] = (await once(socket, 'data')) as [Buffer];
      answered.push(...reader.read(chunk));
    }
    expectRecordedAnswers(replay, answered);
    expect(echo.log.filter(({ level }) => level === 'error')).toEqual([]);
  });
});
