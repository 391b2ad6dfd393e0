import { Code, MqError } from '../model/errors.ts';
import { unlessAborted } from './operation.ts';
import type { Route } from './route.ts';

/** Topics whose routes are kept and refreshed; past it the one that was not asked for the longest leaves. */
export const routesMax = 1000;

/** The routes of the topics in use. Concurrent questions for one topic share one query. */
export class RouteCache {
  readonly #fetch: (topic: string) => Promise<Route>;
  /** In the order of their last use. */
  readonly #routes = new Map<string, Route>();
  readonly #pending = new Map<string, Promise<Route>>();

  constructor(fetch: (topic: string) => Promise<Route>) {
    this.#fetch = fetch;
  }

  /** The cached route, or the server's answer. */
  async get(topic: string, signal: AbortSignal): Promise<Route> {
    const known = this.#routes.get(topic);
    if (known !== undefined) {
      this.#routes.delete(topic);
      this.#routes.set(topic, known);
      return known;
    }
    return unlessAborted(this.#query(topic), signal);
  }

  known(): Iterable<Route> {
    return this.#routes.values();
  }

  /** Asks again for one topic: what is cached was seen to be wrong. */
  forget(topic: string): void {
    this.#routes.delete(topic);
  }

  /** Asks again for every cached topic. A topic that is gone leaves the cache; other failures keep the old route. */
  async refresh(): Promise<void> {
    await Promise.allSettled(
      [...this.#routes.keys()].map(async (topic) => {
        try {
          await this.#query(topic);
        } catch (error) {
          if (error instanceof MqError && error.code === Code.TOPIC_NOT_FOUND) {
            this.#routes.delete(topic);
          }
        }
      }),
    );
  }

  #query(topic: string): Promise<Route> {
    const pending = this.#pending.get(topic);
    if (pending !== undefined) {
      return pending;
    }
    const query = this.#fetchAndKeep(topic);
    this.#pending.set(topic, query);
    return query;
  }

  async #fetchAndKeep(topic: string): Promise<Route> {
    try {
      const route = await this.#fetch(topic);
      const { value: oldest } = this.#routes.keys().next();
      if (!this.#routes.has(topic) && this.#routes.size >= routesMax && oldest !== undefined) {
        this.#routes.delete(oldest);
      }
      this.#routes.set(topic, route);
      return route;
    } finally {
      this.#pending.delete(topic);
    }
  }
}
