import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

describe('the package', () => {
  it('contains what it needs to run, and neither tests nor sources', async () => {
    const { stdout } = await promisify(execFile)('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
      cwd: root,
    });
    const [pack]: { files: { path: string }[] }[] = JSON.parse(stdout);
    const paths = pack?.files.map(({ path }) => path) ?? [];
    expect(paths).toEqual(
      expect.arrayContaining([
        'LICENSE',
        'README.md',
        'conf/standalone.conf',
        'dist/bin/pocketmq.js',
        'dist/index.d.ts',
        'dist/index.js',
        'dist/protocol/gen/messages.js',
        'dist/server.d.ts',
        'dist/server.js',
        'package.json',
        'proto/apache/rocketmq/v2/service.proto',
      ]),
    );
    expect(paths.filter((path) => /^(src|test|bench|\.ci)\//.test(path) || path.endsWith('.tsbuildinfo'))).toEqual([]);
  });

  it('exports the SDK and the server by name', async () => {
    const sdk = await import('pocketmq');
    const server = await import('pocketmq/server');
    expect(Object.keys(sdk).sort()).toEqual(['Admin', 'Code', 'MqError', 'Producer', 'SimpleConsumer']);
    expect(Object.keys(server)).toEqual(['startServer']);
  });
});
