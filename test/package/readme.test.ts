import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { chmod, copyFile, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { optionSpecs } from '../../src/runtime/options.ts';
import { type ServerProcess, startServerProcess } from '../scripts/server-process.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const readme = readFileSync(join(root, 'README.md'), 'utf8');
const blocks = [...readme.matchAll(/```(\w+)\n([\s\S]*?)```/g)].map(([, language = '', code = '']) => ({
  language,
  code,
}));
const scripts = blocks.filter(({ language }) => language === 'js');
/** What runs in a shell against a running server; starting one and npm's own commands are for other tests. */
const shells = blocks.filter(({ language, code }) => language === 'sh' && /^pocketmq (?!start)/.test(code));

let directory: string;
let server: ServerProcess;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'pocketmq-readme-'));
  server = await startServerProcess(join(directory, 'data'), 'logLevel=warn');
  // A project that has installed the package and the official client.
  await mkdir(join(directory, 'node_modules'));
  await symlink(root, join(directory, 'node_modules', 'pocketmq'));
  await symlink(
    join(root, 'node_modules', 'rocketmq-client-nodejs'),
    join(directory, 'node_modules', 'rocketmq-client-nodejs'),
  );
  await copyFile(join(root, 'package-lock.json'), join(directory, 'package-lock.json'));
  const command = join(directory, 'pocketmq');
  await writeFile(
    command,
    // Commands on a store directory talk to no server.
    `#!/bin/sh\n[ "$1" = store ] || set -- "$@" --endpoint ${server.endpoint}\nexec "${process.execPath}" "${root}/dist/bin/pocketmq.js" "$@"\n`,
  );
  await chmod(command, 0o755);
});

afterAll(async () => {
  expect(await server.stop('SIGTERM')).toBe(0);
  expect(server.errorOutput()).toBe('');
  await rm(directory, { recursive: true, force: true });
});

function run(file: string, args: readonly string[]): Promise<{ failed: boolean; stdout: string; stderr: string }> {
  // The official client logs below the home directory.
  const env = { ...process.env, PATH: `${directory}:${process.env['PATH']}`, HOME: directory };
  return new Promise((resolve) => {
    execFile(file, args, { cwd: directory, env }, (error, stdout, stderr) => {
      resolve({ failed: error !== null, stdout, stderr });
    });
  });
}

describe('the README', () => {
  it.each(scripts.map(({ code }, index) => [code.split('\n')[0] ?? '', code, index] as const))(
    'has a script that runs: %s',
    async (_line, code, index) => {
      const file = join(directory, `example-${index}.mjs`);
      await writeFile(file, code.replaceAll('127.0.0.1:8081', server.endpoint));
      const { failed, stdout, stderr } = await run(process.execPath, [file]);
      expect({ failed, stderr }).toEqual({ failed: false, stderr: '' });
      expect(stdout).toMatch(/hello|127\.0\.0\.1:\d+/);
    },
  );

  it.each(shells.map(({ code }) => [code.trim()]))('has commands that run: %s', async (code) => {
    const { failed, stderr } = await run('/bin/sh', ['-e', '-c', code]);
    expect({ failed, stderr: failed ? stderr : '' }).toEqual({ failed: false, stderr: '' });
  });

  it('has scripts and commands to run', () => {
    expect(scripts.length).toBeGreaterThanOrEqual(3);
    expect(shells.length).toBeGreaterThanOrEqual(2);
  });

  it('names only options that exist, with their defaults', () => {
    const rows = [...readme.matchAll(/^\| (`\w+`(?:, `\w+`)*) \| (?:`([^`]*)`)? ?\|/gm)];
    expect(rows.length).toBeGreaterThanOrEqual(5);
    for (const [, names = '', value = ''] of rows) {
      for (const name of names.replaceAll('`', '').split(', ')) {
        expect([name, String(optionSpecs.get(name)?.default)]).toEqual([name, value]);
      }
    }
  });

  it('links only to files that exist', () => {
    const links = [...readme.matchAll(/\]\((?!http)([^)]+)\)/g)].map(([, link = '']) => link);
    expect(links.filter((link) => !existsSync(join(root, link)))).toEqual([]);
    expect(links.length).toBeGreaterThan(0);
  });
});
