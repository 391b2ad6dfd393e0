import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { encodeFileDescriptors } from './file-descriptors.ts';

/**
 * Makes src/protocol/gen from proto/ (`npm run protocol`). The code is static, so that nothing parses a .proto file at
 * start-up, and free of the parts that nobody calls (verify, convert, delimited, type URLs, service stubs).
 */
const repository = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const sources = ['apache/rocketmq/v2/definition', 'apache/rocketmq/v2/service', 'pocketmq/admin/v1/admin'];
/** What reflection tells of, with the imports. */
const reflected = [
  ...sources,
  'grpc/health/v1/health',
  'grpc/reflection/v1/reflection',
  'grpc/reflection/v1alpha/reflection',
];
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

/** The descriptors as base64 text in lines, one constant for all files. */
function writeDescriptors(directory: string): void {
  const files = encodeFileDescriptors(
    join(repository, 'proto'),
    reflected.map((name) => `${name}.proto`),
  );
  const texts = files.map((bytes) => {
    const lines =
      Buffer.from(bytes)
        .toString('base64')
        .match(/.{1,110}/g) ?? [];
    return `\t[\n${lines.map((line) => `\t\t'${line}',\n`).join('')}\t],\n`;
  });
  const decode = "].map((lines) => Buffer.from(lines.join(''), 'base64'));\n";
  writeFileSync(
    join(directory, 'descriptors.js'),
    `${banner}export const fileDescriptors = [\n${texts.join('')}${decode}`,
  );
  writeFileSync(
    join(directory, 'descriptors.d.ts'),
    `${banner}/** Encoded google.protobuf.FileDescriptorProto, one for each file, imports first. */\n` +
      'export const fileDescriptors: readonly Uint8Array[];\n',
  );
}

/** Writes messages and descriptors, each as .js and .d.ts, into the directory. */
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
    writeDescriptors(directory);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  generateProtocol(join(repository, 'src/protocol/gen'));
}
