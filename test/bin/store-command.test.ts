import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { runCommandLine } from '../../src/admin/command-line.ts';
import { ReadProgress } from '../../src/bin/read-progress.ts';
import { addStoreCommand } from '../../src/bin/store-command.ts';
import { systemClock } from '../../src/runtime/clock.ts';
import { nodeDisk } from '../../src/runtime/node-disk.ts';
import { VirtualClock } from '../../src/runtime/virtual-clock.ts';
import { Capture } from '../admin/command-runner.ts';
import { fillStore, flip, truncate } from '../store/store-files.ts';
import { append, openStore, record } from '../store/store-fixture.ts';
import { testTimer } from '../store/timer-fixture.ts';

const program = fileURLToPath(new URL('../../dist/bin/pocketmq.js', import.meta.url));
const sizes = ['--set', 'maxHashSlotNum=100', '--set', 'maxIndexNum=200'];

let root: string;
let sound: string;
let damaged: string;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'pocketmq-store-'));
  sound = join(root, 'sound');
  damaged = join(root, 'damaged');
  await fillStore(nodeDisk, 100, { directory: sound });
  await fillStore(nodeDisk, 100, { directory: damaged });
  await flip(nodeDisk, join(damaged, 'commitlog', '0'.repeat(20)), 90);
});

afterAll(() => rm(root, { recursive: true, force: true }));

/** Runs `pocketmq store …` to its end. */
function run(...args: readonly string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [program, 'store', ...args], (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr });
    });
  });
}

