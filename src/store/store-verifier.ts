import { Code, MqError } from '../model/errors.ts';
import { SysFlag } from '../model/message.ts';
import { PropertyName } from '../model/properties.ts';
import type { Disk } from '../runtime/disk.ts';
import { type CellCounts, CellVerifier, type RecordPlace } from './cell-verifier.ts';
import { offsetFileName } from './file-name.ts';
import { type Finding, Findings, findingsMaxDefault } from './findings.ts';
import { type IndexCounts, IndexVerifier, indexHashesOf } from './index-verifier.ts';
import { type LogRun, offsetFilesOf } from './log-files.ts';
import { LogScanner } from './log-scanner.ts';
import { Finding as PlaceFinding } from './record.ts';
import { verifyConfig, verifyState } from './state-verifier.ts';
import { type StoreSizes, type StoreView, viewStore } from './store-view.ts';
import { hasCell, propertyOf, tagsCodeOf } from './tags-code.ts';
import { type TimerCounts, type TimerPlace, TimerVerifier, timerPlaceOf } from './timer-verifier.ts';

export interface VerifyOptions {
  readonly sizes?: StoreSizes;
  /** Delays of the classic levels that the server runs with; RocketMQ's when left out. */
  readonly levelDelaysMs?: readonly number[] | undefined;
  /** Findings that are given with their text; the rest is counted. */
  readonly findingsMax?: number;
  /** Told now and then: bytes of the log that were read, of how many about. */
  readonly progress?: (doneBytes: number, totalBytes: number) => void;
}

/** What a store holds, and what is not as it has to be. */
export interface Verification {
  /** The last process closed the store. */
  readonly clean: boolean;
  /** The process that uses the store now: what it has not yet put on disk was not looked at. */
  readonly holder: string | undefined;
  /** First offset of the log, and where it ends. */
  readonly first: number;
  readonly tail: number;
  readonly segments: number;
  readonly records: number;
  /** Records that hold a batch of messages, whose queues are not read. */
  readonly batches: number;
  readonly queues: number;
  readonly cells: CellCounts;
  readonly index: IndexCounts;
  readonly timer: TimerCounts;
  readonly configFiles: number;
  /** Parts of the store that were not looked at. */
  readonly unread: readonly string[];
  readonly findings: readonly Finding[];
  readonly findingsTotal: number;
}

interface Noted extends RecordPlace {
  readonly queued: boolean;
  readonly timerPlace: TimerPlace | undefined;
  readonly hashes: readonly number[];
}

interface Parts {
  readonly cells: CellVerifier;
  readonly index: IndexVerifier;
  readonly timer: TimerVerifier;
}

/**
 * Compares everything in a store directory with everything else, in one pass over the log, and changes nothing. Takes
 * memory by the number of queues, not of messages. MqError when the directory is no store.
 */
export async function verifyStore(disk: Disk, directory: string, options: VerifyOptions = {}): Promise<Verification> {
  const view = await viewStore(disk, directory, options.sizes ?? {});
  try {
    return await new StoreVerifier(view, options).run();
  } finally {
    await view.files.close();
  }
}

class StoreVerifier {
  readonly #view: StoreView;
  readonly #options: VerifyOptions;
  readonly #findings: Findings;
  #noted: Noted[] = [];
  #records = 0;
  #batches = 0;
  #lastStoreTimestamp = 0;

  constructor(view: StoreView, options: VerifyOptions) {
    this.#view = view;
    this.#options = options;
    this.#findings = new Findings(options.findingsMax ?? findingsMaxDefault);
  }

  async run(): Promise<Verification> {
    const view = this.#view;
    const findings = this.#findings;
    const config = await verifyConfig(view, findings);
    this.#checkSegments();
    const cells = new CellVerifier(view, config.topics, findings);
    const cellsEnd = await cells.open();
    const index = new IndexVerifier(view, findings);
    await index.open();
    const timer = new TimerVerifier(view, findings);
    await timer.open();
    const parts = { cells, index, timer };
    let tail = view.runs[0]?.first ?? 0;
    for (const run of view.runs) {
      tail = await this.#readRun(run, this.#trustedEnd(run, cellsEnd), parts);
    }
    await cells.finish();
    await index.finish();
    await timer.finish(tail);
    const facts = { tail, records: this.#records, lastStoreTimestamp: this.#lastStoreTimestamp };
    await verifyState(view, { ...facts, indexEnds: index.endTimestamps }, findings);
    await this.#assertUnmoved();
    return {
      clean: view.clean,
      holder: view.holder,
      first: view.runs[0]?.first ?? 0,
      tail,
      segments: view.segments.files.length,
      records: this.#records,
      batches: this.#batches,
      queues: cells.queueCount,
      cells: cells.counts,
      index: index.counts,
      timer: timer.counts,
      configFiles: config.files,
      unread: view.unread,
      findings: findings.list,
      findingsTotal: findings.total,
    };
  }

  #checkSegments(): void {
    const { segments, segmentBytes, clean } = this.#view;
    for (const name of segments.strays) {
      this.#findings.add('log', `commitlog/${name}`, 'is no name of a segment; move it elsewhere');
    }
    let expected = segments.files[0]?.base ?? 0;
    for (const [number, { base, bytes }] of segments.files.entries()) {
      const place = `commitlog/${offsetFileName(base)}`;
      if (base !== expected) {
        const text = `the segments from ${expected} on are missing before it`;
        this.#findings.add('log', place, text);
      }
      const last = number === segments.files.length - 1;
      // The last one is completed by the next start; its name comes first, its length after.
      if (bytes !== segmentBytes && (clean || !last)) {
        this.#findings.add('log', place, `has ${bytes} bytes instead of ${segmentBytes}`);
      }
      expected = base + segmentBytes;
    }
  }

