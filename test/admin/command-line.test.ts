import { Readable, Writable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { unterminatedProperty } from '../../src/admin/lines.ts';
import { Code } from '../../src/model/errors.ts';
import { v2 } from '../../src/protocol/messages.ts';
import { FixtureServer } from '../client/fixture-server.ts';
import { Capture, type RunOptions, type RunResult, runCommand } from './command-runner.ts';

let server: FixtureServer;

beforeEach(async () => {
  server = await FixtureServer.start();
  server.broker.createTopic('lines', 8, [v2.MessageType.NORMAL, v2.MessageType.FIFO]);
  server.broker.createTopic('plain', 8);
});

afterEach(() => server.stop());

function run(line: string, options?: RunOptions): Promise<RunResult> {
  return runCommand([...line.split(' '), '--endpoint', server.endpoint], options);
}

function sent(topic: string): string[] {
  return server.broker.messages(topic).map(({ body }) => Buffer.from(body ?? []).toString());
}

describe('a wrong command line', () => {
  it.each([
    ['topic create', "missing required argument 'name'"],
    ['topic create x --type BAD', "argument 'BAD' is invalid. Allowed choices are NORMAL, FIFO"],
    ['topic create x --queues 0', 'Give a whole number from 1 to 16384'],
    ['topic create x y', 'too many arguments'],
    ['topic describe', "missing required argument 'name'"],
    ['topic lst', "unknown command 'lst'"],
    ['group create x --max-attempts many', 'Give a whole number from 1'],
    ['send', "required option '--topic <name>' not specified"],
    ['send --topic t --property novalue', 'Write name=value'],
    ['send --topic t --property =x', 'Write name=value'],
    ['send --topic t --spread --message-group g', 'cannot be used with'],
    ['consume --topic t', "required option '--group <name>' not specified"],
    ['consume --topic t --group g --count 0', 'Give a whole number from 1'],
    ['consume --topic t --group g --count 1e3', 'Give a whole number from 1'],
    ['consume --topic t --group g --invisible 5', 'Give a whole number from 10 to 43200'],
    ['consume --topic t --group g --nonsense', "unknown option '--nonsense'"],
    ['topic list --endpoint nonsense', 'has no port'],
    ['send --topic t --endpoint a:b:c', 'is not a host and a port'],
  ])('`%s` ends with 2 and says: %s', async (line, text) => {
    const result = await runCommand(line.split(' '));
    expect(result).toMatchObject({ code: 2, stdout: '' });
    expect(result.stderr).toMatch(/^error: /);
    expect(result.stderr).toContain(text);
  });

  it.each([['topic'], ['group']])('`%s` alone shows what it can do', async (line) => {
    const result = await runCommand([line]);
    expect(result).toMatchObject({ code: 2, stdout: '' });
    expect(result.stderr).toContain('Commands:');
  });
});

describe('--help', () => {
  it.each([
    ['topic create'],
    ['topic list'],
    ['topic describe'],
    ['group create'],
    ['group list'],
    ['group describe'],
    ['send'],
    ['consume'],
  ])('of `%s` has examples and the default endpoint', async (line) => {
    const result = await runCommand([...line.split(' '), '--help']);
    expect(result).toMatchObject({ code: 0, stderr: '' });
    expect(result.stdout).toContain(`pocketmq ${line}`);
    expect(result.stdout).toMatch(/[Ee]xamples?:\n {2}/);
    expect(result.stdout).toContain('127.0.0.1:8081');
  });
});

describe('topic and group commands', () => {
  it('create a topic once', async () => {
    expect(await run('topic create orders --type FIFO --queues 2')).toEqual({
      code: 0,
      stdout: 'topic orders created: FIFO, 2 queues\n',
      stderr: '',
    });
    expect((await run('topic create orders')).stdout).toBe('topic orders is there already: FIFO, 2 queues\n');
  });

  it('list topics as a table and as JSON', async () => {
    expect((await run('topic list')).stdout.split('\n')).toEqual([
      'NAME   TYPE    WRITE QUEUES  READ QUEUES  PERMISSION',
      'lines  FIFO               8            8  read+write',
      'plain  NORMAL             8            8  read+write',
      '',
    ]);
    expect(JSON.parse((await run('topic list --json')).stdout)).toMatchObject([{ name: 'lines' }, { name: 'plain' }]);
  });

  it('describe a topic with its queues', async () => {
    await run('send --topic plain', { stdin: Readable.from([Buffer.from('a\nb\n')]) });
    expect((await run('topic describe plain')).stdout).toContain('    0      0     2         2\n');
    const described = JSON.parse((await run('topic describe plain --json')).stdout);
    expect(described).toMatchObject({
      name: 'plain',
      queues: [{ id: 0, minOffset: 0, maxOffset: 2 }, {}, {}, {}, {}, {}, {}, {}],
    });
  });

  it('create, list and describe groups', async () => {
    expect((await run('group create workers --orderly --max-attempts 3')).stdout).toBe(
      'group workers created: orderly, at most 3 deliveries\n',
    );
    expect((await run('group list')).stdout).toContain('workers  yes                 3  enabled');
    expect(JSON.parse((await run('group list --json')).stdout)).toMatchObject([{ name: 'workers', orderly: true }]);
    const text = (await run('group describe workers')).stdout;
    expect(text).toContain('lines      0             3    10    7          2');
    expect(text).toContain('host@1@0@x  SIMPLE_CONSUMER');
    expect(JSON.parse((await run('group describe workers --json')).stdout)).toMatchObject({ queues: [{ lag: 7 }] });
  });

  it.each([
    ['topic describe nowhere', "there is no topic 'nowhere' (TOPIC_NOT_FOUND)"],
    ['topic create bad!', 'has a bad character (ILLEGAL_TOPIC)'],
    ['group describe nobody', "there is no group 'nobody' (CONSUMER_GROUP_NOT_FOUND)"],
    ['send --topic nowhere', 'TOPIC_NOT_FOUND'],
    ['consume --topic nowhere --group g', 'TOPIC_NOT_FOUND'],
  ])('`%s` fails with 1 and one line on stderr', async (line, text) => {
    const result = await run(line);
    expect(result).toMatchObject({ code: 1, stdout: '' });
    expect(result.stderr).toMatch(/^error: [^\n]*\n$/);
    expect(result.stderr).toContain(text);
  });

  it('say how to start a server when none listens', async () => {
    server.stop();
    const result = await run('topic list');
    expect(result.code).toBe(1);
    expect(result.stderr).toMatch(/^error: cannot reach .*ECONNREFUSED.*pocketmq start.*--endpoint\n$/);
  });
});

describe('send', () => {
  it('sends every line in order in one message group of its own, in few requests', async () => {
    const text = Array.from({ length: 2000 }, (_, index) => `line ${index}\n`).join('');
    const result = await run('send --topic lines --file in', { files: { in: text } });
    expect(result).toEqual({ code: 0, stdout: '2000 messages sent to lines\n', stderr: '' });
    expect(`${sent('lines').join('\n')}\n`).toBe(text);
    const groups = server.broker.messages('lines').map(({ systemProperties }) => systemProperties?.messageGroup);
    expect(new Set(groups).size).toBe(1);
    expect(groups[0]).toMatch(/^lines-[0-9a-f]{18}$/);
    expect(server.callsOf('sendMessage')).toHaveLength(4);
  });

  it('marks messages with keys, tag, properties and the given group', async () => {
    const line = 'send --topic lines --key a --key b --tag t --property x=1 --property y=2=3 --message-group g';
    expect((await run(line, { stdin: Readable.from([Buffer.from('one\n')]) })).code).toBe(0);
    expect(server.broker.messages('lines')).toMatchObject([
      {
        userProperties: { x: '1', y: '2=3' },
        systemProperties: { keys: ['a', 'b'], tag: 't', messageGroup: 'g' },
      },
    ]);
  });

  it('stores empty lines as newlines and marks a last line without one', async () => {
    await run('send --topic lines', { stdin: Readable.from([Buffer.from('a\n\nb')]) });
    expect(sent('lines')).toEqual(['a', '\n', 'b']);
    expect(server.broker.messages('lines').map(({ userProperties }) => userProperties)).toEqual([
      {},
      {},
      { [unterminatedProperty.name]: unterminatedProperty.value },
    ]);
  });

  it('says that a topic without message groups keeps no order', async () => {
    const result = await run('send --topic plain', { stdin: Readable.from([Buffer.from('a\nb\n')]) });
    expect(result.code).toBe(0);
    expect(result.stderr).toBe(
      'note: the topic plain takes no message groups, so the lines have no order across its 8 queues\n',
    );
  });

  it('spreads lines over the queues when asked to', async () => {
    const result = await run('send --topic lines --spread', { stdin: Readable.from([Buffer.from('a\n'.repeat(80))]) });
    expect(result).toMatchObject({ code: 0, stderr: '' });
    expect(server.broker.topics.get('lines')?.queues.map(({ length }) => length)).toEqual(new Array(8).fill(10));
  });

  it('stops at a line that is too long, having sent the lines before it', async () => {
    server.settings = { publishing: { maxBodySize: 5 } };
    const result = await run('send --topic lines', { stdin: Readable.from([Buffer.from('one\ntwo\nthree!\nfour\n')]) });
    expect(result).toMatchObject({ code: 1, stdout: '' });
    expect(result.stderr).toContain('line 3 has more than 5 bytes');
    expect(sent('lines')).toEqual(['one', 'two']);
  });

  it('names the lines that the server refused', async () => {
    const refusal = { reply: { status: { code: Code.MESSAGE_PROPERTIES_TOO_LARGE, message: 'too much' } } };
    server.fail('sendMessage', refusal);
    const result = await run('send --topic lines', { stdin: Readable.from([Buffer.from('a\nb\n')]) });
    expect(result).toMatchObject({ code: 1, stdout: '' });
    expect(result.stderr).toMatch(/^error: lines 1 to 2 were not sent, 0 messages stored: .*too much.*\n$/);
  });

  it('does not wait for more input to report a failure', async () => {
    server.fail('sendMessage', { grpc: 'UNIMPLEMENTED' });
    const stdin = new Readable({ read: () => undefined });
    stdin.push('one\n');
    const result = await run('send --topic lines', { stdin });
    expect(result).toMatchObject({ code: 1, stderr: expect.stringContaining('line 1 was not sent') });
  });

  it('fails when the file cannot be read', async () => {
    const result = await run('send --topic lines --file missing');
    expect(result).toMatchObject({ code: 1, stdout: '' });
    expect(result.stderr).toMatch(/^error: ENOENT.*'missing'\n$/);
  });

  it('ends at Ctrl-C while it waits for input, and says how far it came', async () => {
    const controller = new AbortController();
    const stdin = new Readable({ read: () => undefined });
    stdin.push('one\n');
    const result = run('send --topic lines', { stdin, signal: controller.signal });
    await server.until(() => server.callsOf('sendMessage').length === 1);
    controller.abort();
    expect(await result).toMatchObject({ code: 1, stdout: '', stderr: 'error: interrupted; 1 message stored\n' });
    expect(stdin.destroyed).toBe(true);
  });

  it('tells its progress on request', async () => {
    const result = await run('send --topic lines --progress', { stdin: Readable.from([Buffer.from('a\n')]) });
    expect(result.code).toBe(0);
  });
});

describe('consume', () => {
  it('gives back every byte of what send stored, in the default example', async () => {
    const text = `${Array.from({ length: 1500 }, (_, index) => (index % 7 === 0 ? '' : `line ${index}\r`)).join('\n')}\nend`;
    await run('send --topic lines --file in', { files: { in: text } });
    const result = await run('consume --topic lines --group readers --count 1501');
    expect(result.stderr).toBe('');
    expect(result.stdout).toBe(text);
    expect(result.code).toBe(0);
  });

  it('acknowledges what it has printed', async () => {
    await run('send --topic lines', { stdin: Readable.from([Buffer.from('a\nb\nc\n')]) });
    expect((await run('consume --topic lines --group g --count 2')).stdout).toBe('a\nb\n');
    expect((await run('consume --topic lines --group g --count 1')).stdout).toBe('c\n');
  });

  it('leaves the messages alone with --no-ack', async () => {
    await run('send --topic lines', { stdin: Readable.from([Buffer.from('a\n')]) });
    expect((await run('consume --topic lines --group g --count 1 --no-ack --invisible 20')).stdout).toBe('a\n');
    expect(server.callsOf('ackMessage')).toEqual([]);
    expect(server.callsOf('receiveMessage')[0]?.request).toMatchObject({ invisibleDuration: { seconds: 20 } });
  });

  it('prints lines of JSON, bodies that are no text in base64', async () => {
    await run('send --topic lines --tag t --key k --property p=v', { stdin: Readable.from([Buffer.from('héllo\n')]) });
    await run('send --topic lines', { stdin: Readable.from([Buffer.from([0xff, 0xfe, 0x0a])]) });
    const { stdout } = await run('consume --topic lines --group g --count 2 --json');
    const [first, second] = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    const byText = first.body === undefined ? [second, first] : [first, second];
    expect(byText[0]).toMatchObject({
      topic: 'lines',
      body: 'héllo',
      tag: 't',
      keys: ['k'],
      properties: { p: 'v' },
      deliveryAttempt: 1,
      queueOffset: 0,
    });
    expect(byText[1]).toMatchObject({ bodyBase64: '//4=' });
  });

  it('takes only messages with the tag', async () => {
    await run('send --topic lines --tag a', { stdin: Readable.from([Buffer.from('x\n')]) });
    await run('send --topic lines --tag b', { stdin: Readable.from([Buffer.from('y\n')]) });
    expect(
      (
        await runCommand([
          'consume',
          '--topic',
          'lines',
          '--group',
          'g',
          '--count',
          '1',
          '--tag',
          'b || c',
          '--endpoint',
          server.endpoint,
        ])
      ).stdout,
    ).toBe('y\n');
  });

  it('ends cleanly at Ctrl-C', async () => {
    const controller = new AbortController();
    const result = run('consume --topic lines --group g', { signal: controller.signal });
    await server.until(() => server.callsOf('receiveMessage').length === 1);
    controller.abort();
    expect(await result).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(server.callsOf('notifyClientTermination')).toHaveLength(1);
  });

  it('ends quietly, and leaves the rest unacknowledged, when its reader goes away', async () => {
    await run('send --topic lines', { stdin: Readable.from([Buffer.from('a\nb\n')]) });
    const stdout = new Writable({ write: (_chunk, _encoding, done) => done(new Error('EPIPE')) });
    expect(await run('consume --topic lines --group g', { stdout })).toMatchObject({ code: 0, stderr: '' });
    expect(server.callsOf('ackMessage')).toEqual([]);
  });

  it('waits for a slow reader', async () => {
    await run('send --topic lines', { stdin: Readable.from([Buffer.from('a\n'.repeat(100))]) });
    const written: Buffer[] = [];
    const stdout = new Writable({
      highWaterMark: 1,
      write: (chunk, _encoding, done) => {
        written.push(chunk);
        setImmediate(done);
      },
    });
    expect((await run('consume --topic lines --group g --count 100', { stdout })).code).toBe(0);
    expect(Buffer.concat(written).toString()).toBe('a\n'.repeat(100));
  });

  it('waits out failures that may pass, and says so once', async () => {
    await run('send --topic lines', { stdin: Readable.from([Buffer.from('a\n')]) });
    server.fail('receiveMessage', { grpc: 'UNAVAILABLE', details: 'restarting' });
    const result = await run('consume --topic lines --group g --count 1');
    expect(result).toMatchObject({ code: 0, stdout: 'a\n' });
    expect(result.stderr).toMatch(/^note: .*restarting; trying again\n$/);
  });

  it('fails with 1 when what was printed cannot be acknowledged', async () => {
    await run('send --topic lines', { stdin: Readable.from([Buffer.from('a\n')]) });
    server.fail('ackMessage', { grpc: 'UNIMPLEMENTED' });
    const result = await run('consume --topic lines --group g --count 1');
    expect(result).toMatchObject({ code: 1, stdout: 'a\n' });
    expect(result.stderr).toMatch(/^error: some printed messages will come again: /);
  });

  it('neither prints nor acknowledges a damaged body', async () => {
    const systemProperties = { messageId: 'M1', bodyDigest: { type: v2.DigestType.MD5, checksum: '00' } };
    server.broker.send([{ topic: { name: 'lines' }, body: Buffer.from('bad'), systemProperties }]);
    const controller = new AbortController();
    const result = run('consume --topic lines --group g', { signal: controller.signal });
    await server.until(() => server.callsOf('receiveMessage').length === 2);
    controller.abort();
    expect(await result).toMatchObject({
      code: 0,
      stdout: '',
      stderr: expect.stringContaining('message M1 was damaged'),
    });
    expect(server.callsOf('ackMessage')).toEqual([]);
  });

  it('completes the last line on a terminal only', async () => {
    await run('send --topic lines', { stdin: Readable.from([Buffer.from('no newline')]) });
    const stdout = new Capture(true);
    await run('consume --topic lines --group a --count 1', { stdout });
    expect(stdout.text).toBe('no newline\n');
    expect((await run('consume --topic lines --group b --count 1')).stdout).toBe('no newline');
  });
});
