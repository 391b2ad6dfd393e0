import type { StoredMessage } from '../../src/model/message.ts';
import { MessageView } from '../../src/model/message-view.ts';

type Places = Pick<MessageView, 'bytes' | 'bodyStart' | 'bodyEnd' | 'propertiesStart' | 'propertiesEnd'>;
const nowhere = { address: '', port: 0 };

/** A view of body and properties in some bytes, which says the given of itself. */
export function messageView(places: Places, said: Partial<StoredMessage>): MessageView {
  const { bytes } = places;
  const view = new MessageView();
  return Object.assign(view, places, {
    view: new DataView(bytes.buffer, bytes.byteOffset, bytes.length),
    topic: said.topic ?? '',
    queueOffset: said.queueOffset ?? 0,
    physicalOffset: said.physicalOffset ?? 0,
    size: said.size ?? 0,
    facts: {
      queueId: () => said.queueId ?? 0,
      flag: () => said.flag ?? 0,
      sysFlag: () => said.sysFlag ?? 0,
      bornTimestamp: () => said.bornTimestamp ?? 0,
      bornHost: () => said.bornHost ?? nowhere,
      storeTimestamp: () => said.storeTimestamp ?? 0,
      storeHost: () => said.storeHost ?? nowhere,
      reconsumeTimes: () => said.reconsumeTimes ?? 0,
      preparedTransactionOffset: () => said.preparedTransactionOffset ?? 0,
    },
  });
}
