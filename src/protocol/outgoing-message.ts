import type { OutgoingMessage } from '../model/message.ts';
import { v2, type wellKnown } from './messages.ts';
import { durationMsOf, epochMsOf } from './time.ts';

const noSystemProperties: v2.SystemProperties.$Properties = {};
const noProperties: Readonly<Record<string, string>> = {};
const noKeys: readonly string[] = [];
const noBody = new Uint8Array();

/** Absent: undefined. Out of range: NaN. */
function timeOf(timestamp: wellKnown.Timestamp.$Properties | null | undefined): number | undefined {
  return timestamp === null || timestamp === undefined ? undefined : (epochMsOf(timestamp) ?? Number.NaN);
}

function recoverySecondsOf(duration: wellKnown.Duration.$Properties | null | undefined): number | undefined {
  if (duration === null || duration === undefined) {
    return undefined;
  }
  const milliseconds = durationMsOf(duration);
  return milliseconds === undefined ? Number.NaN : Math.ceil(milliseconds / 1000);
}

/**
 * The message that a client wants stored, with fields that the server does not read left behind (digest, queue id,
 * delivery attempt). Nothing is refused here: a time out of range becomes NaN, which the broker's checks find in their turn.
 * `now` (epoch milliseconds) stands in for an absent born timestamp.
 */
export function outgoingMessageOf(message: v2.Message.$Properties, now: number): OutgoingMessage {
  const system = message.systemProperties ?? noSystemProperties;
  return {
    messageId: system.messageId ?? '',
    body: message.body ?? noBody,
    tag: system.tag ?? '',
    keys: system.keys ?? noKeys,
    messageGroup: system.messageGroup ?? '',
    userProperties: message.userProperties ?? noProperties,
    gzip: system.bodyEncoding === v2.Encoding.GZIP,
    bornTimestamp: timeOf(system.bornTimestamp) ?? now,
    bornHost: system.bornHost ?? '',
    traceContext: system.traceContext ?? '',
    transactional: system.messageType === v2.MessageType.TRANSACTION,
    deliveryTimestamp: timeOf(system.deliveryTimestamp),
    recoverySeconds: recoverySecondsOf(system.orphanedTransactionRecoveryDuration),
    priority: system.priority ?? undefined,
    liteTopic: system.liteTopic ?? '',
  };
}
