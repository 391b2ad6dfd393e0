/**
 * The load of the rpc bench, in a process of its own that takes one workload after the other from its parent. It says
 * when the warm-up is over, then what it measured, with the CPU time that it took itself.
 */
import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { LoadConnection, Tally } from './rpc-load-connection.ts';
import type { LoadReport, Workload } from './rpc-workload.ts';

const tally = new Tally();
let connectionsMade = 0;

function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

function connected({ port, transport }: Workload): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const target = { port, host: '127.0.0.1' };
    const socket: Socket =
      transport === 'tls'
        ? connectTls({ ...target, ALPNProtocols: ['h2'], rejectUnauthorized: false }, () => resolve(socket))
        : connectTcp(target, () => resolve(socket));
    socket.setNoDelay(true);
    socket.on('error', reject);
  });
}

function report(text: LoadReport): void {
  process.send?.(text);
}

async function run(workload: Workload): Promise<void> {
  const connections: LoadConnection[] = [];
  for (let index = 0; index < workload.connections; index++) {
    connections.push(new LoadConnection(await connected(workload), workload, tally, connectionsMade++ & 0x7fff));
  }
  await sleep(workload.warmUpMs);
  report({ kind: 'measuring' });
  tally.clear();
  const cpuBefore = process.cpuUsage();
  const startedAt = performance.now();
  await sleep(workload.measuredMs);
  const seconds = (performance.now() - startedAt) / 1000;
  const cpu = process.cpuUsage(cpuBefore);
  const { calls, messages } = tally;
  const p50 = tally.percentile(0.5);
  const p99 = tally.percentile(0.99);
  for (const connection of connections) {
    connection.close();
  }
  report({ kind: 'measured', calls, messages, seconds, p50, p99, cpuUs: cpu.user + cpu.system });
}

process.on('disconnect', () => process.exit(0));
process.on('message', (workload) => void run(workload as Workload));
