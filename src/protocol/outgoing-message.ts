import { Code, MqError } from '../model/errors.ts';
import type { OutgoingMessage } from '../model/message.ts';
import { v2, type wellKnown } from './messages.ts';
import { durationMsOf, epochMsOf } from './time.ts';

const noSystemProperties: v2.SystemProperties.$Properties = {};
const noProperties: Readonly<Record<string, string>> = {};
const noKeys: readonly string[] = [];
const noBody = new Uint8Array();

const timestampRule = 'needs nanos in 0..999999999 and a year in 1..9999';

/** Absent: undefined. Out of range: NaN, which no caller takes for a time. */
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
 * delivery attempt). Only times that are none are refused here; what may be stored is the broker's business.
 * `now` (epoch milliseconds) stands in for an absent born timestamp.
 */
export function outgoingMessageOf(message: v2.Message.$Properties, now: number): OutgoingMessage | MqError {
  const system = message.systemProperties ?? noSystemProperties;
  const bornTimestamp = timeOf(system.bornTimestamp) ?? now;
  const deliveryTimestamp = timeOf(system.deliveryTimestamp);
  const recoverySeconds = recoverySecondsOf(system.orphanedTransactionRecoveryDuration);
  if (Number.isNaN(bornTimestamp)) {
    return new MqError(Code.BAD_REQUEST, `born_timestamp is no time: it ${timestampRule}`);
  }
  if (deliveryTimestamp !== undefined && Number.isNaN(deliveryTimestamp)) {
    return new MqError(Code.ILLEGAL_DELIVERY_TIME, `delivery_timestamp is no time: it ${timestampRule}`);
  }
  if (recoverySeconds !== undefined && Number.isNaN(recoverySeconds)) {
    return new MqError(
      Code.BAD_REQUEST,
      'orphaned_transaction_recovery_duration is no duration: it needs nanos in -999999999..999999999 of the sign of its seconds',
    );
  }
  return {
    messageId: system.messageId ?? '',
    body: message.body ?? noBody,
    tag: system.tag ?? '',
    keys: system.keys ?? noKeys,
    messageGroup: system.messageGroup ?? '',
    userProperties: message.userProperties ?? noProperties,
    gzip: system.bodyEncoding === v2.Encoding.GZIP,
    bornTimestamp,
    bornHost: system.bornHost ?? '',
    traceContext: system.traceContext ?? '',
    transactional: system.messageType === v2.MessageType.TRANSACTION,
    deliveryTimestamp,
    recoverySeconds,
    priority: system.priority ?? undefined,
    liteTopic: system.liteTopic ?? '',
  };
}
