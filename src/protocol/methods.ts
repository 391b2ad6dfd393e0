import protobuf from 'protobufjs/minimal.js';
import { readAckMessageRequest } from './ack-message-request.ts';
import { ackMessageWriter } from './ack-message-writer.ts';
import { admin, v2 } from './messages.ts';
import { receiveMessageWriter } from './receive-message-writer.ts';
import type { ResponseWriter } from './response-writer.ts';
import { readSendMessageRequest } from './send-message-request.ts';
import { sendMessageWriter } from './send-message-writer.ts';

/** The two halves of a method that the server needs: path, how requests are read and how answers are written. */
export interface MethodCodec<Request, Response, Read = Request> {
  readonly path: string;
  /** Throws on bytes that are no such message. */
  decode(bytes: Uint8Array): Request;
  /** Reads bytes[start, end), perhaps in a shorter form, valid until the next call; for the methods that every message costs. */
  readonly read: ((bytes: Buffer, start: number, end: number) => Read) | undefined;
  encode(response: Response): Uint8Array;
  /** For the methods that every message costs. */
  readonly writer: ResponseWriter<Response> | undefined;
}

interface RequestType<Request> {
  decode(bytes: Uint8Array): Request;
}

interface ResponseType<Response> {
  encode(message: Response): protobuf.Writer;
}

function codec<Request, Response>(
  path: string,
  request: RequestType<Request>,
  response: ResponseType<Response>,
): MethodCodec<Request, Response> {
  return {
    path,
    decode: (bytes) => request.decode(bytes),
    read: undefined,
    encode: (message) => response.encode(message).finish(),
    writer: undefined,
  };
}

function writtenCodec<Request, Response, Read = Request>(
  path: string,
  request: RequestType<Request>,
  writer: ResponseWriter<Response>,
  read?: (bytes: Buffer, start: number, end: number) => Read,
): MethodCodec<Request, Response, Read> {
  return {
    path,
    decode: (bytes) => request.decode(bytes),
    read,
    encode(message) {
      const bytes = Buffer.allocUnsafe(writer.byteLength(message));
      writer.write(message, bytes, 0);
      return bytes;
    },
    writer,
  };
}

/** Settings go back to the client with everything that it sent, so fields that this server does not know are kept. */
const telemetryCommand: RequestType<v2.TelemetryCommand> = {
  decode(bytes) {
    const reader = protobuf.Reader.create(bytes);
    reader.discardUnknown = false;
    return v2.TelemetryCommand.decode(reader);
  },
};

const messagingService = '/apache.rocketmq.v2.MessagingService';

export const messagingMethods = {
  queryRoute: codec(`${messagingService}/QueryRoute`, v2.QueryRouteRequest, v2.QueryRouteResponse),
  heartbeat: codec(`${messagingService}/Heartbeat`, v2.HeartbeatRequest, v2.HeartbeatResponse),
  sendMessage: writtenCodec(
    `${messagingService}/SendMessage`,
    v2.SendMessageRequest,
    sendMessageWriter,
    readSendMessageRequest,
  ),
  queryAssignment: codec(`${messagingService}/QueryAssignment`, v2.QueryAssignmentRequest, v2.QueryAssignmentResponse),
  recallMessage: codec(`${messagingService}/RecallMessage`, v2.RecallMessageRequest, v2.RecallMessageResponse),
  receiveMessage: writtenCodec(`${messagingService}/ReceiveMessage`, v2.ReceiveMessageRequest, receiveMessageWriter),
  ackMessage: writtenCodec(
    `${messagingService}/AckMessage`,
    v2.AckMessageRequest,
    ackMessageWriter,
    readAckMessageRequest,
  ),
  forwardMessageToDeadLetterQueue: codec(
    `${messagingService}/ForwardMessageToDeadLetterQueue`,
    v2.ForwardMessageToDeadLetterQueueRequest,
    v2.ForwardMessageToDeadLetterQueueResponse,
  ),
  telemetry: codec(`${messagingService}/Telemetry`, telemetryCommand, v2.TelemetryCommand),
  notifyClientTermination: codec(
    `${messagingService}/NotifyClientTermination`,
    v2.NotifyClientTerminationRequest,
    v2.NotifyClientTerminationResponse,
  ),
  changeInvisibleDuration: codec(
    `${messagingService}/ChangeInvisibleDuration`,
    v2.ChangeInvisibleDurationRequest,
    v2.ChangeInvisibleDurationResponse,
  ),
} as const;

const adminService = '/pocketmq.admin.v1.Admin';

export const adminMethods = {
  createTopic: codec(`${adminService}/CreateTopic`, admin.CreateTopicRequest, admin.CreateTopicResponse),
  listTopics: codec(`${adminService}/ListTopics`, admin.ListTopicsRequest, admin.ListTopicsResponse),
  describeTopic: codec(`${adminService}/DescribeTopic`, admin.DescribeTopicRequest, admin.DescribeTopicResponse),
  createGroup: codec(`${adminService}/CreateGroup`, admin.CreateGroupRequest, admin.CreateGroupResponse),
  listGroups: codec(`${adminService}/ListGroups`, admin.ListGroupsRequest, admin.ListGroupsResponse),
  describeGroup: codec(`${adminService}/DescribeGroup`, admin.DescribeGroupRequest, admin.DescribeGroupResponse),
  getServerInfo: codec(`${adminService}/GetServerInfo`, admin.GetServerInfoRequest, admin.GetServerInfoResponse),
} as const;
