import { type ConsumerGroup, type RetryPolicy, retryMaxDefault, retryPolicyDefault } from '../model/consumer-group.ts';
import { Code, MqError } from '../model/errors.ts';
import { groupNameProblem } from '../model/topic.ts';
import type { Logger } from '../runtime/log.ts';
import { ConfigTable } from './config-table.ts';
import type { BrokerEnvironment } from './environment.ts';
import { groupShape } from './group-entry.ts';
import type { BrokerOptions } from './options.ts';

/** More redeliveries than anybody can mean. */
const retryMaxMax = 10_000;

/** Which consumer groups exist: `subscriptionGroup.json` and the auto-create policy. */
export class GroupTable {
  readonly #table: ConfigTable<ConsumerGroup>;
  readonly #options: BrokerOptions;
  readonly #logger: Logger;
  readonly #writes = new Set<Promise<void>>();

  private constructor(table: ConfigTable<ConsumerGroup>, options: BrokerOptions, logger: Logger) {
    this.#table = table;
    this.#options = options;
    this.#logger = logger;
  }

  static async open(options: BrokerOptions, environment: BrokerEnvironment): Promise<GroupTable> {
    const file = environment.store.configFile('subscriptionGroup.json');
    return new GroupTable(await ConfigTable.open(file, groupShape, environment), options, environment.logger);
  }

  get(name: string): ConsumerGroup | undefined {
    return this.#table.get(name);
  }

  list(): ConsumerGroup[] {
    return [...this.#table.entries()];
  }

  /** Creates or changes a group on behalf of an operator. */
  async put(group: ConsumerGroup): Promise<ConsumerGroup> {
    const problem = groupNameProblem(group.name);
    if (problem !== undefined) {
      throw new MqError(Code.ILLEGAL_CONSUMER_GROUP, problem);
    }
    const refusal =
      settingsProblem(group) ?? (this.#table.latest(group.name) === undefined ? this.#countProblem() : undefined);
    if (refusal !== undefined) {
      throw new MqError(Code.BAD_REQUEST, `consumer group '${group.name}': ${refusal}`);
    }
    await this.#table.put(group.name, group);
    return group;
  }

  /** The group that a consumer names, made by the policy when it is legal and unknown. */
  forClient(name: string): ConsumerGroup {
    const known = this.#table.get(name);
    if (known !== undefined) {
      return known;
    }
    const problem = groupNameProblem(name);
    if (problem !== undefined) {
      throw new MqError(Code.ILLEGAL_CONSUMER_GROUP, problem);
    }
    if (!this.#options.autoCreateGroups) {
      throw new MqError(
        Code.CONSUMER_GROUP_NOT_FOUND,
        `consumer group '${name}' does not exist; create it with: pocketmq group create ${name}`,
      );
    }
    const full = this.#countProblem();
    if (full !== undefined) {
      throw new MqError(
        Code.CONSUMER_GROUP_NOT_FOUND,
        `consumer group '${name}' does not exist and is not created: ${full}`,
      );
    }
    const group: ConsumerGroup = {
      name,
      orderly: false,
      retryMax: retryMaxDefault,
      retryPolicy: retryPolicyDefault,
      consumeEnabled: true,
    };
    this.#writeBehind(name, group);
    return group;
  }

  /** Groups that the policy made are on disk. */
  async close(): Promise<void> {
    await Promise.all(this.#writes);
  }

  #writeBehind(name: string, group: ConsumerGroup): void {
    const write = this.#table
      .putSoon(name, group)
      .catch((error: unknown) => {
        this.#logger.error({ error, group: name }, 'an automatically created consumer group could not be written');
      })
      .finally(() => this.#writes.delete(write));
    this.#writes.add(write);
  }

  #countProblem(): string | undefined {
    const { groupsMax } = this.#options;
    return this.#table.size >= groupsMax
      ? `there are ${groupsMax} consumer groups already, which is the limit (maxSubscriptionGroups); raise it`
      : undefined;
  }
}

function settingsProblem(group: ConsumerGroup): string | undefined {
  if (!Number.isInteger(group.retryMax) || group.retryMax < 0 || group.retryMax > retryMaxMax) {
    return `${group.retryMax} redeliveries are not possible; give a whole number from 0 to ${retryMaxMax}`;
  }
  return policyProblem(group.retryPolicy);
}

function policyProblem(policy: RetryPolicy): string | undefined {
  const isDelay = (delay: number) => Number.isInteger(delay) && delay >= 0;
  switch (policy.kind) {
    case 'customized':
      return policy.delaysMs.length > 0 && policy.delaysMs.every(isDelay)
        ? undefined
        : 'the retry policy needs at least one delay, each a whole number of milliseconds';
    case 'exponential':
      return isDelay(policy.initialMs) && isDelay(policy.maxMs) && policy.multiplier >= 1
        ? undefined
        : 'the retry policy needs delays in whole milliseconds and a multiplier of at least 1';
  }
}
