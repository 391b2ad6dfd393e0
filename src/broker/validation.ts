import { Code, MqError } from '../model/errors.ts';
import type { Limits } from '../model/limits.ts';
import type { OutgoingMessage } from '../model/message.ts';
import { isReservedProperty } from '../model/properties.ts';

/** Code and text of the first rule that something breaks. */
interface Problem {
  readonly code: Code;
  readonly text: string;
}

/** The first ISO control character (U+0000-U+001F, U+007F-U+009F) as text for an error, or undefined. */
function controlCharacter(text: string): string | undefined {
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (unit < 0x20 || (unit >= 0x7f && unit <= 0x9f)) {
      return `U+${unit.toString(16).toUpperCase().padStart(4, '0')}`;
    }
  }
  return undefined;
}

function isBlank(text: string): boolean {
  const first = text.charCodeAt(0);
  // What begins with a visible ASCII character is not; only the rest needs a look, and a copy.
  return !(first > 0x20 && first < 0x7f) && text.trim() === '';
}

function bodyProblem(message: OutgoingMessage, limits: Limits): Problem | undefined {
  const { length } = message.body;
  if (length === 0) {
    return { code: Code.MESSAGE_BODY_EMPTY, text: 'the body is empty; send at least one byte' };
  }
  if (length > limits.bodyBytesMax) {
    return {
      code: Code.MESSAGE_BODY_TOO_LARGE,
      text: `the body has ${length} bytes; the limit (maxMessageSize) is ${limits.bodyBytesMax}; compress or split it`,
    };
  }
  return undefined;
}

function userPropertyProblem(name: string, value: string): Problem | undefined {
  const code = Code.ILLEGAL_MESSAGE_PROPERTY_KEY;
  if (name === '') {
    return { code, text: 'a user property has an empty name' };
  }
  if (isReservedProperty(name)) {
    return { code, text: `the property name '${name}' is reserved for the server; choose another name` };
  }
  const inName = controlCharacter(name);
  if (inName !== undefined) {
    return { code, text: `the property name ${JSON.stringify(name)} has the control character ${inName}` };
  }
  const inValue = controlCharacter(value);
  if (inValue !== undefined) {
    return {
      code,
      text: `the value of property '${name}' has the control character ${inValue}; encode it, e.g. as base64`,
    };
  }
  return undefined;
}

function tagProblem(tag: string): Problem | undefined {
  const code = Code.ILLEGAL_MESSAGE_TAG;
  if (tag === '') {
    return undefined;
  }
  if (isBlank(tag)) {
    return { code, text: 'the tag is blank; leave it out or give it a visible character' };
  }
  if (tag.includes('|')) {
    return { code, text: `the tag '${tag}' has a '|', which separates tags in filters; a message has one tag` };
  }
  const control = controlCharacter(tag);
  return control === undefined ? undefined : { code, text: `the tag has the control character ${control}` };
}

function keyProblem(key: string): Problem | undefined {
  const code = Code.ILLEGAL_MESSAGE_KEY;
  if (key === '') {
    return undefined;
  }
  if (isBlank(key)) {
    return { code, text: 'a key is blank; leave it out or give it a visible character' };
  }
  const control = controlCharacter(key);
  if (control !== undefined) {
    return { code, text: `the key ${JSON.stringify(key)} has the control character ${control}` };
  }
  if (key.includes(' ')) {
    return {
      code,
      text: `the key '${key}' has a blank; keys are stored separated by blanks, so it would come back as several keys`,
    };
  }
  return undefined;
}

function messageIdProblem(messageId: string): Problem | undefined {
  const code = Code.ILLEGAL_MESSAGE_ID;
  if (isBlank(messageId)) {
    return { code, text: 'the message id is blank; the client has to make one' };
  }
  const control = controlCharacter(messageId);
  return control === undefined ? undefined : { code, text: `the message id has the control character ${control}` };
}

function isTimestamp(value: number): boolean {
  return Number.isSafeInteger(value);
}

function timeProblem(message: OutgoingMessage, limits: Limits, now: number): Problem | undefined {
  const { recoverySeconds, deliveryTimestamp } = message;
  if (message.transactional && recoverySeconds !== undefined && !(recoverySeconds <= limits.recoverySecondsMax)) {
    return {
      code: Code.BAD_REQUEST,
      text: `the orphaned transaction recovery duration is ${recoverySeconds} s; the limit (maxTransactionRecoverySecond) is ${limits.recoverySecondsMax} s`,
    };
  }
  const code = Code.ILLEGAL_DELIVERY_TIME;
  if (deliveryTimestamp !== undefined) {
    if (!isTimestamp(deliveryTimestamp)) {
      return {
        code,
        text: 'the delivery timestamp is no valid time; give seconds since 1970 and nanos from 0 to 999999999',
      };
    }
    if (deliveryTimestamp - now > limits.delayMsMax) {
      return {
        code,
        text: `the delivery timestamp is ${deliveryTimestamp - now} ms ahead; the limit (maxDelayTimeMills) is ${limits.delayMsMax} ms`,
      };
    }
  }
  if (!isTimestamp(message.bornTimestamp)) {
    return { code, text: 'the born timestamp is no valid time; give seconds since 1970 and nanos from 0 to 999999999' };
  }
  return undefined;
}

