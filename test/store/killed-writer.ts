import { systemClock } from '../../src/runtime/clock.ts';
import { nodeDisk } from '../../src/runtime/node-disk.ts';
import { type FlushMode, MessageStore } from '../../src/store/message-store.ts';
import { record, silentLogger, testOptions } from './store-fixture.ts';

/** Appends until it is killed; prints the number of each message once it is stored. Arguments: directory, flush mode, file mode. */
const [directory = '', mode = '', files = ''] = process.argv.slice(2);
const flushMode: FlushMode = mode === 'SYNC_FLUSH' ? 'SYNC_FLUSH' : 'ASYNC_FLUSH';
const store = await MessageStore.open(
  testOptions({
    directory,
    flushMode,
    fileMode: files === 'mmap' ? 'mmap' : 'file',
    commitLogSegmentBytes: 1 << 20,
    consumeQueueFileBytes: 20_000,
  }),
  {
    disk: nodeDisk,
    clock: systemClock,
    logger: silentLogger,
  },
);
let number = store.queues().reduce((sum, queue) => sum + queue.maxOffset, 0);
let waiting = 0;

function appendMore(): void {
  while (waiting < 64) {
    const own = number++;
    waiting++;
    store.append([record('t', own % 4, `body ${own} ${'x'.repeat(own % 900)}`)], {
      stored: () => {
        waiting--;
        process.stdout.write(`${own}\n`);
        setImmediate(appendMore);
      },
      notStored: (error) => {
        process.stderr.write(`${error.message}\n`);
        process.exit(1);
      },
    });
  }
}
appendMore();
