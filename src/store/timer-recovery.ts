import type { ConsumeQueue } from './consume-queue.ts';
import { LogScanner } from './log-scanner.ts';
import { scheduleTopic } from './tags-code.ts';
import type { FoundTimerCheck, OwnCheck, TimerCheck } from './timer-check.ts';
import { UnitFlag } from './timer-log.ts';
import { KnownCopies, timerTopic } from './timer-records.ts';
import type { TimerParts, TimerState } from './timer-state.ts';
import { oldestSlot, unitOf } from './timer-state.ts';
import type { TimerSlot } from './timer-wheel.ts';

/** RocketMQ leaves word about once a second; copies that it delivered later are looked for from so much earlier on. */
const foreignLagMs = 60_000;
const batch = { messagesMax: 512, bytesMax: 4 * 1024 * 1024, cellsMax: 512 };

/** A wheel that is made again: what is known to be delivered, if anything. */
interface Rebuild {
  readonly reason: string;
  readonly known: { readonly readTime: number; readonly queueOffset: number } | undefined;
  readonly copiesFrom: number;
}

/** What the last process left word of, and from where on the log tells what came after. */
type Word =
  | { readonly kind: 'none' }
  | { readonly kind: 'word'; readonly check: FoundTimerCheck; readonly copiesFrom: number; readonly trusted: boolean };

/**
 * Brings timerlog and wheel back to where the last check says they were: units behind it are cut off, slots that have
 * some lead to the ones before again. What the timer topic got later is taken in anew. Copies that were delivered later
 * are in the log, and are found there. When the files do not fit the check, or the check not the log, everything is
 * made again from the queue of the timer topic.
 */
export async function recoverTimer(parts: TimerParts, clean: boolean, damage?: string): Promise<TimerState> {
  if (!parts.settings.wheelEnabled) {
    const { commitLog, clock } = parts;
    const copiesFrom = clean ? commitLog.tail : await offsetBefore(parts, clock.now() - foreignLagMs);
    return stateOf(parts, { readTime: 0, queueOffset: 0, copiesFrom, copies: await copiesIn(parts, copiesFrom) });
  }
  const { checkFile, wheel, log, queues, commitLog, settings, clock, logger } = parts;
  const check = await checkFile.read();
  const queue = queues.find(timerTopic, 0);
  const now = unitOf(clock.now(), settings);
  const logGood = await log.load(check?.logPosition ?? 0);
  const wheelFile = await wheel.load();
  const word = await wordOf(parts, check, clean);
  const end = queue?.maxOffset ?? 0;
  let rebuild: Rebuild | undefined;
  if (word.kind === 'none') {
    const copiesFrom = clean ? commitLog.tail : await offsetBefore(parts, clock.now() - foreignLagMs);
    if (end === 0) {
      await wheel.reset();
      await log.reset();
      return stateOf(parts, { readTime: now, queueOffset: 0, copiesFrom, copies: await copiesIn(parts, copiesFrom) });
    }
    rebuild = { reason: 'config/timercheck is missing or damaged', known: undefined, copiesFrom: 0 };
  } else {
    rebuild =
      findRebuild(parts, word, logGood, wheelFile, end) ??
      (damage === undefined ? undefined : rebuildFrom(word, damage));
    const problem = rebuild === undefined ? await repair(parts, word, clean, wheelFile === 'good') : undefined;
    if (problem !== undefined) {
      rebuild = rebuildFrom(word, problem);
    }
  }
  if (rebuild === undefined && word.kind === 'word') {
    const { own, queueOffset, readTimeMs } = word.check;
    const copies = await copiesIn(parts, word.copiesFrom);
    const readTime = unitOf(readTimeMs, settings);
    const partial = { partialSlot: own?.partialSlot ?? -1, partialPosition: own?.partialPosition ?? -1 };
    const turnedBackFrom = own?.turnedBackFrom ?? 0;
    return stateOf(parts, { readTime, turnedBackFrom, queueOffset, copiesFrom: word.copiesFrom, copies, ...partial });
  }
  const task = rebuild ?? { reason: 'asked for', known: undefined, copiesFrom: 0 };
  if (end > 0 || wheelFile !== 'missing') {
    logger.warn({ reason: task.reason }, 'the timer wheel is made again from the queue of delayed messages');
  }
  return await startRebuild(parts, task, queue, now, check);
}

async function wordOf(parts: TimerParts, check: FoundTimerCheck | undefined, clean: boolean): Promise<Word> {
  if (check === undefined) {
    return { kind: 'none' };
  }
  if (check.own !== undefined) {
    return { kind: 'word', check, copiesFrom: check.own.copiesFrom, trusted: true };
  }
  const copiesFrom = clean
    ? parts.commitLog.tail
    : await offsetBefore(parts, Math.min(check.readTimeMs, check.timestamp) - foreignLagMs);
  return { kind: 'word', check, copiesFrom, trusted: clean };
}

