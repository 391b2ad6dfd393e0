import { join } from 'node:path';
import { readWholeFile } from '../runtime/disk.ts';
import { checkpointOwnPart } from './checkpoint.ts';
import type { Findings } from './findings.ts';
import { parseLenientJson } from './lenient-json.ts';
import type { StoreView } from './store-view.ts';

/** Files below `config/` that are not JSON. */
const binaryNames = new Set(['timercheck', 'broker.properties']);

export interface ConfigFacts {
  /** Files that were read. */
  readonly files: number;
  /** Topics that the broker knows; undefined when topics.json is not there or not readable. */
  readonly topics: ReadonlySet<string> | undefined;
}

/** Reads every file below `config/` as JSON; of a file and its `.bak` both have to be readable. */
export async function verifyConfig(view: StoreView, findings: Findings): Promise<ConfigFacts> {
  const entries = (await view.disk.list(view.paths.config)).filter((entry) => entry.kind === 'file');
  const names = new Set(entries.map((entry) => entry.name));
  let topics: ReadonlySet<string> | undefined;
  let files = 0;
  for (const { name, size } of entries) {
    if (binaryNames.has(name.replace(/\.bak$/, '')) || name.endsWith('.new')) {
      continue;
    }
    files++;
    const bytes = await readWholeFile(view.disk, join(view.paths.config, name));
    const outcome = parseLenientJson(bytes?.toString('utf8') ?? '');
    if (size === 0 && name.endsWith('.bak')) {
      continue;
    }
    if (outcome.kind === 'bad') {
      const rescue = names.has(`${name}.bak`) ? '; its .bak will be used' : '';
      const text = size === 0 ? 'is empty' : `is not readable as JSON: ${outcome.problem}`;
      findings.add('config', `config/${name}`, text + rescue);
    } else if (name === 'topics.json') {
      topics = topicsOf(outcome.value);
    }
  }
  for (const name of names) {
    const main = name.replace(/\.bak$/, '');
    // A process that is killed while it replaces a file leaves the .bak and the new content beside it.
    if (main !== name && !names.has(main) && !names.has(`${main}.new`) && view.clean) {
      findings.add('config', `config/${main}`, 'is missing; its .bak will be used');
    }
  }
  return { files, topics };
}

function topicsOf(content: unknown): ReadonlySet<string> | undefined {
  if (typeof content !== 'object' || content === null || !('topicConfigTable' in content)) {
    return undefined;
  }
  const table = content.topicConfigTable;
  return typeof table === 'object' && table !== null ? new Set(Object.keys(table)) : undefined;
}

/** What the reading of the log has shown. */
export interface LogFacts {
  /** Where the log ends. */
  readonly tail: number;
  readonly records: number;
  readonly lastStoreTimestamp: number;
  /** End times of the index files. */
  readonly indexEnds: readonly number[];
}

/** The checkpoint and the table of queues, against the log. */
export async function verifyState(view: StoreView, facts: LogFacts, findings: Findings): Promise<void> {
  const { checkpointBytes, checkpoint, table } = view;
  if (table.kind === 'damaged') {
    findings.add(
      'queue table',
      'pocketmq.queues',
      'is damaged (its checksum does not agree); the next start is slower',
    );
  }
  if (checkpointBytes === undefined || checkpointBytes.length === 0) {
    if (facts.records > 0 && view.clean) {
      findings.add('checkpoint', 'checkpoint', 'is missing or empty');
    }
    return;
  }
  const own = checkpointOwnPart(checkpointBytes);
  // A write that a full disk has ended half-way leaves it so; the next start writes all of it anew.
  if (own === 'damaged' && view.clean) {
    findings.add('checkpoint', 'checkpoint', 'its part of PocketMQ (bytes 64 to 79) is damaged');
  } else if (own === 'good' && table.kind === 'missing' && view.clean) {
    findings.add('queue table', 'pocketmq.queues', 'is missing; the next start is slower');
  }
  if (checkpoint.flushedOffset > facts.tail) {
    const text = `knows ${checkpoint.flushedOffset} bytes on disk, the log ends at ${facts.tail}`;
    findings.add('checkpoint', 'checkpoint', text);
  }
  await verifyPosition(view, facts, findings);
  if (view.clean && own === 'good' && checkpoint.flushedOffset === facts.tail && facts.records > 0) {
    expectTime(findings, 'the last record of the log', checkpoint.logTimestamp, facts.lastStoreTimestamp);
  }
  const { indexTimestamp } = checkpoint;
  const oldest = facts.indexEnds[0] ?? Number.POSITIVE_INFINITY;
  // Index files go with the segments that they lead to.
  const mayBeDeleted = (view.runs[0]?.first ?? 0) > 0 && indexTimestamp < oldest;
  if (view.clean && indexTimestamp > 0 && !mayBeDeleted && !facts.indexEnds.includes(indexTimestamp)) {
    findings.add('checkpoint', 'checkpoint', `no index file ends at its ${indexTimestamp}`);
  }
}

/** The record that the checkpoint names: itself and its time. */
async function verifyPosition(view: StoreView, facts: LogFacts, findings: Findings): Promise<void> {
  const { cellPhysicalOffset, cellTimestamp } = view.checkpoint;
  const first = view.runs[0]?.first ?? 0;
  if (cellPhysicalOffset === 0 || cellPhysicalOffset < first || cellPhysicalOffset === facts.tail) {
    return;
  }
  const run = view.runs.find((one) => cellPhysicalOffset >= one.first && cellPhysicalOffset < one.end);
  const message = await run?.recordAt(cellPhysicalOffset);
  if (message === undefined) {
    if (!view.clean && cellPhysicalOffset < facts.tail) {
      // A full disk has ended the write that sets the place back; the next start begins at the segment before it.
      return;
    }
    const text = `says that all cells up to the record at ${cellPhysicalOffset} are on disk, but there is no record`;
    findings.add('checkpoint', 'checkpoint', text);
  } else if (view.clean) {
    expectTime(findings, `the record at ${cellPhysicalOffset}`, cellTimestamp, message.storeTimestamp);
  }
}

function expectTime(findings: Findings, what: string, noted: number, stored: number): void {
  if (noted !== 0 && noted !== stored) {
    findings.add('checkpoint', 'checkpoint', `gives ${noted} as the time of ${what}, which was stored at ${stored}`);
  }
}
