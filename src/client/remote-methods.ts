import { v2 } from '../protocol/messages.ts';
import type { RemoteMethod } from './transport.ts';

interface Encoder<Properties> {
  encode(message: Properties): { finish(): Uint8Array };
}

interface Decoder<Message> {
  decode(bytes: Uint8Array): Message;
}

/** A method of a service, from the generated classes of its two messages. */
export function remoteMethod<Request, Response>(
  path: string,
  request: Encoder<Request>,
  response: Decoder<Response>,
): RemoteMethod<Request, Response> {
  return {
    path,
    encode: (message) => request.encode(message).finish(),
    decode: (bytes) => response.decode(bytes),
  };
}

const service = '/apache.rocketmq.v2.MessagingService';

export const queryRoute = remoteMethod(`${service}/QueryRoute`, v2.QueryRouteRequest, v2.QueryRouteResponse);
export const heartbeat = remoteMethod(`${service}/Heartbeat`, v2.HeartbeatRequest, v2.HeartbeatResponse);
export const sendMessage = remoteMethod(`${service}/SendMessage`, v2.SendMessageRequest, v2.SendMessageResponse);
export const receiveMessage = remoteMethod(
  `${service}/ReceiveMessage`,
  v2.ReceiveMessageRequest,
  v2.ReceiveMessageResponse,
);
export const ackMessage = remoteMethod(`${service}/AckMessage`, v2.AckMessageRequest, v2.AckMessageResponse);
export const changeInvisibleDuration = remoteMethod(
  `${service}/ChangeInvisibleDuration`,
  v2.ChangeInvisibleDurationRequest,
  v2.ChangeInvisibleDurationResponse,
);
export const notifyClientTermination = remoteMethod(
  `${service}/NotifyClientTermination`,
  v2.NotifyClientTerminationRequest,
  v2.NotifyClientTerminationResponse,
);
export const telemetry = remoteMethod(`${service}/Telemetry`, v2.TelemetryCommand, v2.TelemetryCommand);
