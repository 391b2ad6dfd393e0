import { Code, MqError } from '../model/errors.ts';
import { groupNameProblem, topicNameProblem } from '../model/topic.ts';
import type { v2 } from '../protocol/messages.ts';
import type { Logger } from '../runtime/log.ts';

export type Status = v2.Status.$Properties;

/** Shared by all answers; nobody changes a status. */
export const okStatus: Status = Object.freeze({ code: Code.OK, message: 'OK' });

/** The SDK's own codes never come up in a server; the type still has them. */
function wireCodeOf(code: Code): v2.Code {
  return code === Code.SERVER_UNREACHABLE || code === Code.CLIENT_CLOSED ? Code.INTERNAL_SERVER_ERROR : code;
}

export function statusOf(code: Code, text: string): Status {
  return code === Code.OK && text === 'OK' ? okStatus : { code: wireCodeOf(code), message: text };
}

export const clientIdRequired: Status = Object.freeze(
  statusOf(
    Code.CLIENT_ID_REQUIRED,
    'the header x-mq-client-id is missing or blank; send an id that is unique for each client',
  ),
);

/** Expected refusals say what they are; everything else is a defect, told to the log and not to the client. */
export function statusOfError(error: unknown, logger: Logger, path: string): Status {
  if (error instanceof MqError) {
    return statusOf(error.code, error.message);
  }
  logger.error({ path, err: error }, 'a request failed');
  return statusOf(Code.INTERNAL_SERVER_ERROR, 'internal error; the log of the server says more');
}

/** Names that were found good: most calls repeat one of a few. */
const goodNamesMax = 1024;

class NameCheck {
  readonly #problemOf: (name: string) => string | undefined;
  readonly #code: Code;
  readonly #good = new Set<string>();

  constructor(problemOf: (name: string) => string | undefined, code: Code) {
    this.#problemOf = problemOf;
    this.#code = code;
  }

  refusal(name: string): Status | undefined {
    if (this.#good.has(name)) {
      return undefined;
    }
    const problem = this.#problemOf(name);
    if (problem !== undefined) {
      return statusOf(this.#code, problem);
    }
    if (this.#good.size >= goodNamesMax) {
      this.#good.clear();
    }
    this.#good.add(name);
    return undefined;
  }
}

const topicNames = new NameCheck(topicNameProblem, Code.ILLEGAL_TOPIC);
const groupNames = new NameCheck(groupNameProblem, Code.ILLEGAL_CONSUMER_GROUP);

/** The refusal of a topic name, or undefined when clients may use it. */
export function topicRefusal(topic: v2.Resource.$Properties | null | undefined): Status | undefined {
  return topicNames.refusal(topic?.name ?? '');
}

/** The refusal of a group name, or undefined when clients may use it. */
export function groupRefusal(group: v2.Resource.$Properties | null | undefined): Status | undefined {
  return groupNames.refusal(group?.name ?? '');
}
