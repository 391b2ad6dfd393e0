// Made by `npm run protocol` from proto/; change that and run it again.
import * as $protobuf from "protobufjs/minimal.js";

declare namespace apache {

    namespace rocketmq {

        namespace v2 {

            enum TransactionResolution {
                TRANSACTION_RESOLUTION_UNSPECIFIED = 0,
                COMMIT = 1,
                ROLLBACK = 2
            }

            enum TransactionSource {
                SOURCE_UNSPECIFIED = 0,
                SOURCE_CLIENT = 1,
                SOURCE_SERVER_CHECK = 2
            }

            enum Permission {
                PERMISSION_UNSPECIFIED = 0,
                NONE = 1,
                READ = 2,
                WRITE = 3,
                READ_WRITE = 4
            }

            enum FilterType {
                FILTER_TYPE_UNSPECIFIED = 0,
                TAG = 1,
                SQL = 2
            }

            interface IFilterExpression extends apache.rocketmq.v2.FilterExpression.$Properties {
            }

            class FilterExpression {
                constructor(properties?: apache.rocketmq.v2.FilterExpression.$Properties);
                $unknowns?: Uint8Array[];
                type: apache.rocketmq.v2.FilterType;
                expression: string;
                static encode(message: apache.rocketmq.v2.FilterExpression.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): apache.rocketmq.v2.FilterExpression & apache.rocketmq.v2.FilterExpression.$Shape;
            }

            namespace FilterExpression {
                interface $Properties {
                    type?: (apache.rocketmq.v2.FilterType|null);
                    expression?: (string|null);
                    $unknowns?: Uint8Array[];
                }
                type $Shape = apache.rocketmq.v2.FilterExpression.$Properties;
            }

            interface IRetryPolicy extends apache.rocketmq.v2.RetryPolicy.$Properties {
            }

            class RetryPolicy {
                constructor(properties?: apache.rocketmq.v2.RetryPolicy.$Properties);
                $unknowns?: Uint8Array[];
                maxAttempts: number;
                exponentialBackoff?: (apache.rocketmq.v2.ExponentialBackoff.$Properties|null);
                customizedBackoff?: (apache.rocketmq.v2.CustomizedBackoff.$Properties|null);
                strategy?: ("exponentialBackoff"|"customizedBackoff");
                static encode(message: apache.rocketmq.v2.RetryPolicy.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): apache.rocketmq.v2.RetryPolicy & apache.rocketmq.v2.RetryPolicy.$Shape;
            }

            namespace RetryPolicy {
                interface $Properties {
                    maxAttempts?: (number|null);
                    exponentialBackoff?: (apache.rocketmq.v2.ExponentialBackoff.$Properties|null);
                    customizedBackoff?: (apache.rocketmq.v2.CustomizedBackoff.$Properties|null);
                    strategy?: ("exponentialBackoff"|"customizedBackoff");
                    $unknowns?: Uint8Array[];
                }
                type $Shape = {
                  maxAttempts?: number|null;
                  exponentialBackoff?: apache.rocketmq.v2.ExponentialBackoff.$Shape|null;
                  customizedBackoff?: apache.rocketmq.v2.CustomizedBackoff.$Shape|null;
                  $unknowns?: Uint8Array[];
                } & (
                  ({ strategy?: undefined; exponentialBackoff?: null; customizedBackoff?: null }|{ strategy?: "exponentialBackoff"; exponentialBackoff: apache.rocketmq.v2.ExponentialBackoff.$Shape; customizedBackoff?: null }|{ strategy?: "customizedBackoff"; exponentialBackoff?: null; customizedBackoff: apache.rocketmq.v2.CustomizedBackoff.$Shape })
                );
            }

            interface IExponentialBackoff extends apache.rocketmq.v2.ExponentialBackoff.$Properties {
            }

            class ExponentialBackoff {
                constructor(properties?: apache.rocketmq.v2.ExponentialBackoff.$Properties);
                $unknowns?: Uint8Array[];
                initial?: (google.protobuf.Duration.$Properties|null);
                max?: (google.protobuf.Duration.$Properties|null);
                multiplier: number;
                static encode(message: apache.rocketmq.v2.ExponentialBackoff.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): apache.rocketmq.v2.ExponentialBackoff & apache.rocketmq.v2.ExponentialBackoff.$Shape;
            }

            namespace ExponentialBackoff {
                interface $Properties {
                    initial?: (google.protobuf.Duration.$Properties|null);
                    max?: (google.protobuf.Duration.$Properties|null);
                    multiplier?: (number|null);
                    $unknowns?: Uint8Array[];
                }
                type $Shape = apache.rocketmq.v2.ExponentialBackoff.$Properties;
            }

            interface ICustomizedBackoff extends apache.rocketmq.v2.CustomizedBackoff.$Properties {
            }

            class CustomizedBackoff {
                constructor(properties?: apache.rocketmq.v2.CustomizedBackoff.$Properties);
                $unknowns?: Uint8Array[];
                next: google.protobuf.Duration.$Properties[];
                static encode(message: apache.rocketmq.v2.CustomizedBackoff.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): apache.rocketmq.v2.CustomizedBackoff & apache.rocketmq.v2.CustomizedBackoff.$Shape;
            }

            namespace CustomizedBackoff {
                interface $Properties {
                    next?: (google.protobuf.Duration.$Properties[]|null);
                    $unknowns?: Uint8Array[];
                }
                type $Shape = apache.rocketmq.v2.CustomizedBackoff.$Properties;
            }

            interface IResource extends apache.rocketmq.v2.Resource.$Properties {
            }

            class Resource {
                constructor(properties?: apache.rocketmq.v2.Resource.$Properties);
                $unknowns?: Uint8Array[];
                resourceNamespace: string;
                name: string;
                static encode(message: apache.rocketmq.v2.Resource.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): apache.rocketmq.v2.Resource & apache.rocketmq.v2.Resource.$Shape;
            }

            namespace Resource {
                interface $Properties {
                    resourceNamespace?: (string|null);
                    name?: (string|null);
                    $unknowns?: Uint8Array[];
                }
                type $Shape = apache.rocketmq.v2.Resource.$Properties;
            }

            interface ISubscriptionEntry extends apache.rocketmq.v2.SubscriptionEntry.$Properties {
            }

            class SubscriptionEntry {
                constructor(properties?: apache.rocketmq.v2.SubscriptionEntry.$Properties);
                $unknowns?: Uint8Array[];
                topic?: (apache.rocketmq.v2.Resource.$Properties|null);
                expression?: (apache.rocketmq.v2.FilterExpression.$Properties|null);
                static encode(message: apache.rocketmq.v2.SubscriptionEntry.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): apache.rocketmq.v2.SubscriptionEntry & apache.rocketmq.v2.SubscriptionEntry.$Shape;
            }

            namespace SubscriptionEntry {
                interface $Properties {
                    topic?: (apache.rocketmq.v2.Resource.$Properties|null);
                    expression?: (apache.rocketmq.v2.FilterExpression.$Properties|null);
                    $unknowns?: Uint8Array[];
                }
                type $Shape = apache.rocketmq.v2.SubscriptionEntry.$Properties;
            }

            enum AddressScheme {
                ADDRESS_SCHEME_UNSPECIFIED = 0,
                IPv4 = 1,
                IPv6 = 2,
                DOMAIN_NAME = 3
            }

            interface IAddress extends apache.rocketmq.v2.Address.$Properties {
            }

            class Address {
                constructor(properties?: apache.rocketmq.v2.Address.$Properties);
                $unknowns?: Uint8Array[];
                host: string;
                port: number;
                static encode(message: apache.rocketmq.v2.Address.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): apache.rocketmq.v2.Address & apache.rocketmq.v2.Address.$Shape;
            }

            namespace Address {
                interface $Properties {
                    host?: (string|null);
                    port?: (number|null);
                    $unknowns?: Uint8Array[];
                }
                type $Shape = apache.rocketmq.v2.Address.$Properties;
            }

            interface IEndpoints extends apache.rocketmq.v2.Endpoints.$Properties {
            }

            class Endpoints {
                constructor(properties?: apache.rocketmq.v2.Endpoints.$Properties);
                $unknowns?: Uint8Array[];
                scheme: apache.rocketmq.v2.AddressScheme;
                addresses: apache.rocketmq.v2.Address.$Properties[];
                static encode(message: apache.rocketmq.v2.Endpoints.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): apache.rocketmq.v2.Endpoints & apache.rocketmq.v2.Endpoints.$Shape;
            }

            namespace Endpoints {
                interface $Properties {
                    scheme?: (apache.rocketmq.v2.AddressScheme|null);
                    addresses?: (apache.rocketmq.v2.Address.$Properties[]|null);
                    $unknowns?: Uint8Array[];
                }
                type $Shape = apache.rocketmq.v2.Endpoints.$Properties;
            }

            interface IBroker extends apache.rocketmq.v2.Broker.$Properties {
            }

            class Broker {
                constructor(properties?: apache.rocketmq.v2.Broker.$Properties);
                $unknowns?: Uint8Array[];
                name: string;
                id: number;
                endpoints?: (apache.rocketmq.v2.Endpoints.$Properties|null);
                static encode(message: apache.rocketmq.v2.Broker.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): apache.rocketmq.v2.Broker & apache.rocketmq.v2.Broker.$Shape;
            }

            namespace Broker {
                interface $Properties {
                    name?: (string|null);
                    id?: (number|null);
                    endpoints?: (apache.rocketmq.v2.Endpoints.$Properties|null);
                    $unknowns?: Uint8Array[];
                }
                type $Shape = apache.rocketmq.v2.Broker.$Properties;
            }

            interface IMessageQueue extends apache.rocketmq.v2.MessageQueue.$Properties {
            }

            class MessageQueue {
                constructor(properties?: apache.rocketmq.v2.MessageQueue.$Properties);
                $unknowns?: Uint8Array[];
                topic?: (apache.rocketmq.v2.Resource.$Properties|null);
                id: number;
                permission: apache.rocketmq.v2.Permission;
                broker?: (apache.rocketmq.v2.Broker.$Properties|null);
                acceptMessageTypes: apache.rocketmq.v2.MessageType[];
                static encode(message: apache.rocketmq.v2.MessageQueue.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): apache.rocketmq.v2.MessageQueue & apache.rocketmq.v2.MessageQueue.$Shape;
            }

            namespace MessageQueue {
                interface $Properties {
                    topic?: (apache.rocketmq.v2.Resource.$Properties|null);
                    id?: (number|null);
                    permission?: (apache.rocketmq.v2.Permission|null);
                    broker?: (apache.rocketmq.v2.Broker.$Properties|null);
                    acceptMessageTypes?: (apache.rocketmq.v2.MessageType[]|null);
                    $unknowns?: Uint8Array[];
                }
                type $Shape = apache.rocketmq.v2.MessageQueue.$Properties;
            }

            enum MessageType {
                MESSAGE_TYPE_UNSPECIFIED = 0,
                NORMAL = 1,
                FIFO = 2,
                DELAY = 3,
                TRANSACTION = 4,
                LITE = 5,
                PRIORITY = 6
            }

            enum DigestType {
                DIGEST_TYPE_UNSPECIFIED = 0,
                CRC32 = 1,
                MD5 = 2,
                SHA1 = 3
            }

            interface IDigest extends apache.rocketmq.v2.Digest.$Properties {
            }

            class Digest {
                constructor(properties?: apache.rocketmq.v2.Digest.$Properties);
                $unknowns?: Uint8Array[];
                type: apache.rocketmq.v2.DigestType;
                checksum: string;
                static encode(message: apache.rocketmq.v2.Digest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): apache.rocketmq.v2.Digest & apache.rocketmq.v2.Digest.$Shape;
            }

            namespace Digest {
                interface $Properties {
                    type?: (apache.rocketmq.v2.DigestType|null);
                    checksum?: (string|null);
                    $unknowns?: Uint8Array[];
                }
                type $Shape = apache.rocketmq.v2.Digest.$Properties;
            }

            enum ClientType {
                CLIENT_TYPE_UNSPECIFIED = 0,
                PRODUCER = 1,
                PUSH_CONSUMER = 2,
                SIMPLE_CONSUMER = 3,
                PULL_CONSUMER = 4,
                LITE_PUSH_CONSUMER = 5,
                LITE_SIMPLE_CONSUMER = 6
            }

            enum Encoding {
                ENCODING_UNSPECIFIED = 0,
                IDENTITY = 1,
                GZIP = 2
            }

            interface ISystemProperties extends apache.rocketmq.v2.SystemProperties.$Properties {
            }

