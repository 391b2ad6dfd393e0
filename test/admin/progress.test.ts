import { describe, expect, it } from 'vitest';
import { Progress } from '../../src/admin/progress.ts';
import { VirtualClock } from '../../src/runtime/virtual-clock.ts';
import { Capture } from './command-runner.ts';

describe('progress', () => {
  it('writes one line over and over on a terminal', async () => {
    const clock = new VirtualClock(0);
    const output = new Capture(true);
    const progress = new Progress(output, clock, 'sent', true);
    progress.add(10, 1_048_576);
    await clock.advance(500);
    progress.add(10, 1_048_576);
    progress.end();
    const line = '\r\u001b[Ksent 20 messages, 2.0 MiB, 40 a second';
    expect(output.text).toBe(`${line}${line}\n`);
  });

  it('writes lines now and then elsewhere', async () => {
    const clock = new VirtualClock(0);
    const output = new Capture(false);
    const progress = new Progress(output, clock, 'received', true);
    await clock.advance(1999);
    progress.add(1, 0);
    await clock.advance(1);
    progress.add(1, 0);
    expect(output.text).toBe('received 2 messages, 0.0 MiB, 1 a second\n');
  });

  it('is silent when nobody wants it', async () => {
    const clock = new VirtualClock(0);
    const output = new Capture(false);
    const progress = new Progress(output, clock, 'sent', false);
    await clock.advance(10_000);
    progress.add(1, 1);
    progress.end();
    expect(output.text).toBe('');
    expect(progress.messages).toBe(1);
  });
});
