/**
 * A google.protobuf.FileDescriptorSet of .proto files, one descriptor a file, as protoc gives it with --include_imports.
 * For server reflection; protobufjs alone would put a whole package into one file and name no imports.
 */
import protobuf from 'protobufjs';
import descriptor, { type IDescriptorProto, type IFileDescriptorProto } from 'protobufjs/ext/descriptor.js';

interface File {
  readonly proto: IFileDescriptorProto & { dependency: string[]; messageType: IDescriptorProto[] };
  readonly objects: protobuf.ReflectionObject[];
}

type NameOf = (object: protobuf.ReflectionObject) => string;

/** Files are called as import statements call them, which `importName` finds out from where protobufjs has read them. */
export function descriptorSet(root: protobuf.Root, importName: (filename: string) => string): Uint8Array {
  // Timestamp, Duration and their like are built into protobufjs and come from no file; each has one of its own name.
  const nameOf: NameOf = ({ filename, name }) =>
    filename === null ? `google/protobuf/${name.toLowerCase()}.proto` : importName(filename);
  root.resolveAll();
  const files = new Map<string, File>();
  collect(root, files, nameOf);
  for (const { proto, objects } of files.values()) {
    const imports = new Set(objects.flatMap(referredTo).map(nameOf));
    imports.delete(proto.name ?? '');
    proto.dependency.push(...[...imports].sort());
  }
  return descriptor.FileDescriptorSet.encode({ file: [...files.values()].map(({ proto }) => proto) }).finish();
}

/** Sorts the messages, enums and services of all packages into their files. */
function collect(namespace: protobuf.NamespaceBase, files: Map<string, File>, nameOf: NameOf): void {
  for (const object of namespace.nestedArray) {
    if (object instanceof protobuf.Type || object instanceof protobuf.Enum || object instanceof protobuf.Service) {
      const name = nameOf(object);
      const file = files.get(name) ?? newFile(name, namespace.fullName.replace(/^\./, ''));
      files.set(name, file);
      file.objects.push(object);
      if (object instanceof protobuf.Type) {
        file.proto.messageType.push(asProtocHasIt(object.toDescriptor('proto3')));
      } else if (object instanceof protobuf.Enum) {
        file.proto.enumType?.push(object.toDescriptor());
      } else {
        file.proto.service?.push(object.toDescriptor());
      }
    } else if (object instanceof protobuf.Namespace) {
      collect(object, files, nameOf);
    }
  }
}

function newFile(name: string, packageName: string): File {
  const proto = {
    name,
    package: packageName,
    dependency: [],
    messageType: [],
    enumType: [],
    service: [],
    syntax: 'proto3',
  };
  return { proto, objects: [] };
}

/** The messages and enums that an object's fields and methods name. */
function referredTo(object: protobuf.ReflectionObject): protobuf.ReflectionObject[] {
  if (object instanceof protobuf.Service) {
    return object.methodsArray.flatMap(({ resolvedRequestType, resolvedResponseType }) =>
      [resolvedRequestType, resolvedResponseType].flatMap((type) => (type === null ? [] : [outermost(type)])),
    );
  }
  if (object instanceof protobuf.Type) {
    const ofFields = object.fieldsArray.flatMap(({ resolvedType }) =>
      resolvedType === null ? [] : [outermost(resolvedType)],
    );
    return [...ofFields, ...object.nestedArray.flatMap(referredTo)];
  }
  return [];
}

/** The file of a nested type is that of the message around it. */
function outermost(object: protobuf.ReflectionObject): protobuf.ReflectionObject {
  let outer = object;
  while (outer.parent instanceof protobuf.Type) {
    outer = outer.parent;
  }
  return outer;
}

/** Repairs where protobufjs differs from protoc, which readers of descriptors insist on. */
function asProtocHasIt(message: IDescriptorProto): IDescriptorProto {
  const fields = message.field ?? [];
  for (const nested of message.nestedType ?? []) {
    asProtocHasIt(nested);
    const { name = '' } = nested;
    if (nested.options?.mapEntry === true) {
      // The entry type of a map `user_properties` is called UserPropertiesEntry.
      nested.name = `${name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())}Entry`;
      for (const field of fields.filter(({ typeName }) => typeName === name)) {
        field.typeName = nested.name;
      }
    }
  }
  // The oneofs that stand for optional fields come last.
  const synthetic = new Set(fields.filter((field) => field.proto3Optional === true).map((field) => field.oneofIndex));
  const oneofs = (message.oneofDecl ?? []).map((oneof, index) => ({ oneof, index }));
  const ordered = [
    ...oneofs.filter(({ index }) => !synthetic.has(index)),
    ...oneofs.filter(({ index }) => synthetic.has(index)),
  ];
  message.oneofDecl = ordered.map(({ oneof }) => oneof);
  for (const field of fields) {
    // Without a oneof it would read as 0.
    if (Object.hasOwn(field, 'oneofIndex')) {
      field.oneofIndex = ordered.findIndex(({ index }) => index === field.oneofIndex);
    }
  }
  return message;
}
