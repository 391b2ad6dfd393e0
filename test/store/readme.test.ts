import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { javaHash } from '../../src/model/java-hash.ts';
import { decodeProperties } from '../../src/model/properties.ts';
import { cellPhysicalOffset, cellSize, cellTagsCode, preBlankSize, viewOf } from '../../src/store/cell.ts';
import { decodeCheckpoint } from '../../src/store/checkpoint.ts';
import { decodeRecord, Finding, inspectRecord, type LogBuffer, newLogBuffer } from '../../src/store/record.ts';
import { decodeUnit } from '../../src/store/timer-log.ts';
import { decodeSlot } from '../../src/store/timer-wheel.ts';

const directory = new URL('../../src/store/', import.meta.url);
const readme = readFileSync(new URL('README.md', directory), 'utf8');

/** What follows a heading, up to the next one. */
function section(title: string): string {
  const text = readme.split(/^## /m).find((part) => part.startsWith(`${title}\n`));
  return text ?? '';
}

/** The code block of this number in a section. */
function blockOf(title: string, number: number): string[] {
  const block = section(title).split('```')[2 * number + 1] ?? '';
  return block.trim().split('\n');
}

/** The bytes that lines show, behind what a line begins with; two blanks end them. */
function bytesOf(lines: readonly string[], begin = /^/): LogBuffer {
  const shown = lines.map((line) => /^[0-9a-f ]*?(?= {2}| …|$)/.exec(line.replace(begin, ''))?.[0] ?? '');
  const bytes = Buffer.from(shown.join('').replaceAll(' ', ''), 'hex');
  const buffer = newLogBuffer(bytes.length);
  buffer.bytes.set(bytes);
  return buffer;
}

describe('the README of the store', () => {
  it('says of every file what it is for', () => {
    const named = [...section('Who does what').matchAll(/`([a-z-]+\.ts)`/g)].map(([, name]) => name);
    const files = readdirSync(directory).filter((name) => name.endsWith('.ts'));
    expect(named.sort()).toEqual(files.sort());
  });

  it('shows a record that is one', () => {
    const buffer = bytesOf(blockOf('A record', 1));
    expect(inspectRecord(buffer, 0, buffer.bytes.length, 0x4000_0000, true)).toBe(134);
    const { topic, queueId, queueOffset, body, properties, bornTimestamp, storeTimestamp } = decodeRecord(buffer, 0);
    expect({ topic, queueId, queueOffset, body: Buffer.from(body).toString() }).toEqual({
      topic: 'TopicTest',
      queueId: 3,
      queueOffset: 5,
      body: 'Hello RocketMQ',
    });
    expect(storeTimestamp - bornTimestamp).toBe(123);
    expect([...decodeProperties(properties)]).toEqual([
      ['TAGS', 'TagA'],
      ['KEYS', 'key1'],
    ]);
  });

  it('shows a blank that is one', () => {
    const [line = ''] = blockOf('A record', 2);
    expect(inspectRecord(bytesOf([line]), 0, 8, 0, true)).toBe(Finding.BLANK);
  });

  it('shows the cell of the record, and a pre-blank', () => {
    const [cell, preBlank] = blockOf('A consumeQueue cell', 0)
      .slice(-2)
      .map((line) => bytesOf([line]).view);
    const fields = (view = viewOf(new Uint8Array(20))) => [
      cellPhysicalOffset(view, 0),
      cellSize(view, 0),
      cellTagsCode(view, 0),
    ];
    expect(fields(cell)).toEqual([0x4000_0000, 134, javaHash('TagA')]);
    expect(fields(preBlank)).toEqual([0, preBlankSize, 0]);
  });

  it('shows a checkpoint of that record', () => {
    const [line = ''] = blockOf('The checkpoint', 0).slice(-2);
    expect(decodeCheckpoint(bytesOf([line]).bytes)).toEqual({
      logTimestamp: 1_700_000_000_123,
      cellTimestamp: 1_700_000_000_123,
      indexTimestamp: 0,
      cellPhysicalOffset: 0x4000_0000,
      flushedOffset: 0,
    });
  });

  it('shows two units of the timerlog and the slot that leads to them', () => {
    const lines = blockOf('Delayed messages', 1);
    const [first, second, slot] = lines.map((line) => bytesOf([line], /^(timerlog|wheel:)? *(\d+:)? */).view);
    if (first === undefined || second === undefined || slot === undefined) {
      throw new Error('three lines are expected');
    }
    const units = [first, second].map((view) => decodeUnit(view, 0));
    expect(units.map((unit) => unit?.previous)).toEqual([-1, 0]);
    const dueMs = units.map((unit) => (unit?.writeTimeMs ?? 0) + (unit?.delayMs ?? 0));
    const time = decodeSlot(slot, 0)?.time ?? 0;
    expect(decodeSlot(slot, 0)).toEqual({ time, lastPosition: 52, count: 2 });
    expect(dueMs).toEqual([time * 1000, time * 1000]);
    expect(units.map((unit) => unit?.topicHash)).toEqual([javaHash('basic-later'), javaHash('basic-later')]);
    expect(readme).toContain(
      `byte ${String((time % 1_209_600) * 32).replaceAll(/\B(?=(\d{3})+$)/g, ' ')} of the wheel`,
    );
  });
});
