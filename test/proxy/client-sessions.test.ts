import { describe, expect, it } from 'vitest';
import { Code } from '../../src/model/errors.ts';
import { ClientSessions } from '../../src/proxy/client-sessions.ts';
import { VirtualClock } from '../../src/runtime/virtual-clock.ts';

function sessionsOf(clientsMax = 10) {
  const clock = new VirtualClock(1_700_000_000_000);
  const gone: string[] = [];
  const sessions = new ClientSessions({ clock, clientsMax, expiryMs: 120_000, onGone: (id) => gone.push(id) });
  return { clock, gone, sessions };
}

describe('clients', () => {
  it('T61 live through 119 s of silence and are forgotten soon after 120 s', async () => {
    const { clock, gone, sessions } = sessionsOf();
    sessions.seen('a');
    await clock.advance(119_000);
    expect(sessions.find('a')).toBeDefined();
    await clock.advance(12_000);
    expect(sessions.find('a')).toBeUndefined();
    expect(gone).toEqual(['a']);
  });

  it('T61 live on a heartbeat each 30 s', async () => {
    const { clock, gone, sessions } = sessionsOf();
    for (let beat = 0; beat < 20; beat++) {
      sessions.seen('a');
      await clock.advance(30_000);
    }
    expect(gone).toEqual([]);
  });

  it('are watched only while there are some', async () => {
    const { clock, gone, sessions } = sessionsOf();
    sessions.seen('a');
    await clock.advance(1_000_000);
    sessions.seen('b');
    await clock.advance(140_000);
    expect(gone).toEqual(['a', 'b']);
    expect(sessions.size).toBe(0);
  });

  it('T66 may say goodbye several times and are told gone once', () => {
    const { gone, sessions } = sessionsOf();
    sessions.seen('a');
    sessions.forget('a');
    sessions.forget('a');
    sessions.forget('stranger');
    expect(gone).toEqual(['a']);
  });

  it('are limited in number; those that are known are not refused', () => {
    const { sessions } = sessionsOf(2);
    sessions.seen('a');
    sessions.seen('b');
    expect(sessions.seen('c')).toMatchObject({ code: Code.TOO_MANY_REQUESTS });
    expect(sessions.seen('a')).toMatchObject({ id: 'a' });
    sessions.forget('b');
    expect(sessions.seen('c')).toMatchObject({ id: 'c' });
  });
});
