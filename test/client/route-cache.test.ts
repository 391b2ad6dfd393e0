import { describe, expect, it } from 'vitest';
import { fromWireRoute, type Route } from '../../src/client/route.ts';
import { RouteCache, routesMax } from '../../src/client/route-cache.ts';
import { Code, MqError } from '../../src/model/errors.ts';

const { signal } = new AbortController();

/** A cache over a server that answers what the test lays down; every query is noted. */
function cacheOver(answers: Map<string, Route | MqError>): { cache: RouteCache; queries: string[] } {
  const queries: string[] = [];
  const cache = new RouteCache(async (topic) => {
    queries.push(topic);
    const answer = answers.get(topic) ?? fromWireRoute(topic, []);
    if (answer instanceof MqError) {
      throw answer;
    }
    return answer;
  });
  return { cache, queries };
}

describe('route cache', () => {
  it('asks once for each topic, also when several ask at the same time', async () => {
    const { cache, queries } = cacheOver(new Map());
    await Promise.all([cache.get('a', signal), cache.get('a', signal), cache.get('b', signal)]);
    await cache.get('a', signal);
    expect(queries).toEqual(['a', 'b']);
  });

  it('asks again for what was forgotten, and after a failure', async () => {
    const answers = new Map<string, Route | MqError>([['a', new MqError(Code.TOPIC_NOT_FOUND, 'no')]]);
    const { cache, queries } = cacheOver(answers);
    await expect(cache.get('a', signal)).rejects.toThrow('no');
    answers.delete('a');
    await cache.get('a', signal);
    cache.forget('a');
    await cache.get('a', signal);
    expect(queries).toEqual(['a', 'a', 'a']);
  });

  it('forgets a topic that is gone and keeps the old route when the server cannot be asked', async () => {
    const answers = new Map<string, Route | MqError>();
    const { cache } = cacheOver(answers);
    const old = await cache.get('a', signal);
    await cache.get('b', signal);
    answers.set('a', new MqError(Code.SERVER_UNREACHABLE, 'down'));
    answers.set('b', new MqError(Code.TOPIC_NOT_FOUND, 'gone'));
    await cache.refresh();
    expect([...cache.known()]).toEqual([old]);
  });

  it('lets the topic go that was not asked for the longest when it is full', async () => {
    const { cache, queries } = cacheOver(new Map());
    for (let index = 0; index < routesMax; index++) {
      await cache.get(`t${index}`, signal);
    }
    await cache.get('t0', signal);
    await cache.get('one more', signal);
    queries.length = 0;
    await cache.get('t0', signal);
    await cache.get('t1', signal);
    expect(queries).toEqual(['t1']);
  });

  it('lets one caller go by its signal without harm to the others', async () => {
    let answer: (route: Route) => void = () => undefined;
    const cache = new RouteCache(
      () =>
        new Promise((resolve) => {
          answer = resolve;
        }),
    );
    const controller = new AbortController();
    const impatient = cache.get('a', controller.signal);
    const patient = cache.get('a', signal);
    controller.abort(new Error('enough'));
    await expect(impatient).rejects.toThrow('enough');
    answer(fromWireRoute('a', []));
    expect(await patient).toMatchObject({ topic: 'a' });
  });
});
