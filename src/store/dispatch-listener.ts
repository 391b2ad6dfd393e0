/**
 * Called after the cell of a record is readable, in queue order. `tagHash` is the Java hash of the tag, 0 without one
 * (for delayed messages of the classic levels the delivery time).
 */
export type DispatchListener = (topic: string, queueId: number, queueOffset: number, tagHash: number) => void;
