import { Code, MqError } from '../model/errors.ts';
import { decodeRecallHandle, encodeRecallHandle } from '../model/recall-handle.ts';
import { topicNameProblem } from '../model/topic.ts';
import type { Clock } from '../runtime/clock.ts';
import type { AppendRecord, MessageStore } from '../store/message-store.ts';
import { type TopicTable, takesMessages } from './topics.ts';

/** The handle of a record that was addressed to be delivered later; empty for all others. */
export function recallHandleOf(
  store: MessageStore,
  record: AppendRecord,
  topic: string,
  deliveryTimestamp: number | undefined,
  brokerName: string,
): string {
  if (deliveryTimestamp === undefined || record.topic === topic) {
    return '';
  }
  const deliverAt = store.delayBegin(deliveryTimestamp) + 1;
  return encodeRecallHandle({ topic, brokerName, deliverAt, messageId: record.uniqueKey });
}

/** Takes delayed messages back by the handles that their sends were answered with. */
export class Recaller {
  readonly #topics: TopicTable;
  readonly #store: MessageStore;
  readonly #clock: Clock;
  readonly #brokerName: string;

  constructor(topics: TopicTable, store: MessageStore, clock: Clock, brokerName: string) {
    this.#topics = topics;
    this.#store = store;
    this.#clock = clock;
    this.#brokerName = brokerName;
  }

  /** Resolves with the message id once the message will never come; rejects with MqError when that cannot be said. */
  async recall(topic: string, text: string): Promise<string> {
    const nameProblem = topicNameProblem(topic);
    if (nameProblem !== undefined) {
      throw new MqError(Code.ILLEGAL_TOPIC, nameProblem);
    }
    const entry = this.#topics.entry(topic);
    if (entry === undefined) {
      throw this.#topics.unknown(topic);
    }
    if (!takesMessages(entry.topic, 'DELAY')) {
      throw new MqError(
        Code.MESSAGE_PROPERTY_CONFLICT_WITH_TYPE,
        `topic '${topic}' takes ${entry.topic.type} messages, which are not delayed and cannot be recalled`,
      );
    }
    const handle = decodeRecallHandle(text);
    if (handle === undefined || handle.topic !== topic) {
      throw badRequest(
        handle === undefined
          ? 'the recall handle is not one of this server; give the one that the send was answered with'
          : `the recall handle is for topic '${handle.topic}', not for '${topic}'`,
      );
    }
    const { brokerName, deliverAt, messageId } = handle;
    if (brokerName !== this.#brokerName) {
      throw badRequest(`the recall handle names broker '${brokerName}'; this is '${this.#brokerName}'`);
    }
    if (deliverAt <= this.#clock.now()) {
      throw tooLate(messageId);
    }
    if (!(await this.#store.isDelayed(topic, messageId, deliverAt))) {
      throw badRequest(`no delayed message '${messageId}' of topic '${topic}' is known`);
    }
    await new Promise<void>((resolve, reject) => {
      this.#store.cancelDelayed(topic, messageId, deliverAt, { stored: resolve, notStored: reject });
    });
    // It took so long to store that the message may have been on its way before.
    if (this.#clock.now() >= this.#store.delayEnd(deliverAt)) {
      throw tooLate(messageId);
    }
    return messageId;
  }
}

function badRequest(text: string): MqError {
  return new MqError(Code.BAD_REQUEST, text);
}

function tooLate(messageId: string): MqError {
  return badRequest(`the time of message '${messageId}' has come; it is delivered and cannot be recalled`);
}
