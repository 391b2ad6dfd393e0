import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { benchSend } from './send.ts';

/** The engines beside each other with one echo handler, then SendMessage with the store behind it. */
export async function benchRpc(seconds: number): Promise<void> {
  const echo = fork(fileURLToPath(new URL('./rpc-echo.ts', import.meta.url)), ['--seconds', String(seconds)]);
  const [code]: unknown[] = await once(echo, 'exit');
  if (code !== 0) {
    throw new Error(`the comparison of the engines ended with ${String(code)}`);
  }
  await benchSend(seconds);
}
