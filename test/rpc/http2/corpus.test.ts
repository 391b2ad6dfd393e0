import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Health } from '../../../src/rpc/health.ts';
import { clientPreface } from '../../../src/rpc/http2/frame.ts';
import { echoMethods, newInboxes } from '../echo-server.ts';
import { FrameLog } from './frames.ts';
import { chunks, seededPick } from './traffic.ts';
import { EngineBench } from './wire.ts';

const directory = fileURLToPath(new URL('../../corpus/', import.meta.url));
const names = readdirSync(directory).filter((name) => name.endsWith('.txt'));

interface Recording {
  readonly client: Buffer;
  readonly server: Buffer;
}

function load(name: string): Recording {
  const lines = readFileSync(`${directory}${name}`, 'utf8').trim().split('\n');
  const side = (from: string) =>
    Buffer.concat(
      lines
        .filter((line) => line.startsWith(`${from} `))
        .map((line) => Buffer.from(line.slice(from.length + 1), 'base64')),
    );
  return { client: side('client'), server: side('server') };
}

function framesOf(bytes: Buffer, seed: number): string[] {
  const log = new FrameLog();
  return chunks(bytes, seededPick(seed)).flatMap((chunk) => log.read(chunk));
}

/** How each stream was answered: its header blocks, and its body as a number of bytes, whatever frames it came in. */
function answersOf(lines: readonly string[]): Map<string, string[]> {
  const answers = new Map<string, string[]>();
  for (const line of lines) {
    const [type, id = ''] = line.split(' ');
    if (type !== 'HEADERS' && type !== 'DATA') {
      continue;
    }
    const answer = answers.get(id) ?? [];
    answers.set(id, answer);
    const body = /^(DATA \d+(?: end)?) (\d+)$/.exec(line);
    const before = /^(DATA \d+) (\d+)$/.exec(answer.at(-1) ?? '');
    if (body !== null && before !== null) {
      answer[answer.length - 1] = `${body[1]} ${Number(body[2]) + Number(before[2])}`;
    } else {
      answer.push(line);
    }
  }
  return answers;
}

describe('recorded sessions', () => {
  it('are there', () => {
    expect(names.length).toBeGreaterThanOrEqual(7);
  });

  it.each(names)('%s: both directions give the same frames in any chunks', (name) => {
    const { client, server } = load(name);
    expect(client.subarray(0, clientPreface.length)).toEqual(clientPreface);
    for (const bytes of [client.subarray(clientPreface.length), server]) {
      const whole = new FrameLog().read(bytes);
      expect(whole.length).toBeGreaterThan(2);
      expect(whole.filter((line) => line.includes('a header block'))).toEqual([]);
      fc.assert(
        fc.property(fc.integer(), (seed) => {
          expect(framesOf(bytes, seed)).toEqual(whole);
        }),
        { numRuns: 20 },
      );
    }
  });

  it.each(names)('%s: the engine gives every stream the recorded answer in any chunks', async (name) => {
    const { client, server } = load(name);
    const recorded = answersOf(new FrameLog().read(server));
    expect(recorded.size).toBeGreaterThan(0);
    await fc.assert(
      fc.asyncProperty(fc.integer(), async (seed) => {
        const methods = [...echoMethods(newInboxes()), ...new Health(['test.Echo']).methods];
        const wire = new EngineBench({ methods }).connect();
        const pick = seededPick(seed);
        const lines: string[] = [];
        for (const chunk of chunks(client, pick)) {
          wire.socket.push(chunk);
          if (pick(4) === 0) {
            await wire.settle();
          }
        }
        await wire.settle();
        lines.push(...wire.seen());
        while (answersOf(lines).size < recorded.size || !equalAnswers(lines, recorded)) {
          // Decompression runs on other threads.
          await wire.nextWrite();
          lines.push(...wire.seen());
        }
        expect(answersOf(lines)).toEqual(recorded);
        expect(lines.filter((line) => /^(?:GOAWAY|RST_STREAM) .*(?<!NO)_ERROR/.test(line))).toEqual([]);
      }),
      { numRuns: 20 },
    );
  });
});

function equalAnswers(lines: readonly string[], recorded: ReadonlyMap<string, string[]>): boolean {
  const answers = answersOf(lines);
  return [...recorded].every(([id, answer]) => answers.get(id)?.at(-1) === answer.at(-1));
}
