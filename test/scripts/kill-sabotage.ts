import { join } from 'node:path';
import { nodeDisk } from '../../src/runtime/node-disk.ts';
import { dumpStore } from '../../src/store/offline-store.ts';

/** Damage that is done to a store after a kill: the loop has to notice each. */
export const sabotages = ['flip', 'cut'] as const;
export type Sabotage = (typeof sabotages)[number];

interface Place {
  readonly physicalOffset: number;
  readonly size: number;
  readonly queueId: number;
  readonly queueOffset: number;
}

/**
 * Damages a store that nobody uses at the last of these messages in the log: `flip` changes a bit of its body, `cut`
 * wipes its record.
 */
export async function damageStore(
  directory: string,
  segmentBytes: number,
  topic: string,
  messageIds: ReadonlySet<string>,
  sabotage: Sabotage,
): Promise<void> {
  let last: Place | undefined;
  await dumpStore(nodeDisk, directory, { topic, body: 'none' }, async (text) => {
    for (const json of text.trimEnd().split('\n')) {
      const line = JSON.parse(json) as Place & { readonly messageId: string };
      if (messageIds.has(line.messageId)) {
        last = line;
      }
    }
  });
  if (last === undefined) {
    throw new Error('no acknowledged message is in the log, so there is nothing to damage');
  }
  const { physicalOffset, size } = last;
  const base = physicalOffset - (physicalOffset % segmentBytes);
  const path = join(directory, 'commitlog', String(base).padStart(20, '0'));
  const file = await nodeDisk.open(path, 'write');
  try {
    const record = Buffer.alloc(size);
    await file.read(record, physicalOffset - base);
    if (sabotage === 'cut') {
      record.fill(0);
    } else {
      // The body follows the 84 bytes of a record with IPv4 hosts, and its length.
      record[88] = (record[88] ?? 0) ^ 1;
    }
    await file.write(record, physicalOffset - base);
  } finally {
    await file.close();
  }
}