            class SystemProperties {
                constructor(properties?: apache.rocketmq.v2.SystemProperties.$Properties);
                $unknowns?: Uint8Array[];
                tag?: (string|null);
                keys: string[];
                messageId: string;
                bodyDigest?: (apache.rocketmq.v2.Digest.$Properties|null);
                bodyEncoding: apache.rocketmq.v2.Encoding;
                messageType: apache.rocketmq.v2.MessageType;
                bornTimestamp?: (google.protobuf.Timestamp.$Properties|null);
                bornHost: string;
                storeTimestamp?: (google.protobuf.Timestamp.$Properties|null);
                storeHost: string;
                deliveryTimestamp?: (google.protobuf.Timestamp.$Properties|null);
                receiptHandle?: (string|null);
                queueId: number;
                queueOffset?: (number|null);
                invisibleDuration?: (google.protobuf.Duration.$Properties|null);
                deliveryAttempt?: (number|null);
                messageGroup?: (string|null);
                traceContext?: (string|null);
                orphanedTransactionRecoveryDuration?: (google.protobuf.Duration.$Properties|null);
                deadLetterQueue?: (apache.rocketmq.v2.DeadLetterQueue.$Properties|null);
                liteTopic?: (string|null);
                priority?: (number|null);
                static encode(message: apache.rocketmq.v2.SystemProperties.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): apache.rocketmq.v2.SystemProperties & apache.rocketmq.v2.SystemProperties.$Shape;
            }

            namespace SystemProperties {
                interface $Properties {
                    tag?: (string|null);
                    keys?: (string[]|null);
                    messageId?: (string|null);
                    bodyDigest?: (apache.rocketmq.v2.Digest.$Properties|null);
                    bodyEncoding?: (apache.rocketmq.v2.Encoding|null);
                    messageType?: (apache.rocketmq.v2.MessageType|null);
                    bornTimestamp?: (google.protobuf.Timestamp.$Properties|null);
                    bornHost?: (string|null);
                    storeTimestamp?: (google.protobuf.Timestamp.$Properties|null);
                    storeHost?: (string|null);
                    deliveryTimestamp?: (google.protobuf.Timestamp.$Properties|null);
                    receiptHandle?: (string|null);
                    queueId?: (number|null);
                    queueOffset?: (number|null);
                    invisibleDuration?: (google.protobuf.Duration.$Properties|null);
                    deliveryAttempt?: (number|null);
                    messageGroup?: (string|null);
                    traceContext?: (string|null);
                    orphanedTransactionRecoveryDuration?: (google.protobuf.Duration.$Properties|null);
                    deadLetterQueue?: (apache.rocketmq.v2.DeadLetterQueue.$Properties|null);
                    liteTopic?: (string|null);
                    priority?: (number|null);
                    $unknowns?: Uint8Array[];
                }
                type $Shape = apache.rocketmq.v2.SystemProperties.$Properties;
            }

            interface IDeadLetterQueue extends apache.rocketmq.v2.DeadLetterQueue.$Properties {
            }

            class DeadLetterQueue {
                constructor(properties?: apache.rocketmq.v2.DeadLetterQueue.$Properties);
                $unknowns?: Uint8Array[];
                topic: string;
                messageId: string;
                static encode(message: apache.rocketmq.v2.DeadLetterQueue.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): apache.rocketmq.v2.DeadLetterQueue & apache.rocketmq.v2.DeadLetterQueue.$Shape;
            }

            namespace DeadLetterQueue {
                interface $Properties {
                    topic?: (string|null);
                    messageId?: (string|null);
                    $unknowns?: Uint8Array[];
                }
                type $Shape = apache.rocketmq.v2.DeadLetterQueue.$Properties;
            }

            interface IMessage extends apache.rocketmq.v2.Message.$Properties {
            }

            class Message {
                constructor(properties?: apache.rocketmq.v2.Message.$Properties);
                $unknowns?: Uint8Array[];
                topic?: (apache.rocketmq.v2.Resource.$Properties|null);
                userProperties: { [k: string]: string };
                systemProperties?: (apache.rocketmq.v2.SystemProperties.$Properties|null);
                body: Uint8Array;
                static encode(message: apache.rocketmq.v2.Message.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): apache.rocketmq.v2.Message & apache.rocketmq.v2.Message.$Shape;
            }

            namespace Message {
                interface $Properties {
                    topic?: (apache.rocketmq.v2.Resource.$Properties|null);
                    userProperties?: ({ [k: string]: string }|null);
                    systemProperties?: (apache.rocketmq.v2.SystemProperties.$Properties|null);
                    body?: (Uint8Array|null);
                    $unknowns?: Uint8Array[];
                }
                type $Shape = apache.rocketmq.v2.Message.$Properties;
            }

            interface IAssignment extends apache.rocketmq.v2.Assignment.$Properties {
            }

            class Assignment {
                constructor(properties?: apache.rocketmq.v2.Assignment.$Properties);
                $unknowns?: Uint8Array[];
                messageQueue?: (apache.rocketmq.v2.MessageQueue.$Properties|null);
                static encode(message: apache.rocketmq.v2.Assignment.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): apache.rocketmq.v2.Assignment & apache.rocketmq.v2.Assignment.$Shape;
            }

            namespace Assignment {
                interface $Properties {
                    messageQueue?: (apache.rocketmq.v2.MessageQueue.$Properties|null);
                    $unknowns?: Uint8Array[];
                }
                type $Shape = apache.rocketmq.v2.Assignment.$Properties;
            }

            enum Code {
                CODE_UNSPECIFIED = 0,
                OK = 20000,
                MULTIPLE_RESULTS = 30000,
                BAD_REQUEST = 40000,
                ILLEGAL_ACCESS_POINT = 40001,
                ILLEGAL_TOPIC = 40002,
                ILLEGAL_CONSUMER_GROUP = 40003,
                ILLEGAL_MESSAGE_TAG = 40004,
                ILLEGAL_MESSAGE_KEY = 40005,
                ILLEGAL_MESSAGE_GROUP = 40006,
                ILLEGAL_MESSAGE_PROPERTY_KEY = 40007,
                INVALID_TRANSACTION_ID = 40008,
                ILLEGAL_MESSAGE_ID = 40009,
                ILLEGAL_FILTER_EXPRESSION = 40010,
                ILLEGAL_INVISIBLE_TIME = 40011,
                ILLEGAL_DELIVERY_TIME = 40012,
                INVALID_RECEIPT_HANDLE = 40013,
                MESSAGE_PROPERTY_CONFLICT_WITH_TYPE = 40014,
                UNRECOGNIZED_CLIENT_TYPE = 40015,
                MESSAGE_CORRUPTED = 40016,
                CLIENT_ID_REQUIRED = 40017,
                ILLEGAL_POLLING_TIME = 40018,
                ILLEGAL_OFFSET = 40019,
                ILLEGAL_LITE_TOPIC = 40020,
                INVALID_CLIENT_PROPERTIES = 40021,
                UNAUTHORIZED = 40100,
                PAYMENT_REQUIRED = 40200,
                FORBIDDEN = 40300,
                NOT_FOUND = 40400,
                MESSAGE_NOT_FOUND = 40401,
                TOPIC_NOT_FOUND = 40402,
                CONSUMER_GROUP_NOT_FOUND = 40403,
                OFFSET_NOT_FOUND = 40404,
                REQUEST_TIMEOUT = 40800,
                PAYLOAD_TOO_LARGE = 41300,
                MESSAGE_BODY_TOO_LARGE = 41301,
                MESSAGE_BODY_EMPTY = 41302,
                PRECONDITION_FAILED = 42800,
                TOO_MANY_REQUESTS = 42900,
                LITE_TOPIC_QUOTA_EXCEEDED = 42901,
                LITE_SUBSCRIPTION_QUOTA_EXCEEDED = 42902,
                REQUEST_HEADER_FIELDS_TOO_LARGE = 43100,
                MESSAGE_PROPERTIES_TOO_LARGE = 43101,
                INTERNAL_ERROR = 50000,
                INTERNAL_SERVER_ERROR = 50001,
                HA_NOT_AVAILABLE = 50002,
                NOT_IMPLEMENTED = 50100,
                PROXY_TIMEOUT = 50400,
                MASTER_PERSISTENCE_TIMEOUT = 50401,
                SLAVE_PERSISTENCE_TIMEOUT = 50402,
                UNSUPPORTED = 50500,
                VERSION_UNSUPPORTED = 50501,
                VERIFY_FIFO_MESSAGE_UNSUPPORTED = 50502,
                FAILED_TO_CONSUME_MESSAGE = 60000
            }

            interface IStatus extends apache.rocketmq.v2.Status.$Properties {
            }

            class Status {
                constructor(properties?: apache.rocketmq.v2.Status.$Properties);
                $unknowns?: Uint8Array[];
                code: apache.rocketmq.v2.Code;
                message: string;
                static encode(message: apache.rocketmq.v2.Status.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): apache.rocketmq.v2.Status & apache.rocketmq.v2.Status.$Shape;
            }

            namespace Status {
                interface $Properties {
                    code?: (apache.rocketmq.v2.Code|null);
                    message?: (string|null);
                    $unknowns?: Uint8Array[];
                }
                type $Shape = apache.rocketmq.v2.Status.$Properties;
            }

            enum Language {
                LANGUAGE_UNSPECIFIED = 0,
                JAVA = 1,
                CPP = 2,
                DOT_NET = 3,
                GOLANG = 4,
                RUST = 5,
                PYTHON = 6,
                PHP = 7,
                NODE_JS = 8,
                RUBY = 9,
                OBJECTIVE_C = 10,
                DART = 11,
                KOTLIN = 12
            }

            interface IUA extends apache.rocketmq.v2.UA.$Properties {
            }

            class UA {
                constructor(properties?: apache.rocketmq.v2.UA.$Properties);
                $unknowns?: Uint8Array[];
                language: apache.rocketmq.v2.Language;
                version: string;
                platform: string;
                hostname: string;
                static encode(message: apache.rocketmq.v2.UA.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): apache.rocketmq.v2.UA & apache.rocketmq.v2.UA.$Shape;
            }

            namespace UA {
                interface $Properties {
                    language?: (apache.rocketmq.v2.Language|null);
                    version?: (string|null);
                    platform?: (string|null);
                    hostname?: (string|null);
                    $unknowns?: Uint8Array[];
                }
                type $Shape = apache.rocketmq.v2.UA.$Properties;
            }

            interface ISettings extends apache.rocketmq.v2.Settings.$Properties {
            }

            class Settings {
                constructor(properties?: apache.rocketmq.v2.Settings.$Properties);
                $unknowns?: Uint8Array[];
                clientType?: (apache.rocketmq.v2.ClientType|null);
                accessPoint?: (apache.rocketmq.v2.Endpoints.$Properties|null);
                backoffPolicy?: (apache.rocketmq.v2.RetryPolicy.$Properties|null);
                requestTimeout?: (google.protobuf.Duration.$Properties|null);
                publishing?: (apache.rocketmq.v2.Publishing.$Properties|null);
                subscription?: (apache.rocketmq.v2.Subscription.$Properties|null);
                userAgent?: (apache.rocketmq.v2.UA.$Properties|null);
                metric?: (apache.rocketmq.v2.Metric.$Properties|null);
                clientProperties: { [k: string]: string };
                pubSub?: ("publishing"|"subscription");
                static encode(message: apache.rocketmq.v2.Settings.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): apache.rocketmq.v2.Settings & apache.rocketmq.v2.Settings.$Shape;
            }

            namespace Settings {
                interface $Properties {
                    clientType?: (apache.rocketmq.v2.ClientType|null);
                    accessPoint?: (apache.rocketmq.v2.Endpoints.$Properties|null);
                    backoffPolicy?: (apache.rocketmq.v2.RetryPolicy.$Properties|null);
                    requestTimeout?: (google.protobuf.Duration.$Properties|null);
                    publishing?: (apache.rocketmq.v2.Publishing.$Properties|null);
                    subscription?: (apache.rocketmq.v2.Subscription.$Properties|null);
                    userAgent?: (apache.rocketmq.v2.UA.$Properties|null);
                    metric?: (apache.rocketmq.v2.Metric.$Properties|null);
                    clientProperties?: ({ [k: string]: string }|null);
                    pubSub?: ("publishing"|"subscription");
                    $unknowns?: Uint8Array[];
                }
                type $Shape = {
                  clientType?: apache.rocketmq.v2.ClientType|null;
                  accessPoint?: apache.rocketmq.v2.Endpoints.$Shape|null;
                  backoffPolicy?: apache.rocketmq.v2.RetryPolicy.$Shape|null;
                  requestTimeout?: google.protobuf.Duration.$Shape|null;
                  publishing?: apache.rocketmq.v2.Publishing.$Shape|null;
                  subscription?: apache.rocketmq.v2.Subscription.$Shape|null;
                  userAgent?: apache.rocketmq.v2.UA.$Shape|null;
                  metric?: apache.rocketmq.v2.Metric.$Shape|null;
                  clientProperties?: { [k: string]: string }|null;
                  $unknowns?: Uint8Array[];
                } & (
                  ({ pubSub?: undefined; publishing?: null; subscription?: null }|{ pubSub?: "publishing"; publishing: apache.rocketmq.v2.Publishing.$Shape; subscription?: null }|{ pubSub?: "subscription"; publishing?: null; subscription: apache.rocketmq.v2.Subscription.$Shape })
                );
            }

