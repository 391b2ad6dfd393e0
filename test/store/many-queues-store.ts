import { readdirSync } from 'node:fs';
import { systemClock } from '../../src/runtime/clock.ts';
import { nodeDisk } from '../../src/runtime/node-disk.ts';
import { MessageStore } from '../../src/store/message-store.ts';
import { append, bodies, record, silentLogger, testOptions } from './store-fixture.ts';

/**
 * Appends to each of so many queues, reads all of them, closes, opens and reads again; prints `done` and how many file
 * handles were open at most, if the system tells. Arguments: directory, number of queues.
 */
const [directory = '', count = ''] = process.argv.slice(2);
const queues = Number(count);
const queuesPerTopic = 8;
const options = testOptions({ directory, commitLogSegmentBytes: 1 << 24, consumeQueueFileBytes: 6_000_000 });
const environment = { disk: nodeDisk, clock: systemClock, logger: silentLogger };
let handles = 0;

function noteHandles(): void {
  if (process.platform === 'linux') {
    handles = Math.max(handles, readdirSync('/proc/self/fd').length);
  }
}

async function readEach(store: MessageStore, expected: (queue: number) => readonly string[]): Promise<void> {
  for (let queue = 0; queue < queues; queue++) {
    const found = await bodies(store, `t${Math.floor(queue / queuesPerTopic)}`, queue % queuesPerTopic);
    if (found.join() !== expected(queue).join()) {
      throw new Error(`queue ${queue} holds ${found.join()} and not ${expected(queue).join()}`);
    }
    if (queue % 100 === 0) {
      noteHandles();
    }
  }
}

async function appendEach(store: MessageStore, text: string): Promise<void> {
  for (let queue = 0; queue < queues; queue += 1000) {
    const records = Array.from({ length: Math.min(1000, queues - queue) }, (_, index) =>
      record(
        `t${Math.floor((queue + index) / queuesPerTopic)}`,
        (queue + index) % queuesPerTopic,
        `${text}${queue + index}`,
      ),
    );
    await append(store, records);
    noteHandles();
  }
}

let store = await MessageStore.open(options, environment);
await appendEach(store, 'a');
await readEach(store, (queue) => [`a${queue}`]);
await store.close();
store = await MessageStore.open(options, environment);
await readEach(store, (queue) => [`a${queue}`]);
await appendEach(store, 'b');
await store.close();
store = await MessageStore.open(options, environment);
await readEach(store, (queue) => [`a${queue}`, `b${queue}`]);
await store.close();
noteHandles();
process.stdout.write(`done ${handles}\n`);