  /** Below, whatever is no record is damage and not the end of the log. */
  #trustedEnd(run: LogRun, cellsEnd: number): number {
    const { checkpoint, clean, table, runs } = this.#view;
    if (run !== runs.at(-1)) {
      return run.end;
    }
    const known = Math.max(checkpoint.flushedOffset, checkpoint.cellPhysicalOffset);
    const closedAt = clean && table.kind === 'good' ? table.table.physicalOffset : 0;
    return Math.min(run.end, Math.max(known, closedAt, clean ? cellsEnd : 0));
  }

  async #readRun(run: LogRun, trustedEnd: number, { cells, index, timer }: Parts): Promise<number> {
    const scanner = new LogScanner(run);
    const compare = async () => {
      for (const one of this.#noted) {
        const { physicalOffset, storeTimestamp, hashes } = one;
        if (one.queued && !cells.visitAtHand(one)) {
          await cells.visit(one);
        }
        if (!index.visitAtHand(physicalOffset, storeTimestamp, hashes)) {
          await index.visit(physicalOffset, storeTimestamp, hashes);
        }
        if (one.timerPlace !== undefined) {
          await timer.visit(one.timerPlace);
        }
      }
      const last = this.#noted.at(-1);
      this.#noted = [];
      if (last !== undefined) {
        this.#tell(last.physicalOffset + last.size, trustedEnd);
      }
    };
    const end = await scanner.scan(run.first, trustedEnd, {
      record: (message) => {
        this.#records++;
        this.#lastStoreTimestamp = message.storeTimestamp;
        const { topic, queueId, queueOffset, physicalOffset, size, properties, storeTimestamp, sysFlag } = message;
        const batch = (sysFlag & SysFlag.INNER_BATCH) !== 0;
        this.#batches += batch ? 1 : 0;
        timer.noteQueue(topic, queueId, queueOffset);
        const tag = propertyOf(properties, PropertyName.TAGS);
        this.#noted.push({
          ...{ topic, queueId, queueOffset, physicalOffset, size, storeTimestamp },
          tagsCode: tagsCodeOf(topic, tag, properties, storeTimestamp, this.#options.levelDelaysMs),
          queued: hasCell(sysFlag) && !batch,
          timerPlace: timerPlaceOf(message),
          hashes: indexHashesOf(message),
        });
      },
      damaged: (from, to) => {
        this.#findings.add(
          'log',
          this.#segmentAt(run, from),
          `the bytes ${from} to ${to} of the log hold no valid record`,
        );
      },
      pause: compare,
    });
    await compare();
    await this.#checkEnd(run, scanner, end, trustedEnd);
    return end;
  }

  /** After a clean stop nothing lies behind the last record; below what is known to be on disk the log must not end. */
  async #checkEnd(run: LogRun, scanner: LogScanner, end: number, trustedEnd: number): Promise<void> {
    if (end >= run.end) {
      return;
    }
    const place = this.#segmentAt(run, end);
    if (end < trustedEnd) {
      this.#findings.add('log', place, `the log breaks off at ${end}, it has to go on up to ${trustedEnd}`);
    } else if (this.#view.clean && (await scanner.inspect(end)) !== PlaceFinding.NOTHING) {
      this.#findings.add('log', place, `at ${end}, the end of the log, lies something that is no record`);
    }
  }

  #segmentAt(run: LogRun, offset: number): string {
    return `commitlog/${offsetFileName(run.baseOf(offset))}`;
  }

  #tell(offset: number, trustedEnd: number): void {
    const first = this.#view.runs[0]?.first ?? 0;
    this.#options.progress?.(offset - first, Math.max(offset, trustedEnd) - first);
  }

  /** A process that uses the store may have deleted what was being read. */
  async #assertUnmoved(): Promise<void> {
    const { disk, paths, segments, holder } = this.#view;
    const now = offsetFilesOf(await disk.list(paths.commitLog)).files[0]?.base;
    if (holder !== undefined && now !== segments.files[0]?.base) {
      throw new MqError(
        Code.INTERNAL_SERVER_ERROR,
        `old segments of '${paths.root}' were deleted by ${holder} meanwhile; run it again, or stop that process first`,
      );
    }
  }
}
