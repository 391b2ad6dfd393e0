import { javaHash } from '../../model/java-hash.ts';
import { findProperty, PropertyName } from '../../model/properties.ts';
import type { CellFilter } from '../../store/message-store.ts';
import type { MessageFilter } from '../requests.ts';

/** The first, cheap look: at the tag hash in a queue's cell. Undefined: every cell has to be read. */
export function cellFilterOf(filter: MessageFilter): CellFilter | undefined {
  if (filter.kind === 'all') {
    return undefined;
  }
  const hashes = new Set<number>();
  for (const tag of filter.tags) {
    hashes.add(javaHash(tag));
  }
  return (tagHash) => hashes.has(tagHash);
}

/** The exact look: different tags may share a hash. */
export function filterMatches(filter: MessageFilter, properties: string): boolean {
  if (filter.kind === 'all') {
    return true;
  }
  const tag = findProperty(properties, PropertyName.TAGS);
  return tag !== undefined && filter.tags.has(tag);
}