            interface IPublishing extends apache.rocketmq.v2.Publishing.$Properties {
            }

            class Publishing {
                constructor(properties?: apache.rocketmq.v2.Publishing.$Properties);
                $unknowns?: Uint8Array[];
                topics: apache.rocketmq.v2.Resource.$Properties[];
                maxBodySize: number;
                validateMessageType: boolean;
                static encode(message: apache.rocketmq.v2.Publishing.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): apache.rocketmq.v2.Publishing & apache.rocketmq.v2.Publishing.$Shape;
            }

            namespace Publishing {
                interface $Properties {
                    topics?: (apache.rocketmq.v2.Resource.$Properties[]|null);
                    maxBodySize?: (number|null);
                    validateMessageType?: (boolean|null);
                    $unknowns?: Uint8Array[];
                }
                type $Shape = apache.rocketmq.v2.Publishing.$Properties;
            }

            interface ISubscription extends apache.rocketmq.v2.Subscription.$Properties {
            }

            class Subscription {
                constructor(properties?: apache.rocketmq.v2.Subscription.$Properties);
                $unknowns?: Uint8Array[];
                group?: (apache.rocketmq.v2.Resource.$Properties|null);
                subscriptions: apache.rocketmq.v2.SubscriptionEntry.$Properties[];
                fifo?: (boolean|null);
                receiveBatchSize?: (number|null);
                longPollingTimeout?: (google.protobuf.Duration.$Properties|null);
                liteSubscriptionQuota?: (number|null);
                maxLiteTopicSize?: (number|null);
                static encode(message: apache.rocketmq.v2.Subscription.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): apache.rocketmq.v2.Subscription & apache.rocketmq.v2.Subscription.$Shape;
            }

            namespace Subscription {
                interface $Properties {
                    group?: (apache.rocketmq.v2.Resource.$Properties|null);
                    subscriptions?: (apache.rocketmq.v2.SubscriptionEntry.$Properties[]|null);
                    fifo?: (boolean|null);
                    receiveBatchSize?: (number|null);
                    longPollingTimeout?: (google.protobuf.Duration.$Properties|null);
                    liteSubscriptionQuota?: (number|null);
                    maxLiteTopicSize?: (number|null);
                    $unknowns?: Uint8Array[];
                }
                type $Shape = apache.rocketmq.v2.Subscription.$Properties;
            }

            interface IMetric extends apache.rocketmq.v2.Metric.$Properties {
            }

            class Metric {
                constructor(properties?: apache.rocketmq.v2.Metric.$Properties);
                $unknowns?: Uint8Array[];
                on: boolean;
                endpoints?: (apache.rocketmq.v2.Endpoints.$Properties|null);
                static encode(message: apache.rocketmq.v2.Metric.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): apache.rocketmq.v2.Metric & apache.rocketmq.v2.Metric.$Shape;
            }

            namespace Metric {
                interface $Properties {
                    on?: (boolean|null);
                    endpoints?: (apache.rocketmq.v2.Endpoints.$Properties|null);
                    $unknowns?: Uint8Array[];
                }
                type $Shape = apache.rocketmq.v2.Metric.$Properties;
            }

            enum QueryOffsetPolicy {
                BEGINNING = 0,
                END = 1,
                TIMESTAMP = 2
            }

            interface IOffsetOption extends apache.rocketmq.v2.OffsetOption.$Properties {
            }

            class OffsetOption {
                constructor(properties?: apache.rocketmq.v2.OffsetOption.$Properties);
                $unknowns?: Uint8Array[];
                policy?: (apache.rocketmq.v2.OffsetOption.Policy|null);
                offset?: (number|null);
                tailN?: (number|null);
                timestamp?: (number|null);
                offsetType?: ("policy"|"offset"|"tailN"|"timestamp");
                static encode(message: apache.rocketmq.v2.OffsetOption.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): apache.rocketmq.v2.OffsetOption & apache.rocketmq.v2.OffsetOption.$Shape;
            }

            namespace OffsetOption {
                interface $Properties {
                    policy?: (apache.rocketmq.v2.OffsetOption.Policy|null);
                    offset?: (number|null);
                    tailN?: (number|null);
                    timestamp?: (number|null);
                    offsetType?: ("policy"|"offset"|"tailN"|"timestamp");
                    $unknowns?: Uint8Array[];
                }
                type $Shape = {
                  policy?: apache.rocketmq.v2.OffsetOption.Policy|null;
                  offset?: number|null;
                  tailN?: number|null;
                  timestamp?: number|null;
                  $unknowns?: Uint8Array[];
                } & (
                  ({ offsetType?: undefined; policy?: null; offset?: null; tailN?: null; timestamp?: null }|{ offsetType?: "policy"; policy: apache.rocketmq.v2.OffsetOption.Policy; offset?: null; tailN?: null; timestamp?: null }|{ offsetType?: "offset"; policy?: null; offset: number; tailN?: null; timestamp?: null }|{ offsetType?: "tailN"; policy?: null; offset?: null; tailN: number; timestamp?: null }|{ offsetType?: "timestamp"; policy?: null; offset?: null; tailN?: null; timestamp: number })
                );

                enum Policy {
                    LAST = 0,
                    MIN = 1,
                    MAX = 2
                }
            }

            interface IQueryRouteRequest extends apache.rocketmq.v2.QueryRouteRequest.$Properties {
            }

            class QueryRouteRequest {
                constructor(properties?: apache.rocketmq.v2.QueryRouteRequest.$Properties);
                $unknowns?: Uint8Array[];
                topic?: (apache.rocketmq.v2.Resource.$Properties|null);
                endpoints?: (apache.rocketmq.v2.Endpoints.$Properties|null);
                static encode(message: apache.rocketmq.v2.QueryRouteRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): apache.rocketmq.v2.QueryRouteRequest & apache.rocketmq.v2.QueryRouteRequest.$Shape;
            }

            namespace QueryRouteRequest {
                interface $Properties {
                    topic?: (apache.rocketmq.v2.Resource.$Properties|null);
                    endpoints?: (apache.rocketmq.v2.Endpoints.$Properties|null);
                    $unknowns?: Uint8Array[];
                }
                type $Shape = apache.rocketmq.v2.QueryRouteRequest.$Properties;
            }

            interface IQueryRouteResponse extends apache.rocketmq.v2.QueryRouteResponse.$Properties {
            }

            class QueryRouteResponse {
                constructor(properties?: apache.rocketmq.v2.QueryRouteResponse.$Properties);
                $unknowns?: Uint8Array[];
                status?: (apache.rocketmq.v2.Status.$Properties|null);
                messageQueues: apache.rocketmq.v2.MessageQueue.$Properties[];
                static encode(message: apache.rocketmq.v2.QueryRouteResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): apache.rocketmq.v2.QueryRouteResponse & apache.rocketmq.v2.QueryRouteResponse.$Shape;
            }

            namespace QueryRouteResponse {
                interface $Properties {
                    status?: (apache.rocketmq.v2.Status.$Properties|null);
                    messageQueues?: (apache.rocketmq.v2.MessageQueue.$Properties[]|null);
                    $unknowns?: Uint8Array[];
                }
                type $Shape = apache.rocketmq.v2.QueryRouteResponse.$Properties;
            }

            interface ISendMessageRequest extends apache.rocketmq.v2.SendMessageRequest.$Properties {
            }

            class SendMessageRequest {
                constructor(properties?: apache.rocketmq.v2.SendMessageRequest.$Properties);
                $unknowns?: Uint8Array[];
                messages: apache.rocketmq.v2.Message.$Properties[];
                static encode(message: apache.rocketmq.v2.SendMessageRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): apache.rocketmq.v2.SendMessageRequest & apache.rocketmq.v2.SendMessageRequest.$Shape;
            }

            namespace SendMessageRequest {
                interface $Properties {
                    messages?: (apache.rocketmq.v2.Message.$Properties[]|null);
                    $unknowns?: Uint8Array[];
                }
                type $Shape = apache.rocketmq.v2.SendMessageRequest.$Properties;
            }

            interface ISendResultEntry extends apache.rocketmq.v2.SendResultEntry.$Properties {
            }

            class SendResultEntry {
                constructor(properties?: apache.rocketmq.v2.SendResultEntry.$Properties);
                $unknowns?: Uint8Array[];
                status?: (apache.rocketmq.v2.Status.$Properties|null);
                messageId: string;
                transactionId: string;
                offset: number;
                recallHandle: string;
                static encode(message: apache.rocketmq.v2.SendResultEntry.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): apache.rocketmq.v2.SendResultEntry & apache.rocketmq.v2.SendResultEntry.$Shape;
            }

            namespace SendResultEntry {
                interface $Properties {
                    status?: (apache.rocketmq.v2.Status.$Properties|null);
                    messageId?: (string|null);
                    transactionId?: (string|null);
                    offset?: (number|null);
                    recallHandle?: (string|null);
                    $unknowns?: Uint8Array[];
                }
                type $Shape = apache.rocketmq.v2.SendResultEntry.$Properties;
            }

            interface ISendMessageResponse extends apache.rocketmq.v2.SendMessageResponse.$Properties {
            }

            class SendMessageResponse {
                constructor(properties?: apache.rocketmq.v2.SendMessageResponse.$Properties);
                $unknowns?: Uint8Array[];
                status?: (apache.rocketmq.v2.Status.$Properties|null);
                entries: apache.rocketmq.v2.SendResultEntry.$Properties[];
                static encode(message: apache.rocketmq.v2.SendMessageResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): apache.rocketmq.v2.SendMessageResponse & apache.rocketmq.v2.SendMessageResponse.$Shape;
            }

            namespace SendMessageResponse {
                interface $Properties {
                    status?: (apache.rocketmq.v2.Status.$Properties|null);
                    entries?: (apache.rocketmq.v2.SendResultEntry.$Properties[]|null);
                    $unknowns?: Uint8Array[];
                }
                type $Shape = apache.rocketmq.v2.SendMessageResponse.$Properties;
            }

            interface IQueryAssignmentRequest extends apache.rocketmq.v2.QueryAssignmentRequest.$Properties {
            }

            class QueryAssignmentRequest {
                constructor(properties?: apache.rocketmq.v2.QueryAssignmentRequest.$Properties);
                $unknowns?: Uint8Array[];
                topic?: (apache.rocketmq.v2.Resource.$Properties|null);
                group?: (apache.rocketmq.v2.Resource.$Properties|null);
                endpoints?: (apache.rocketmq.v2.Endpoints.$Properties|null);
                static encode(message: apache.rocketmq.v2.QueryAssignmentRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): apache.rocketmq.v2.QueryAssignmentRequest & apache.rocketmq.v2.QueryAssignmentRequest.$Shape;
            }

            namespace QueryAssignmentRequest {
                interface $Properties {
                    topic?: (apache.rocketmq.v2.Resource.$Properties|null);
                    group?: (apache.rocketmq.v2.Resource.$Properties|null);
                    endpoints?: (apache.rocketmq.v2.Endpoints.$Properties|null);
                    $unknowns?: Uint8Array[];
                }
                type $Shape = apache.rocketmq.v2.QueryAssignmentRequest.$Properties;
            }

            interface IQueryAssignmentResponse extends apache.rocketmq.v2.QueryAssignmentResponse.$Properties {
            }

            class QueryAssignmentResponse {
                constructor(properties?: apache.rocketmq.v2.QueryAssignmentResponse.$Properties);
                $unknowns?: Uint8Array[];
                status?: (apache.rocketmq.v2.Status.$Properties|null);
                assignments: apache.rocketmq.v2.Assignment.$Properties[];
                static encode(message: apache.rocketmq.v2.QueryAssignmentResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): apache.rocketmq.v2.QueryAssignmentResponse & apache.rocketmq.v2.QueryAssignmentResponse.$Shape;
            }

            namespace QueryAssignmentResponse {
                interface $Properties {
                    status?: (apache.rocketmq.v2.Status.$Properties|null);
                    assignments?: (apache.rocketmq.v2.Assignment.$Properties[]|null);
                    $unknowns?: Uint8Array[];
                }
                type $Shape = apache.rocketmq.v2.QueryAssignmentResponse.$Properties;
            }

            interface IReceiveMessageRequest extends apache.rocketmq.v2.ReceiveMessageRequest.$Properties {
            }

