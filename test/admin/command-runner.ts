import { Readable, Writable } from 'node:stream';
import { Command } from 'commander';
import { addClientCommands } from '../../src/admin/client-commands.ts';
import type { CommandIo, Output } from '../../src/admin/command-io.ts';
import { runCommandLine } from '../../src/admin/command-line.ts';
import { systemClock } from '../../src/runtime/clock.ts';

/** Keeps what is written to it. */
export class Capture extends Writable {
  readonly chunks: Buffer[] = [];
  readonly isTTY: boolean;

  constructor(isTTY = false) {
    super();
    this.isTTY = isTTY;
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error) => void): void {
    this.chunks.push(Buffer.from(chunk));
    done();
    this.emit('captured');
  }

  get bytes(): Buffer {
    return Buffer.concat(this.chunks);
  }

  get text(): string {
    return this.bytes.toString();
  }
}

export interface RunOptions {
  readonly stdin?: Readable & { isTTY?: boolean };
  readonly stdout?: Output;
  readonly stderr?: Capture;
  readonly files?: Readonly<Record<string, string | Buffer>>;
  readonly signal?: AbortSignal;
}

export interface RunResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs one command line in this process, with streams and files of the test. */
export async function runCommand(args: readonly string[], options: RunOptions = {}): Promise<RunResult> {
  const capture = new Capture();
  const stderr = options.stderr ?? new Capture();
  const io: CommandIo = {
    stdin: options.stdin ?? Readable.from([]),
    stdout: options.stdout ?? capture,
    stderr,
    openFile: (path) => {
      const content = options.files?.[path];
      if (content === undefined) {
        return new Readable({
          read() {
            this.destroy(new Error(`ENOENT: no such file or directory, open '${path}'`));
          },
        });
      }
      return Readable.from(pieces(Buffer.from(content)));
    },
    signal: options.signal ?? new AbortController().signal,
    clock: systemClock,
  };
  const program = new Command('pocketmq');
  addClientCommands(program, io);
  const code = await runCommandLine(program, args, io);
  return { code, stdout: capture.text, stderr: stderr.text };
}

/** In pieces that respect no line. */
function* pieces(content: Buffer): Generator<Buffer> {
  for (let start = 0; start < content.length; start += 65_521) {
    yield content.subarray(start, start + 65_521);
  }
}
