import type { Broker } from '../broker/broker.ts';
import type { Method } from '../rpc/service.ts';
import type { Clock } from '../runtime/clock.ts';
import type { Logger } from '../runtime/log.ts';
import { createAcknowledgements } from './acknowledge.ts';
import { createAdminService } from './admin-service.ts';
import { ClientSessions } from './client-sessions.ts';
import { createLiveness } from './liveness.ts';
import type { ProxyOptions, ServerFacts } from './proxy-options.ts';
import { createRecallMessage } from './recall.ts';
import { createReceiveMessage } from './receive.ts';
import { createRoutes, type Routes } from './routes.ts';
import { createSendMessage } from './send.ts';
import { createTelemetry } from './telemetry.ts';

export interface ProxyContext {
  readonly broker: Broker;
  readonly routes: Routes;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly options: ProxyOptions;
  readonly facts: ServerFacts;
}

export interface Proxy {
  /** Calls that are not among them are UNIMPLEMENTED. */
  readonly methods: readonly Method[];
  /** Parked receives end with MESSAGE_NOT_FOUND and telemetry streams with OK, those that come later too. Idempotent. */
  drain(): void;
  /** Forgets the clients and stops the timers. Idempotent. */
  close(): void;
}

/** The front door: what clients call, checked and handed to the broker. */
export function createProxy(context: ProxyContext): Proxy {
  const { broker, clock, logger, options } = context;
  const sessions = new ClientSessions({
    clock,
    clientsMax: options.clientsMax,
    expiryMs: options.clientExpiryMs,
    onGone: (clientId) => broker.clientGone(clientId),
  });
  let draining = false;
  const inner = { ...context, sessions, draining: () => draining };
  const telemetry = createTelemetry(inner);
  return {
    methods: [
      ...createRoutes(context),
      telemetry.method,
      ...createLiveness(broker, sessions, logger),
      createSendMessage(broker, clock, logger),
      createRecallMessage(broker, logger),
      createReceiveMessage(inner),
      ...createAcknowledgements(broker, options.limits, logger),
      ...createAdminService(inner),
    ],
    drain() {
      draining = true;
      sessions.abandonReceives();
      telemetry.drain();
    },
    close() {
      sessions.close();
    },
  };
}
