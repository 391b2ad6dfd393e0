/**
 * `npm run bench [-- SCENARIO…] [--seconds N]`. Scenarios: start, send, receive, rpc; without a name the first three, as
 * rpc takes minutes. Server and load run in processes of their own on the same machine; figures of one run compare with
 * each other, not with another machine's.
 */
import { parseArgs } from 'node:util';
import { benchReceive } from './receive.ts';
import { describeMachine } from './report.ts';
import { benchRpc } from './rpc.ts';
import { benchSend } from './send.ts';
import { benchStart } from './start.ts';

const scenarios: Readonly<Record<string, (seconds: number) => Promise<void>>> = {
  start: benchStart,
  send: benchSend,
  receive: benchReceive,
  rpc: benchRpc,
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { seconds: { type: 'string', default: '5' } },
});
const seconds = Number(values.seconds);
const names = positionals.length === 0 ? ['start', 'send', 'receive'] : positionals;
const unknown = names.find((name) => !Object.hasOwn(scenarios, name));
if (unknown !== undefined || !(seconds > 0)) {
  process.stderr.write(`usage: npm run bench -- [${Object.keys(scenarios).join('] [')}] [--seconds N]\n`);
  process.exitCode = 2;
} else {
  process.stdout.write(`${describeMachine()}\n`);
  for (const name of names) {
    await scenarios[name]?.(seconds);
  }
}
