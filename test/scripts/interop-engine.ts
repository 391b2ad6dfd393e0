import type { MessageStore } from '../../src/store/message-store.ts';
import type { Placed } from './interop-check.ts';
import { planned, recordOf, topicsFile } from './interop-plan.ts';

/** Appends the messages `from` to `to` (not included), several at a time, and tells of each one that is stored. */
export async function append(
  store: MessageStore,
  from: number,
  to: number,
  stored: (placed: Placed) => void,
): Promise<void> {
  await store.configFile('topics.json').write(topicsFile());
  for (let next = from; next < to; ) {
    const together = Math.min(to - next, 1 + (next % 5));
    const messages = Array.from({ length: together }, (_, i) => planned(next + i));
    const records = messages.map(recordOf);
    await new Promise<void>((resolve, reject) => {
      store.append(records, { stored: resolve, notStored: reject });
    });
    records.forEach(({ queueOffset, physicalOffset }, i) => {
      const message = messages[i];
      if (message !== undefined) {
        stored({ message, queueOffset, physicalOffset });
      }
    });
    next += together;
  }
}
