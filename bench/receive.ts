import { type ServerProcess, startServerProcess } from '../test/scripts/server-process.ts';
import { runLoad } from './load.ts';
import {
  ackBody,
  ackTarget,
  checkAcked,
  checkSent,
  makeTopic,
  type Received,
  receiveBody,
  receivedOf,
  receiveTarget,
  sendBody,
  sendTarget,
} from './messages.ts';
import type { BenchOptions } from './options.ts';
import { prefixed, RawConnection } from './raw-connection.ts';
import { cpuMicroseconds, percentile, printTable, show } from './report.ts';
import { makeScratch, removeScratch } from './scratch.ts';

const topic = 'bench';
const group = 'bench-readers';
const bodyBytes = 1024;
const batch = 32;
/** Receives under way at once; each is followed by one acknowledgement a message. */
const receivers = 8;

interface Consumed {
  readonly messages: number;
  readonly seconds: number;
  readonly receiveMs: Float64Array;
}

/** Receives and acknowledges, one call a message, until nothing is left; the same message twice ends the run. */
async function consumeAll(server: ServerProcess): Promise<Consumed> {
  const receiveFrom = receiveTarget(server.port);
  const ackTo = ackTarget(server.port);
  const receiving = new RawConnection(receiveFrom.host, receiveFrom.port, receiveFrom.path, receiveFrom.metadata);
  const acking = new RawConnection(ackTo.host, ackTo.port, ackTo.path, ackTo.metadata);
  await Promise.all([receiving.ready, acking.ready]);
  const request = prefixed(receiveBody(topic, group, batch, 0));
  const seen = new Set<string>();
  const times: number[] = [];
  const acknowledge = (received: Received) =>
    new Promise<void>((resolve) => {
      acking.call(prefixed(ackBody(topic, group, received)), (call) => {
        checkAcked(call);
        resolve();
      });
    });
  const receive = () =>
    new Promise<Received[]>((resolve) => {
      receiving.call(request, (call) => {
        times.push(performance.now() - call.startedAt);
        resolve(receivedOf(call));
      });
    });
  const consume = async () => {
    for (let received = await receive(); received.length > 0; received = await receive()) {
      for (const { messageId } of received) {
        if (seen.has(messageId)) {
          throw new Error(`message ${messageId} was delivered twice`);
        }
        seen.add(messageId);
      }
      await Promise.all(received.map(acknowledge));
    }
  };
  const begin = performance.now();
  await Promise.all(Array.from({ length: receivers }, consume));
  const seconds = (performance.now() - begin) / 1000;
  receiving.close();
  acking.close();
  return { messages: seen.size, seconds, receiveMs: Float64Array.from(times) };
}

/** Receives of 32 messages and one acknowledgement each, of a backlog that sends have just made. */
export async function benchReceive(options: BenchOptions): Promise<void> {
  const seconds = options.seconds ?? 5;
  const directory = await makeScratch();
  const server = await startServerProcess(directory, 'logLevel=error');
  await makeTopic(server.port, topic);
  const next = sendBody(topic, bodyBytes);
  const load = { connections: 4, inFlight: 64, seconds };
  const sent = await runLoad(sendTarget(server.port), load, next, checkSent);
  const before = cpuMicroseconds(server.pid);
  const consumed = await consumeAll(server);
  const after = cpuMicroseconds(server.pid);
  await server.stop('SIGTERM');
  removeScratch(directory);
  if (consumed.messages !== sent.calls) {
    throw new Error(`${sent.calls} messages were acknowledged to the sender, ${consumed.messages} were received`);
  }
  const cpuUs = before === undefined || after === undefined ? undefined : (after - before) / consumed.messages;
  process.stdout.write(
    `\nreceive: backlog of ${show(sent.calls)} messages of ${bodyBytes} B, ${receivers} receives of ${batch} at once, one AckMessage call a message; every message received once\n`,
  );
  printTable([
    ['messages/s', 'receive p50 ms', 'receive p99 ms', 'server CPU us/message'],
    [
      show(consumed.messages / consumed.seconds),
      show(percentile(consumed.receiveMs, 0.5), 3),
      show(percentile(consumed.receiveMs, 0.99), 3),
      show(cpuUs, 1),
    ],
  ]);
}
