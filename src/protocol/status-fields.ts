import type { v2 } from './messages.ts';
import {
  bytesTag,
  lengthFieldBytes,
  putLengthField,
  putTextField,
  putVarintField,
  textFieldBytes,
  varintFieldBytes,
  varintTag,
} from './wire-fields.ts';

type Status = v2.Status.$Properties | null | undefined;

const codeTag = varintTag(1);
const messageTag = bytesTag(2);

function contentBytes(status: v2.Status.$Properties): number {
  const code = status.code ?? 0;
  const message = status.message ?? '';
  return (
    (code === 0 ? 0 : varintFieldBytes(codeTag, code)) + (message === '' ? 0 : textFieldBytes(messageTag, message))
  );
}

/** A field of type Status; nothing when there is none. */
export function statusFieldBytes(tag: number, status: Status): number {
  return status === null || status === undefined ? 0 : lengthFieldBytes(tag, contentBytes(status));
}

export function putStatusField(target: Buffer, at: number, tag: number, status: Status): number {
  if (status === null || status === undefined) {
    return at;
  }
  const code = status.code ?? 0;
  const message = status.message ?? '';
  let end = putLengthField(target, at, tag, contentBytes(status));
  if (code !== 0) {
    end = putVarintField(target, end, codeTag, code);
  }
  return message === '' ? end : putTextField(target, end, messageTag, message);
}
