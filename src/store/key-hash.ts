import { continueJavaHash, javaHash } from '../model/java-hash.ts';

/*
 * An index finds a record by the Java hashes of `topic#key`, for its unique key and each of its keys, and of `topic#T#tag`.
 */

/** The hash that all keys of the topic go on from. */
export function indexHashStart(topic: string): number {
  return continueJavaHash(javaHash(topic), '#');
}

/** The hash that tags of the topic go on from. */
export function indexTagHashStart(start: number): number {
  return continueJavaHash(start, 'T#');
}

const none: readonly number[] = [];

/** Hashes of the keys in a blank-separated list. */
export function indexKeyHashes(start: number, keys: string): readonly number[] {
  if (keys === '') {
    return none;
  }
  const hashes: number[] = [];
  for (const key of keys.split(' ')) {
    if (key !== '') {
      hashes.push(continueJavaHash(start, key));
    }
  }
  return hashes;
}
