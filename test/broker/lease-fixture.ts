import { GroupQueue } from '../../src/broker/group-queue.ts';
import { ParkedReceives } from '../../src/broker/long-polling.ts';
import { Progress } from '../../src/broker/progress.ts';
import { Subscription } from '../../src/broker/subscription.ts';

export const leaseLimits = { leasesMax: 1_000_000, autoRenewMs: 60, clientExpiryMs: 200, renewMsMax: 500 };

export function newQueue(): GroupQueue {
  const subscription = new Subscription('orders', 'g', { fifo: false, parked: new ParkedReceives(), scope: 1 });
  return new GroupQueue(
    { subscription, topic: 'orders', queueId: 0, kind: 'normal', maxOffset: 0, popTimeFloor: 0 },
    new Progress(0),
    { leasesPerQueueMax: 1000, waitingPerQueueMax: 1000 },
  );
}