function rebuildFrom(word: Word, reason: string): Rebuild {
  if (word.kind === 'none') {
    return { reason, known: undefined, copiesFrom: 0 };
  }
  const { check, copiesFrom } = word;
  const { queueOffset, own } = check;
  // Which units of a slot were delivered cannot be told by their places in a new timerlog, nor, after the read time went
  // back, by their times.
  const isUnknown = check.torn || (own !== undefined && (own.partialSlot >= 0 || own.turnedBackFrom > 0));
  return isUnknown
    ? { reason, known: undefined, copiesFrom: 0 }
    : { reason, known: { readTime: check.readTimeMs, queueOffset }, copiesFrom };
}

/** Why everything has to be made again, as far as the check and the names of the files tell. */
function findRebuild(
  parts: TimerParts,
  word: Word & { readonly kind: 'word' },
  logGood: boolean,
  wheelFile: 'missing' | 'damaged' | 'good',
  end: number,
): Rebuild | undefined {
  const { check } = word;
  if (check.queueOffset > end || word.copiesFrom > parts.commitLog.tail) {
    // The log has lost its end: copies of what counts as delivered may be gone with it.
    return { reason: 'config/timercheck counts more messages than the log has', known: undefined, copiesFrom: 0 };
  }
  if (check.own?.rebuilding === true) {
    return rebuildFrom(word, 'the process before did not get ready with that');
  }
  if (!word.trusted) {
    const torn = 'config/timercheck is half written, or RocketMQ wrote it last and did not stop cleanly';
    return rebuildFrom(word, check.torn ? torn : 'RocketMQ did not stop cleanly');
  }
  if (!logGood) {
    return rebuildFrom(word, 'files of timerlog are missing or cut');
  }
  if (wheelFile !== 'good' && check.logPosition > 0) {
    return rebuildFrom(word, 'the file timerwheel is missing or cut');
  }
  return undefined;
}

/** Sets wheel and timerlog back to the check; tells why that cannot be done. */
async function repair(
  parts: TimerParts,
  word: Word & { readonly kind: 'word' },
  clean: boolean,
  hasWheel: boolean,
): Promise<string | undefined> {
  const { log, wheel, settings } = parts;
  const { own, readTimeMs, logPosition } = word.check;
  const readTime = unitOf(readTimeMs, settings);
  if (!(await log.endsWithUnit())) {
    return 'the end of the timerlog is damaged';
  }
  if (own === undefined && (await log.hasMore())) {
    // When it stops, RocketMQ leaves word of all messages, but of units only up to its last flush.
    return 'RocketMQ left units behind the end that config/timercheck tells';
  }
  let problem: string | undefined;
  const visit = async (slot: TimerSlot): Promise<TimerSlot | undefined> => {
    if (slot.time < readTime || problem !== undefined) {
      return undefined;
    }
    const back = slot.lastPosition < logPosition ? slot : await stepBack(parts, slot, logPosition);
    if (back === undefined || (back.lastPosition >= 0 && back.lastPosition < log.first)) {
      problem = 'the wheel does not fit the timerlog';
      return undefined;
    }
    return back.lastPosition < 0 ? undefined : back;
  };
  if (logPosition === 0) {
    // No slot counts; the file may have been left while it was made.
    await wheel.reset();
  } else if (hasWheel) {
    await wheel.scan(visit);
  }
  if (problem === undefined && clean && own !== undefined && !isSameWheel(parts, own)) {
    problem = 'the wheel is not the one that the last process left';
  }
  if (problem === undefined && !(clean && own !== undefined)) {
    // In this order: as long as a slot on disk leads to a unit that is cut off, that unit has to be there.
    await wheel.flush();
    await log.wipe();
  }
  return problem;
}

function isSameWheel({ wheel }: TimerParts, own: OwnCheck): boolean {
  return wheel.usedSlots === own.wheelSlots && wheel.sum === own.wheelSum;
}

/** The slot without the units that are cut off; undefined when they cannot be followed. */
async function stepBack({ log, settings }: TimerParts, slot: TimerSlot, end: number): Promise<TimerSlot | undefined> {
  let { lastPosition, count } = slot;
  while (lastPosition >= end) {
    const unit = await log.unitAt(lastPosition);
    const time = unit === undefined ? -1 : unitOf(unit.writeTimeMs + unit.delayMs, settings);
    if (unit === undefined || time !== slot.time || unit.previous >= lastPosition) {
      return undefined;
    }
    count -= (unit.flags & UnitFlag.CANCEL) === 0 ? 1 : -1;
    lastPosition = unit.previous;
  }
  return { time: slot.time, lastPosition, count };
}

