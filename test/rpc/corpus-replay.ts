import { adminMethods, messagingMethods } from '../../src/protocol/methods.ts';
import type { GrpcCode, Method, StreamCall, UnaryCall } from '../../src/rpc/service.ts';
import { answerOf, field, type GrpcAnswer, type Recording, readSide, streamsOf } from './corpus-recording.ts';

/** The calls of a recording, by what a server can tell them apart by. */
interface RecordedCall {
  readonly streamId: number;
  readonly path: string;
  /** Undefined: the client gave up, or its connection ended first. */
  readonly answer: GrpcAnswer | undefined;
  /** What was answered until then. */
  readonly messages: readonly Buffer[];
  readonly givenUp: boolean;
}

const serverStreams: ReadonlySet<string> = new Set([messagingMethods.receiveMessage.path]);
const duplexes: ReadonlySet<string> = new Set([
  messagingMethods.telemetry.path,
  '/grpc.reflection.v1.ServerReflection/ServerReflectionInfo',
]);
const unaries = [...Object.values(messagingMethods), ...Object.values(adminMethods)]
  .map(({ path }) => path)
  .filter((path) => !serverStreams.has(path) && !duplexes.has(path));

/** Stands in for the services: answers each request with what was answered when it was recorded. */
export class Replay {
  /** By stream id. */
  readonly calls = new Map<number, RecordedCall>();
  /** By path, and for methods of one request also by that. */
  readonly #waiting = new Map<string, RecordedCall[]>();
  readonly #surprises: string[] = [];

  constructor(recording: Recording) {
    const answers = streamsOf(readSide(recording.side('server')));
    for (const [streamId, { headerLists, messages, reset }] of streamsOf(readSide(recording.clientFrames))) {
      const path = field(headerLists[0], ':path') ?? '';
      const side = answers.get(streamId);
      const call: RecordedCall = {
        streamId,
        path,
        answer: answerOf(side),
        messages: side?.messages ?? [],
        givenUp: reset,
      };
      this.calls.set(streamId, call);
      const key = duplexes.has(path) ? path : keyOf(path, messages[0]);
      this.#waiting.set(key, [...(this.#waiting.get(key) ?? []), call]);
    }
  }

  /** Requests that nobody recorded: the engine has read something wrongly. */
  get surprises(): readonly string[] {
    return this.#surprises;
  }

  /** For one connection that sends what was recorded. */
  methods(): readonly Method[] {
    const waiting = new Map([...this.#waiting].map(([key, calls]) => [key, [...calls]]));
    const take = (key: string): RecordedCall | undefined => {
      const call = waiting.get(key)?.shift();
      if (call === undefined) {
        this.#surprises.push(key);
      }
      return call;
    };
    const bytes = { decode: (message: Uint8Array) => Buffer.from(message), encode: (message: Uint8Array) => message };
    return [
      ...unaries.map(
        (path): Method => ({
          kind: 'unary',
          path,
          ...(bytes as Pick<Method, 'decode' | 'encode'>),
          handle: (request, call) => answerUnary(take(keyOf(path, request as Buffer)), call),
        }),
      ),
      ...[...serverStreams].map(
        (path): Method => ({
          kind: 'serverStream',
          path,
          ...(bytes as Pick<Method, 'decode' | 'encode'>),
          handle: (request, call) => answerStream(take(keyOf(path, request as Buffer)), call),
        }),
      ),
      ...[...duplexes].map(
        (path): Method => ({
          kind: 'duplex',
          path,
          ...(bytes as Pick<Method, 'decode' | 'encode'>),
          open: (call) => {
            const recorded = take(path);
            // The order between the two directions is lost with the chunks: everything is answered when the client is done.
            return {
              message: () => undefined,
              halfClosed: () => answerStream(recorded, call),
            };
          },
        }),
      ),
    ];
  }
}

function keyOf(path: string, request: Buffer | undefined): string {
  return `${path} ${request?.toString('base64')}`;
}

function answerUnary(recorded: RecordedCall | undefined, call: UnaryCall<unknown>): void {
  if (recorded?.answer === undefined) {
    return;
  }
  const { grpcStatus, grpcMessage } = recorded.answer;
  if (grpcStatus === '0') {
    call.reply(recorded.messages[0]);
  } else {
    call.fail(Number(grpcStatus) as GrpcCode, decodeURIComponent(grpcMessage ?? ''));
  }
}

function answerStream(recorded: RecordedCall | undefined, call: StreamCall<unknown>): void {
  for (const message of recorded?.messages ?? []) {
    call.write(message);
  }
  if (recorded?.answer?.grpcStatus === '0') {
    call.end();
  } else if (recorded?.answer !== undefined) {
    call.fail(Number(recorded.answer.grpcStatus) as GrpcCode, decodeURIComponent(recorded.answer.grpcMessage ?? ''));
  }
}
