import type { Cancel, Clock } from './clock.ts';

interface Task {
  readonly dueAt: number;
  readonly order: number;
  readonly run: () => void;
}

/** A clock that stands still until a test moves it; tasks run in the order of their times. */
export class VirtualClock implements Clock {
  #wall: number;
  #monotonic = 0;
  #order = 0;
  #tasks: Task[] = [];

  constructor(startAt: number) {
    this.#wall = startAt;
  }

  now(): number {
    return Math.floor(this.#wall);
  }

  monotonic(): number {
    return this.#monotonic;
  }

  after(delayMs: number, run: () => void): Cancel {
    const task: Task = { dueAt: this.#monotonic + Math.max(0, delayMs), order: this.#order++, run };
    this.#tasks.push(task);
    return () => {
      this.#tasks = this.#tasks.filter((other) => other !== task);
    };
  }

  /** Moves time on; between two tasks every promise chain settles, so a run depends on nothing but its seed. */
  async advance(milliseconds: number): Promise<void> {
    const end = this.#monotonic + milliseconds;
    for (;;) {
      await new Promise<void>((resolve) => setImmediate(resolve));
      const next = this.#tasks
        .filter((task) => task.dueAt <= end)
        .sort((a, b) => a.dueAt - b.dueAt || a.order - b.order)[0];
      if (next === undefined) {
        break;
      }
      this.#tasks = this.#tasks.filter((task) => task !== next);
      this.#wall += Math.max(0, next.dueAt - this.#monotonic);
      this.#monotonic = Math.max(this.#monotonic, next.dueAt);
      next.run();
    }
    this.#wall += end - this.#monotonic;
    this.#monotonic = end;
  }

  /** Steps the wall clock alone, as an operator or NTP does. */
  jumpWall(milliseconds: number): void {
    this.#wall += milliseconds;
  }
}
