import { Code, codeName, MqError } from '../model/errors.ts';
import type { v2 } from '../protocol/messages.ts';

const knownCodes: ReadonlyMap<number, Code> = new Map(Object.values(Code).map((code) => [code, code]));

/** The error of a status; servers newer than this client may send codes that it does not know. */
export function statusError(status: v2.IStatus | null | undefined, what: string): MqError {
  const number = status?.code ?? 0;
  const code = knownCodes.get(number) ?? Code.INTERNAL_SERVER_ERROR;
  const text = status?.message || 'the server gave no reason';
  return new MqError(code, `${what}: ${text} (${codeName(number)})`);
}

export function isOk(status: v2.IStatus | null | undefined): boolean {
  return status?.code === Code.OK;
}

/** Returns when the status is OK, throws its error otherwise. */
export function assertOk(status: v2.IStatus | null | undefined, what: string): void {
  if (!isOk(status)) {
    throw statusError(status, what);
  }
}
