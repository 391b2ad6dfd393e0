import { type MessageFilter, sqlFilter } from '../broker/broker.ts';
import { Code, MqError } from '../model/errors.ts';
import { v2 } from '../protocol/messages.ts';

/** Tags of one expression; each costs a look at every message. */
const tagsMax = 1024;
const everything: MessageFilter = { kind: 'all' };

/**
 * What a filter expression lets through: an SQL92 condition, or a tag expression. That is `*`, nothing, or tags joined by `||`; a type that this
 * server does not know counts as one.
 */
export function messageFilterOf(
  expression: v2.FilterExpression.$Properties | null | undefined,
): MessageFilter | MqError {
  const text = expression?.expression ?? '';
  if (expression?.type === v2.FilterType.SQL) {
    return sqlFilter(text);
  }
  if (text.trim() === '' || text.trim() === '*') {
    return everything;
  }
  const tags = new Set(
    text
      .split('||')
      .map((tag) => tag.trim())
      .filter((tag) => tag !== ''),
  );
  if (tags.size === 0) {
    return new MqError(
      Code.ILLEGAL_FILTER_EXPRESSION,
      `the filter expression '${text.slice(0, 64)}' has no tag; give tags joined by ||, or * for all messages`,
    );
  }
  if (tags.size > tagsMax) {
    return new MqError(
      Code.ILLEGAL_FILTER_EXPRESSION,
      `the filter expression has ${tags.size} tags; the limit is ${tagsMax}`,
    );
  }
  return { kind: 'tags', tags };
}
