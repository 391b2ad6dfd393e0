import { MessageFields } from './message-fields.ts';

/*
 * The fields of google/protobuf/descriptor.proto that name things:
 *
 *   FileDescriptorProto     1: string name  2: string package  3: repeated string dependency
 *                           4: repeated DescriptorProto  5: repeated EnumDescriptorProto
 *                           6: repeated ServiceDescriptorProto  7: repeated FieldDescriptorProto (extensions)
 *   DescriptorProto         1: string name  2: repeated FieldDescriptorProto  3: repeated DescriptorProto
 *                           4: repeated EnumDescriptorProto  6: repeated FieldDescriptorProto (extensions)
 *                           8: repeated OneofDescriptorProto
 *   EnumDescriptorProto     1: string name  2: repeated EnumValueDescriptorProto
 *   ServiceDescriptorProto  1: string name  2: repeated MethodDescriptorProto
 *   all others              1: string name
 */
type Kind = 'file' | 'message' | 'enum' | 'service' | 'leaf';

const parts: { readonly [kind in Kind]: ReadonlyMap<number, Kind> } = {
  file: new Map<number, Kind>([
    [4, 'message'],
    [5, 'enum'],
    [6, 'service'],
    [7, 'leaf'],
  ]),
  message: new Map<number, Kind>([
    [2, 'leaf'],
    [3, 'message'],
    [4, 'enum'],
    [6, 'leaf'],
    [8, 'leaf'],
  ]),
  enum: new Map<number, Kind>([[2, 'leaf']]),
  service: new Map<number, Kind>([[2, 'leaf']]),
  leaf: new Map<number, Kind>(),
};

interface File {
  readonly bytes: Uint8Array;
  readonly dependencies: readonly string[];
}

/** Finds file descriptors by file name and by what the files declare. Immutable. */
export class ReflectionFiles {
  readonly #byName = new Map<string, File>();
  readonly #nameBySymbol = new Map<string, string>();
  readonly #messageTypes = new Set<string>();

  /** Encoded google.protobuf.FileDescriptorProto; throws when one is not, or when an imported file is missing. */
  constructor(descriptors: readonly Uint8Array[]) {
    for (const bytes of descriptors) {
      const fields = new MessageFields(bytes);
      let name = '';
      let scope = '';
      const dependencies: string[] = [];
      while (fields.next()) {
        if (fields.number === 1) {
          name = fields.text;
        } else if (fields.number === 2) {
          scope = fields.text;
        } else if (fields.number === 3) {
          dependencies.push(fields.text);
        }
      }
      this.#byName.set(name, { bytes, dependencies });
      this.#index(bytes, 'file', scope, name);
    }
    for (const name of this.#byName.keys()) {
      this.withImports(name);
    }
  }

  fileOf(symbol: string): string | undefined {
    return this.#nameBySymbol.get(symbol);
  }

  isMessageType(symbol: string): boolean {
    return this.#messageTypes.has(symbol);
  }

  /** The file and then everything that it imports; undefined when there is no such file. */
  withImports(name: string): readonly Uint8Array[] | undefined {
    if (!this.#byName.has(name)) {
      return undefined;
    }
    const names = new Set([name]);
    const found: Uint8Array[] = [];
    // A Set goes on to what is added while it is walked.
    for (const one of names) {
      const file = this.#byName.get(one);
      if (file === undefined) {
        throw new Error(`the descriptor of ${one}, which another file imports, is missing`);
      }
      found.push(file.bytes);
      for (const dependency of file.dependencies) {
        names.add(dependency);
      }
    }
    return found;
  }

  #index(bytes: Uint8Array, kind: Kind, scope: string, fileName: string): void {
    const fields = new MessageFields(bytes);
    while (fields.next()) {
      const part = parts[kind].get(fields.number);
      if (part === undefined) {
        continue;
      }
      const symbol = scope === '' ? nameOf(fields.bytes) : `${scope}.${nameOf(fields.bytes)}`;
      this.#nameBySymbol.set(symbol, fileName);
      if (part === 'message') {
        this.#messageTypes.add(symbol);
      }
      // The values of an enum belong to the scope around it.
      this.#index(fields.bytes, part, part === 'enum' ? scope : symbol, fileName);
    }
  }
}

function nameOf(bytes: Uint8Array): string {
  const fields = new MessageFields(bytes);
  let name = '';
  while (fields.next()) {
    name = fields.number === 1 ? fields.text : name;
  }
  return name;
}