            class ReceiveMessageRequest {
                constructor(properties?: apache.rocketmq.v2.ReceiveMessageRequest.$Properties);
                $unknowns?: Uint8Array[];
                group?: (apache.rocketmq.v2.Resource.$Properties|null);
                messageQueue?: (apache.rocketmq.v2.MessageQueue.$Properties|null);
                filterExpression?: (apache.rocketmq.v2.FilterExpression.$Properties|null);
                batchSize: number;
                invisibleDuration?: (google.protobuf.Duration.$Properties|null);
                autoRenew: boolean;
                longPollingTimeout?: (google.protobuf.Duration.$Properties|null);
                attemptId?: (string|null);
                static encode(message: apache.rocketmq.v2.ReceiveMessageRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): apache.rocketmq.v2.ReceiveMessageRequest & apache.rocketmq.v2.ReceiveMessageRequest.$Shape;
            }

            namespace ReceiveMessageRequest {
                interface $Properties {
                    group?: (apache.rocketmq.v2.Resource.$Properties|null);
                    messageQueue?: (apache.rocketmq.v2.MessageQueue.$Properties|null);
                    filterExpression?: (apache.rocketmq.v2.FilterExpression.$Properties|null);
                    batchSize?: (number|null);
                    invisibleDuration?: (google.protobuf.Duration.$Properties|null);
                    autoRenew?: (boolean|null);
                    longPollingTimeout?: (google.protobuf.Duration.$Properties|null);
                    attemptId?: (string|null);
                    $unknowns?: Uint8Array[];
                }
                type $Shape = apache.rocketmq.v2.ReceiveMessageRequest.$Properties;
            }

            interface IReceiveMessageResponse extends apache.rocketmq.v2.ReceiveMessageResponse.$Properties {
            }

            class ReceiveMessageResponse {
                constructor(properties?: apache.rocketmq.v2.ReceiveMessageResponse.$Properties);
                $unknowns?: Uint8Array[];
                status?: (apache.rocketmq.v2.Status.$Properties|null);
                message?: (apache.rocketmq.v2.Message.$Properties|null);
                deliveryTimestamp?: (google.protobuf.Timestamp.$Properties|null);
                content?: ("status"|"message"|"deliveryTimestamp");
                static encode(message: apache.rocketmq.v2.ReceiveMessageResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): apache.rocketmq.v2.ReceiveMessageResponse & apache.rocketmq.v2.ReceiveMessageResponse.$Shape;
            }

            namespace ReceiveMessageResponse {
                interface $Properties {
                    status?: (apache.rocketmq.v2.Status.$Properties|null);
                    message?: (apache.rocketmq.v2.Message.$Properties|null);
                    deliveryTimestamp?: (google.protobuf.Timestamp.$Properties|null);
                    content?: ("status"|"message"|"deliveryTimestamp");
                    $unknowns?: Uint8Array[];
                }
                type $Shape = {
                  status?: apache.rocketmq.v2.Status.$Shape|null;
                  message?: apache.rocketmq.v2.Message.$Shape|null;
                  deliveryTimestamp?: google.protobuf.Timestamp.$Shape|null;
                  $unknowns?: Uint8Array[];
                } & (
                  ({ content?: undefined; status?: null; message?: null; deliveryTimestamp?: null }|{ content?: "status"; status: apache.rocketmq.v2.Status.$Shape; message?: null; deliveryTimestamp?: null }|{ content?: "message"; status?: null; message: apache.rocketmq.v2.Message.$Shape; deliveryTimestamp?: null }|{ content?: "deliveryTimestamp"; status?: null; message?: null; deliveryTimestamp: google.protobuf.Timestamp.$Shape })
                );
            }

            interface IAckMessageEntry extends apache.rocketmq.v2.AckMessageEntry.$Properties {
            }

            class AckMessageEntry {
                constructor(properties?: apache.rocketmq.v2.AckMessageEntry.$Properties);
                $unknowns?: Uint8Array[];
                messageId: string;
                receiptHandle: string;
                liteTopic?: (string|null);
                static encode(message: apache.rocketmq.v2.AckMessageEntry.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): apache.rocketmq.v2.AckMessageEntry & apache.rocketmq.v2.AckMessageEntry.$Shape;
            }

            namespace AckMessageEntry {
                interface $Properties {
                    messageId?: (string|null);
                    receiptHandle?: (string|null);
                    liteTopic?: (string|null);
                    $unknowns?: Uint8Array[];
                }
                type $Shape = apache.rocketmq.v2.AckMessageEntry.$Properties;
            }

            interface IAckMessageRequest extends apache.rocketmq.v2.AckMessageRequest.$Properties {
            }

            class AckMessageRequest {
                constructor(properties?: apache.rocketmq.v2.AckMessageRequest.$Properties);
                $unknowns?: Uint8Array[];
                group?: (apache.rocketmq.v2.Resource.$Properties|null);
                topic?: (apache.rocketmq.v2.Resource.$Properties|null);
                entries: apache.rocketmq.v2.AckMessageEntry.$Properties[];
                static encode(message: apache.rocketmq.v2.AckMessageRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): apache.rocketmq.v2.AckMessageRequest & apache.rocketmq.v2.AckMessageRequest.$Shape;
            }

            namespace AckMessageRequest {
                interface $Properties {
                    group?: (apache.rocketmq.v2.Resource.$Properties|null);
                    topic?: (apache.rocketmq.v2.Resource.$Properties|null);
                    entries?: (apache.rocketmq.v2.AckMessageEntry.$Properties[]|null);
                    $unknowns?: Uint8Array[];
                }
                type $Shape = apache.rocketmq.v2.AckMessageRequest.$Properties;
            }

            interface IAckMessageResultEntry extends apache.rocketmq.v2.AckMessageResultEntry.$Properties {
            }

            class AckMessageResultEntry {
                constructor(properties?: apache.rocketmq.v2.AckMessageResultEntry.$Properties);
                $unknowns?: Uint8Array[];
                messageId: string;
                receiptHandle: string;
                status?: (apache.rocketmq.v2.Status.$Properties|null);
                static encode(message: apache.rocketmq.v2.AckMessageResultEntry.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): apache.rocketmq.v2.AckMessageResultEntry & apache.rocketmq.v2.AckMessageResultEntry.$Shape;
            }

            namespace AckMessageResultEntry {
                interface $Properties {
                    messageId?: (string|null);
                    receiptHandle?: (string|null);
                    status?: (apache.rocketmq.v2.Status.$Properties|null);
                    $unknowns?: Uint8Array[];
                }
                type $Shape = apache.rocketmq.v2.AckMessageResultEntry.$Properties;
            }

            interface IAckMessageResponse extends apache.rocketmq.v2.AckMessageResponse.$Properties {
            }

            class AckMessageResponse {
                constructor(properties?: apache.rocketmq.v2.AckMessageResponse.$Properties);
                $unknowns?: Uint8Array[];
                status?: (apache.rocketmq.v2.Status.$Properties|null);
                entries: apache.rocketmq.v2.AckMessageResultEntry.$Properties[];
                static encode(message: apache.rocketmq.v2.AckMessageResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): apache.rocketmq.v2.AckMessageResponse & apache.rocketmq.v2.AckMessageResponse.$Shape;
            }

            namespace AckMessageResponse {
                interface $Properties {
                    status?: (apache.rocketmq.v2.Status.$Properties|null);
                    entries?: (apache.rocketmq.v2.AckMessageResultEntry.$Properties[]|null);
                    $unknowns?: Uint8Array[];
                }
                type $Shape = apache.rocketmq.v2.AckMessageResponse.$Properties;
            }

            interface IForwardMessageToDeadLetterQueueRequest extends apache.rocketmq.v2.ForwardMessageToDeadLetterQueueRequest.$Properties {
            }

            class ForwardMessageToDeadLetterQueueRequest {
                constructor(properties?: apache.rocketmq.v2.ForwardMessageToDeadLetterQueueRequest.$Properties);
                $unknowns?: Uint8Array[];
                group?: (apache.rocketmq.v2.Resource.$Properties|null);
                topic?: (apache.rocketmq.v2.Resource.$Properties|null);
                receiptHandle: string;
                messageId: string;
                deliveryAttempt: number;
                maxDeliveryAttempts: number;
                liteTopic?: (string|null);
                static encode(message: apache.rocketmq.v2.ForwardMessageToDeadLetterQueueRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): apache.rocketmq.v2.ForwardMessageToDeadLetterQueueRequest & apache.rocketmq.v2.ForwardMessageToDeadLetterQueueRequest.$Shape;
            }

            namespace ForwardMessageToDeadLetterQueueRequest {
                interface $Properties {
                    group?: (apache.rocketmq.v2.Resource.$Properties|null);
                    topic?: (apache.rocketmq.v2.Resource.$Properties|null);
                    receiptHandle?: (string|null);
                    messageId?: (string|null);
                    deliveryAttempt?: (number|null);
                    maxDeliveryAttempts?: (number|null);
                    liteTopic?: (string|null);
                    $unknowns?: Uint8Array[];
                }
                type $Shape = apache.rocketmq.v2.ForwardMessageToDeadLetterQueueRequest.$Properties;
            }

            interface IForwardMessageToDeadLetterQueueResponse extends apache.rocketmq.v2.ForwardMessageToDeadLetterQueueResponse.$Properties {
            }

            class ForwardMessageToDeadLetterQueueResponse {
                constructor(properties?: apache.rocketmq.v2.ForwardMessageToDeadLetterQueueResponse.$Properties);
                $unknowns?: Uint8Array[];
                status?: (apache.rocketmq.v2.Status.$Properties|null);
                static encode(message: apache.rocketmq.v2.ForwardMessageToDeadLetterQueueResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): apache.rocketmq.v2.ForwardMessageToDeadLetterQueueResponse & apache.rocketmq.v2.ForwardMessageToDeadLetterQueueResponse.$Shape;
            }

            namespace ForwardMessageToDeadLetterQueueResponse {
                interface $Properties {
                    status?: (apache.rocketmq.v2.Status.$Properties|null);
                    $unknowns?: Uint8Array[];
                }
                type $Shape = apache.rocketmq.v2.ForwardMessageToDeadLetterQueueResponse.$Properties;
            }

            interface IHeartbeatRequest extends apache.rocketmq.v2.HeartbeatRequest.$Properties {
            }

            class HeartbeatRequest {
                constructor(properties?: apache.rocketmq.v2.HeartbeatRequest.$Properties);
                $unknowns?: Uint8Array[];
                group?: (apache.rocketmq.v2.Resource.$Properties|null);
                clientType: apache.rocketmq.v2.ClientType;
                static encode(message: apache.rocketmq.v2.HeartbeatRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): apache.rocketmq.v2.HeartbeatRequest & apache.rocketmq.v2.HeartbeatRequest.$Shape;
            }

            namespace HeartbeatRequest {
                interface $Properties {
                    group?: (apache.rocketmq.v2.Resource.$Properties|null);
                    clientType?: (apache.rocketmq.v2.ClientType|null);
                    $unknowns?: Uint8Array[];
                }
                type $Shape = apache.rocketmq.v2.HeartbeatRequest.$Properties;
            }

            interface IHeartbeatResponse extends apache.rocketmq.v2.HeartbeatResponse.$Properties {
            }

            class HeartbeatResponse {
                constructor(properties?: apache.rocketmq.v2.HeartbeatResponse.$Properties);
                $unknowns?: Uint8Array[];
                status?: (apache.rocketmq.v2.Status.$Properties|null);
                static encode(message: apache.rocketmq.v2.HeartbeatResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): apache.rocketmq.v2.HeartbeatResponse & apache.rocketmq.v2.HeartbeatResponse.$Shape;
            }

            namespace HeartbeatResponse {
                interface $Properties {
                    status?: (apache.rocketmq.v2.Status.$Properties|null);
                    $unknowns?: Uint8Array[];
                }
                type $Shape = apache.rocketmq.v2.HeartbeatResponse.$Properties;
            }

            interface IEndTransactionRequest extends apache.rocketmq.v2.EndTransactionRequest.$Properties {
            }

            class EndTransactionRequest {
                constructor(properties?: apache.rocketmq.v2.EndTransactionRequest.$Properties);
                $unknowns?: Uint8Array[];
                topic?: (apache.rocketmq.v2.Resource.$Properties|null);
                messageId: string;
                transactionId: string;
                resolution: apache.rocketmq.v2.TransactionResolution;
                source: apache.rocketmq.v2.TransactionSource;
                traceContext: string;
                static encode(message: apache.rocketmq.v2.EndTransactionRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): apache.rocketmq.v2.EndTransactionRequest & apache.rocketmq.v2.EndTransactionRequest.$Shape;
            }

            namespace EndTransactionRequest {
                interface $Properties {
                    topic?: (apache.rocketmq.v2.Resource.$Properties|null);
                    messageId?: (string|null);
                    transactionId?: (string|null);
                    resolution?: (apache.rocketmq.v2.TransactionResolution|null);
                    source?: (apache.rocketmq.v2.TransactionSource|null);
                    traceContext?: (string|null);
                    $unknowns?: Uint8Array[];
                }
                type $Shape = apache.rocketmq.v2.EndTransactionRequest.$Properties;
            }

            interface IEndTransactionResponse extends apache.rocketmq.v2.EndTransactionResponse.$Properties {
            }

