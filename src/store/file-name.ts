/** Files of a sequence are named by the offset of their first byte, in 20 decimal digits. */
export function offsetFileName(offset: number): string {
  return String(offset).padStart(20, '0');
}

/** The offset that a name stands for, undefined for other names. */
export function parseOffsetFileName(name: string): number | undefined {
  return /^\d{20}$/.test(name) && Number.isSafeInteger(Number(name)) ? Number(name) : undefined;
}

/** The largest id of a queue: records hold it as i32. */
export const queueIdMax = 0x7fffffff;

/** The queue id that the name of a directory stands for, undefined for other names. */
export function parseQueueId(name: string): number | undefined {
  return /^\d{1,10}$/.test(name) && Number(name) <= queueIdMax ? Number(name) : undefined;
}
