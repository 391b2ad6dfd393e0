/**
 * Mixed traffic against the built server in its own process, and whether its memory stays flat:
 *
 *     npm run soak -- [--minutes <number>]      10 minutes by default, 5 at least
 *
 * A line every 10 s: calls and errors since the start, live memory (heap and buffers that are left after the garbage has been
 * collected, see soak-probe.mjs), resident memory, open files and sockets. Ends with 1 when a call failed that should not,
 * when live memory grew by more than the bound after the warm-up, when connections were left over, or when the server did
 * not stop cleanly.
 */
import { mkdtemp, readdir, readFile, readlink, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Admin } from '../../src/admin/operations.ts';
import { type ServerProcess, startServerProcess } from './server-process.ts';
import { groups, runTraffic, Tally, topics } from './soak-traffic.ts';

const lineEverySeconds = 10;
/** Of live memory. */
const growthMibPerMinuteMax = 2;
/** Clients that left without a word are kept for 70 s and swept some time later; from then on as many go as come. */
const warmUpSecondsMin = 100;
const warmUpSecondsMax = 180;
/** Live memory goes up and down by 3 MiB with what is under way; over less time that looks like growth. */
const minutesMin = 5;
const settings = [
  'minInvisibleTimeMillsForRecv=1000',
  // Clients that left without a word are forgotten as soon as may be, so that a short run sees it.
  'channelExpiredTimeout=70000',
  'logLevel=error',
];

interface Memory {
  /** Heap and buffers after a collection. */
  readonly liveMib: number;
  readonly rssMib: number;
}

interface Sample extends Memory {
  readonly seconds: number;
}

/** What the probe in the server has written last. */
async function readProbe(file: string): Promise<Memory> {
  const usage = JSON.parse(await readFile(file, 'utf8')) as NodeJS.MemoryUsage;
  return { liveMib: (usage.heapUsed + usage.external) / 2 ** 20, rssMib: usage.rss / 2 ** 20 };
}

async function openFilesOf(pid: number): Promise<{ readonly files: number; readonly sockets: number }> {
  const directory = `/proc/${pid}/fd`;
  const names = await readdir(directory);
  const targets = await Promise.all(names.map((name) => readlink(join(directory, name)).catch(() => '')));
  return { files: names.length, sockets: targets.filter((target) => target.startsWith('socket:')).length };
}

/** Theil and Sen: the median of the slopes between all pairs, in MiB a minute. */
function slopePerMinute(samples: readonly Sample[]): number {
  const slopes: number[] = [];
  samples.forEach((one, index) => {
    for (const other of samples.slice(index + 1)) {
      slopes.push(((other.liveMib - one.liveMib) / (other.seconds - one.seconds)) * 60);
    }
  });
  slopes.sort((a, b) => a - b);
  return slopes[Math.floor(slopes.length / 2)] ?? Number.NaN;
}

async function watch(server: ServerProcess, probeFile: string, tally: Tally, totalSeconds: number): Promise<Sample[]> {
  const samples: Sample[] = [];
  const startedAt = Date.now();
  let ended = false;
  void server.ended.then(() => {
    ended = true;
  });
  while (!ended && (Date.now() - startedAt) / 1000 < totalSeconds) {
    await Promise.race([sleep(lineEverySeconds * 1000), server.ended]);
    if (!ended) {
      const seconds = (Date.now() - startedAt) / 1000;
      const { liveMib, rssMib } = await readProbe(probeFile);
      const { files, sockets } = await openFilesOf(server.pid);
      samples.push({ seconds, liveMib, rssMib });
      console.log(
        `${seconds.toFixed(0).padStart(5)} s  ${String(tally.total).padStart(8)} calls  ${tally.errors} errors  ` +
          `live ${liveMib.toFixed(1)} MiB  rss ${rssMib.toFixed(1)} MiB  ${files} files  ${sockets} sockets`,
      );
    }
  }
  return samples;
}

