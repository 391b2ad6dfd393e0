import { fork, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeScratch, removeScratch } from './scratch.ts';
import type { StepOutcome, StepSettings } from './store-settings.ts';

/** Runs steps; `kill` says whether one can be killed in the middle. */
export interface StepRunner {
  run(settings: StepSettings, notice: (text: string) => void): Promise<StepOutcome>;
  /** Runs the step until its first notice, then kills it; undefined: this runner cannot. */
  readonly runUntilKilled: ((settings: StepSettings) => Promise<void>) | undefined;
}

type Report =
  | { readonly kind: 'notice'; readonly text: string }
  | { readonly kind: 'outcome'; readonly outcome: StepOutcome };

const root = fileURLToPath(new URL('..', import.meta.url));

/** Plain JavaScript of the step and what it imports: what compiles TypeScript on the fly would count as memory of the store. */
function compile(directory: string): void {
  const out = join(directory, 'compiled');
  mkdirSync(out);
  writeFileSync(join(out, 'package.json'), '{ "type": "module" }\n');
  symlinkSync(join(root, 'node_modules'), join(out, 'node_modules'));
  const project = join(out, 'tsconfig.json');
  const compilerOptions = { noEmit: false, declaration: false, sourceMap: false, rootDir: root, outDir: out };
  const files = [join(root, 'bench', 'store-step.ts')];
  writeFileSync(project, JSON.stringify({ extends: join(root, 'tsconfig.json'), compilerOptions, include: [], files }));
  const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const { status, stdout } = spawnSync(process.execPath, [compiler, '-p', project], { encoding: 'utf8' });
  if (status !== 0) {
    throw new Error(`the bench could not be compiled:\n${stdout}`);
  }
}

/** Each step in a process of its own. */
export async function processRunner(): Promise<StepRunner & { readonly compiled: string; close(): void }> {
  const directory = await makeScratch();
  compile(directory);
  const start = (settings: StepSettings) => {
    const child = fork(join(directory, 'compiled', 'bench', 'store-step.js'), { execArgv: [] });
    child.send(settings);
    return child;
  };
  return {
    compiled: join(directory, 'compiled'),
    close: () => removeScratch(directory),
    run: (settings, notice) =>
      new Promise((resolve, reject) => {
        const child = start(settings);
        let outcome: StepOutcome | undefined;
        child.on('message', (message) => {
          const report = message as Report;
          if (report.kind === 'notice') {
            notice(report.text);
          } else {
            outcome = report.outcome;
          }
        });
        child.once('exit', (code) => {
          if (outcome === undefined) {
            reject(new Error(`the step ${settings.kind} ended with ${code}; its reason is above`));
          } else {
            resolve(outcome);
          }
        });
      }),
    async runUntilKilled(settings) {
      const child = start(settings);
      const ended = once(child, 'exit');
      await Promise.race([
        once(child, 'message'),
        ended.then(([code]) => Promise.reject(new Error(`the step ${settings.kind} ended with ${String(code)}`))),
      ]);
      child.kill('SIGKILL');
      await ended;
    },
  };
}
