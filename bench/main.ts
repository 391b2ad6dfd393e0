/**
 * `npm run bench [-- SCENARIO… OPTIONS…]`, see README.md beside this file. Server and load run in processes of their own on
 * the same machine; figures of one run compare with each other, not with another machine's.
 */
import { type BenchOptions, parseBenchArguments } from './options.ts';
import { benchReceive } from './receive.ts';
import { describeMachine } from './report.ts';
import { benchRpc, benchSend } from './rpc.ts';
import { benchStart } from './start.ts';
import { benchStore } from './store.ts';
import { benchStoreFiles } from './store-files.ts';
import { benchTimer } from './timer.ts';

const scenarios: Readonly<Record<string, (options: BenchOptions) => Promise<void>>> = {
  start: benchStart,
  send: benchSend,
  receive: benchReceive,
  rpc: benchRpc,
  store: benchStore,
  'store-files': benchStoreFiles,
  timer: benchTimer,
};
/** rpc and store take many minutes. */
const scenariosDefault = ['start', 'send', 'receive'];

const parsed = parseBenchArguments(process.argv.slice(2), Object.keys(scenarios));
if (parsed.kind === 'wrong') {
  process.stderr.write(
    `${parsed.problem}\nusage: npm run bench -- [${Object.keys(scenarios).join('] [')}] [options]\n`,
  );
  process.exitCode = 2;
} else {
  process.stdout.write(`${describeMachine()}\n`);
  for (const name of parsed.scenarios.length === 0 ? scenariosDefault : parsed.scenarios) {
    await scenarios[name]?.(parsed.options);
  }
}
