/** What a request field means to the engine; found once per field object, so an indexed field costs no comparison. */
export const Token = {
  OTHER: 0,
  METHOD: 1,
  SCHEME: 2,
  AUTHORITY: 3,
  PATH: 4,
  UNKNOWN_PSEUDO: 5,
  CONNECTION_SPECIFIC: 6,
  TE: 7,
  HOST: 8,
  CONTENT_LENGTH: 9,
  CONTENT_TYPE: 10,
  GRPC_ENCODING: 11,
  GRPC_TIMEOUT: 12,
} as const;
export type Token = (typeof Token)[keyof typeof Token];

const tokens: ReadonlyMap<string, Token> = new Map<string, Token>([
  [':method', Token.METHOD],
  [':scheme', Token.SCHEME],
  [':authority', Token.AUTHORITY],
  [':path', Token.PATH],
  ['connection', Token.CONNECTION_SPECIFIC],
  ['proxy-connection', Token.CONNECTION_SPECIFIC],
  ['keep-alive', Token.CONNECTION_SPECIFIC],
  ['transfer-encoding', Token.CONNECTION_SPECIFIC],
  ['upgrade', Token.CONNECTION_SPECIFIC],
  ['te', Token.TE],
  ['host', Token.HOST],
  ['content-length', Token.CONTENT_LENGTH],
  ['content-type', Token.CONTENT_TYPE],
  ['grpc-encoding', Token.GRPC_ENCODING],
  ['grpc-timeout', Token.GRPC_TIMEOUT],
]);

const colon = 0x3a;
const space = 0x20;
const tab = 0x09;

/** RFC 9113, 8.2.1: what a name must not contain. */
function nameFlaw(name: string): string | undefined {
  if (name.length === 0) {
    return 'a field name is empty';
  }
  for (let index = 0; index < name.length; index++) {
    const character = name.charCodeAt(index);
    if (character <= space || character >= 0x7f || (character === colon && index > 0)) {
      return 'a field name has a character that names must not have';
    }
    if (character >= 0x41 && character <= 0x5a) {
      return 'a field name has upper-case letters';
    }
  }
  return undefined;
}

/** RFC 9113, 8.2.1: what a value must not contain. */
function valueFlaw(value: string): string | undefined {
  for (let index = 0; index < value.length; index++) {
    const character = value.charCodeAt(index);
    if (character <= 0x0d && (character === 0 || character === 0x0a || character === 0x0d)) {
      return 'a field value has NUL, CR or LF';
    }
  }
  if (value.length > 0) {
    const first = value.charCodeAt(0);
    const last = value.charCodeAt(value.length - 1);
    if (first === space || first === tab || last === space || last === tab) {
      return 'a field value begins or ends with white space';
    }
  }
  return undefined;
}

/** One name and value, both latin1 texts: a character is a byte. Immutable; tables and header lists share it. */
export class HeaderField {
  readonly name: string;
  readonly value: string;
  /** RFC 7541, 4.1: what the field counts for in a table or list. */
  readonly size: number;
  readonly token: Token;
  /** Why RFC 9113, 8.2.1 forbids the field, if it does. */
  readonly flaw: string | undefined;

  constructor(name: string, value: string) {
    this.name = name;
    this.value = value;
    this.size = name.length + value.length + 32;
    const token = tokens.get(name);
    this.token = token ?? (name.charCodeAt(0) === colon ? Token.UNKNOWN_PSEUDO : Token.OTHER);
    this.flaw = (token === undefined ? nameFlaw(name) : undefined) ?? valueFlaw(value);
  }
}
