import { encodeBytesField, encodeNumberField, MessageFields } from './message-fields.ts';
import { ReflectionFiles } from './reflection-files.ts';
import { type DuplexMethod, GrpcCode, type Method, type StreamCall } from './service.ts';

/*
 * grpc.reflection.v1 and v1alpha, which differ in nothing but the name of the package:
 *
 *   ServerReflectionRequest     1: string host, and one of
 *                               3: string file_by_filename             4: string file_containing_symbol
 *                               5: ExtensionRequest                    6: string all_extension_numbers_of_type
 *                               7: string list_services
 *   ExtensionRequest            1: string containing_type              2: int32 extension_number
 *   ServerReflectionResponse    1: string valid_host                   2: the request, and one of
 *                               4: { 1: repeated bytes file }          5: { 1: string type  2: repeated int32 }
 *                               6: { 1: repeated { 1: string name } }  7: { 1: int32 error_code  2: string }
 */
type Question = 'fileByName' | 'fileBySymbol' | 'fileByExtension' | 'extensionNumbers' | 'services' | 'none';

const questions: ReadonlyMap<number, Question> = new Map([
  [3, 'fileByName'],
  [4, 'fileBySymbol'],
  [5, 'fileByExtension'],
  [6, 'extensionNumbers'],
  [7, 'services'],
]);

interface ReflectionRequest {
  /** As it came: it goes back with the answer. */
  readonly bytes: Uint8Array;
  readonly host: string;
  readonly question: Question;
  readonly subject: string;
}

/** The request goes back with its answer, and its subject in an error once more. */
const requestBytesMax = 4096;

const services = ['grpc.reflection.v1.ServerReflection', 'grpc.reflection.v1alpha.ServerReflection'];

/** Tells tools such as grpcurl what services there are and how their messages look. */
export class Reflection {
  readonly methods: readonly Method[];
  readonly #serviceNames: readonly string[];
  readonly #descriptors: readonly Uint8Array[];
  /** Made by the first question: most servers are never asked. */
  #files: ReflectionFiles | undefined;
  readonly #running = new Set<StreamCall<Uint8Array>>();
  #stopped = false;

  /**
   * @param served all other methods of the server.
   * @param descriptors encoded google.protobuf.FileDescriptorProto of the files that declare the services, and of all
   *   that these import.
   */
  constructor(served: readonly Method[], descriptors: readonly Uint8Array[]) {
    this.#serviceNames = [...serviceNames(served), ...services].sort();
    this.#descriptors = descriptors;
    this.methods = services.map((service) => this.#method(service));
  }

  /** The server goes down: running streams end, so that they hold up no drain. */
  stop(): void {
    this.#stopped = true;
    for (const call of this.#running) {
      call.end();
    }
    this.#running.clear();
  }

  #method(service: string): DuplexMethod<ReflectionRequest, Uint8Array> {
    return {
      kind: 'duplex',
      path: `/${service}/ServerReflectionInfo`,
      decode: decodeRequest,
      encode: (bytes) => bytes,
      open: (call) => {
        if (this.#stopped) {
          call.fail(GrpcCode.UNAVAILABLE, 'the server is going down');
        } else {
          this.#running.add(call);
          call.onCancel(() => {
            this.#running.delete(call);
          });
        }
        return {
          message: (request) => {
            call.write(this.#answer(request));
          },
          halfClosed: () => {
            this.#running.delete(call);
            call.end();
          },
        };
      },
    };
  }

  #answer({ bytes, host, question, subject }: ReflectionRequest): Uint8Array {
    this.#files ??= new ReflectionFiles(this.#descriptors);
    const parts = host === '' ? [] : [encodeBytesField(1, host)];
    parts.push(encodeBytesField(2, bytes), this.#answerTo(question, subject, this.#files));
    return Buffer.concat(parts);
  }

  #answerTo(question: Question, subject: string, files: ReflectionFiles): Buffer {
    switch (question) {
      case 'services':
        return encodeBytesField(
          6,
          Buffer.concat(this.#serviceNames.map((name) => encodeBytesField(1, encodeBytesField(1, name)))),
        );
      case 'fileByName':
        return encodeFiles(files.withImports(subject)) ?? notFound(`this server knows no file ${subject}`);
      case 'fileBySymbol':
        return (
          encodeFiles(files.withImports(files.fileOf(subject) ?? '')) ??
          notFound(`this server knows no symbol ${subject}; symbols are written with their package`)
        );
      case 'fileByExtension':
        return notFound(`this server knows no extensions of ${subject}`);
      case 'extensionNumbers':
        return files.isMessageType(subject)
          ? encodeBytesField(5, encodeBytesField(1, subject))
          : notFound(`this server knows no message type ${subject}`);
      case 'none':
        return encodeError(GrpcCode.INVALID_ARGUMENT, 'the request asks for nothing that this server knows of');
    }
  }
}

/** Of the services that the methods make up, with their packages. */
export function serviceNames(methods: readonly Method[]): readonly string[] {
  return [...new Set(methods.map(({ path }) => path.slice(1, path.lastIndexOf('/'))))];
}

/** Throws on bytes that are no such message; of several questions the last counts, as everywhere in protobuf. */
function decodeRequest(bytes: Uint8Array): ReflectionRequest {
  if (bytes.length > requestBytesMax) {
    throw new Error(`it has ${bytes.length} bytes; questions to reflection have at most ${requestBytesMax}`);
  }
  const fields = new MessageFields(bytes);
  let host = '';
  let question: Question = 'none';
  let subject = '';
  while (fields.next()) {
    if (fields.number === 1) {
      host = fields.text;
      continue;
    }
    const asked = questions.get(fields.number);
    if (asked !== undefined) {
      question = asked;
      subject = asked === 'fileByExtension' ? containingType(fields.bytes) : fields.text;
    }
  }
  return { bytes, host, question, subject };
}

function containingType(bytes: Uint8Array): string {
  const fields = new MessageFields(bytes);
  let type = '';
  while (fields.next()) {
    type = fields.number === 1 ? fields.text : type;
  }
  return type;
}

function encodeFiles(files: readonly Uint8Array[] | undefined): Buffer | undefined {
  return files && encodeBytesField(4, Buffer.concat(files.map((bytes) => encodeBytesField(1, bytes))));
}

function notFound(text: string): Buffer {
  return encodeError(GrpcCode.NOT_FOUND, text);
}

function encodeError(code: GrpcCode, text: string): Buffer {
  return encodeBytesField(7, Buffer.concat([encodeNumberField(1, code), encodeBytesField(2, text)]));
}