            class EndTransactionResponse {
                constructor(properties?: apache.rocketmq.v2.EndTransactionResponse.$Properties);
                $unknowns?: Uint8Array[];
                status?: (apache.rocketmq.v2.Status.$Properties|null);
                static encode(message: apache.rocketmq.v2.EndTransactionResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): apache.rocketmq.v2.EndTransactionResponse & apache.rocketmq.v2.EndTransactionResponse.$Shape;
            }

            namespace EndTransactionResponse {
                interface $Properties {
                    status?: (apache.rocketmq.v2.Status.$Properties|null);
                    $unknowns?: Uint8Array[];
                }
                type $Shape = apache.rocketmq.v2.EndTransactionResponse.$Properties;
            }

            interface IPrintThreadStackTraceCommand extends apache.rocketmq.v2.PrintThreadStackTraceCommand.$Properties {
            }

            class PrintThreadStackTraceCommand {
                constructor(properties?: apache.rocketmq.v2.PrintThreadStackTraceCommand.$Properties);
                $unknowns?: Uint8Array[];
                nonce: string;
                static encode(message: apache.rocketmq.v2.PrintThreadStackTraceCommand.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): apache.rocketmq.v2.PrintThreadStackTraceCommand & apache.rocketmq.v2.PrintThreadStackTraceCommand.$Shape;
            }

            namespace PrintThreadStackTraceCommand {
                interface $Properties {
                    nonce?: (string|null);
                    $unknowns?: Uint8Array[];
                }
                type $Shape = apache.rocketmq.v2.PrintThreadStackTraceCommand.$Properties;
            }

            interface IThreadStackTrace extends apache.rocketmq.v2.ThreadStackTrace.$Properties {
            }

            class ThreadStackTrace {
                constructor(properties?: apache.rocketmq.v2.ThreadStackTrace.$Properties);
                $unknowns?: Uint8Array[];
                nonce: string;
                threadStackTrace?: (string|null);
                static encode(message: apache.rocketmq.v2.ThreadStackTrace.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): apache.rocketmq.v2.ThreadStackTrace & apache.rocketmq.v2.ThreadStackTrace.$Shape;
            }

            namespace ThreadStackTrace {
                interface $Properties {
                    nonce?: (string|null);
                    threadStackTrace?: (string|null);
                    $unknowns?: Uint8Array[];
                }
                type $Shape = apache.rocketmq.v2.ThreadStackTrace.$Properties;
            }

            interface IReconnectEndpointsCommand extends apache.rocketmq.v2.ReconnectEndpointsCommand.$Properties {
            }

            class ReconnectEndpointsCommand {
                constructor(properties?: apache.rocketmq.v2.ReconnectEndpointsCommand.$Properties);
                $unknowns?: Uint8Array[];
                nonce: string;
                static encode(message: apache.rocketmq.v2.ReconnectEndpointsCommand.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): apache.rocketmq.v2.ReconnectEndpointsCommand & apache.rocketmq.v2.ReconnectEndpointsCommand.$Shape;
            }

            namespace ReconnectEndpointsCommand {
                interface $Properties {
                    nonce?: (string|null);
                    $unknowns?: Uint8Array[];
                }
                type $Shape = apache.rocketmq.v2.ReconnectEndpointsCommand.$Properties;
            }

            interface IVerifyMessageCommand extends apache.rocketmq.v2.VerifyMessageCommand.$Properties {
            }

            class VerifyMessageCommand {
                constructor(properties?: apache.rocketmq.v2.VerifyMessageCommand.$Properties);
                $unknowns?: Uint8Array[];
                nonce: string;
                message?: (apache.rocketmq.v2.Message.$Properties|null);
                static encode(message: apache.rocketmq.v2.VerifyMessageCommand.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): apache.rocketmq.v2.VerifyMessageCommand & apache.rocketmq.v2.VerifyMessageCommand.$Shape;
            }

            namespace VerifyMessageCommand {
                interface $Properties {
                    nonce?: (string|null);
                    message?: (apache.rocketmq.v2.Message.$Properties|null);
                    $unknowns?: Uint8Array[];
                }
                type $Shape = apache.rocketmq.v2.VerifyMessageCommand.$Properties;
            }

            interface IVerifyMessageResult extends apache.rocketmq.v2.VerifyMessageResult.$Properties {
            }

            class VerifyMessageResult {
                constructor(properties?: apache.rocketmq.v2.VerifyMessageResult.$Properties);
                $unknowns?: Uint8Array[];
                nonce: string;
                static encode(message: apache.rocketmq.v2.VerifyMessageResult.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): apache.rocketmq.v2.VerifyMessageResult & apache.rocketmq.v2.VerifyMessageResult.$Shape;
            }

            namespace VerifyMessageResult {
                interface $Properties {
                    nonce?: (string|null);
                    $unknowns?: Uint8Array[];
                }
                type $Shape = apache.rocketmq.v2.VerifyMessageResult.$Properties;
            }

            interface IRecoverOrphanedTransactionCommand extends apache.rocketmq.v2.RecoverOrphanedTransactionCommand.$Properties {
            }

            class RecoverOrphanedTransactionCommand {
                constructor(properties?: apache.rocketmq.v2.RecoverOrphanedTransactionCommand.$Properties);
                $unknowns?: Uint8Array[];
                message?: (apache.rocketmq.v2.Message.$Properties|null);
                transactionId: string;
                static encode(message: apache.rocketmq.v2.RecoverOrphanedTransactionCommand.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): apache.rocketmq.v2.RecoverOrphanedTransactionCommand & apache.rocketmq.v2.RecoverOrphanedTransactionCommand.$Shape;
            }

            namespace RecoverOrphanedTransactionCommand {
                interface $Properties {
                    message?: (apache.rocketmq.v2.Message.$Properties|null);
                    transactionId?: (string|null);
                    $unknowns?: Uint8Array[];
                }
                type $Shape = apache.rocketmq.v2.RecoverOrphanedTransactionCommand.$Properties;
            }

            interface INotifyUnsubscribeLiteCommand extends apache.rocketmq.v2.NotifyUnsubscribeLiteCommand.$Properties {
            }

            class NotifyUnsubscribeLiteCommand {
                constructor(properties?: apache.rocketmq.v2.NotifyUnsubscribeLiteCommand.$Properties);
                $unknowns?: Uint8Array[];
                liteTopic: string;
                static encode(message: apache.rocketmq.v2.NotifyUnsubscribeLiteCommand.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): apache.rocketmq.v2.NotifyUnsubscribeLiteCommand & apache.rocketmq.v2.NotifyUnsubscribeLiteCommand.$Shape;
            }

            namespace NotifyUnsubscribeLiteCommand {
                interface $Properties {
                    liteTopic?: (string|null);
                    $unknowns?: Uint8Array[];
                }
                type $Shape = apache.rocketmq.v2.NotifyUnsubscribeLiteCommand.$Properties;
            }

            interface ITelemetryCommand extends apache.rocketmq.v2.TelemetryCommand.$Properties {
            }

            class TelemetryCommand {
                constructor(properties?: apache.rocketmq.v2.TelemetryCommand.$Properties);
                $unknowns?: Uint8Array[];
                status?: (apache.rocketmq.v2.Status.$Properties|null);
                settings?: (apache.rocketmq.v2.Settings.$Properties|null);
                threadStackTrace?: (apache.rocketmq.v2.ThreadStackTrace.$Properties|null);
                verifyMessageResult?: (apache.rocketmq.v2.VerifyMessageResult.$Properties|null);
                recoverOrphanedTransactionCommand?: (apache.rocketmq.v2.RecoverOrphanedTransactionCommand.$Properties|null);
                printThreadStackTraceCommand?: (apache.rocketmq.v2.PrintThreadStackTraceCommand.$Properties|null);
                verifyMessageCommand?: (apache.rocketmq.v2.VerifyMessageCommand.$Properties|null);
                reconnectEndpointsCommand?: (apache.rocketmq.v2.ReconnectEndpointsCommand.$Properties|null);
                notifyUnsubscribeLiteCommand?: (apache.rocketmq.v2.NotifyUnsubscribeLiteCommand.$Properties|null);
                command?: ("settings"|"threadStackTrace"|"verifyMessageResult"|"recoverOrphanedTransactionCommand"|"printThreadStackTraceCommand"|"verifyMessageCommand"|"reconnectEndpointsCommand"|"notifyUnsubscribeLiteCommand");
                static encode(message: apache.rocketmq.v2.TelemetryCommand.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): apache.rocketmq.v2.TelemetryCommand & apache.rocketmq.v2.TelemetryCommand.$Shape;
            }

            namespace TelemetryCommand {
                interface $Properties {
                    status?: (apache.rocketmq.v2.Status.$Properties|null);
                    settings?: (apache.rocketmq.v2.Settings.$Properties|null);
                    threadStackTrace?: (apache.rocketmq.v2.ThreadStackTrace.$Properties|null);
                    verifyMessageResult?: (apache.rocketmq.v2.VerifyMessageResult.$Properties|null);
                    recoverOrphanedTransactionCommand?: (apache.rocketmq.v2.RecoverOrphanedTransactionCommand.$Properties|null);
                    printThreadStackTraceCommand?: (apache.rocketmq.v2.PrintThreadStackTraceCommand.$Properties|null);
                    verifyMessageCommand?: (apache.rocketmq.v2.VerifyMessageCommand.$Properties|null);
                    reconnectEndpointsCommand?: (apache.rocketmq.v2.ReconnectEndpointsCommand.$Properties|null);
                    notifyUnsubscribeLiteCommand?: (apache.rocketmq.v2.NotifyUnsubscribeLiteCommand.$Properties|null);
                    command?: ("settings"|"threadStackTrace"|"verifyMessageResult"|"recoverOrphanedTransactionCommand"|"printThreadStackTraceCommand"|"verifyMessageCommand"|"reconnectEndpointsCommand"|"notifyUnsubscribeLiteCommand");
                    $unknowns?: Uint8Array[];
                }
                type $Shape = {
                  status?: apache.rocketmq.v2.Status.$Shape|null;
                  settings?: apache.rocketmq.v2.Settings.$Shape|null;
                  threadStackTrace?: apache.rocketmq.v2.ThreadStackTrace.$Shape|null;
                  verifyMessageResult?: apache.rocketmq.v2.VerifyMessageResult.$Shape|null;
                  recoverOrphanedTransactionCommand?: apache.rocketmq.v2.RecoverOrphanedTransactionCommand.$Shape|null;
                  printThreadStackTraceCommand?: apache.rocketmq.v2.PrintThreadStackTraceCommand.$Shape|null;
                  verifyMessageCommand?: apache.rocketmq.v2.VerifyMessageCommand.$Shape|null;
                  reconnectEndpointsCommand?: apache.rocketmq.v2.ReconnectEndpointsCommand.$Shape|null;
                  notifyUnsubscribeLiteCommand?: apache.rocketmq.v2.NotifyUnsubscribeLiteCommand.$Shape|null;
                  $unknowns?: Uint8Array[];
                } & (
                  ({ command?: undefined; settings?: null; threadStackTrace?: null; verifyMessageResult?: null; recoverOrphanedTransactionCommand?: null; printThreadStackTraceCommand?: null; verifyMessageCommand?: null; reconnectEndpointsCommand?: null; notifyUnsubscribeLiteCommand?: null }|{ command?: "settings"; settings: apache.rocketmq.v2.Settings.$Shape; threadStackTrace?: null; verifyMessageResult?: null; recoverOrphanedTransactionCommand?: null; printThreadStackTraceCommand?: null; verifyMessageCommand?: null; reconnectEndpointsCommand?: null; notifyUnsubscribeLiteCommand?: null }|{ command?: "threadStackTrace"; settings?: null; threadStackTrace: apache.rocketmq.v2.ThreadStackTrace.$Shape; verifyMessageResult?: null; recoverOrphanedTransactionCommand?: null; printThreadStackTraceCommand?: null; verifyMessageCommand?: null; reconnectEndpointsCommand?: null; notifyUnsubscribeLiteCommand?: null }|{ command?: "verifyMessageResult"; settings?: null; threadStackTrace?: null; verifyMessageResult: apache.rocketmq.v2.VerifyMessageResult.$Shape; recoverOrphanedTransactionCommand?: null; printThreadStackTraceCommand?: null; verifyMessageCommand?: null; reconnectEndpointsCommand?: null; notifyUnsubscribeLiteCommand?: null }|{ command?: "recoverOrphanedTransactionCommand"; settings?: null; threadStackTrace?: null; verifyMessageResult?: null; recoverOrphanedTransactionCommand: apache.rocketmq.v2.RecoverOrphanedTransactionCommand.$Shape; printThreadStackTraceCommand?: null; verifyMessageCommand?: null; reconnectEndpointsCommand?: null; notifyUnsubscribeLiteCommand?: null }|{ command?: "printThreadStackTraceCommand"; settings?: null; threadStackTrace?: null; verifyMessageResult?: null; recoverOrphanedTransactionCommand?: null; printThreadStackTraceCommand: apache.rocketmq.v2.PrintThreadStackTraceCommand.$Shape; verifyMessageCommand?: null; reconnectEndpointsCommand?: null; notifyUnsubscribeLiteCommand?: null }|{ command?: "verifyMessageCommand"; settings?: null; threadStackTrace?: null; verifyMessageResult?: null; recoverOrphanedTransactionCommand?: null; printThreadStackTraceCommand?: null; verifyMessageCommand: apache.rocketmq.v2.VerifyMessageCommand.$Shape; reconnectEndpointsCommand?: null; notifyUnsubscribeLiteCommand?: null }|{ command?: "reconnectEndpointsCommand"; settings?: null; threadStackTrace?: null; verifyMessageResult?: null; recoverOrphanedTransactionCommand?: null; printThreadStackTraceCommand?: null; verifyMessageCommand?: null; reconnectEndpointsCommand: apache.rocketmq.v2.ReconnectEndpointsCommand.$Shape; notifyUnsubscribeLiteCommand?: null }|{ command?: "notifyUnsubscribeLiteCommand"; settings?: null; threadStackTrace?: null; verifyMessageResult?: null; recoverOrphanedTransactionCommand?: null; printThreadStackTraceCommand?: null; verifyMessageCommand?: null; reconnectEndpointsCommand?: null; notifyUnsubscribeLiteCommand: apache.rocketmq.v2.NotifyUnsubscribeLiteCommand.$Shape })
                );
            }

