import { admin, v2 } from '../../src/protocol/messages.ts';

/** The client's half of every method: how it writes requests and reads answers. */
interface ClientCodec<Request, Response> {
  readonly service: string;
  encode(request: Request): Uint8Array;
  decode(bytes: Uint8Array): Response;
}

function client<Request, Response>(
  service: string,
  request: { encode(message: Request): { finish(): Uint8Array } },
  response: { decode(bytes: Uint8Array): Response },
): ClientCodec<Request, Response> {
  return { service, encode: (message) => request.encode(message).finish(), decode: (bytes) => response.decode(bytes) };
}

const messaging = 'apache.rocketmq.v2.MessagingService';
const administration = 'pocketmq.admin.v1.Admin';

export const wire = {
  QueryRoute: client(messaging, v2.QueryRouteRequest, v2.QueryRouteResponse),
  QueryAssignment: client(messaging, v2.QueryAssignmentRequest, v2.QueryAssignmentResponse),
  Heartbeat: client(messaging, v2.HeartbeatRequest, v2.HeartbeatResponse),
  SendMessage: client(messaging, v2.SendMessageRequest, v2.SendMessageResponse),
  RecallMessage: client(messaging, v2.RecallMessageRequest, v2.RecallMessageResponse),
  ReceiveMessage: client(messaging, v2.ReceiveMessageRequest, v2.ReceiveMessageResponse),
  AckMessage: client(messaging, v2.AckMessageRequest, v2.AckMessageResponse),
  ChangeInvisibleDuration: client(messaging, v2.ChangeInvisibleDurationRequest, v2.ChangeInvisibleDurationResponse),
  ForwardMessageToDeadLetterQueue: client(
    messaging,
    v2.ForwardMessageToDeadLetterQueueRequest,
    v2.ForwardMessageToDeadLetterQueueResponse,
  ),
  NotifyClientTermination: client(messaging, v2.NotifyClientTerminationRequest, v2.NotifyClientTerminationResponse),
  Telemetry: client(messaging, v2.TelemetryCommand, v2.TelemetryCommand),
  CreateTopic: client(administration, admin.CreateTopicRequest, admin.CreateTopicResponse),
  ListTopics: client(administration, admin.ListTopicsRequest, admin.ListTopicsResponse),
  DescribeTopic: client(administration, admin.DescribeTopicRequest, admin.DescribeTopicResponse),
  CreateGroup: client(administration, admin.CreateGroupRequest, admin.CreateGroupResponse),
  ListGroups: client(administration, admin.ListGroupsRequest, admin.ListGroupsResponse),
  DescribeGroup: client(administration, admin.DescribeGroupRequest, admin.DescribeGroupResponse),
  GetServerInfo: client(administration, admin.GetServerInfoRequest, admin.GetServerInfoResponse),
} as const;

export type MethodName = keyof typeof wire;
export type RequestOf<Name extends MethodName> = Parameters<(typeof wire)[Name]['encode']>[0];
export type ResponseOf<Name extends MethodName> = ReturnType<(typeof wire)[Name]['decode']>;

export function pathOf(name: MethodName): string {
  return `/${wire[name].service}/${name}`;
}
