import { javaHash } from '../model/java-hash.ts';
import { SysFlag } from '../model/message.ts';
import { PropertyName } from '../model/properties.ts';
import { delayOfLevel, levelDelaysDefault } from './delay-levels.ts';

/** Topic that holds messages of the classic delay levels, one queue for each level. */
export const scheduleTopic = 'SCHEDULE_TOPIC_XXXX';

/** Value of one property without taking the whole string apart; empty when it is not there. */
export function propertyOf(properties: string, name: string): string {
  const key = `${name}\u0001`;
  let start = properties.startsWith(key) ? 0 : properties.indexOf(`\u0002${key}`) + 1;
  if (start === 0 && !properties.startsWith(key)) {
    return '';
  }
  start += key.length;
  const end = properties.indexOf('\u0002', start);
  return properties.slice(start, end === -1 ? properties.length : end);
}

/**
 * What the cell of a message carries: the hash of its tag, for a delayed message the time of its delivery. Delays beyond
 * the last level count as the last.
 */
export function tagsCodeOf(
  topic: string,
  tag: string,
  properties: string,
  storeTimestamp: number,
  levelDelaysMs: readonly number[] = levelDelaysDefault,
): number {
  if (topic === scheduleTopic) {
    const level = Number(propertyOf(properties, PropertyName.DELAY));
    if (level > 0) {
      return storeTimestamp + delayOfLevel(level, levelDelaysMs);
    }
  }
  return tag === '' ? 0 : javaHash(tag);
}

/** Prepared and rolled-back halves of transactions are in no queue. */
export function hasCell(sysFlag: number): boolean {
  const type = sysFlag & SysFlag.TRANSACTION_MASK;
  return type === 0 || type === SysFlag.TRANSACTION_COMMIT;
}
