import { cellBytes, preBlankSize, tellsTag } from './cell.ts';
import { CellWalk, isPreBlank } from './cell-walk.ts';
import type { Findings } from './findings.ts';
import type { QueueTable } from './queue-table.ts';
import type { StoreView } from './store-view.ts';
import { scheduleTopic } from './tags-code.ts';

/** Memory for the cells of all queues together; few queues read in stretches of the second number. */
const bufferBytesMax = 16 * 1024 * 1024;
const stretchCellsMax = 1024;
const stretchCellsMin = 16;
/** Bytes behind the last cells of all queues that are looked at for cells that are too many. */
const tailBytesMax = 256 * 1024 * 1024;

/** What is compared of a record. */
export interface RecordPlace {
  readonly topic: string;
  readonly queueId: number;
  readonly queueOffset: number;
  readonly physicalOffset: number;
  readonly size: number;
  readonly tagsCode: number;
  readonly storeTimestamp: number;
}

export interface CellCounts {
  /** Cells that lead to their record. */
  good: number;
  /** Cells of records that are deleted with their segments. */
  deleted: number;
  /** Places of messages that were lost, and known to be. */
  lost: number;
  /** Cells and records that do not agree yet: the next start makes the cells again. */
  pending: number;
  /** Records of topics that are deleted. */
  orphans: number;
}

/** Compares cells and records while the log is read once, each queue's cells alongside. */
export class CellVerifier {
  readonly counts: CellCounts = { good: 0, deleted: 0, lost: 0, pending: 0, orphans: 0 };
  readonly #view: StoreView;
  readonly #findings: Findings;
  readonly #topics: ReadonlySet<string> | undefined;
  readonly #table: QueueTable | undefined;
  readonly #queues = new Map<string, Map<number, CellWalk>>();
  /** Records of queues that have no cells at all, by queue. */
  readonly #missing = new Map<string, { readonly topic: string; readonly place: string; records: number }>();
  #tailBytesLeft = tailBytesMax;

  /** `topics`: those that the broker knows; undefined when that is not known. */
  constructor(view: StoreView, topics: ReadonlySet<string> | undefined, findings: Findings) {
    this.#view = view;
    this.#findings = findings;
    this.#topics = topics;
    this.#table = view.table.kind === 'good' ? view.table.table : undefined;
  }

  get queueCount(): number {
    return this.#view.queues?.length ?? 0;
  }

  /** Looks at the names and lengths of the files; tells where the last record with a cell ends. */
  async open(): Promise<number> {
    const { queues = [], files, cellFileBytes } = this.#view;
    const share = Math.floor(bufferBytesMax / cellBytes / Math.max(1, queues.length));
    const stretch = Math.min(stretchCellsMax, Math.max(stretchCellsMin, share));
    let logEnd = 0;
    const listed = this.#listed();
    for (const queue of queues) {
      if (!this.#view.clean && listed?.has(placeOf(queue)) === false) {
        // Of a deleted topic whose files were being removed, or made since the checkpoint: the next start clears it away.
        continue;
      }
      const cells = new CellWalk(queue, files, cellFileBytes, stretch);
      this.#checkFiles(cells.place, queue);
      await cells.findFirst();
      logEnd = Math.max(logEnd, (await cells.findEnd()).physicalEnd);
      let ofTopic = this.#queues.get(queue.topic);
      if (ofTopic === undefined) {
        ofTopic = new Map();
        this.#queues.set(queue.topic, ofTopic);
      }
      ofTopic.set(queue.queueId, cells);
    }
    return logEnd;
  }

