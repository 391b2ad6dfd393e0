/**
 * What a gRPC call costs by @grpc/grpc-js, node:http2 and our own engine, with the same handlers, in one run:
 *
 *     tsx bench/rpc-echo.ts [--seconds N] [--payloads 128,1024,65536] [--transports h2c,tls] [--in-flight 1,512]
 *
 * Server and load are processes of their own. Only the ratios of one run mean something; on a busy machine the CPU time of the
 * server per call is steadier than the calls a second, and is printed beside them.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { echoPath, type LoadOptions, type LoadResult, streamedCount, streamPath } from './rpc-echo-workload.ts';

const engines = ['grpc-js', 'node:http2', 'ours'] as const;

interface Measured extends LoadResult {
  readonly callsPerSecond: number;
  readonly serverCpuMicroseconds: number;
}

function start(script: string, args: string[]): ChildProcess {
  return fork(fileURLToPath(new URL(script, import.meta.url)), args, { execArgv: process.execArgv });
}

async function cpuOf(server: ChildProcess): Promise<number> {
  server.send('cpu');
  const [{ cpu }] = (await once(server, 'message')) as [{ cpu: NodeJS.CpuUsage }];
  return cpu.user + cpu.system;
}

async function measure(engine: string, transport: string, options: LoadOptions): Promise<Measured> {
  const server = start('./rpc-echo-server.ts', [engine, transport]);
  try {
    const [{ port }] = (await once(server, 'message')) as [{ port: number }];
    const load = start('./rpc-echo-load.ts', [String(port), transport, JSON.stringify(options)]);
    await once(load, 'message');
    const cpuBefore = await cpuOf(server);
    const [result] = (await once(load, 'message')) as [LoadResult];
    const cpu = (await cpuOf(server)) - cpuBefore;
    return {
      ...result,
      callsPerSecond: result.calls / result.seconds,
      serverCpuMicroseconds: cpu / Math.max(1, result.calls),
    };
  } finally {
    server.kill();
  }
}

function line(cells: readonly (string | number)[]): string {
  return cells.map((cell, index) => (index < 2 ? String(cell).padEnd(12) : String(cell).padStart(11))).join(' ');
}

function row(workload: string, engine: string, measured: Measured, base: Measured): string {
  return line([
    workload,
    engine,
    Math.round(measured.callsPerSecond),
    measured.serverCpuMicroseconds.toFixed(2),
    measured.p50,
    measured.p99,
    (measured.callsPerSecond / base.callsPerSecond).toFixed(1),
    (base.serverCpuMicroseconds / measured.serverCpuMicroseconds).toFixed(1),
  ]);
}

async function compare(
  title: string,
  names: readonly string[],
  transport: string,
  options: LoadOptions,
): Promise<void> {
  console.log(`\n${title}`);
  console.log(line(['', 'engine', 'calls/s', 'CPU us/call', 'p50 us', 'p99 us', 'x calls/s', 'x CPU']));
  let base: Measured | undefined;
  for (const name of names) {
    const bare = name === 'node:net';
    const measured = await measure(name, transport, { ...options, bare });
    base ??= measured;
    console.log(row('', name, measured, base));
  }
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      seconds: { type: 'string', default: '3' },
      payloads: { type: 'string', default: '128,1024,65536' },
      transports: { type: 'string', default: 'h2c,tls' },
      'in-flight': { type: 'string', default: '1,512' },
    },
  });
  const measuredMs = Number(values.seconds) * 1000;
  console.log(
    `${cpus()[0]?.model ?? 'unknown CPU'}, ${cpus().length} cores, Node ${process.version}, ${process.platform}`,
  );
  console.log(`${values.seconds} s a row after 1 s of warm-up; ratios are to the first row of each table`);
  const base = { path: echoPath, warmUpMs: 1000, measuredMs, bare: false };
  for (const transport of values.transports.split(',')) {
    for (const payloadBytes of values.payloads.split(',').map(Number)) {
      for (const inFlight of values['in-flight'].split(',').map(Number)) {
        const connections = inFlight >= 4 ? 4 : 1;
        const options = { ...base, payloadBytes, connections, inFlightPerConnection: inFlight / connections };
        const names = inFlight === 1 ? [...engines, 'node:net'] : engines;
        await compare(`echo, ${transport}, ${payloadBytes} bytes, ${inFlight} in flight`, names, transport, options);
      }
    }
    const options = { ...base, path: streamPath, payloadBytes: 1024, connections: 4, inFlightPerConnection: 8 };
    const title = `stream, ${transport}, ${streamedCount} messages of 1024 bytes a call, 32 calls in flight (calls, not messages)`;
    await compare(title, engines, transport, options);
  }
}

await main();
