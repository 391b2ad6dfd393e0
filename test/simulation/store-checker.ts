import { join } from 'node:path';
import type { MemoryDisk } from '../../src/runtime/memory-disk.ts';
import type { MessageStore, StoreOptions } from '../../src/store/message-store.ts';
import { verifyStore } from '../../src/store/offline-store.ts';
import { readAll } from '../store/store-fixture.ts';

/** A promise of the store was broken; the text begins with its number in the list of invariants. */
export class ProblemFound extends Error {}

/** What became of one message. */
export interface Sent {
  readonly topic: string;
  readonly queueId: number;
  readonly body: string;
  queueOffset: number;
  physicalOffset: number;
  /** stored: told so; refused: told that nothing is there; unknown: neither, or the store failed. */
  state: 'unknown' | 'stored' | 'refused';
  /** Number of crashes before it was sent. */
  readonly life: number;
  /** A power cut must not take it. */
  durable: boolean;
  /** Allowed to be gone since a crash took it away, or its topic was deleted. */
  lost: boolean;
  /** Its topic was deleted, and the store has said so: it never comes back. */
  deleted: boolean;
}

/** Bodies by `topic queueId queueOffset`; on the way: offsets without gaps, cells that lead to their records. */
export async function readPlaces(store: MessageStore, when: string): Promise<Map<string, string>> {
  const places = new Map<string, string>();
  for (const { topic, queueId, minOffset, maxOffset } of store.queues()) {
    const read = await store.read(topic, queueId, minOffset, readAll);
    let expected = minOffset;
    for (const message of read.messages) {
      if (message.queueOffset !== expected || message.topic !== topic || message.queueId !== queueId) {
        throw new ProblemFound(`I3 ${when}: ${topic}-${queueId} has ${message.queueOffset} instead of ${expected}`);
      }
      expected++;
      const body = Buffer.from(message.body).toString();
      places.set(`${topic} ${queueId} ${message.queueOffset}`, body);
      const direct = await store.readAt(message.physicalOffset);
      if (direct === undefined || Buffer.from(direct.body).toString() !== body) {
        throw new ProblemFound(`I4 ${when}: the cell of ${topic}-${queueId} ${message.queueOffset} leads nowhere`);
      }
    }
    if (expected !== maxOffset) {
      throw new ProblemFound(`I3 ${when}: ${topic}-${queueId} ends at ${expected} instead of ${maxOffset}`);
    }
  }
  return places;
}

/** What was told as stored is there from the oldest segment on, nothing is there that was not sent or was refused, and nothing twice. */
export function checkSent(
  all: readonly Sent[],
  places: ReadonlyMap<string, string>,
  oldest: number,
  when: string,
): void {
  const bodies = new Map(all.map((one) => [one.body, one]));
  for (const one of all) {
    if (one.state === 'stored' && !one.lost && one.physicalOffset >= oldest) {
      const found = places.get(`${one.topic} ${one.queueId} ${one.queueOffset}`);
      if (found !== one.body) {
        throw new ProblemFound(
          `I1 ${when}: '${one.body}' of ${one.topic}-${one.queueId} ${one.queueOffset} is gone (${found})`,
        );
      }
    }
  }
  for (const [place, body] of places) {
    const one = bodies.get(body);
    if (one === undefined || !place.startsWith(`${one.topic} ${one.queueId} `)) {
      throw new ProblemFound(`I2 ${when}: '${body}' at ${place} was never sent there`);
    }
    if (one.state === 'refused') {
      throw new ProblemFound(`I2 ${when}: '${body}' at ${place} was refused`);
    }
    if (one.deleted) {
      throw new ProblemFound(`I2 ${when}: '${body}' at ${place} is back, its topic was deleted`);
    }
  }
  if (new Set(places.values()).size !== places.size) {
    throw new ProblemFound(`I2 ${when}: a message is there twice`);
  }
}