describe('pocketmq store', () => {
  it('verify ends with 0 for a sound store and counts what is there', async () => {
    const { code, stdout, stderr } = await run('verify', sound, ...sizes);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^log +100 records in \d+ segments, from 0 to \d+\nqueues +4, 100 cells/);
    expect(stdout).toMatch(/\nsound\n$/);
  });

  it('verify ends with 1 and names every finding', async () => {
    const { code, stdout, stderr } = await run('verify', damaged, ...sizes);
    expect(code).toBe(1);
    expect(stdout).toMatch(/FOUND +commitlog\/0{20}: the bytes 0 to \d+ of the log hold no valid record/);
    expect(stderr).toMatch(/^error: \d+ findings? in /);
    const few = await run('verify', damaged, ...sizes, '--findings', '1');
    expect(few.stdout.match(/FOUND/g)).toHaveLength(1);
    expect(few.stdout).toMatch(/and \d+ more/);
  });

  it('verify takes sizes for what they are: nothing has to fit the other options of a server', async () => {
    const { code, stdout } = await run('verify', sound, ...sizes, '--set', 'mappedFileSizeConsumeQueue=400');
    expect({ code, sound: stdout.endsWith('\nsound\n') }).toEqual({ code: 0, sound: true });
    const other = await run('verify', sound, ...sizes, '--set', 'mappedFileSizeCommitLog=65536');
    expect(other).toMatchObject({ code: 2, stdout: '' });
    expect(other.stderr).toMatch(/has segments whose names are no multiples of 65536; name the size/);
  });

  it('verify and dump are told the size of the segments by those that are whole', async () => {
    const grown = join(root, 'grown');
    await fillStore(nodeDisk, 100, { directory: grown });
    await truncate(nodeDisk, join(grown, 'commitlog', '0'.repeat(20)), 4100);
    const { code, stdout } = await run('verify', grown, ...sizes);
    expect(code).toBe(1);
    expect(stdout).toMatch(/FOUND +commitlog\/0{20}: has 4100 bytes instead of 4096\n1 finding\n$/);
    const dumped = await run('dump', grown);
    expect({ code: dumped.code, records: dumped.stdout.trimEnd().split('\n').length }).toEqual({
      code: 0,
      records: 100,
    });
  });

  it('verify prints JSON, and takes the sizes from a configuration file', async () => {
    const conf = join(root, 'server.conf');
    await writeFile(conf, 'maxHashSlotNum=100\nmaxIndexNum=200\n');
    const { code, stdout } = await run('verify', sound, '--json', '--conf', conf);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ clean: true, records: 100, findings: [], findingsTotal: 0 });
  });

  it('rebuild and verify compute the times of the classic levels as the server does', async () => {
    const directory = join(root, 'levels');
    const store = await openStore(nodeDisk, { directory, timer: { ...testTimer, levelDelaysMs: [2_000, 7_200_000] } });
    const delayed = store.delayByLevel(record('later', 0, 'in two hours'), 2);
    if (delayed instanceof Error) {
      throw delayed;
    }
    await append(store, [delayed]);
    await store.close();
    const cells = join(directory, 'consumequeue', 'SCHEDULE_TOPIC_XXXX', '1', '0'.repeat(20));
    const before = await readFile(cells);
    const levels = ['--set', 'messageDelayLevel=2s 2h'];
    expect(await run('rebuild', directory, ...sizes, ...levels)).toMatchObject({ code: 0 });
    expect(await readFile(cells)).toEqual(before);
    expect(await run('verify', directory, ...sizes, ...levels)).toMatchObject({ code: 0 });
    expect(await run('rebuild', directory, ...sizes)).toMatchObject({ code: 0 });
    expect(await readFile(cells)).not.toEqual(before);
    const bad = await run('verify', directory, ...sizes, '--set', 'messageDelayLevel=soon');
    expect(bad).toMatchObject({ code: 2, stdout: '' });
    expect(bad.stderr).toMatch(/^error: messageDelayLevel='soon' is no list of delays/);
  });

  it('verify tells of the delayed messages', async () => {
    const directory = join(root, 'delayed');
    const store = await openStore(nodeDisk, { directory, timer: testTimer });
    const delayed = store.delayUntil(record('later', 0, 'in two hours'), Date.now() + 7_200_000);
    if (delayed instanceof Error) {
      throw delayed;
    }
    await append(store, [delayed]);
    // Until its unit is on disk.
    await vi.waitFor(async () => expect(await nodeDisk.list(join(directory, 'timerlog'))).toHaveLength(1), 20_000);
    await store.close();
    const { code, stdout } = await run('verify', directory, ...sizes);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^delayed +1 units? of the timerlog .*, 1 slot of the wheel in use$/m);
    await flip(nodeDisk, join(directory, 'timerlog', '0'.repeat(20)), 35);
    const { code: then, stdout: found } = await run('verify', directory, ...sizes);
    expect(then).toBe(1);
    expect(found).toMatch(/^FOUND +timerlog: the unit at 0 leads to \d+, where no delayed message lies$/m);
  });

  it('verify and dump say that a store is in use, rebuild refuses it', async () => {
    const store = await openStore(nodeDisk, { directory: sound });
    const verified = await run('verify', sound, ...sizes);
    expect(verified).toMatchObject({ code: 0 });
    expect(verified.stderr).toMatch(/^warning: the store is in use by process \d+ on this machine/);
    const dumped = await run('dump', sound, ...sizes, '--topic', 'none');
    expect(dumped).toMatchObject({ code: 0, stdout: '' });
    expect(dumped.stderr).toMatch(/^warning: the store is in use by process/);
    const rebuilt = await run('rebuild', sound, ...sizes);
    expect(rebuilt).toMatchObject({ code: 2, stdout: '' });
    expect(rebuilt.stderr).toMatch(/^error: the store '.*' is in use by process/);
    await store.close();
  });

  it.each([
    ['verify', 'no-such-directory'],
    ['dump', 'no-such-directory'],
    ['rebuild', 'no-such-directory'],
    ['verify'],
    ['verify', '.', '--set', 'nonsense=1'],
    ['dump', '.', '--from', 'yesterday'],
    ['dump', '.', '--body', 'hex'],
    ['dump', '.', '--from', '5', '--to', '4'],
    ['verify', '.', '--conf', 'no-such-file'],
  ])('%s %s %s %s ends with 2', async (...args) => {
    const { code, stdout, stderr } = await run(...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^error: .+/);
  });

  it('dump prints lines of JSON, passes over damage and ends with 1 then', async () => {
    const whole = await run('dump', sound, '--body', 'text', '--topic', 'a');
    expect({ code: whole.code, stderr: whole.stderr }).toEqual({ code: 0, stderr: '' });
    const lines = whole.stdout.trimEnd().split('\n');
    expect(lines).toHaveLength(34);
    expect(JSON.parse(lines[1] ?? '')).toMatchObject({ topic: 'a', messageId: 'id-3', body: 'body 3 '.repeat(4) });
    const { code, stdout, stderr } = await run('dump', damaged, '--body', 'none');
    expect(code).toBe(1);
    expect(stdout.trimEnd().split('\n')).toHaveLength(99);
    expect(stderr).toMatch(/^warning: the bytes 0 to \d+ of the log hold no valid record\nerror: 1 damaged part /);
  });

  it('dump ends quietly when its reader is gone', async () => {
    const large = join(root, 'large');
    await fillStore(nodeDisk, 4000, { directory: large, commitLogSegmentBytes: 1 << 22 });
    const child = spawn(process.execPath, [program, 'store', 'dump', large], { stdio: ['ignore', 'pipe', 'pipe'] });
    let errors = '';
    child.stderr.on('data', (text) => {
      errors += String(text);
    });
    const ended = once(child, 'close');
    await once(child.stdout, 'data');
    child.stdout.destroy();
    expect(await ended).toEqual([0, null]);
    expect(errors).toBe('');
  });

  it.each([['verify', '--no-progress'], ['dump']])('%s says so when it is interrupted', async (...args) => {
    const stderr = new Capture();
    const io = {
      stdin: Readable.from([]),
      stdout: new Capture(),
      stderr,
      openFile: () => Readable.from([]),
      signal: AbortSignal.abort(),
      clock: systemClock,
    };
    const program = new Command('pocketmq');
    addStoreCommand(program, io);
    expect(await runCommandLine(program, ['store', ...args, sound, ...sizes], io)).toBe(1);
    expect(stderr.text).toBe('error: interrupted\n');
  });

  it('rebuild mends what verify found', async () => {
    const broken = join(root, 'broken');
    await fillStore(nodeDisk, 100, { directory: broken });
    await flip(nodeDisk, join(broken, 'consumequeue', 'b', '0', '0'.repeat(20)), 7);
    expect(await run('verify', broken, ...sizes)).toMatchObject({ code: 1 });
    const rebuilt = await run('rebuild', broken, ...sizes);
    expect(rebuilt).toEqual({
      code: 0,
      stdout: 'made 4 consumeQueues of 100 messages and 3 index files\n',
      stderr: '',
    });
    expect(await run('verify', broken, ...sizes)).toMatchObject({ code: 0 });
  });
});