function messageGroupProblem(messageGroup: string, limits: Limits): Problem | undefined {
  const code = Code.ILLEGAL_MESSAGE_GROUP;
  if (messageGroup === '') {
    return undefined;
  }
  if (isBlank(messageGroup)) {
    return { code, text: 'the message group is blank; leave it out or give it a visible character' };
  }
  const bytes = Buffer.byteLength(messageGroup);
  if (bytes >= limits.messageGroupBytesMax) {
    return {
      code,
      text: `the message group has ${bytes} bytes; it must stay below ${limits.messageGroupBytesMax} (maxMessageGroupSize)`,
    };
  }
  const control = controlCharacter(messageGroup);
  return control === undefined ? undefined : { code, text: `the message group has the control character ${control}` };
}

/** What no rule of the protocol names, but what would break the property string or make no sense. */
function otherProblem(message: OutgoingMessage): Problem | undefined {
  const { priority } = message;
  if (priority !== undefined && !(Number.isInteger(priority) && priority >= 0)) {
    return { code: Code.BAD_REQUEST, text: `the priority is ${priority}; give a whole number from 0 upwards` };
  }
  return (
    plainTextProblem('trace context', message.traceContext) ??
    plainTextProblem('born host', message.bornHost) ??
    plainTextProblem('lite topic', message.liteTopic)
  );
}

function plainTextProblem(name: string, text: string): Problem | undefined {
  const control = controlCharacter(text);
  return control === undefined
    ? undefined
    : { code: Code.BAD_REQUEST, text: `the ${name} has the control character ${control}` };
}

/** The first rule that the message breaks, in the order in which the protocol names them. */
function messageProblem(message: OutgoingMessage, limits: Limits, now: number): Problem | undefined {
  const body = bodyProblem(message, limits);
  if (body !== undefined) {
    return body;
  }
  const names = Object.keys(message.userProperties);
  if (names.length > limits.userPropertiesMax) {
    return {
      code: Code.MESSAGE_PROPERTIES_TOO_LARGE,
      text: `the message has ${names.length} user properties; the limit (userPropertyMaxNum) is ${limits.userPropertiesMax}`,
    };
  }
  let bytes = Buffer.byteLength(message.tag);
  for (const name of names) {
    const value = message.userProperties[name] ?? '';
    const problem = userPropertyProblem(name, value);
    if (problem !== undefined) {
      return problem;
    }
    bytes += Buffer.byteLength(name) + Buffer.byteLength(value);
  }
  const tag = tagProblem(message.tag);
  if (tag !== undefined) {
    return tag;
  }
  for (const key of message.keys) {
    const problem = keyProblem(key);
    if (problem !== undefined) {
      return problem;
    }
    bytes += Buffer.byteLength(key);
  }
  if (bytes > limits.propertiesBytesMax) {
    return {
      code: Code.MESSAGE_PROPERTIES_TOO_LARGE,
      text: `user properties, tag and keys have ${bytes} bytes together; the limit (maxUserPropertySize) is ${limits.propertiesBytesMax}; put large values into the body`,
    };
  }
  return (
    messageIdProblem(message.messageId) ??
    timeProblem(message, limits, now) ??
    messageGroupProblem(message.messageGroup, limits) ??
    otherProblem(message)
  );
}

/** In a request with several messages a text says which one it means. */
export function textOfMessage(index: number, count: number, text: string): string {
  return count === 1 ? text : `message ${index + 1} of ${count}: ${text}`;
}

/** The first rule that one of the messages breaks; undefined when all may be stored. */
export function messagesProblem(
  messages: readonly OutgoingMessage[],
  limits: Limits,
  now: number,
): MqError | undefined {
  const count = messages.length;
  if (count > limits.messagesPerSendMax) {
    return new MqError(
      Code.BAD_REQUEST,
      `the request has ${count} messages; the limit is ${limits.messagesPerSendMax}; send them in several requests`,
    );
  }
  for (let index = 0; index < count; index++) {
    const message = messages[index];
    const problem = message === undefined ? undefined : messageProblem(message, limits, now);
    if (problem !== undefined) {
      return new MqError(problem.code, textOfMessage(index, count, problem.text));
    }
  }
  return undefined;
}
