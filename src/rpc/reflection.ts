import { bytesField, readFields, textOf, varintField, type WireField } from './protobuf-wire.ts';
import { type DuplexMethod, GrpcCode, type Method } from './service.ts';

/*
 * grpc.reflection.v1 and v1alpha, which differ in nothing but the name. By hand:
 *
 *   ServerReflectionRequest    3: string file_by_filename       4: string file_containing_symbol
 *                              5: file_containing_extension     6: string all_extension_numbers_of_type
 *                              7: string list_services
 *   ServerReflectionResponse   1: string valid_host             2: original_request
 *                              4: FileDescriptorResponse        1: repeated bytes file_descriptor_proto
 *                              5: ExtensionNumberResponse       1: string base_type_name
 *                              6: ListServiceResponse           1: repeated ServiceResponse { 1: string name }
 *                              7: ErrorResponse                 1: int32 error_code   2: string error_message
 */
const RequestField = {
  FILE_BY_FILENAME: 3,
  FILE_CONTAINING_SYMBOL: 4,
  EXTENSION_NUMBERS: 6,
  LIST_SERVICES: 7,
} as const;
const ResponseField = { ORIGINAL_REQUEST: 2, FILES: 4, EXTENSION_NUMBERS: 5, SERVICES: 6, ERROR: 7 } as const;

const versions = ['grpc.reflection.v1', 'grpc.reflection.v1alpha'];

/** A file as the descriptor set has it. */
interface DescribedFile {
  readonly bytes: Buffer;
  readonly dependencies: readonly string[];
}

interface Question {
  readonly bytes: Uint8Array;
  readonly field: WireField | undefined;
}

/** Tells tools such as grpcurl which services there are and what their messages look like. */
export class Reflection {
  readonly methods: readonly Method[];
  readonly #services: readonly string[];
  readonly #files = new Map<string, DescribedFile>();
  /** The file of every message, enum, service and method, by full name. */
  readonly #symbols = new Map<string, string>();

  /**
   * `descriptorSet` is a google.protobuf.FileDescriptorSet with the files of the services and all that they import;
   * `services` are the full names of what the server serves, those without a description among them.
   */
  constructor(descriptorSet: Uint8Array, services: readonly string[]) {
    this.#services = [...services, ...versions.map((version) => `${version}.ServerReflection`)].sort();
    for (const file of readFields(descriptorSet).filter(({ number }) => number === 1)) {
      this.#addFile(file.bytes);
    }
    this.methods = versions.map((version) => this.#method(`/${version}.ServerReflection/ServerReflectionInfo`));
  }

  /** FileDescriptorProto: 1 name, 2 package, 3 dependency, 4 message, 5 enum, 6 service. */
  #addFile(bytes: Buffer): void {
    const fields = readFields(bytes);
    const texts = (number: number) => fields.filter((field) => field.number === number).map(textOf);
    const [name = ''] = texts(1);
    const [packageName = ''] = texts(2);
    this.#files.set(name, { bytes, dependencies: texts(3) });
    for (const field of fields) {
      if (field.number === 4) {
        this.#addMessage(field.bytes, packageName, name);
      } else if (field.number === 5 || field.number === 6) {
        this.#addNamed(field.bytes, packageName, name, field.number === 6 ? 2 : undefined);
      }
    }
  }

  /** DescriptorProto: 1 name, 3 nested message, 4 nested enum. */
  #addMessage(bytes: Buffer, scope: string, file: string): void {
    const fullName = this.#addNamed(bytes, scope, file, undefined);
    for (const field of readFields(bytes)) {
      if (field.number === 3) {
        this.#addMessage(field.bytes, fullName, file);
      } else if (field.number === 4) {
        this.#addNamed(field.bytes, fullName, file, undefined);
      }
    }
  }

  /** Anything whose field 1 is its name, and its members, whose field 1 is theirs. */
  #addNamed(bytes: Buffer, scope: string, file: string, memberNumber: number | undefined): string {
    const fields = readFields(bytes);
    const name = fields.find(({ number }) => number === 1);
    const fullName = `${scope === '' ? '' : `${scope}.`}${name === undefined ? '' : textOf(name)}`;
    this.#symbols.set(fullName, file);
    for (const field of fields) {
      if (field.number === memberNumber) {
        this.#addNamed(field.bytes, fullName, file, undefined);
      }
    }
    return fullName;
  }

  #method(path: string): DuplexMethod<Question, Buffer> {
    return {
      kind: 'duplex',
      path,
      decode: (bytes) => ({ bytes, field: readFields(bytes).find(({ number }) => number >= 3 && number <= 7) }),
      encode: (response) => response,
      open: (call) => ({
        message: (question) => {
          call.write(
            Buffer.concat([bytesField(ResponseField.ORIGINAL_REQUEST, question.bytes), this.#answer(question.field)]),
          );
        },
        halfClosed: () => call.end(),
      }),
    };
  }

  #answer(field: WireField | undefined): Buffer {
    switch (field?.number) {
      case RequestField.LIST_SERVICES:
        return bytesField(
          ResponseField.SERVICES,
          Buffer.concat(this.#services.map((name) => bytesField(1, bytesField(1, name)))),
        );
      case RequestField.FILE_BY_FILENAME:
        return this.#describe(textOf(field), textOf(field));
      case RequestField.FILE_CONTAINING_SYMBOL:
        return this.#describe(this.#symbols.get(textOf(field)), textOf(field));
      case RequestField.EXTENSION_NUMBERS:
        return this.#symbols.has(textOf(field))
          ? bytesField(ResponseField.EXTENSION_NUMBERS, bytesField(1, textOf(field)))
          : failure(GrpcCode.NOT_FOUND, `${textOf(field)} is not described here`);
      default:
        return failure(GrpcCode.UNIMPLEMENTED, 'this server describes files, symbols and services');
    }
  }

  /** The file, then all that it imports, each once. */
  #describe(fileName: string | undefined, asked: string): Buffer {
    const names = new Set<string>(fileName === undefined ? [] : [fileName]);
    const files: Buffer[] = [];
    for (const name of names) {
      const file = this.#files.get(name);
      if (file !== undefined) {
        files.push(bytesField(1, file.bytes));
        for (const dependency of file.dependencies) {
          names.add(dependency);
        }
      }
    }
    return files.length === 0
      ? failure(GrpcCode.NOT_FOUND, `${asked} is not described here`)
      : bytesField(ResponseField.FILES, Buffer.concat(files));
  }
}

function failure(code: GrpcCode, text: string): Buffer {
  return bytesField(ResponseField.ERROR, Buffer.concat([varintField(1, code), bytesField(2, text)]));
}