async function startRebuild(
  parts: TimerParts,
  { known, copiesFrom }: Rebuild,
  queue: ConsumeQueue | undefined,
  now: number,
  check: TimerCheck | undefined,
): Promise<TimerState> {
  const { wheel, log, settings, checkFile } = parts;
  const from = Math.max(copiesFrom, await firstSource(parts));
  const readTimeMs = known?.readTime ?? 1;
  const queueOffset = known?.queueOffset ?? 0;
  if (check !== undefined) {
    // A process that is killed on the way leaves files that look complete: it must be known that they are not.
    const own = {
      rebuilding: true,
      turnedBackFrom: 0,
      copiesFrom: from,
      partialSlot: -1,
      partialPosition: -1,
      wheelSlots: 0,
      wheelSum: 0,
    };
    const { timestamp, counter } = check;
    await checkFile.write({ readTimeMs, logPosition: 0, queueOffset, timestamp, counter: counter + 1, own });
  }
  await wheel.reset();
  await log.reset();
  const copies = await copiesIn(parts, from);
  const skip = { readTime: unitOf(readTimeMs, settings), queueOffset };
  if (queue !== undefined) {
    await noteRounds(parts, queue, from, copies);
  }
  const readTime = Math.max(skip.readTime, oldestSlot(now, settings));
  return stateOf(parts, { readTime, queueOffset: queue?.minOffset ?? 0, copiesFrom: from, copies, skip });
}

/** The log offset of the first delayed message: copies lie behind what they are copies of. */
async function firstSource({ commitLog, queues, reader }: TimerParts): Promise<number> {
  let first = commitLog.tail;
  for (const queue of [...queues.ofTopic(timerTopic), ...queues.ofTopic(scheduleTopic)]) {
    if (queue.maxOffset > queue.minOffset) {
      const { messages } = await reader.read(queue, queue.minOffset, { ...batch, messagesMax: 1 });
      first = Math.min(first, messages[0]?.physicalOffset ?? 0);
    }
  }
  return Math.max(first, commitLog.segments.first);
}

/** Notes those messages of the timer topic that are the next round of an earlier one, as far as the log was not looked at. */
async function noteRounds(
  { reader }: TimerParts,
  queue: ConsumeQueue,
  until: number,
  copies: KnownCopies,
): Promise<void> {
  const end = queue.maxOffset;
  for (let offset = queue.minOffset; offset < end; ) {
    const { messages, nextOffset } = await reader.read(queue, offset, batch);
    for (const message of messages) {
      if (message.physicalOffset >= until) {
        return;
      }
      copies.note(message);
    }
    offset = Math.max(offset + 1, nextOffset);
  }
}

/** The copies that lie in the log from this offset on. */
async function copiesIn({ commitLog, logger }: TimerParts, from: number): Promise<KnownCopies> {
  const copies = new KnownCopies();
  if (from < commitLog.tail) {
    logger.info({ from, end: commitLog.tail }, 'the end of the log is looked through for delayed messages that came');
    await new LogScanner(commitLog.segments).scan(from, commitLog.tail, {
      record: (message) => copies.note(message),
      damaged: () => undefined,
      pause: () => Promise.resolve(),
    });
  }
  return copies;
}

/**
 * The start of the newest segment whose first record was stored before the time, or the first one. However late it is now:
 * what the last process did at its end is counted back from its last segment.
 */
async function offsetBefore({ commitLog, reader }: TimerParts, latestMs: number): Promise<number> {
  const { bases, first } = commitLog.segments;
  const newest = await reader.readAt(bases.at(-1) ?? first);
  const timeMs = Math.min(latestMs, (newest?.storeTimestamp ?? latestMs) - foreignLagMs);
  for (let index = bases.length - 1; index > 0; index--) {
    const base = bases[index] ?? first;
    const message = await reader.readAt(base);
    if (message !== undefined && message.storeTimestamp < timeMs) {
      return base;
    }
  }
  return first;
}

function stateOf(
  { commitLog, log }: TimerParts,
  given: Pick<TimerState, 'readTime' | 'queueOffset' | 'copiesFrom' | 'copies'> & Partial<TimerState>,
): TimerState {
  const { tail: recoveredTail } = commitLog;
  return {
    turnedBackFrom: 0,
    checkedPosition: log.tail,
    partialSlot: -1,
    partialPosition: -1,
    skip: undefined,
    recoveredTail,
    ...given,
  };
}
