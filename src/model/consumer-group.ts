/** How a group waits between deliveries of one message; all times in milliseconds. */
export type RetryPolicy =
  | { readonly kind: 'customized'; readonly delaysMs: readonly number[] }
  | { readonly kind: 'exponential'; readonly initialMs: number; readonly maxMs: number; readonly multiplier: number };

export interface ConsumerGroup {
  readonly name: string;
  /** FIFO: the next message of a message group waits until the one before is acknowledged or dead-lettered. */
  readonly orderly: boolean;
  /** Redeliveries after the first delivery; one message is delivered at most `retryMax + 1` times. */
  readonly retryMax: number;
  readonly retryPolicy: RetryPolicy;
  /** False: receives are refused. */
  readonly consumeEnabled: boolean;
}

const second = 1000;
const minute = 60 * second;

export const retryMaxDefault = 16;

/** The 18 delays that RocketMQ gives a group without a policy of its own. */
export const retryPolicyDefault: RetryPolicy = {
  kind: 'customized',
  delaysMs: [
    second,
    5 * second,
    10 * second,
    30 * second,
    minute,
    2 * minute,
    3 * minute,
    4 * minute,
    5 * minute,
    6 * minute,
    7 * minute,
    8 * minute,
    9 * minute,
    10 * minute,
    20 * minute,
    30 * minute,
    60 * minute,
    120 * minute,
  ],
};
