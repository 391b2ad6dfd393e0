import {
  closeSync,
  fstatSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';

/**
 * A store directory in one small file. Store files are sparse (a timer wheel has 37 MiB), so only the pages that are not
 * all zero are kept, and neither side ever holds the zeros:
 *
 *   gzip( u32 length of the list | the list as JSON | the contents of all extents, back to back )
 */
interface ArchivedFile {
  /** Below the store directory; ends in `/` when it is a directory. */
  readonly path: string;
  readonly bytes: number;
  readonly modifiedMs: number;
  /** Position and length of what is not zero. */
  readonly extents: readonly (readonly [number, number])[];
}

const pageBytes = 4096;
const zeroPage = Buffer.alloc(pageBytes);

/** The extents of one file; their contents are added to `contents`. */
function scan(path: string, file: string, contents: Buffer[]): ArchivedFile {
  const handle = openSync(file, 'r');
  const { size, mtimeMs } = fstatSync(handle);
  const extents: [number, number][] = [];
  const chunk = Buffer.alloc(256 * pageBytes);
  for (let position = 0; position < size; ) {
    const read = readSync(handle, chunk, 0, chunk.length, position);
    for (let at = 0; at < read; at += pageBytes) {
      const page = chunk.subarray(at, Math.min(at + pageBytes, read));
      if (page.equals(zeroPage.subarray(0, page.length))) {
        continue;
      }
      contents.push(Buffer.from(page));
      const last = extents.at(-1);
      if (last !== undefined && last[0] + last[1] === position + at) {
        last[1] += page.length;
      } else {
        extents.push([position + at, page.length]);
      }
    }
    position += read;
  }
  closeSync(handle);
  return { path, bytes: size, modifiedMs: Math.round(mtimeMs), extents };
}

/** Packs what lies below `directory`, without what `leftOut` names by its path below it. */
export function packStore(directory: string, archive: string, leftOut: (path: string) => boolean): void {
  const files: ArchivedFile[] = [];
  const contents: Buffer[] = [];
  const visit = (below: string) => {
    const entries = readdirSync(join(directory, below), { withFileTypes: true });
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const path = below === '' ? entry.name : `${below}/${entry.name}`;
      if (leftOut(path)) {
        continue;
      }
      if (entry.isDirectory()) {
        files.push({ path: `${path}/`, bytes: 0, modifiedMs: 0, extents: [] });
        visit(path);
      } else {
        files.push(scan(path, join(directory, path), contents));
      }
    }
  };
  visit('');
  const list = Buffer.from(JSON.stringify(files));
  const length = Buffer.alloc(4);
  length.writeUInt32BE(list.length);
  mkdirSync(dirname(archive), { recursive: true });
  writeFileSync(archive, gzipSync(Buffer.concat([length, list, ...contents]), { level: 9 }));
}

/** The inverse of packStore: files with their lengths (sparse), contents and times. */
export function unpackStore(archive: string, directory: string): void {
  const bytes = gunzipSync(readFileSync(archive));
  const listEnd = 4 + bytes.readUInt32BE(0);
  const files = JSON.parse(bytes.toString('utf8', 4, listEnd)) as readonly ArchivedFile[];
  mkdirSync(directory, { recursive: true });
  let position = listEnd;
  for (const file of files) {
    const path = join(directory, file.path);
    if (file.path.endsWith('/')) {
      mkdirSync(path, { recursive: true });
      continue;
    }
    const handle = openSync(path, 'w');
    ftruncateSync(handle, file.bytes);
    for (const [at, length] of file.extents) {
      writeSync(handle, bytes, position, length, at);
      position += length;
    }
    closeSync(handle);
    utimesSync(path, file.modifiedMs / 1000, file.modifiedMs / 1000);
  }
}
