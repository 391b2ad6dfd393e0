import type { MethodCodec } from '../protocol/methods.ts';
import type { Call, UnaryCall, UnaryMethod } from '../rpc/service.ts';
import type { Logger } from '../runtime/log.ts';
import { clientIdRequired, type Status, statusOfError } from './status.ts';

/** Blank when the client sends none. */
export function clientIdOf(call: Call): string {
  return call.metadata.get('x-mq-client-id')?.trim() ?? '';
}

type Handle<Request, Response> = (
  request: Request,
  call: UnaryCall<Response>,
  clientId: string,
) => void | Promise<void>;

/** The answer that says no, with what clients read even then. */
type Refuse<Request, Response> = (status: Status, request: Request) => Response;

/**
 * A method for callers with or without a client id. What its handler throws becomes a status in an answer: clients take
 * a gRPC error for a broken connection.
 */
export function unary<Request, Response>(
  codec: MethodCodec<Request, Response>,
  logger: Logger,
  refuse: Refuse<Request, Response>,
  handle: Handle<Request, Response>,
): UnaryMethod<Request, Response> {
  const { path, decode, read, encode, writer } = codec;
  const failed = (request: Request, call: UnaryCall<Response>, error: unknown) =>
    call.reply(refuse(statusOfError(error, logger, path), request));
  return {
    kind: 'unary',
    path,
    decode,
    read,
    encode,
    writer,
    handle(request, call) {
      try {
        const running = handle(request, call, clientIdOf(call));
        running?.catch((error: unknown) => failed(request, call, error));
      } catch (error) {
        failed(request, call, error);
      }
    },
  };
}

/** The same for methods that need a client id. */
export function unaryOfClient<Request, Response>(
  codec: MethodCodec<Request, Response>,
  logger: Logger,
  refuse: Refuse<Request, Response>,
  handle: Handle<Request, Response>,
): UnaryMethod<Request, Response> {
  return unary(codec, logger, refuse, (request, call, clientId) => {
    if (clientId === '') {
      call.reply(refuse(clientIdRequired, request));
      return;
    }
    return handle(request, call, clientId);
  });
}
