import type { Clock } from '../runtime/clock.ts';
import type { Logger } from '../runtime/log.ts';
import type { RpcCounters } from './counters.ts';
import type { Deadlines } from './deadlines.ts';
import type { RequestRoom } from './request-messages.ts';

/** What all calls of a server share. */
export interface CallContext {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly counters: RpcCounters;
  readonly deadlines: Deadlines;
  readonly requestRoom: RequestRoom;
  readonly responseBytesQueuedMax: number;
}
