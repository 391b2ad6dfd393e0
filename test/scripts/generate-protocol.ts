import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Makes src/protocol/gen from proto/ (`npm run protocol`). The code is static, so that nothing parses a .proto file at
 * start-up, and free of the parts that nobody calls (verify, convert, delimited, type URLs, service stubs).
 */
const repository = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const sources = ['apache/rocketmq/v2/definition', 'apache/rocketmq/v2/service', 'pocketmq/admin/v1/admin'];
const banner = '// Made by `npm run protocol` from proto/; change that and run it again.\n';
const aliases = [
  ['v2', 'apache.rocketmq.v2'],
  ['admin', 'pocketmq.admin.v1'],
  ['wellKnown', 'google.protobuf'],
];
const require = createRequire(import.meta.url);

function run(tool: 'pbjs' | 'pbts', options: readonly string[]): void {
  execFileSync(process.execPath, [require.resolve(`protobufjs-cli/bin/${tool}`), ...options], {
    cwd: repository,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
}

function pbjs(output: string, extra: readonly string[]): void {
  run('pbjs', [
    ...['--target', 'static-module', '--wrap', 'esm', '--es6', '--root', 'pocketmq', '--path', 'proto'],
    ...['--no-create', '--no-verify', '--no-convert', '--no-delimited', '--no-typeurl', '--no-service'],
    ...['--force-number', ...extra, '--out', output],
    ...sources.map((source) => `proto/${source}.proto`),
  ]);
}

/** Writes messages.js and messages.d.ts into the directory. */
export function generateProtocol(directory: string): void {
  mkdirSync(directory, { recursive: true });
  const scratch = mkdtempSync(join(tmpdir(), 'pocketmq-protocol-'));
  try {
    // pbts reads types out of the comments, which the code that ships does not need.
    pbjs(join(scratch, 'commented.js'), []);
    pbjs(join(scratch, 'bare.js'), ['--no-comments']);
    run('pbts', ['--no-comments', '--out', join(scratch, 'commented.d.ts'), join(scratch, 'commented.js')]);
    // Deep nesting makes two thirds of the text indentation; tabs halve it.
    const code = readFileSync(join(scratch, 'bare.js'), 'utf8')
      .replace(/^(?: {4})+/gm, (indent) => '\t'.repeat(indent.length / 4))
      .replace(/^export const /gm, 'const ')
      .replace(/^export \{\s*\$root as default\s*\};\n/m, '');
    const types = readFileSync(join(scratch, 'commented.d.ts'), 'utf8')
      .replace(/^export namespace /gm, 'declare namespace ')
      .replace('from "protobufjs"', 'from "protobufjs/minimal.js"')
      .replace('import Long = require("long");\n', '');
    const codeAliases = aliases.map(([name, path]) => `export const ${name} = ${path};\n`).join('');
    const typeAliases = aliases.map(([name, path]) => `export import ${name} = ${path};\n`).join('');
    writeFileSync(join(directory, 'messages.js'), `${banner}${code}\n${codeAliases}`);
    writeFileSync(join(directory, 'messages.d.ts'), `${banner}${types}\n${typeAliases}`);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  generateProtocol(join(repository, 'src/protocol/gen'));
}