            interface INotifyClientTerminationRequest extends apache.rocketmq.v2.NotifyClientTerminationRequest.$Properties {
            }

            class NotifyClientTerminationRequest {
                constructor(properties?: apache.rocketmq.v2.NotifyClientTerminationRequest.$Properties);
                $unknowns?: Uint8Array[];
                group?: (apache.rocketmq.v2.Resource.$Properties|null);
                static encode(message: apache.rocketmq.v2.NotifyClientTerminationRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): apache.rocketmq.v2.NotifyClientTerminationRequest & apache.rocketmq.v2.NotifyClientTerminationRequest.$Shape;
            }

            namespace NotifyClientTerminationRequest {
                interface $Properties {
                    group?: (apache.rocketmq.v2.Resource.$Properties|null);
                    $unknowns?: Uint8Array[];
                }
                type $Shape = apache.rocketmq.v2.NotifyClientTerminationRequest.$Properties;
            }

            interface INotifyClientTerminationResponse extends apache.rocketmq.v2.NotifyClientTerminationResponse.$Properties {
            }

            class NotifyClientTerminationResponse {
                constructor(properties?: apache.rocketmq.v2.NotifyClientTerminationResponse.$Properties);
                $unknowns?: Uint8Array[];
                status?: (apache.rocketmq.v2.Status.$Properties|null);
                static encode(message: apache.rocketmq.v2.NotifyClientTerminationResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): apache.rocketmq.v2.NotifyClientTerminationResponse & apache.rocketmq.v2.NotifyClientTerminationResponse.$Shape;
            }

            namespace NotifyClientTerminationResponse {
                interface $Properties {
                    status?: (apache.rocketmq.v2.Status.$Properties|null);
                    $unknowns?: Uint8Array[];
                }
                type $Shape = apache.rocketmq.v2.NotifyClientTerminationResponse.$Properties;
            }

            interface IChangeInvisibleDurationRequest extends apache.rocketmq.v2.ChangeInvisibleDurationRequest.$Properties {
            }

            class ChangeInvisibleDurationRequest {
                constructor(properties?: apache.rocketmq.v2.ChangeInvisibleDurationRequest.$Properties);
                $unknowns?: Uint8Array[];
                group?: (apache.rocketmq.v2.Resource.$Properties|null);
                topic?: (apache.rocketmq.v2.Resource.$Properties|null);
                receiptHandle: string;
                invisibleDuration?: (google.protobuf.Duration.$Properties|null);
                messageId: string;
                liteTopic?: (string|null);
                suspend?: (boolean|null);
                static encode(message: apache.rocketmq.v2.ChangeInvisibleDurationRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): apache.rocketmq.v2.ChangeInvisibleDurationRequest & apache.rocketmq.v2.ChangeInvisibleDurationRequest.$Shape;
            }

            namespace ChangeInvisibleDurationRequest {
                interface $Properties {
                    group?: (apache.rocketmq.v2.Resource.$Properties|null);
                    topic?: (apache.rocketmq.v2.Resource.$Properties|null);
                    receiptHandle?: (string|null);
                    invisibleDuration?: (google.protobuf.Duration.$Properties|null);
                    messageId?: (string|null);
                    liteTopic?: (string|null);
                    suspend?: (boolean|null);
                    $unknowns?: Uint8Array[];
                }
                type $Shape = apache.rocketmq.v2.ChangeInvisibleDurationRequest.$Properties;
            }

            interface IChangeInvisibleDurationResponse extends apache.rocketmq.v2.ChangeInvisibleDurationResponse.$Properties {
            }

            class ChangeInvisibleDurationResponse {
                constructor(properties?: apache.rocketmq.v2.ChangeInvisibleDurationResponse.$Properties);
                $unknowns?: Uint8Array[];
                status?: (apache.rocketmq.v2.Status.$Properties|null);
                receiptHandle: string;
                static encode(message: apache.rocketmq.v2.ChangeInvisibleDurationResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): apache.rocketmq.v2.ChangeInvisibleDurationResponse & apache.rocketmq.v2.ChangeInvisibleDurationResponse.$Shape;
            }

            namespace ChangeInvisibleDurationResponse {
                interface $Properties {
                    status?: (apache.rocketmq.v2.Status.$Properties|null);
                    receiptHandle?: (string|null);
                    $unknowns?: Uint8Array[];
                }
                type $Shape = apache.rocketmq.v2.ChangeInvisibleDurationResponse.$Properties;
            }

            interface IPullMessageRequest extends apache.rocketmq.v2.PullMessageRequest.$Properties {
            }

            class PullMessageRequest {
                constructor(properties?: apache.rocketmq.v2.PullMessageRequest.$Properties);
                $unknowns?: Uint8Array[];
                group?: (apache.rocketmq.v2.Resource.$Properties|null);
                messageQueue?: (apache.rocketmq.v2.MessageQueue.$Properties|null);
                offset: number;
                batchSize: number;
                filterExpression?: (apache.rocketmq.v2.FilterExpression.$Properties|null);
                longPollingTimeout?: (google.protobuf.Duration.$Properties|null);
                static encode(message: apache.rocketmq.v2.PullMessageRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): apache.rocketmq.v2.PullMessageRequest & apache.rocketmq.v2.PullMessageRequest.$Shape;
            }

            namespace PullMessageRequest {
                interface $Properties {
                    group?: (apache.rocketmq.v2.Resource.$Properties|null);
                    messageQueue?: (apache.rocketmq.v2.MessageQueue.$Properties|null);
                    offset?: (number|null);
                    batchSize?: (number|null);
                    filterExpression?: (apache.rocketmq.v2.FilterExpression.$Properties|null);
                    longPollingTimeout?: (google.protobuf.Duration.$Properties|null);
                    $unknowns?: Uint8Array[];
                }
                type $Shape = apache.rocketmq.v2.PullMessageRequest.$Properties;
            }

            interface IPullMessageResponse extends apache.rocketmq.v2.PullMessageResponse.$Properties {
            }

            class PullMessageResponse {
                constructor(properties?: apache.rocketmq.v2.PullMessageResponse.$Properties);
                $unknowns?: Uint8Array[];
                status?: (apache.rocketmq.v2.Status.$Properties|null);
                message?: (apache.rocketmq.v2.Message.$Properties|null);
                nextOffset?: (number|null);
                content?: ("status"|"message"|"nextOffset");
                static encode(message: apache.rocketmq.v2.PullMessageResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): apache.rocketmq.v2.PullMessageResponse & apache.rocketmq.v2.PullMessageResponse.$Shape;
            }

            namespace PullMessageResponse {
                interface $Properties {
                    status?: (apache.rocketmq.v2.Status.$Properties|null);
                    message?: (apache.rocketmq.v2.Message.$Properties|null);
                    nextOffset?: (number|null);
                    content?: ("status"|"message"|"nextOffset");
                    $unknowns?: Uint8Array[];
                }
                type $Shape = {
                  status?: apache.rocketmq.v2.Status.$Shape|null;
                  message?: apache.rocketmq.v2.Message.$Shape|null;
                  nextOffset?: number|null;
                  $unknowns?: Uint8Array[];
                } & (
                  ({ content?: undefined; status?: null; message?: null; nextOffset?: null }|{ content?: "status"; status: apache.rocketmq.v2.Status.$Shape; message?: null; nextOffset?: null }|{ content?: "message"; status?: null; message: apache.rocketmq.v2.Message.$Shape; nextOffset?: null }|{ content?: "nextOffset"; status?: null; message?: null; nextOffset: number })
                );
            }

            interface IUpdateOffsetRequest extends apache.rocketmq.v2.UpdateOffsetRequest.$Properties {
            }

            class UpdateOffsetRequest {
                constructor(properties?: apache.rocketmq.v2.UpdateOffsetRequest.$Properties);
                $unknowns?: Uint8Array[];
                group?: (apache.rocketmq.v2.Resource.$Properties|null);
                messageQueue?: (apache.rocketmq.v2.MessageQueue.$Properties|null);
                offset: number;
                static encode(message: apache.rocketmq.v2.UpdateOffsetRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): apache.rocketmq.v2.UpdateOffsetRequest & apache.rocketmq.v2.UpdateOffsetRequest.$Shape;
            }

            namespace UpdateOffsetRequest {
                interface $Properties {
                    group?: (apache.rocketmq.v2.Resource.$Properties|null);
                    messageQueue?: (apache.rocketmq.v2.MessageQueue.$Properties|null);
                    offset?: (number|null);
                    $unknowns?: Uint8Array[];
                }
                type $Shape = apache.rocketmq.v2.UpdateOffsetRequest.$Properties;
            }

            interface IUpdateOffsetResponse extends apache.rocketmq.v2.UpdateOffsetResponse.$Properties {
            }

            class UpdateOffsetResponse {
                constructor(properties?: apache.rocketmq.v2.UpdateOffsetResponse.$Properties);
                $unknowns?: Uint8Array[];
                status?: (apache.rocketmq.v2.Status.$Properties|null);
                static encode(message: apache.rocketmq.v2.UpdateOffsetResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): apache.rocketmq.v2.UpdateOffsetResponse & apache.rocketmq.v2.UpdateOffsetResponse.$Shape;
            }

            namespace UpdateOffsetResponse {
                interface $Properties {
                    status?: (apache.rocketmq.v2.Status.$Properties|null);
                    $unknowns?: Uint8Array[];
                }
                type $Shape = apache.rocketmq.v2.UpdateOffsetResponse.$Properties;
            }

            interface IGetOffsetRequest extends apache.rocketmq.v2.GetOffsetRequest.$Properties {
            }

            class GetOffsetRequest {
                constructor(properties?: apache.rocketmq.v2.GetOffsetRequest.$Properties);
                $unknowns?: Uint8Array[];
                group?: (apache.rocketmq.v2.Resource.$Properties|null);
                messageQueue?: (apache.rocketmq.v2.MessageQueue.$Properties|null);
                static encode(message: apache.rocketmq.v2.GetOffsetRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): apache.rocketmq.v2.GetOffsetRequest & apache.rocketmq.v2.GetOffsetRequest.$Shape;
            }

            namespace GetOffsetRequest {
                interface $Properties {
                    group?: (apache.rocketmq.v2.Resource.$Properties|null);
                    messageQueue?: (apache.rocketmq.v2.MessageQueue.$Properties|null);
                    $unknowns?: Uint8Array[];
                }
                type $Shape = apache.rocketmq.v2.GetOffsetRequest.$Properties;
            }

            interface IGetOffsetResponse extends apache.rocketmq.v2.GetOffsetResponse.$Properties {
            }

            class GetOffsetResponse {
                constructor(properties?: apache.rocketmq.v2.GetOffsetResponse.$Properties);
                $unknowns?: Uint8Array[];
                status?: (apache.rocketmq.v2.Status.$Properties|null);
                offset: number;
                static encode(message: apache.rocketmq.v2.GetOffsetResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): apache.rocketmq.v2.GetOffsetResponse & apache.rocketmq.v2.GetOffsetResponse.$Shape;
            }

            namespace GetOffsetResponse {
                interface $Properties {
                    status?: (apache.rocketmq.v2.Status.$Properties|null);
                    offset?: (number|null);
                    $unknowns?: Uint8Array[];
                }
                type $Shape = apache.rocketmq.v2.GetOffsetResponse.$Properties;
            }

