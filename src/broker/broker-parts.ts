import type { ConsumerOffsets } from './consumer-offsets.ts';
import type { Consumption } from './consumption.ts';
import type { GroupTable } from './groups.ts';
import type { Subscriptions } from './subscriptions.ts';
import type { TopicTable } from './topics.ts';

/** What a broker keeps in the store's directory beside messages. */
export interface BrokerTables {
  readonly topics: TopicTable;
  readonly groups: GroupTable;
  readonly offsets: ConsumerOffsets;
}

/** What those share who hand messages out and take acknowledgements. */
export interface BrokerParts {
  readonly topics: TopicTable;
  readonly groups: GroupTable;
  readonly subscriptions: Subscriptions;
  readonly consumption: Consumption;
  /** Wall time of the start; every receipt handle of this run has a later pop time. */
  readonly startedAt: number;
}
