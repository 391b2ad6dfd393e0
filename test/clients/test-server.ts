import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Admin } from '../../src/admin/operations.ts';
import { type Options, startServer } from '../../src/server.ts';

export interface RunningServer {
  readonly endpoint: string;
  readonly port: number;
  readonly admin: Admin;
  readonly directory: string;
  close(): Promise<void>;
}

/** A server on a free port with its data in a directory of its own, which goes when the server is closed. */
export async function startTestServer(options: Partial<Options> = {}): Promise<RunningServer> {
  const directory = await mkdtemp(join(tmpdir(), 'pocketmq-test-'));
  const server = await startServer({
    options: { grpcServerPort: 0, storePathRootDir: directory, logLevel: 'error', ...options },
  });
  const admin = Admin.open({ endpoint: server.endpoint });
  return {
    endpoint: server.endpoint,
    port: server.port,
    admin,
    directory,
    close: async () => {
      await admin.close();
      await server.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