            interface IQueryOffsetRequest extends apache.rocketmq.v2.QueryOffsetRequest.$Properties {
            }

            class QueryOffsetRequest {
                constructor(properties?: apache.rocketmq.v2.QueryOffsetRequest.$Properties);
                $unknowns?: Uint8Array[];
                messageQueue?: (apache.rocketmq.v2.MessageQueue.$Properties|null);
                queryOffsetPolicy: apache.rocketmq.v2.QueryOffsetPolicy;
                timestamp?: (google.protobuf.Timestamp.$Properties|null);
                static encode(message: apache.rocketmq.v2.QueryOffsetRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): apache.rocketmq.v2.QueryOffsetRequest & apache.rocketmq.v2.QueryOffsetRequest.$Shape;
            }

            namespace QueryOffsetRequest {
                interface $Properties {
                    messageQueue?: (apache.rocketmq.v2.MessageQueue.$Properties|null);
                    queryOffsetPolicy?: (apache.rocketmq.v2.QueryOffsetPolicy|null);
                    timestamp?: (google.protobuf.Timestamp.$Properties|null);
                    $unknowns?: Uint8Array[];
                }
                type $Shape = apache.rocketmq.v2.QueryOffsetRequest.$Properties;
            }

            interface IQueryOffsetResponse extends apache.rocketmq.v2.QueryOffsetResponse.$Properties {
            }

            class QueryOffsetResponse {
                constructor(properties?: apache.rocketmq.v2.QueryOffsetResponse.$Properties);
                $unknowns?: Uint8Array[];
                status?: (apache.rocketmq.v2.Status.$Properties|null);
                offset: number;
                static encode(message: apache.rocketmq.v2.QueryOffsetResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): apache.rocketmq.v2.QueryOffsetResponse & apache.rocketmq.v2.QueryOffsetResponse.$Shape;
            }

            namespace QueryOffsetResponse {
                interface $Properties {
                    status?: (apache.rocketmq.v2.Status.$Properties|null);
                    offset?: (number|null);
                    $unknowns?: Uint8Array[];
                }
                type $Shape = apache.rocketmq.v2.QueryOffsetResponse.$Properties;
            }

            interface IRecallMessageRequest extends apache.rocketmq.v2.RecallMessageRequest.$Properties {
            }

            class RecallMessageRequest {
                constructor(properties?: apache.rocketmq.v2.RecallMessageRequest.$Properties);
                $unknowns?: Uint8Array[];
                topic?: (apache.rocketmq.v2.Resource.$Properties|null);
                recallHandle: string;
                static encode(message: apache.rocketmq.v2.RecallMessageRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): apache.rocketmq.v2.RecallMessageRequest & apache.rocketmq.v2.RecallMessageRequest.$Shape;
            }

            namespace RecallMessageRequest {
                interface $Properties {
                    topic?: (apache.rocketmq.v2.Resource.$Properties|null);
                    recallHandle?: (string|null);
                    $unknowns?: Uint8Array[];
                }
                type $Shape = apache.rocketmq.v2.RecallMessageRequest.$Properties;
            }

            interface IRecallMessageResponse extends apache.rocketmq.v2.RecallMessageResponse.$Properties {
            }

            class RecallMessageResponse {
                constructor(properties?: apache.rocketmq.v2.RecallMessageResponse.$Properties);
                $unknowns?: Uint8Array[];
                status?: (apache.rocketmq.v2.Status.$Properties|null);
                messageId: string;
                static encode(message: apache.rocketmq.v2.RecallMessageResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): apache.rocketmq.v2.RecallMessageResponse & apache.rocketmq.v2.RecallMessageResponse.$Shape;
            }

            namespace RecallMessageResponse {
                interface $Properties {
                    status?: (apache.rocketmq.v2.Status.$Properties|null);
                    messageId?: (string|null);
                    $unknowns?: Uint8Array[];
                }
                type $Shape = apache.rocketmq.v2.RecallMessageResponse.$Properties;
            }

            enum LiteSubscriptionAction {
                PARTIAL_ADD = 0,
                PARTIAL_REMOVE = 1,
                COMPLETE_ADD = 2,
                COMPLETE_REMOVE = 3
            }

            interface ISyncLiteSubscriptionRequest extends apache.rocketmq.v2.SyncLiteSubscriptionRequest.$Properties {
            }

            class SyncLiteSubscriptionRequest {
                constructor(properties?: apache.rocketmq.v2.SyncLiteSubscriptionRequest.$Properties);
                $unknowns?: Uint8Array[];
                action: apache.rocketmq.v2.LiteSubscriptionAction;
                topic?: (apache.rocketmq.v2.Resource.$Properties|null);
                group?: (apache.rocketmq.v2.Resource.$Properties|null);
                liteTopicSet: string[];
                version?: (number|null);
                offsetOption?: (apache.rocketmq.v2.OffsetOption.$Properties|null);
                static encode(message: apache.rocketmq.v2.SyncLiteSubscriptionRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): apache.rocketmq.v2.SyncLiteSubscriptionRequest & apache.rocketmq.v2.SyncLiteSubscriptionRequest.$Shape;
            }

            namespace SyncLiteSubscriptionRequest {
                interface $Properties {
                    action?: (apache.rocketmq.v2.LiteSubscriptionAction|null);
                    topic?: (apache.rocketmq.v2.Resource.$Properties|null);
                    group?: (apache.rocketmq.v2.Resource.$Properties|null);
                    liteTopicSet?: (string[]|null);
                    version?: (number|null);
                    offsetOption?: (apache.rocketmq.v2.OffsetOption.$Properties|null);
                    $unknowns?: Uint8Array[];
                }
                type $Shape = {
                  action?: apache.rocketmq.v2.LiteSubscriptionAction|null;
                  topic?: apache.rocketmq.v2.Resource.$Shape|null;
                  group?: apache.rocketmq.v2.Resource.$Shape|null;
                  liteTopicSet?: string[]|null;
                  version?: number|null;
                  offsetOption?: apache.rocketmq.v2.OffsetOption.$Shape|null;
                  $unknowns?: Uint8Array[];
                };
            }

            interface ISyncLiteSubscriptionResponse extends apache.rocketmq.v2.SyncLiteSubscriptionResponse.$Properties {
            }

            class SyncLiteSubscriptionResponse {
                constructor(properties?: apache.rocketmq.v2.SyncLiteSubscriptionResponse.$Properties);
                $unknowns?: Uint8Array[];
                status?: (apache.rocketmq.v2.Status.$Properties|null);
                static encode(message: apache.rocketmq.v2.SyncLiteSubscriptionResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): apache.rocketmq.v2.SyncLiteSubscriptionResponse & apache.rocketmq.v2.SyncLiteSubscriptionResponse.$Shape;
            }

            namespace SyncLiteSubscriptionResponse {
                interface $Properties {
                    status?: (apache.rocketmq.v2.Status.$Properties|null);
                    $unknowns?: Uint8Array[];
                }
                type $Shape = apache.rocketmq.v2.SyncLiteSubscriptionResponse.$Properties;
            }
        }
    }
}

declare namespace google {

    namespace protobuf {

        interface IDuration extends google.protobuf.Duration.$Properties {
        }

        class Duration {
            constructor(properties?: google.protobuf.Duration.$Properties);
            $unknowns?: Uint8Array[];
            seconds: number;
            nanos: number;
            static encode(message: google.protobuf.Duration.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): google.protobuf.Duration & google.protobuf.Duration.$Shape;
        }

        namespace Duration {
            interface $Properties {
                seconds?: (number|null);
                nanos?: (number|null);
                $unknowns?: Uint8Array[];
            }
            type $Shape = google.protobuf.Duration.$Properties;
        }

        interface ITimestamp extends google.protobuf.Timestamp.$Properties {
        }

        class Timestamp {
            constructor(properties?: google.protobuf.Timestamp.$Properties);
            $unknowns?: Uint8Array[];
            seconds: number;
            nanos: number;
            static encode(message: google.protobuf.Timestamp.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): google.protobuf.Timestamp & google.protobuf.Timestamp.$Shape;
        }

        namespace Timestamp {
            interface $Properties {
                seconds?: (number|null);
                nanos?: (number|null);
                $unknowns?: Uint8Array[];
            }
            type $Shape = google.protobuf.Timestamp.$Properties;
        }
    }
}

declare namespace pocketmq {

    namespace admin {

        namespace v1 {

            interface ITopic extends pocketmq.admin.v1.Topic.$Properties {
            }

            class Topic {
                constructor(properties?: pocketmq.admin.v1.Topic.$Properties);
                $unknowns?: Uint8Array[];
                name: string;
                type: string;
                readQueues: number;
                writeQueues: number;
                readable: boolean;
                writable: boolean;
                static encode(message: pocketmq.admin.v1.Topic.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): pocketmq.admin.v1.Topic & pocketmq.admin.v1.Topic.$Shape;
            }

            namespace Topic {
                interface $Properties {
                    name?: (string|null);
                    type?: (string|null);
                    readQueues?: (number|null);
                    writeQueues?: (number|null);
                    readable?: (boolean|null);
                    writable?: (boolean|null);
                    $unknowns?: Uint8Array[];
                }
                type $Shape = pocketmq.admin.v1.Topic.$Properties;
            }

            interface ICreateTopicRequest extends pocketmq.admin.v1.CreateTopicRequest.$Properties {
            }

            class CreateTopicRequest {
                constructor(properties?: pocketmq.admin.v1.CreateTopicRequest.$Properties);
                $unknowns?: Uint8Array[];
                name: string;
                type: string;
                queues?: (number|null);
                static encode(message: pocketmq.admin.v1.CreateTopicRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): pocketmq.admin.v1.CreateTopicRequest & pocketmq.admin.v1.CreateTopicRequest.$Shape;
            }

            namespace CreateTopicRequest {
                interface $Properties {
                    name?: (string|null);
                    type?: (string|null);
                    queues?: (number|null);
                    $unknowns?: Uint8Array[];
                }
                type $Shape = pocketmq.admin.v1.CreateTopicRequest.$Properties;
            }

            interface ICreateTopicResponse extends pocketmq.admin.v1.CreateTopicResponse.$Properties {
            }

            class CreateTopicResponse {
                constructor(properties?: pocketmq.admin.v1.CreateTopicResponse.$Properties);
                $unknowns?: Uint8Array[];
                status?: (apache.rocketmq.v2.Status.$Properties|null);
                topic?: (pocketmq.admin.v1.Topic.$Properties|null);
                created: boolean;
                static encode(message: pocketmq.admin.v1.CreateTopicResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): pocketmq.admin.v1.CreateTopicResponse & pocketmq.admin.v1.CreateTopicResponse.$Shape;
            }

            namespace CreateTopicResponse {
                interface $Properties {
                    status?: (apache.rocketmq.v2.Status.$Properties|null);
                    topic?: (pocketmq.admin.v1.Topic.$Properties|null);
                    created?: (boolean|null);
                    $unknowns?: Uint8Array[];
                }
                type $Shape = pocketmq.admin.v1.CreateTopicResponse.$Properties;
            }

            interface IListTopicsRequest extends pocketmq.admin.v1.ListTopicsRequest.$Properties {
            }

            class ListTopicsRequest {
                constructor(properties?: pocketmq.admin.v1.ListTopicsRequest.$Properties);
                $unknowns?: Uint8Array[];
                includeInternal: boolean;
                static encode(message: pocketmq.admin.v1.ListTopicsRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): pocketmq.admin.v1.ListTopicsRequest & pocketmq.admin.v1.ListTopicsRequest.$Shape;
            }

            namespace ListTopicsRequest {
                interface $Properties {
                    includeInternal?: (boolean|null);
                    $unknowns?: Uint8Array[];
                }
                type $Shape = pocketmq.admin.v1.ListTopicsRequest.$Properties;
            }

            interface IListTopicsResponse extends pocketmq.admin.v1.ListTopicsResponse.$Properties {
            }

            class ListTopicsResponse {
                constructor(properties?: pocketmq.admin.v1.ListTopicsResponse.$Properties);
                $unknowns?: Uint8Array[];
                status?: (apache.rocketmq.v2.Status.$Properties|null);
                topics: pocketmq.admin.v1.Topic.$Properties[];
                static encode(message: pocketmq.admin.v1.ListTopicsResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): pocketmq.admin.v1.ListTopicsResponse & pocketmq.admin.v1.ListTopicsResponse.$Shape;
            }

            namespace ListTopicsResponse {
                interface $Properties {
                    status?: (apache.rocketmq.v2.Status.$Properties|null);
                    topics?: (pocketmq.admin.v1.Topic.$Properties[]|null);
                    $unknowns?: Uint8Array[];
                }
                type $Shape = pocketmq.admin.v1.ListTopicsResponse.$Properties;
            }

            interface IDescribeTopicRequest extends pocketmq.admin.v1.DescribeTopicRequest.$Properties {
            }

