import { createReadStream } from 'node:fs';
import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The text of a file; an Error of the file system when it cannot be read. */
export function readText(path: string): Promise<string> {
  return readFile(path, 'utf8');
}

/** The bytes of a file, piece by piece; a file that cannot be read shows when the first piece is asked for. */
export function openInput(path: string): AsyncIterable<Uint8Array> & { destroy(): unknown } {
  return createReadStream(path);
}

/** The version of this package, from its package.json. */
export async function packageVersion(): Promise<string> {
  const text = await readText(fileURLToPath(new URL('../../package.json', import.meta.url)));
  const content: unknown = JSON.parse(text);
  const version = typeof content === 'object' && content !== null && 'version' in content ? content.version : undefined;
  return typeof version === 'string' ? version : 'unknown';
}

async function writePrivate(path: string, content: string): Promise<void> {
  const temporary = `${path}.new`;
  const file = await open(temporary, 'w', 0o600);
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(temporary, path);
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readText(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
      return undefined;
    }
    throw error;
  }
}

export interface KeyPair {
  /** PEM. */
  readonly key: string;
  readonly cert: string;
}

/** Keeps a private key and its certificate in a directory, readable by the owner alone. */
export class KeyPairFiles {
  readonly #keyPath: string;
  readonly #certPath: string;

  constructor(directory: string) {
    this.#keyPath = join(directory, 'key.pem');
    this.#certPath = join(directory, 'certificate.pem');
  }

  /** Undefined when one of the two is missing. */
  async read(): Promise<KeyPair | undefined> {
    const [key, cert] = await Promise.all([readIfThere(this.#keyPath), readIfThere(this.#certPath)]);
    return key === undefined || cert === undefined ? undefined : { key, cert };
  }

  async write(pair: KeyPair): Promise<void> {
    await mkdir(dirname(this.#keyPath), { recursive: true, mode: 0o700 });
    await writePrivate(this.#keyPath, pair.key);
    await writePrivate(this.#certPath, pair.cert);
  }
}
