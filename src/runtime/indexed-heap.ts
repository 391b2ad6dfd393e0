/** What a heap orders: smallest key first. The heap alone writes `heapIndex`; -1 means "in no heap". */
export interface HeapItem {
  heapKey: number;
  heapIndex: number;
}

/** A binary heap whose items know their place, so that any item leaves or moves in O(log n). */
export class IndexedHeap<Item extends HeapItem> {
  readonly #items: Item[] = [];

  get size(): number {
    return this.#items.length;
  }

  peek(): Item | undefined {
    return this.#items[0];
  }

  add(item: Item): void {
    item.heapIndex = this.#items.length;
    this.#items.push(item);
    this.#rise(item);
  }

  /** Does nothing when the item is in no heap. */
  remove(item: Item): void {
    const hole = item.heapIndex;
    if (hole === -1) {
      return;
    }
    item.heapIndex = -1;
    const last = this.#items.pop();
    if (last === undefined || last === item) {
      return;
    }
    this.#place(last, hole);
    this.#rise(last);
    this.#sink(last);
  }

  /** Gives the item another key; it enters the heap when it was in none. */
  move(item: Item, key: number): void {
    item.heapKey = key;
    if (item.heapIndex === -1) {
      this.add(item);
      return;
    }
    this.#rise(item);
    this.#sink(item);
  }

  #place(item: Item, index: number): void {
    this.#items[index] = item;
    item.heapIndex = index;
  }

  #rise(item: Item): void {
    let index = item.heapIndex;
    while (index > 0) {
      const parentIndex = (index - 1) >> 1;
      const parent = this.#items[parentIndex];
      if (parent === undefined || parent.heapKey <= item.heapKey) {
        break;
      }
      this.#place(parent, index);
      index = parentIndex;
    }
    this.#place(item, index);
  }

  #sink(item: Item): void {
    let index = item.heapIndex;
    for (;;) {
      const left = this.#items[2 * index + 1];
      const right = this.#items[2 * index + 2];
      const child = left !== undefined && right !== undefined && right.heapKey < left.heapKey ? right : left;
      if (child === undefined || child.heapKey >= item.heapKey) {
        break;
      }
      const childIndex = child.heapIndex;
      this.#place(child, index);
      index = childIndex;
    }
    this.#place(item, index);
  }
}
