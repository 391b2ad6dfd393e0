import { readInt64, writeInt64 } from './record.ts';

/**
 * One entry of a consumeQueue, 20 bytes; the entry of queue offset n lies at byte 20 n of the queue:
 *
 *   @0  i64  physical offset of the record
 *   @8  i32  size of the record
 *   @12 i64  tags code: Java hash of the tag, sign-extended, 0 without a tag; the delivery time for delayed messages;
 *            below all hashes: where RocketMQ keeps the hash in the extended consumeQueue
 *
 * All zeros: no entry. Size 7fffffff: a pre-blank, which fills the places before the first entry of a queue.
 */
export const cellBytes = 20;
export const preBlankSize = 0x7fffffff;

export function encodeCell(
  view: DataView,
  position: number,
  physicalOffset: number,
  size: number,
  tagsCode: number,
): void {
  writeInt64(view, position, physicalOffset);
  view.setInt32(position + 8, size);
  writeInt64(view, position + 12, tagsCode);
}

export function cellPhysicalOffset(view: DataView, position: number): number {
  return readInt64(view, position);
}

export function cellSize(view: DataView, position: number): number {
  return view.getInt32(position + 8);
}

/** Exact up to 2^53 in amount, which hashes and times are. */
export function cellTagsCode(view: DataView, position: number): number {
  return readInt64(view, position + 12);
}

/** False for an address in an extended consumeQueue: what the tag is, only the record tells. */
export function tellsTag(tagsCode: number): boolean {
  return tagsCode >= -0x8000_0000;
}

export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
