import { append } from './interop-engine.ts';
import { openInteropStore } from './interop-open.ts';

/**
 * Writes messages into a store until it is killed, one line for each that is stored:
 * `tsx interop-writer.ts DIRECTORY BROKER_PORT FROM`; started by interop-rocketmq.ts.
 */
const [directory = '', port = '0', from = '0'] = process.argv.slice(2);
const store = await openInteropStore(directory, Number(port));
await append(store, Number(from), Number.MAX_SAFE_INTEGER, ({ message, queueOffset, physicalOffset }) => {
  process.stdout.write(`${message.number} ${queueOffset} ${physicalOffset}\n`);
});
