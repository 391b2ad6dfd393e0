import { countOf } from '../admin/count.ts';
import type { Verification } from '../store/offline-store.ts';

/** The outcome of a verification as text: counts, then what was found. */
export function reportOf(verification: Verification): string {
  const { cells, index, timer, findings, findingsTotal } = verification;
  const lines = [
    `log         ${countOf(verification.records, 'record')} in ${countOf(verification.segments, 'segment')}, from ${verification.first} to ${verification.tail}${also(verification.batches, 'batches')}`,
    `queues      ${verification.queues}, ${cells.good} cells lead to their records${also(cells.deleted, 'to deleted ones')}${also(cells.lost, 'stand for lost messages')}`,
    `index       ${countOf(index.files, 'file')}, ${index.good} entries lead to their records${also(index.deleted, 'to deleted ones')}${also(index.absent, 'keys without an entry')}`,
    `config      ${countOf(verification.configFiles, 'file')}`,
  ];
  if (timer.good + timer.deleted + timer.pending > 0) {
    lines.push(
      `delayed     ${timer.good} units of the timerlog lead to their messages${also(timer.deleted, 'to deleted ones')}, ${countOf(timer.slots, 'slot')} of the wheel in use`,
    );
  }
  if (cells.orphans > 0) {
    lines.push(`deleted     ${countOf(cells.orphans, 'record')} of deleted topics`);
  }
  if (!verification.clean) {
    const pending = cells.pending + index.pending + timer.pending;
    lines.push(
      `not closed  ${pending} cells, entries and units behind the checkpoint are made again by the next start`,
    );
  }
  for (const name of verification.unread) {
    lines.push(`not read    ${name}`);
  }
  for (const { place, text } of findings) {
    lines.push(`FOUND       ${place}: ${text}`);
  }
  if (findingsTotal > findings.length) {
    lines.push(`            and ${findingsTotal - findings.length} more`);
  }
  lines.push(findingsTotal === 0 ? 'sound' : `${countOf(findingsTotal, 'finding')}`);
  return `${lines.join('\n')}\n`;
}

function also(count: number, what: string): string {
  return count === 0 ? '' : `, ${count} ${what}`;
}