describe('the progress of reading', () => {
  const mebibyte = 1 << 20;

  it('is a bar on a terminal, which goes away at the end', async () => {
    const output = new Capture(true);
    const clock = new VirtualClock(0);
    const progress = new ReadProgress(output, clock, true);
    progress.tell(mebibyte, 4 * mebibyte);
    expect(output.text).toBe('');
    await clock.advance(1000);
    progress.tell(2 * mebibyte, 4 * mebibyte);
    expect(output.text).toBe(`\r\u001b[K[${'#'.repeat(15)}${'.'.repeat(15)}] read 2 of 4 MiB, 2 MiB/s`);
    progress.end();
    expect(output.text.endsWith('\r\u001b[K')).toBe(true);
  });

  it('is a line now and then elsewhere, and nothing when it is not wanted', async () => {
    const output = new Capture();
    const clock = new VirtualClock(0);
    const progress = new ReadProgress(output, clock, true);
    const unwanted = new ReadProgress(output, clock, false);
    await clock.advance(5000);
    progress.tell(10 * mebibyte, 20 * mebibyte);
    unwanted.tell(10 * mebibyte, 20 * mebibyte);
    progress.tell(11 * mebibyte, 20 * mebibyte);
    progress.end();
    expect(output.text).toBe('read 10 of 20 MiB, 2 MiB/s\n');
  });
});
