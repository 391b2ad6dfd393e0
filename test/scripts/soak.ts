/**
 * Mixed traffic against the built server in its own process, and whether its memory stays flat:
 *
 *     npm run soak -- [--minutes <number>]      10 minutes by default
 *
 * A line every 10 s: calls and errors since the start, resident memory, the anonymous part of it (heap and buffers, without
 * the page cache of files), open files and sockets. Ends with 1 when a call failed that should not, when memory grew by more
 * than the bound after the warm-up, when connections were left over, or when the server did not stop cleanly.
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
/** Of the lowest value in each 10 s, which garbage that still waits for its collection does not move. */
const growthMibPerMinuteMax = 2;
const warmUpSecondsMax = 180;
const settings = [
  'minInvisibleTimeMillsForRecv=1000',
  // Clients that left without a word are forgotten as soon as may be, so that a short run sees it.
  'channelExpiredTimeout=70000',
  'logLevel=error',
];

interface Sample {
  readonly seconds: number;
  readonly rssMib: number;
  readonly anonymousMib: number;
}

async function memoryOf(pid: number): Promise<{ readonly rssMib: number; readonly anonymousMib: number }> {
  const text = await readFile(`/proc/${pid}/status`, 'utf8');
  const mib = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(text)?.[1]) / 1024;
  return { rssMib: mib('VmRSS'), anonymousMib: mib('RssAnon') };
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
      slopes.push(((other.rssMib - one.rssMib) / (other.seconds - one.seconds)) * 60);
    }
  });
  slopes.sort((a, b) => a - b);
  return slopes[Math.floor(slopes.length / 2)] ?? Number.NaN;
}

async function watch(server: ServerProcess, tally: Tally, totalSeconds: number): Promise<Sample[]> {
  const samples: Sample[] = [];
  const startedAt = Date.now();
  const seconds = () => (Date.now() - startedAt) / 1000;
  let dead = false;
  void server.ended.then(() => {
    dead = true;
  });
  while (seconds() < totalSeconds && !dead) {
    const start = seconds();
    let lowest = await memoryOf(server.pid);
    while (seconds() < start + lineEverySeconds && !dead) {
      await sleep(500);
      const now = dead ? lowest : await memoryOf(server.pid);
      lowest = now.rssMib < lowest.rssMib ? now : lowest;
    }
    if (!dead) {
      const { files, sockets } = await openFilesOf(server.pid);
      samples.push({ seconds: seconds(), ...lowest });
      console.log(
        `${seconds().toFixed(0).padStart(5)} s  ${String(tally.total).padStart(8)} calls  ${tally.errors} errors  ` +
          `rss ${lowest.rssMib.toFixed(1)} MiB  anonymous ${lowest.anonymousMib.toFixed(1)} MiB  ` +
          `${files} files  ${sockets} sockets`,
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

async function soak(server: ServerProcess, minutes: number): Promise<string[]> {
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
  const samples = await watch(server, tally, minutes * 60);
  stop.abort();
  await traffic;
  for (const [what, count] of [...tally.calls].sort(([a], [b]) => a.localeCompare(b))) {
    console.log(`${String(count).padStart(10)}  ${what}`);
  }
  const warmUpSeconds = Math.min(warmUpSecondsMax, minutes * 20);
  const warm = samples.filter(({ seconds }) => seconds >= warmUpSeconds);
  const slope = slopePerMinute(warm);
  console.log(
    `memory after ${warmUpSeconds} s of warm-up: ${slope.toFixed(2)} MiB a minute (at most ${growthMibPerMinuteMax}), ` +
      `${warm[0]?.rssMib.toFixed(1)} MiB first, ${warm.at(-1)?.rssMib.toFixed(1)} MiB last`,
  );
  if (!(slope <= growthMibPerMinuteMax)) {
    problems.push(`memory grows by ${slope.toFixed(2)} MiB a minute`);
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
  if (!(minutes >= 1)) {
    throw new Error(`--minutes takes a number from 1, not ${values.minutes}`);
  }
  const directory = await mkdtemp(join(tmpdir(), 'pocketmq-soak-'));
  const server = await startServerProcess(directory, ...settings);
  console.log(`${server.line}; ${minutes} minutes`);
  try {
    const problems = await soak(server, minutes);
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
