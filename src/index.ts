export {
  Admin,
  type AdminOptions,
  type ClientDescription,
  type GroupDescription,
  type ProgressDescription,
  type QueueDescription,
  type TopicDescription,
} from './admin/operations.ts';
export type { ConnectOptions } from './client/client.ts';
export type { TlsOptions } from './client/grpc-transport.ts';
export type { OperationOptions } from './client/operation.ts';
export type { OutgoingMessage } from './client/outgoing-message.ts';
export { Producer, type ProducerOptions, type SendReceipt, type TopicRoute } from './client/producer.ts';
export type { ReceivedMessage } from './client/received-message.ts';
export {
  type ReceiveOptions,
  SimpleConsumer,
  type SimpleConsumerOptions,
  type Subscription,
} from './client/simple-consumer.ts';
export { Code, MqError } from './model/errors.ts';
export type { MessageType, TopicType } from './model/topic.ts';
