/** File sizes at which commitLog, consumeQueue (100 cells) and index (499 entries) roll within a few hundred messages. */
export const smallFiles = {
  mappedFileSizeCommitLog: '65536',
  mappedFileSizeConsumeQueue: '2000',
  maxHashSlotNum: '500',
  maxIndexNum: '500',
  maxMessageSize: '40000',
  mappedFileSizeTimerLog: '8192',
} as const;

export const tinyFiles = { ...smallFiles, mappedFileSizeCommitLog: '16384', maxMessageSize: '8000' } as const;

const words = (
  'a store that somebody else wrote must open here with every record cell key and offset where the writer left it ' +
  'und Größe, naïveté, Ελληνικά, привет, 日本語, 🚀 too'
).split(' ');

/** Text that differs from message to message and still packs well. */
export function bodyOf(seed: number, bytes: number): Buffer {
  let text = `${seed.toString(36)}: `;
  for (let i = seed % words.length; Buffer.byteLength(text) < bytes; i++) {
    text += `${words[i % words.length]} `;
  }
  return Buffer.from(text).subarray(0, bytes);
}

export function pick<T>(choices: readonly T[], i: number): T {
  return choices[i % choices.length] as T;
}
