import { javaHash } from '../../model/java-hash.ts';
import type { StoredMessage } from '../../model/message.ts';
import { findProperty, PropertyName } from '../../model/properties.ts';
import type { CellFilter } from '../../store/message-store.ts';
import type { MessageFilter } from '../requests.ts';
import { conditionHolds } from './sql-condition.ts';

/** The first, cheap look: at the tag hash in a queue's cell. Undefined: every cell has to be read. */
export function cellFilterOf(filter: MessageFilter): CellFilter | undefined {
  if (filter.kind !== 'tags') {
    return undefined;
  }
  const hashes = new Set<number>();
  for (const tag of filter.tags) {
    hashes.add(javaHash(tag));
  }
  return (tagHash) => hashes.has(tagHash);
}

/** The exact look: different tags may share a hash, and SQL92 looks at all properties. */
export function filterMatches(filter: MessageFilter, message: Pick<StoredMessage, 'properties'>): boolean {
  switch (filter.kind) {
    case 'all':
      return true;
    case 'tags': {
      const tag = findProperty(message.properties, PropertyName.TAGS);
      return tag !== undefined && filter.tags.has(tag);
    }
    case 'sql':
      return conditionHolds(filter.condition, message.properties);
  }
}