  #checkFiles(place: string, queue: NonNullable<StoreView['queues']>[number]): void {
    const size = this.#view.cellFileBytes;
    for (const name of queue.strays) {
      this.#findings.add('cell', place, `'${name}' is no name of a consumeQueue file; move it elsewhere`);
    }
    let expected = queue.files[0]?.base ?? 0;
    for (const { base, bytes } of queue.files) {
      if (base % size !== 0) {
        this.#findings.add('cell', place, `the file ${base} does not begin at a multiple of ${size} bytes`);
        continue;
      }
      if (base !== expected) {
        this.#findings.add('cell', place, `files are missing between the bytes ${expected} and ${base} of the queue`);
      }
      // Whoever makes a file and is killed leaves it short; the next start completes it.
      if (bytes !== size && this.#view.clean) {
        this.#findings.add('cell', place, `the file ${base} has ${bytes} bytes instead of ${size}`);
      }
      expected = base + size;
    }
  }

  /** True when the cell of the record is at hand, is the next of its queue, and is right: what almost all are. */
  visitAtHand(record: RecordPlace): boolean {
    const { queueOffset } = record;
    const cells = this.#queues.get(record.topic)?.get(record.queueId);
    const good =
      cells !== undefined &&
      cells.next === queueOffset &&
      cells.has(queueOffset) &&
      cells.physicalOffset(queueOffset) === record.physicalOffset &&
      cells.size(queueOffset) === record.size &&
      cells.tagsCode(queueOffset) === record.tagsCode;
    if (good) {
      cells.next++;
      this.counts.good++;
    }
    return good;
  }

  /** Compares a record with its cell; records come in the order of the log. */
  async visit(record: RecordPlace): Promise<void> {
    if (this.#view.queues === undefined) {
      return;
    }
    const { queueOffset, physicalOffset } = record;
    const cells = this.#queues.get(record.topic)?.get(record.queueId);
    if (cells === undefined || cells.first === -1) {
      this.#noteMissing(record);
      return;
    }
    if (queueOffset < cells.roomStart || queueOffset >= cells.roomEnd) {
      this.#mismatch(cells, record, 'lies outside the files of its queue');
      return;
    }
    if (!cells.has(queueOffset)) {
      await cells.load(queueOffset);
    }
    if (cells.physicalOffset(queueOffset) === physicalOffset) {
      await this.#match(cells, record);
    } else {
      this.#mismatch(cells, record, this.#describe(cells, queueOffset));
    }
  }

  async #match(cells: CellWalk, record: RecordPlace): Promise<void> {
    const { queueOffset, physicalOffset } = record;
    if (queueOffset < cells.next) {
      this.#findings.add('log', cells.place, `${describe(record)} repeats an offset of its queue`);
      return;
    }
    if (queueOffset > cells.next) {
      await this.#passOver(cells, queueOffset);
      if (!cells.has(queueOffset)) {
        await cells.load(queueOffset);
      }
    }
    cells.next = queueOffset + 1;
    const size = cells.size(queueOffset);
    const tagsCode = cells.tagsCode(queueOffset);
    if (size !== record.size) {
      this.#wrong(cells, queueOffset, physicalOffset, `says ${size} bytes, its record has ${record.size}`);
    } else if (!isTagsCode(tagsCode, record)) {
      this.#wrong(cells, queueOffset, physicalOffset, `has tags code ${tagsCode}, its record's is ${record.tagsCode}`);
    } else {
      this.counts.good++;
    }
  }

  #wrong(cells: CellWalk, queueOffset: number, physicalOffset: number, what: string): void {
    if (physicalOffset >= this.#view.settledEnd) {
      this.counts.pending++;
    } else {
      this.#findings.add('cell', cells.place, `the cell ${queueOffset} ${what}`);
    }
  }

  #describe(cells: CellWalk, queueOffset: number): string {
    if (cells.isEmpty(queueOffset)) {
      return 'has an empty cell';
    }
    return cells.size(queueOffset) === preBlankSize
      ? 'has a blank instead of its cell'
      : `has a cell that leads to ${cells.physicalOffset(queueOffset)}`;
  }

  #mismatch(cells: CellWalk, record: RecordPlace, what: string): void {
    const { physicalOffset, queueOffset } = record;
    if (physicalOffset >= this.#view.settledEnd) {
      this.counts.pending++;
    } else if (physicalOffset < cells.firstPhysicalOffset && cells.first === 0) {
      // The topic was deleted and made anew.
      this.counts.orphans++;
    } else {
      this.#findings.add('cell', cells.place, `${describe(record)} ${what}`);
      if (queueOffset === cells.next) {
        cells.next++;
      }
    }
  }

  #noteMissing(record: RecordPlace): void {
    const place = placeOf(record);
    const missing = this.#missing.get(place);
    if (missing !== undefined && record.queueOffset === 0) {
      // The topic was deleted and made anew.
      this.counts.orphans += missing.records;
      missing.records = 0;
    }
    if (record.physicalOffset >= this.#view.settledEnd) {
      this.counts.pending++;
      return;
    }
    if (missing === undefined) {
      this.#missing.set(place, { topic: record.topic, place, records: 1 });
    } else {
      missing.records++;
    }
  }

  /** Cells up to the offset have met no record. */
  async #passOver(cells: CellWalk, end: number): Promise<void> {
    for (let offset = cells.next; offset < end; offset++) {
      if (!cells.has(offset)) {
        await cells.load(offset);
      }
      this.#judge(cells, offset);
    }
    cells.next = end;
  }

  #judge(cells: CellWalk, offset: number): void {
    const physicalOffset = cells.physicalOffset(offset);
    const size = cells.size(offset);
    // A cell that a crash left half written has no size yet.
    if (physicalOffset >= this.#view.settledEnd || (size === 0 && !this.#view.clean)) {
      this.counts.pending++;
    } else if (isPreBlank(size, physicalOffset)) {
      this.#findings.add('cell', cells.place, `the cell ${offset} is a blank between others`);
    } else if (size === preBlankSize) {
      this.counts.lost++;
    } else if (cells.isEmpty(offset)) {
      this.#findings.add('cell', cells.place, `the cell ${offset} is empty`);
    } else if (size > 0 && physicalOffset >= 0 && physicalOffset < (this.#view.runs[0]?.first ?? 0)) {
      this.counts.deleted++;
    } else {
      const text = `the cell ${offset} leads to ${physicalOffset}, where no record of it lies`;
      this.#findings.add('cell', cells.place, text);
    }
  }

  /** The log has been read: what is left of the queues, and what the table of queues says of them. */
  async finish(): Promise<void> {
    for (const queues of this.#queues.values()) {
      for (const cells of queues.values()) {
        await this.#finishQueue(cells);
      }
    }
    const listed = this.#listed();
    for (const { topic, place, records } of this.#missing.values()) {
      if (records === 0) {
        continue;
      }
      const deleted = listed === undefined ? this.#topics?.has(topic) === false : !listed.has(place);
      if (deleted) {
        this.counts.orphans += records;
      } else {
        this.#findings.add('cell', place, `has no cells, ${records} records of the log belong there`);
      }
    }
    this.#checkTable();
  }

  /** Places of the queues in the table. */
  #listed(): ReadonlySet<string> | undefined {
    return this.#table === undefined ? undefined : new Set(this.#table.queues.map(placeOf));
  }

  async #finishQueue(cells: CellWalk): Promise<void> {
    let offset = cells.next;
    let end = offset;
    while (offset < cells.roomEnd && this.#tailBytesLeft > 0) {
      await cells.load(offset);
      this.#tailBytesLeft -= (cells.end - offset) * cellBytes;
      if (!cells.isEmptyFrom(offset)) {
        for (let at = offset; at < cells.end; at++) {
          if (!cells.isEmpty(at)) {
            this.#judge(cells, at);
            end = at + 1;
          }
        }
      }
      offset = cells.end;
    }
    cells.next = end;
  }

  #checkTable(): void {
    if (this.#view.queues === undefined) {
      return;
    }
    for (const entry of this.#table?.queues ?? []) {
      const { topic, queueId, maxOffset, physicalEnd } = entry;
      // A recovery that was ended on the way has cut off cells, and knows that it has.
      if (physicalEnd > this.#view.settledEnd) {
        continue;
      }
      const cells = this.#queues.get(topic)?.get(queueId);
      const place = placeOf(entry);
      const found = cells?.next ?? 0;
      if (found === 0 && !this.#view.clean && physicalEnd <= (this.#view.runs[0]?.first ?? 0)) {
        // Its messages are deleted with their segments; files with later cells went when a power cut had lost their records.
        continue;
      }
      if (cells === undefined) {
        if (!this.#missing.has(place)) {
          this.#findings.add('cell', place, `is missing; the table of queues knows ${maxOffset} cells of it`);
        }
      } else if (found < maxOffset || (this.#view.clean && found > maxOffset)) {
        const text = `ends at ${found}, the table of queues says ${maxOffset}`;
        this.#findings.add('queue table', place, text);
      }
    }
  }
}

function placeOf({ topic, queueId }: { readonly topic: string; readonly queueId: number }): string {
  return `consumequeue/${topic}/${queueId}`;
}

/** Hash, delivery time or address: only hashes can be made again from the record alone. */
function isTagsCode(found: number, record: RecordPlace): boolean {
  if (found === record.tagsCode || !tellsTag(found)) {
    return true;
  }
  return record.topic === scheduleTopic && found >= record.storeTimestamp;
}

function describe({ physicalOffset, queueOffset }: RecordPlace): string {
  return `the record at ${physicalOffset} (queue offset ${queueOffset})`;
}
