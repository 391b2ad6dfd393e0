/** The sessions of an engine, and who waits for the last of them to go. */
export class SessionSet<Session> implements Iterable<Session> {
  readonly #sessions = new Set<Session>();
  #whenEmpty: (() => void)[] = [];

  get size(): number {
    return this.#sessions.size;
  }

  [Symbol.iterator](): Iterator<Session> {
    return this.#sessions.values();
  }

  add(session: Session): void {
    this.#sessions.add(session);
  }

  delete(session: Session): void {
    this.#sessions.delete(session);
    this.#resolveWhenEmpty();
  }

  /** Resolves when no session is left, at once if there is none. */
  empty(): Promise<void> {
    return new Promise((resolve) => {
      this.#whenEmpty.push(resolve);
      this.#resolveWhenEmpty();
    });
  }

  #resolveWhenEmpty(): void {
    if (this.#sessions.size === 0) {
      const waiting = this.#whenEmpty;
      this.#whenEmpty = [];
      for (const resolve of waiting) {
        resolve();
      }
    }
  }
}
