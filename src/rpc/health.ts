import { MessageFields } from './message-fields.ts';
import { GrpcCode, type Method, type ServerStreamMethod, type StreamCall, type UnaryMethod } from './service.ts';

/*
 * grpc.health.v1, by hand, for it is two messages of one field each:
 *
 *   HealthCheckRequest   1: string service
 *   HealthCheckResponse  1: enum status
 */
const ServingStatus = { UNKNOWN: 0, SERVING: 1, NOT_SERVING: 2, SERVICE_UNKNOWN: 3 } as const;
type ServingStatus = (typeof ServingStatus)[keyof typeof ServingStatus];

const servicePath = '/grpc.health.v1.Health';

/** Answers load balancers and probes. The empty service name stands for the whole server. */
export class Health {
  readonly methods: readonly Method[];
  readonly #statuses = new Map<string, ServingStatus>();
  readonly #watchers = new Map<string, Set<StreamCall<ServingStatus>>>();
  #stopped = false;

  constructor(services: readonly string[]) {
    for (const service of ['', ...services]) {
      this.#statuses.set(service, ServingStatus.SERVING);
    }
    const check: UnaryMethod<string, ServingStatus> = {
      kind: 'unary',
      path: `${servicePath}/Check`,
      decode: decodeService,
      encode: encodeStatus,
      handle: (service, call) => {
        const status = this.#statuses.get(service);
        if (status === undefined) {
          call.fail(GrpcCode.NOT_FOUND, `this server has no service ${service}`);
        } else {
          call.reply(status);
        }
      },
    };
    const watch: ServerStreamMethod<string, ServingStatus> = {
      kind: 'serverStream',
      path: `${servicePath}/Watch`,
      decode: decodeService,
      encode: encodeStatus,
      handle: (service, call) => this.#watch(service, call),
    };
    this.methods = [check, watch];
  }

  /** The server goes down: everything is NOT_SERVING, and the streams that watch end, so that they hold up no drain. */
  stop(): void {
    this.#stopped = true;
    for (const service of this.#statuses.keys()) {
      this.#statuses.set(service, ServingStatus.NOT_SERVING);
    }
    for (const [service, watchers] of this.#watchers) {
      for (const call of watchers) {
        call.write(this.#statuses.get(service) ?? ServingStatus.SERVICE_UNKNOWN);
        call.end();
      }
    }
    this.#watchers.clear();
  }

  #watch(service: string, call: StreamCall<ServingStatus>): void {
    call.write(this.#statuses.get(service) ?? ServingStatus.SERVICE_UNKNOWN);
    if (this.#stopped) {
      call.end();
      return;
    }
    const watchers = this.#watchers.get(service) ?? new Set();
    this.#watchers.set(service, watchers.add(call));
    call.onCancel(() => {
      watchers.delete(call);
      if (watchers.size === 0 && this.#watchers.get(service) === watchers) {
        this.#watchers.delete(service);
      }
    });
  }
}

function encodeStatus(status: ServingStatus): Uint8Array {
  return status === ServingStatus.UNKNOWN ? new Uint8Array(0) : Uint8Array.of(0x08, status);
}

/** Throws on bytes that are no protobuf message; fields that it does not know are passed over. */
function decodeService(bytes: Uint8Array): string {
  const fields = new MessageFields(bytes);
  let service = '';
  while (fields.next()) {
    service = fields.number === 1 ? fields.text : service;
  }
  return service;
}