            class DescribeTopicRequest {
                constructor(properties?: pocketmq.admin.v1.DescribeTopicRequest.$Properties);
                $unknowns?: Uint8Array[];
                name: string;
                static encode(message: pocketmq.admin.v1.DescribeTopicRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): pocketmq.admin.v1.DescribeTopicRequest & pocketmq.admin.v1.DescribeTopicRequest.$Shape;
            }

            namespace DescribeTopicRequest {
                interface $Properties {
                    name?: (string|null);
                    $unknowns?: Uint8Array[];
                }
                type $Shape = pocketmq.admin.v1.DescribeTopicRequest.$Properties;
            }

            interface IQueue extends pocketmq.admin.v1.Queue.$Properties {
            }

            class Queue {
                constructor(properties?: pocketmq.admin.v1.Queue.$Properties);
                $unknowns?: Uint8Array[];
                id: number;
                minOffset: number;
                maxOffset: number;
                static encode(message: pocketmq.admin.v1.Queue.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): pocketmq.admin.v1.Queue & pocketmq.admin.v1.Queue.$Shape;
            }

            namespace Queue {
                interface $Properties {
                    id?: (number|null);
                    minOffset?: (number|null);
                    maxOffset?: (number|null);
                    $unknowns?: Uint8Array[];
                }
                type $Shape = pocketmq.admin.v1.Queue.$Properties;
            }

            interface IDescribeTopicResponse extends pocketmq.admin.v1.DescribeTopicResponse.$Properties {
            }

            class DescribeTopicResponse {
                constructor(properties?: pocketmq.admin.v1.DescribeTopicResponse.$Properties);
                $unknowns?: Uint8Array[];
                status?: (apache.rocketmq.v2.Status.$Properties|null);
                topic?: (pocketmq.admin.v1.Topic.$Properties|null);
                queues: pocketmq.admin.v1.Queue.$Properties[];
                static encode(message: pocketmq.admin.v1.DescribeTopicResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): pocketmq.admin.v1.DescribeTopicResponse & pocketmq.admin.v1.DescribeTopicResponse.$Shape;
            }

            namespace DescribeTopicResponse {
                interface $Properties {
                    status?: (apache.rocketmq.v2.Status.$Properties|null);
                    topic?: (pocketmq.admin.v1.Topic.$Properties|null);
                    queues?: (pocketmq.admin.v1.Queue.$Properties[]|null);
                    $unknowns?: Uint8Array[];
                }
                type $Shape = pocketmq.admin.v1.DescribeTopicResponse.$Properties;
            }

            interface IGroup extends pocketmq.admin.v1.Group.$Properties {
            }

            class Group {
                constructor(properties?: pocketmq.admin.v1.Group.$Properties);
                $unknowns?: Uint8Array[];
                name: string;
                orderly: boolean;
                maxAttempts: number;
                consumeEnabled: boolean;
                static encode(message: pocketmq.admin.v1.Group.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): pocketmq.admin.v1.Group & pocketmq.admin.v1.Group.$Shape;
            }

            namespace Group {
                interface $Properties {
                    name?: (string|null);
                    orderly?: (boolean|null);
                    maxAttempts?: (number|null);
                    consumeEnabled?: (boolean|null);
                    $unknowns?: Uint8Array[];
                }
                type $Shape = pocketmq.admin.v1.Group.$Properties;
            }

            interface ICreateGroupRequest extends pocketmq.admin.v1.CreateGroupRequest.$Properties {
            }

            class CreateGroupRequest {
                constructor(properties?: pocketmq.admin.v1.CreateGroupRequest.$Properties);
                $unknowns?: Uint8Array[];
                name: string;
                orderly: boolean;
                maxAttempts?: (number|null);
                static encode(message: pocketmq.admin.v1.CreateGroupRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): pocketmq.admin.v1.CreateGroupRequest & pocketmq.admin.v1.CreateGroupRequest.$Shape;
            }

            namespace CreateGroupRequest {
                interface $Properties {
                    name?: (string|null);
                    orderly?: (boolean|null);
                    maxAttempts?: (number|null);
                    $unknowns?: Uint8Array[];
                }
                type $Shape = pocketmq.admin.v1.CreateGroupRequest.$Properties;
            }

            interface ICreateGroupResponse extends pocketmq.admin.v1.CreateGroupResponse.$Properties {
            }

            class CreateGroupResponse {
                constructor(properties?: pocketmq.admin.v1.CreateGroupResponse.$Properties);
                $unknowns?: Uint8Array[];
                status?: (apache.rocketmq.v2.Status.$Properties|null);
                group?: (pocketmq.admin.v1.Group.$Properties|null);
                created: boolean;
                static encode(message: pocketmq.admin.v1.CreateGroupResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): pocketmq.admin.v1.CreateGroupResponse & pocketmq.admin.v1.CreateGroupResponse.$Shape;
            }

            namespace CreateGroupResponse {
                interface $Properties {
                    status?: (apache.rocketmq.v2.Status.$Properties|null);
                    group?: (pocketmq.admin.v1.Group.$Properties|null);
                    created?: (boolean|null);
                    $unknowns?: Uint8Array[];
                }
                type $Shape = pocketmq.admin.v1.CreateGroupResponse.$Properties;
            }

            interface IListGroupsRequest extends pocketmq.admin.v1.ListGroupsRequest.$Properties {
            }

            class ListGroupsRequest {
                constructor(properties?: pocketmq.admin.v1.ListGroupsRequest.$Properties);
                $unknowns?: Uint8Array[];
                static encode(message: pocketmq.admin.v1.ListGroupsRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): pocketmq.admin.v1.ListGroupsRequest & pocketmq.admin.v1.ListGroupsRequest.$Shape;
            }

            namespace ListGroupsRequest {
                interface $Properties {
                    $unknowns?: Uint8Array[];
                }
                type $Shape = pocketmq.admin.v1.ListGroupsRequest.$Properties;
            }

            interface IListGroupsResponse extends pocketmq.admin.v1.ListGroupsResponse.$Properties {
            }

            class ListGroupsResponse {
                constructor(properties?: pocketmq.admin.v1.ListGroupsResponse.$Properties);
                $unknowns?: Uint8Array[];
                status?: (apache.rocketmq.v2.Status.$Properties|null);
                groups: pocketmq.admin.v1.Group.$Properties[];
                static encode(message: pocketmq.admin.v1.ListGroupsResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): pocketmq.admin.v1.ListGroupsResponse & pocketmq.admin.v1.ListGroupsResponse.$Shape;
            }

            namespace ListGroupsResponse {
                interface $Properties {
                    status?: (apache.rocketmq.v2.Status.$Properties|null);
                    groups?: (pocketmq.admin.v1.Group.$Properties[]|null);
                    $unknowns?: Uint8Array[];
                }
                type $Shape = pocketmq.admin.v1.ListGroupsResponse.$Properties;
            }

            interface IDescribeGroupRequest extends pocketmq.admin.v1.DescribeGroupRequest.$Properties {
            }

            class DescribeGroupRequest {
                constructor(properties?: pocketmq.admin.v1.DescribeGroupRequest.$Properties);
                $unknowns?: Uint8Array[];
                name: string;
                static encode(message: pocketmq.admin.v1.DescribeGroupRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): pocketmq.admin.v1.DescribeGroupRequest & pocketmq.admin.v1.DescribeGroupRequest.$Shape;
            }

            namespace DescribeGroupRequest {
                interface $Properties {
                    name?: (string|null);
                    $unknowns?: Uint8Array[];
                }
                type $Shape = pocketmq.admin.v1.DescribeGroupRequest.$Properties;
            }

            interface IQueueProgress extends pocketmq.admin.v1.QueueProgress.$Properties {
            }

            class QueueProgress {
                constructor(properties?: pocketmq.admin.v1.QueueProgress.$Properties);
                $unknowns?: Uint8Array[];
                topic: string;
                queueId: number;
                committedOffset: number;
                minOffset: number;
                maxOffset: number;
                lag: number;
                inFlight: number;
                static encode(message: pocketmq.admin.v1.QueueProgress.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): pocketmq.admin.v1.QueueProgress & pocketmq.admin.v1.QueueProgress.$Shape;
            }

            namespace QueueProgress {
                interface $Properties {
                    topic?: (string|null);
                    queueId?: (number|null);
                    committedOffset?: (number|null);
                    minOffset?: (number|null);
                    maxOffset?: (number|null);
                    lag?: (number|null);
                    inFlight?: (number|null);
                    $unknowns?: Uint8Array[];
                }
                type $Shape = pocketmq.admin.v1.QueueProgress.$Properties;
            }

            interface IClient extends pocketmq.admin.v1.Client.$Properties {
            }

            class Client {
                constructor(properties?: pocketmq.admin.v1.Client.$Properties);
                $unknowns?: Uint8Array[];
                id: string;
                type: string;
                language: string;
                version: string;
                lastSeenMsAgo: number;
                static encode(message: pocketmq.admin.v1.Client.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): pocketmq.admin.v1.Client & pocketmq.admin.v1.Client.$Shape;
            }

            namespace Client {
                interface $Properties {
                    id?: (string|null);
                    type?: (string|null);
                    language?: (string|null);
                    version?: (string|null);
                    lastSeenMsAgo?: (number|null);
                    $unknowns?: Uint8Array[];
                }
                type $Shape = pocketmq.admin.v1.Client.$Properties;
            }

            interface IDescribeGroupResponse extends pocketmq.admin.v1.DescribeGroupResponse.$Properties {
            }

            class DescribeGroupResponse {
                constructor(properties?: pocketmq.admin.v1.DescribeGroupResponse.$Properties);
                $unknowns?: Uint8Array[];
                status?: (apache.rocketmq.v2.Status.$Properties|null);
                group?: (pocketmq.admin.v1.Group.$Properties|null);
                queues: pocketmq.admin.v1.QueueProgress.$Properties[];
                clients: pocketmq.admin.v1.Client.$Properties[];
                static encode(message: pocketmq.admin.v1.DescribeGroupResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): pocketmq.admin.v1.DescribeGroupResponse & pocketmq.admin.v1.DescribeGroupResponse.$Shape;
            }

            namespace DescribeGroupResponse {
                interface $Properties {
                    status?: (apache.rocketmq.v2.Status.$Properties|null);
                    group?: (pocketmq.admin.v1.Group.$Properties|null);
                    queues?: (pocketmq.admin.v1.QueueProgress.$Properties[]|null);
                    clients?: (pocketmq.admin.v1.Client.$Properties[]|null);
                    $unknowns?: Uint8Array[];
                }
                type $Shape = pocketmq.admin.v1.DescribeGroupResponse.$Properties;
            }

            interface IGetServerInfoRequest extends pocketmq.admin.v1.GetServerInfoRequest.$Properties {
            }

            class GetServerInfoRequest {
                constructor(properties?: pocketmq.admin.v1.GetServerInfoRequest.$Properties);
                $unknowns?: Uint8Array[];
                static encode(message: pocketmq.admin.v1.GetServerInfoRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): pocketmq.admin.v1.GetServerInfoRequest & pocketmq.admin.v1.GetServerInfoRequest.$Shape;
            }

            namespace GetServerInfoRequest {
                interface $Properties {
                    $unknowns?: Uint8Array[];
                }
                type $Shape = pocketmq.admin.v1.GetServerInfoRequest.$Properties;
            }

            interface IGetServerInfoResponse extends pocketmq.admin.v1.GetServerInfoResponse.$Properties {
            }

            class GetServerInfoResponse {
                constructor(properties?: pocketmq.admin.v1.GetServerInfoResponse.$Properties);
                $unknowns?: Uint8Array[];
                status?: (apache.rocketmq.v2.Status.$Properties|null);
                version: string;
                brokerName: string;
                flushMode: string;
                unflushedBytes: number;
                unflushedMessages: number;
                unflushedAgeMs: number;
                topics: number;
                groups: number;
                clients: number;
                uptimeMs: number;
                static encode(message: pocketmq.admin.v1.GetServerInfoResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): pocketmq.admin.v1.GetServerInfoResponse & pocketmq.admin.v1.GetServerInfoResponse.$Shape;
            }

            namespace GetServerInfoResponse {
                interface $Properties {
                    status?: (apache.rocketmq.v2.Status.$Properties|null);
                    version?: (string|null);
                    brokerName?: (string|null);
                    flushMode?: (string|null);
                    unflushedBytes?: (number|null);
                    unflushedMessages?: (number|null);
                    unflushedAgeMs?: (number|null);
                    topics?: (number|null);
                    groups?: (number|null);
                    clients?: (number|null);
                    uptimeMs?: (number|null);
                    $unknowns?: Uint8Array[];
                }
                type $Shape = pocketmq.admin.v1.GetServerInfoResponse.$Properties;
            }
        }
    }
}

export import v2 = apache.rocketmq.v2;
export import admin = pocketmq.admin.v1;
export import wellKnown = google.protobuf;
