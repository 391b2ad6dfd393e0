import type { EngineStream } from './engine-stream.ts';

const slotsAtFirst = 16;

/**
 * The open streams of a connection by id: a table with linear probing, at most half full. Clients count their ids upwards, so
 * each has a slot of its own as a rule. A Map would cost more than itself: it moves to a new table again and again as
 * streams come and go, and each old one, once the collector of young objects has spared it, keeps what it held from being
 * collected until the whole heap is marked.
 */
export class OpenStreams {
  #slots: (EngineStream | undefined)[] = emptySlots(slotsAtFirst);
  #mask = slotsAtFirst - 1;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  get(id: number): EngineStream | undefined {
    return this.#slots[this.#find(id)];
  }

  /** The id is not in the table. */
  add(stream: EngineStream): void {
    if ((this.#size + 1) * 2 > this.#slots.length) {
      this.#grow();
    }
    this.#slots[this.#find(stream.id)] = stream;
    this.#size += 1;
  }

  /** Does nothing when the id is not in the table. */
  delete(id: number): void {
    const slots = this.#slots;
    const mask = this.#mask;
    let hole = this.#find(id);
    if (slots[hole] === undefined) {
      return;
    }
    this.#size -= 1;
    // What was pushed on by the one that leaves moves back, so that a search still ends at an empty slot.
    for (let index = (hole + 1) & mask; ; index = (index + 1) & mask) {
      const stream = slots[index];
      if (stream === undefined) {
        break;
      }
      if (((index - homeOf(stream.id)) & mask) >= ((index - hole) & mask)) {
        slots[hole] = stream;
        hole = index;
      }
    }
    slots[hole] = undefined;
  }

  /** Those that are open now; they may be closed meanwhile. */
  values(): EngineStream[] {
    return this.#slots.filter((stream) => stream !== undefined);
  }

  /** The slot of the id, or the empty one where it would be. */
  #find(id: number): number {
    const slots = this.#slots;
    const mask = this.#mask;
    let index = homeOf(id) & mask;
    for (let stream = slots[index]; stream !== undefined && stream.id !== id; stream = slots[index]) {
      index = (index + 1) & mask;
    }
    return index;
  }

  #grow(): void {
    const streams = this.values();
    this.#slots = emptySlots(this.#slots.length * 2);
    this.#mask = this.#slots.length - 1;
    for (const stream of streams) {
      this.#slots[this.#find(stream.id)] = stream;
    }
  }
}

function emptySlots(count: number): (EngineStream | undefined)[] {
  return new Array<EngineStream | undefined>(count).fill(undefined);
}

/** Ids of clients are odd. */
function homeOf(id: number): number {
  return id >>> 1;
}
