import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startServerProcess } from '../test/scripts/server-process.ts';
import { type LoadResult, runLoad } from './load.ts';
import { checkSent, makeTopic, sendBody, sendTarget } from './messages.ts';
import { cpuMicroseconds, printTable, show } from './report.ts';

const bodyBytes = 1024;
const connections = 4;
const loads = [1, 64, 512] as const;

function row(
  name: string,
  inFlight: number,
  result: LoadResult,
  cpuUs: number | undefined,
  baseline: number,
): string[] {
  const rate = result.calls / result.seconds;
  return [
    name,
    String(inFlight),
    show(rate),
    show(result.p50Ms, 3),
    show(result.p99Ms, 3),
    show(cpuUs === undefined ? undefined : cpuUs / result.calls, 1),
    `${show(rate / baseline, 2)}x`,
  ];
}

async function measured(
  pid: number,
  run: () => Promise<LoadResult>,
): Promise<{ result: LoadResult; cpuUs: number | undefined }> {
  const before = cpuMicroseconds(pid);
  const result = await run();
  const after = cpuMicroseconds(pid);
  return { result, cpuUs: before === undefined || after === undefined ? undefined : after - before };
}

/** Calls a second of a @grpc/grpc-js echo with the same requests, by calls in flight. */
async function benchEcho(seconds: number, rows: string[][]): Promise<Map<number, number>> {
  const program = fileURLToPath(new URL('./grpc-js-echo.ts', import.meta.url));
  const child = spawn(process.execPath, ['--import', 'tsx', program], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line]: unknown[] = await once(child.stdout, 'data');
  const port = Number(/:(\d+)/.exec(String(line))?.[1]);
  const rates = new Map<number, number>();
  const next = sendBody('bench', bodyBytes);
  const target = { host: '127.0.0.1', port, path: '/bench.Echo/Echo', metadata: [] };
  for (const inFlight of loads) {
    const options = { connections: Math.min(connections, inFlight), inFlight, seconds };
    const { result, cpuUs } = await measured(child.pid ?? 0, () => runLoad(target, options, next, () => undefined));
    const rate = result.calls / result.seconds;
    rates.set(inFlight, rate);
    rows.push(row('grpc-js echo', inFlight, result, cpuUs, rate));
  }
  child.kill('SIGKILL');
  return rates;
}

/** Unary sends through a socket under both flush modes, beside a bare grpc-js echo in the same run. */
export async function benchSend(seconds: number): Promise<void> {
  const rows = [['server', 'in flight', 'calls/s', 'p50 ms', 'p99 ms', 'server CPU us/call', 'calls vs grpc-js echo']];
  const baseline = await benchEcho(seconds, rows);
  for (const flush of ['ASYNC_FLUSH', 'SYNC_FLUSH']) {
    const directory = await mkdtemp(join(tmpdir(), 'pocketmq-bench-'));
    const server = await startServerProcess(directory, 'logLevel=error', `flushDiskType=${flush}`);
    await makeTopic(server.port, 'bench');
    const next = sendBody('bench', bodyBytes);
    const target = sendTarget(server.port);
    const send = (inFlight: number, time: number) =>
      runLoad(target, { connections: Math.min(connections, inFlight), inFlight, seconds: time }, next, checkSent);
    await send(64, Math.min(2, seconds));
    for (const inFlight of loads) {
      const { result, cpuUs } = await measured(server.pid, () => send(inFlight, seconds));
      rows.push(row(`send ${flush}`, inFlight, result, cpuUs, baseline.get(inFlight) ?? Number.NaN));
    }
    await server.stop('SIGTERM');
    await rm(directory, { recursive: true, force: true });
  }
  process.stdout.write(
    `\nsend: SendMessage of ${bodyBytes} B over plaintext HTTP/2, ${connections} connections at most, ${seconds} s each, closed loop, load generator on the same machine\n`,
  );
  printTable(rows);
}
