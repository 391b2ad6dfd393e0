import { startServerProcess } from '../test/scripts/server-process.ts';
import { checkSent, makeTopic, sendBody, sendTarget } from './messages.ts';
import { RawConnection } from './raw-connection.ts';
import { cpuMicroseconds, percentile, printTable, residentMib, show } from './report.ts';
import { makeScratch, removeScratch } from './scratch.ts';

const runs = 5;
const idleMs = 3000;

interface Start {
  readonly listensMs: number;
  readonly firstAckMs: number;
  readonly idleRssMib: number | undefined;
  readonly idleCpuShare: number | undefined;
}

async function startOnce(): Promise<Start> {
  const directory = await makeScratch();
  const begin = performance.now();
  const server = await startServerProcess(directory, 'logLevel=error');
  const listensMs = performance.now() - begin;
  await makeTopic(server.port, 'bench-start');
  const target = sendTarget(server.port);
  const connection = new RawConnection(target.host, target.port, target.path, target.metadata);
  await connection.ready;
  const call = await new Promise<Parameters<typeof checkSent>[0]>((resolve) => {
    connection.call(sendBody('bench-start', 1024)(), resolve);
  });
  checkSent(call);
  const firstAckMs = performance.now() - begin;
  connection.close();
  // Idle means idle: the figure is taken when start-up's garbage had time to go.
  await new Promise((resolve) => setTimeout(resolve, 500));
  const cpuBefore = cpuMicroseconds(server.pid);
  await new Promise((resolve) => setTimeout(resolve, idleMs));
  const cpuAfter = cpuMicroseconds(server.pid);
  const idleRssMib = residentMib(server.pid);
  await server.stop('SIGTERM');
  removeScratch(directory);
  const idleCpuShare =
    cpuBefore === undefined || cpuAfter === undefined ? undefined : (cpuAfter - cpuBefore) / (idleMs * 1000);
  return { listensMs, firstAckMs, idleRssMib, idleCpuShare };
}

/** Cold start on an empty directory to the first acknowledged message, and what the idle server then takes. */
export async function benchStart(): Promise<void> {
  const starts: Start[] = [];
  for (let i = 0; i < runs; i++) {
    starts.push(await startOnce());
  }
  const median = (pick: (start: Start) => number | undefined) =>
    percentile(
      Float64Array.from(starts, (start) => pick(start) ?? Number.NaN),
      0.5,
    );
  process.stdout.write(`\nstart: ${runs} starts of the built server on an empty directory, medians\n`);
  printTable([
    ['listens after ms', 'first send acknowledged after ms', 'idle RSS MiB', 'idle CPU %'],
    [
      show(median((start) => start.listensMs)),
      show(median((start) => start.firstAckMs)),
      show(
        median((start) => start.idleRssMib),
        1,
      ),
      show(100 * median((start) => start.idleCpuShare), 2),
    ],
  ]);
}
