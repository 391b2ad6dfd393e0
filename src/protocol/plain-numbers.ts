import protobuf from 'protobufjs/minimal.js';

/**
 * 64-bit fields become plain numbers; protobufjs otherwise makes Long objects wherever the package `long` happens to be
 * installed. Offsets and times stay below 2^53; what a client sends beyond that loses precision and is refused as out of
 * range by whoever reads the field. Imported for its effect, before the generated code.
 */
Object.assign(protobuf.util, { Long: undefined });
protobuf.configure();
