// Made by `npm run protocol` from proto/; change that and run it again.
/** Encoded google.protobuf.FileDescriptorProto, one for each file, imports first. */
export const fileDescriptors: readonly Uint8Array[];
