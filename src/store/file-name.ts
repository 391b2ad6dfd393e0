/** Files of a sequence are named by the offset of their first byte, in 20 decimal digits. */
export function offsetFileName(offset: number): string {
  return String(offset).padStart(20, '0');
}

/** The offset that a name stands for, undefined for other names. */
export function parseOffsetFileName(name: string): number | undefined {
  return /^\d{20}$/.test(name) && Number.isSafeInteger(Number(name)) ? Number(name) : undefined;
}
