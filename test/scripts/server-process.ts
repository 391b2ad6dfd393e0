import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('../../dist/bin/pocketmq.js', import.meta.url));

/** The built server in a process of its own, as `npm start` runs it. */
export interface ServerProcess {
  readonly endpoint: string;
  readonly port: number;
  readonly pid: number;
  /** The start-up line. */
  readonly line: string;
  /** What it wrote to standard error so far. */
  errorOutput(): string;
  /** Sends the signal and waits for the end; gives the exit code, or the signal that ended it. */
  stop(signal: NodeJS.Signals): Promise<number | NodeJS.Signals>;
  signal(signal: NodeJS.Signals): void;
  readonly ended: Promise<number | NodeJS.Signals>;
}

async function end(child: ChildProcess): Promise<number | NodeJS.Signals> {
  const [code, signal]: unknown[] = await once(child, 'exit');
  // Node's contract: exactly one of the two is set.
  return (code ?? signal) as number | NodeJS.Signals;
}

/** A server that does not listen by then hangs, and is ended. */
const listenMs = 60_000;

/** Starts the server on a free port; rejects with its error output when it ends, or hangs, before it listens. */
export async function startServerProcess(
  dataDirectory: string,
  ...settings: readonly string[]
): Promise<ServerProcess> {
  const sets = settings.flatMap((setting) => ['--set', setting]);
  const child = spawn(process.execPath, [program, 'start', '--port', '0', '--data', dataDirectory, ...sets], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = end(child);
  // Whatever ends the caller ends the server too.
  const killChild = () => child.kill('SIGKILL');
  process.once('exit', killChild);
  void ended.then(() => process.off('exit', killChild));
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  let output = '';
  const line = await new Promise<string>((resolve, reject) => {
    const deadline = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new Error(`the server did not listen within ${listenMs / 1000} s: ${errors}`));
    }, listenMs);
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      const first = output.indexOf('\n');
      if (first !== -1) {
        clearTimeout(deadline);
        resolve(output.slice(0, first));
      }
    });
    void ended.then(() => clearTimeout(deadline));
    ended.then((code) => reject(new Error(`the server ended with ${code} before it listened: ${errors}`)), reject);
  });
  const endpoint = /listens on (\S+:\d+)/.exec(line)?.[1];
  if (endpoint === undefined || child.pid === undefined) {
    child.kill('SIGKILL');
    throw new Error(`the start-up line names no address: ${line}`);
  }
  return {
    endpoint,
    port: Number(endpoint.slice(endpoint.lastIndexOf(':') + 1)),
    pid: child.pid,
    line,
    errorOutput: () => errors,
    signal: (signal) => void child.kill(signal),
    stop: (signal) => {
      child.kill(signal);
      return ended;
    },
    ended,
  };
}
