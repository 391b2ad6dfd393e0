/**
 * Runs the HTTP/2 engine on millions of frames, lawful ones in any order and harmed ones, in any chunks, and prints what was
 * covered. A connection is one seed, so a failure names the seed that repeats it.
 *
 *     tsx test/scripts/fuzz.ts [frames, default 10000000] [first seed, default 1]
 */

import { FrameType } from '../../src/rpc/http2/frame.ts';
import { FrameReader, ReadResult } from '../../src/rpc/http2/frame-reader.ts';
import { systemClock } from '../../src/runtime/clock.ts';
import { hello } from '../rpc/http2/frames.ts';
import { chunks, harm, seededPick, Traffic } from '../rpc/http2/traffic.ts';
import { EngineBench } from '../rpc/http2/wire.ts';

const stepsPerConnection = 400;
const progressEveryMs = 10_000;

class Coverage {
  readonly counts = new Map<string, number>();

  add(what: string, count = 1): void {
    this.counts.set(what, (this.counts.get(what) ?? 0) + count);
  }

  print(): void {
    for (const [what, count] of [...this.counts].sort(([a], [b]) => a.localeCompare(b))) {
      console.log(`${String(count).padStart(12)}  ${what}`);
    }
  }
}

const typeNames = Object.keys(FrameType);

function countFrames(bytes: Buffer, coverage: Coverage): number {
  const reader = new FrameReader(0xffffff);
  reader.feed(bytes);
  let count = 0;
  while (reader.next() === ReadResult.FRAME) {
    count += 1;
    coverage.add(`sent: ${typeNames[reader.type] ?? 'unknown type'}`);
  }
  return Math.max(1, count);
}

/** What the server did, without the ids and lengths that would make every line its own. */
function kindOf(line: string): string {
  const status = /grpc-status=(\d+)/.exec(line);
  if (status !== null) {
    return `answered: grpc-status ${status[1]}`;
  }
  const [name, , code] = line.split(' ');
  return name === 'RST_STREAM' || name === 'GOAWAY' ? `answered: ${name} ${code}` : `answered: ${name}`;
}

/** One connection; returns how many frames it took. */
async function runConnection(seed: number, coverage: Coverage): Promise<number> {
  const pick = seededPick(seed * 2_654_435_761);
  const bench = new EngineBench({}, systemClock);
  const wire = bench.connect();
  await wire.send(hello);
  const traffic = new Traffic(pick);
  // Two connections in three are lawful: harm ends most connections early.
  const harmful = pick(3) === 0;
  let frameCount = 3;
  for (let step = 0; step < stepsPerConnection && !wire.closed; step++) {
    const lawful = traffic.next();
    const bytes = harmful && pick(50) === 0 ? harm(lawful, pick) : lawful;
    if (bytes !== lawful) {
      coverage.add('harmed steps');
    }
    frameCount += countFrames(bytes, coverage);
    for (const chunk of chunks(bytes, pick)) {
      wire.socket.push(Buffer.from(chunk));
    }
    if (pick(8) === 0) {
      await wire.settle();
    }
    while (bench.inboxes.parked.size > 20) {
      (await bench.inboxes.parked.take()).reply('late');
    }
  }
  await wire.settle();
  const lines = wire.seen();
  for (const line of lines) {
    coverage.add(kindOf(line));
  }
  if (!harmful && lines.some((line) => line.startsWith('GOAWAY'))) {
    throw new Error(`a lawful client was sent away: ${lines.at(-1)}`);
  }
  wire.socket.destroy();
  await wire.settle();
  check(bench, coverage);
  coverage.add(harmful ? 'connections, harmed' : 'connections, lawful');
  return frameCount;
}

function check(bench: EngineBench, coverage: Coverage): void {
  for (const { level, text, fields } of bench.log) {
    if (level === 'error' && text !== 'a handler failed') {
      throw new Error(`${text}: ${JSON.stringify(fields)}`);
    }
    if ('reason' in fields) {
      coverage.add(`reason: ${String(fields.reason).replace(/\d{3,}/, 'N')}`);
    }
  }
  const ended = bench.counters.callsEnded.reduce((sum, count) => sum + count, 0);
  if (bench.engine.queuedBytes !== 0 || bench.requestBudget.taken !== 0 || ended !== bench.counters.callsStarted) {
    throw new Error('something is left of a connection that is gone');
  }
}

async function main(): Promise<void> {
  const framesWanted = Number(process.argv[2] ?? 10_000_000);
  let seed = Number(process.argv[3] ?? 1);
  const coverage = new Coverage();
  const startedAt = systemClock.monotonic();
  let reportedAt = startedAt;
  let frameCount = 0;
  while (frameCount < framesWanted) {
    try {
      frameCount += await runConnection(seed, coverage);
    } catch (error) {
      console.error(`seed ${seed} fails; repeat it with: tsx test/scripts/fuzz.ts 1 ${seed}`);
      throw error;
    }
    seed += 1;
    if (systemClock.monotonic() - reportedAt > progressEveryMs) {
      reportedAt = systemClock.monotonic();
      console.error(`${frameCount} frames of ${framesWanted}`);
    }
  }
  coverage.print();
  const seconds = (systemClock.monotonic() - startedAt) / 1000;
  console.log(`${frameCount} frames, ${Math.round(frameCount / seconds)} a second, no fault`);
}

await main();