/** A deletion that was cut short has taken all of these, or nothing. */
export function checkDeletion(
  all: readonly Sent[],
  places: ReadonlyMap<string, string>,
  oldest: number,
  when: string,
): void {
  const bodies = new Set(places.values());
  const left = all.filter((one) => one.physicalOffset >= oldest);
  const found = left.filter((one) => bodies.has(one.body)).length;
  if (found !== 0 && found !== left.length) {
    throw new ProblemFound(`I1 ${when}: ${found} of ${left.length} messages are there, their topic was being deleted`);
  }
}

/**
 * An offset of a queue is given once, also when all of its messages are deleted and when the process or the machine
 * ended: consumers would take the second message for read. What a power cut was allowed to take counts as never given.
 */
export function checkOffsets(all: readonly Sent[], store: MessageStore, when: string): void {
  const next = new Map<string, number>();
  for (const { topic, queueId, body, queueOffset, state, lost } of all) {
    if (state === 'stored' && !lost) {
      const queue = `${topic}-${queueId}`;
      if (queueOffset < (next.get(queue) ?? 0)) {
        throw new ProblemFound(`I3 ${when}: '${body}' got offset ${queueOffset} of ${queue}, which was given before`);
      }
      next.set(queue, queueOffset + 1);
    }
  }
  for (const { topic, queueId } of all) {
    const given = next.get(`${topic}-${queueId}`) ?? 0;
    if (store.nextQueueOffset(topic, queueId) < given) {
      throw new ProblemFound(`I3 ${when}: ${topic}-${queueId} goes back to offsets below ${given}`);
    }
  }
}

/** The unique key of a message. */
export function keyOf(body: string): string {
  return `id-${body.split(' ')[0]}`;
}

/**
 * Each message is found by its unique key, alone, and by the key that all share. Those of deleted topics are found, too,
 * until their segments go.
 */
export async function checkKeys(store: MessageStore, places: ReadonlyMap<string, string>, when: string): Promise<void> {
  const always = { beginTimestamp: 0, endTimestamp: Number.MAX_SAFE_INTEGER, messagesMax: 10_000 };
  const topics = new Map<string, number>();
  const bodies = new Set(places.values());
  for (const [place, body] of places) {
    const topic = place.split(' ')[0] ?? '';
    topics.set(topic, (topics.get(topic) ?? 0) + 1);
    const found = await store.query({ ...always, topic, kind: 'uniqueKey', key: keyOf(body) });
    const texts = found.map((message) => Buffer.from(message.body).toString());
    if (texts.length !== 1 || texts[0] !== body) {
      throw new ProblemFound(`I4 ${when}: ${keyOf(body)} of ${place} leads to ${JSON.stringify(texts)}`);
    }
  }
  for (const [topic, count] of topics) {
    const all = await store.query({ ...always, topic, kind: 'key', key: 'shared' });
    const found = all.filter((message) => bodies.has(Buffer.from(message.body).toString()));
    if (found.length !== count) {
      throw new ProblemFound(`I4 ${when}: ${found.length} of ${count} messages of ${topic} are found by their key`);
    }
  }
}

/** Log, cells, index, checkpoint and config files agree, and none of them is changed by the look at them. */
export async function checkSound(disk: MemoryDisk, options: StoreOptions, when: string): Promise<void> {
  const { directory, commitLogSegmentBytes, consumeQueueFileBytes, indexSlots, indexEntries } = options;
  const sizes = { commitLogSegmentBytes, consumeQueueFileBytes, indexSlots, indexEntries };
  if ((await disk.stat(join(directory, 'commitlog'))) === undefined) {
    return;
  }
  const verification = await verifyStore(disk, directory, { sizes });
  // A crash while a config file is replaced leaves its .bak alone; what can be read of it is checked elsewhere.
  const findings = verification.findings.filter((finding) => finding.kind !== 'config');
  if (findings.length > 0) {
    throw new ProblemFound(`I4 ${when}: ${findings.map(({ place, text }) => `${place}: ${text}`).join('; ')}`);
  }
}