async function untilSockets(server: ServerProcess, sockets: number): Promise<number> {
  // Connections that said nothing are closed after the handshake timeout of 10 s.
  for (let tries = 0; tries < 60; tries++) {
    const open = (await openFilesOf(server.pid)).sockets;
    if (open <= sockets) {
      return open;
    }
    await sleep(250);
  }
  return (await openFilesOf(server.pid)).sockets;
}

async function soak(server: ServerProcess, probeFile: string, minutes: number): Promise<string[]> {
  const problems: string[] = [];
  const before = await openFilesOf(server.pid);
  const admin = Admin.open({ endpoint: server.endpoint });
  await admin.createTopic({ name: topics.normal, type: 'NORMAL', queues: 4 });
  await admin.createTopic({ name: topics.fifo, type: 'FIFO', queues: 4 });
  await admin.createGroup({ name: groups.normal });
  await admin.createGroup({ name: groups.fifo, orderly: true });
  await admin.close();
  const tally = new Tally();
  const stop = new AbortController();
  const traffic = runTraffic({ port: server.port, tally, stop: stop.signal });
  const samples = await watch(server, probeFile, tally, minutes * 60);
  stop.abort();
  await traffic;
  for (const [what, count] of [...tally.calls].sort(([a], [b]) => a.localeCompare(b))) {
    console.log(`${String(count).padStart(10)}  ${what}`);
  }
  const warmUpSeconds = Math.min(warmUpSecondsMax, Math.max(warmUpSecondsMin, minutes * 20));
  const warm = samples.filter(({ seconds }) => seconds >= warmUpSeconds);
  const slope = slopePerMinute(warm);
  console.log(
    `live memory after ${warmUpSeconds} s of warm-up: ${slope.toFixed(2)} MiB a minute (at most ${growthMibPerMinuteMax}), ` +
      `${warm[0]?.liveMib.toFixed(1)} MiB first, ${warm.at(-1)?.liveMib.toFixed(1)} MiB last; ` +
      `rss ${warm[0]?.rssMib.toFixed(1)} MiB first, ${warm.at(-1)?.rssMib.toFixed(1)} MiB last`,
  );
  if (!(slope <= growthMibPerMinuteMax)) {
    problems.push(`live memory grows by ${slope.toFixed(2)} MiB a minute`);
  }
  if (tally.errors > 0) {
    problems.push(`${tally.errors} calls failed, first: ${tally.firstErrors.join('; ')}`);
  }
  const left = (await untilSockets(server, before.sockets)) - before.sockets;
  console.log(`sockets left after the traffic: ${left}`);
  if (left > 0) {
    problems.push(`${left} sockets are left over`);
  }
  return problems;
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { minutes: { type: 'string', default: '10' } } });
  const minutes = Number(values.minutes);
  if (!(minutes >= minutesMin)) {
    throw new Error(`--minutes takes a number from ${minutesMin}, not ${values.minutes}`);
  }
  const directory = await mkdtemp(join(tmpdir(), 'pocketmq-soak-'));
  const probeFile = join(directory, 'memory.json');
  // For the server, which inherits them.
  process.env['SOAK_PROBE_FILE'] = probeFile;
  process.env['NODE_OPTIONS'] = `--import ${new URL('soak-probe.mjs', import.meta.url)}`;
  const server = await startServerProcess(join(directory, 'data'), ...settings);
  console.log(`${server.line}; ${minutes} minutes`);
  try {
    const problems = await soak(server, probeFile, minutes);
    const code = await server.stop('SIGTERM');
    if (code !== 0) {
      problems.push(`the server ended with ${code}`);
    }
    if (server.errorOutput() !== '') {
      problems.push(`the server complained: ${server.errorOutput().slice(0, 1000)}`);
    }
    console.log(problems.length === 0 ? 'flat: passed' : `failed: ${problems.join('; ')}`);
    process.exitCode = problems.length === 0 ? 0 : 1;
  } finally {
    await server.stop('SIGKILL');
    await rm(directory, { recursive: true, force: true });
  }
}

await main();
