/**
 * Files, the only way to them outside runtime/. Failures are thrown as errors whose `code` is the system's name of the
 * fault (ENOSPC, EIO, ENOENT …); see {@link diskErrorCode}.
 *
 * What is durable: bytes of a file after `sync()` of that file; names in a directory (create, rename, remove) after
 * `syncDirectory()` of that directory. Everything else may be lost, partly lost or reordered by a power cut, and
 * survives the end of the process.
 */
export interface Disk {
  /**
   * `read`: an existing file, reading only. `write`: an existing file. `create`: a new file, EEXIST when it is there.
   */
  open(path: string, mode: 'read' | 'write' | 'create'): Promise<DiskFile>;
  /** Undefined when nothing has this name. */
  stat(path: string): Promise<DiskEntry | undefined>;
  /** What a directory holds, sorted by name; nothing when it does not exist. */
  list(directory: string): Promise<readonly DiskEntry[]>;
  /** Makes the directory and those above it; tells how many it made. The parents still have to be synced. */
  makeDirectory(path: string): Promise<number>;
  /** Replaces what has the name `to`; both names lie on one file system. */
  rename(from: string, to: string): Promise<void>;
  /** Removes a file; nothing happens when it does not exist. */
  remove(path: string): Promise<void>;
  /** Removes a directory and all that it holds. */
  removeDirectory(path: string): Promise<void>;
  syncDirectory(path: string): Promise<void>;
  /** Whether files have views. */
  canView(): boolean;
  /**
   * Views that nobody uses any more are unmapped now, not when memory runs short: until then a removed file keeps its
   * space. Holds the process up for some milliseconds; does nothing when there were no views.
   */
  releaseViews(): void;
  /** Bytes of the file system that holds the path. */
  space(path: string): Promise<DiskSpace>;
  /** Keeps other processes that ask the same way out of the directory. */
  lock(directory: string): Promise<LockResult>;
  /** Who holds the lock of the directory, in words; undefined when nobody does. Changes nothing. */
  lockHolder(directory: string): Promise<string | undefined>;
}

export interface DiskEntry {
  readonly name: string;
  readonly kind: 'file' | 'directory' | 'other';
  /** Bytes of a file, 0 for the rest. */
  readonly size: number;
  /** Last change of a file's content, epoch milliseconds; 0 for the rest. */
  readonly modifiedAt: number;
}

export interface DiskSpace {
  readonly totalBytes: number;
  readonly freeBytes: number;
}

export type LockResult =
  | { readonly kind: 'locked'; readonly lock: DiskLock }
  /** `holder` says who holds it, in words. */
  | { readonly kind: 'held'; readonly holder: string };

export interface DiskLock {
  release(): Promise<void>;
}

/** An open file. Reads and writes are positioned; two of them never disturb each other. */
export interface DiskFile {
  /** All bytes or an error; after an error any part of them may have been written. */
  write(bytes: Uint8Array, position: number): Promise<void>;
  /** As write, on the calling thread: for small writes that only reach the page cache. */
  writeSync(bytes: Uint8Array, position: number): void;
  /**
   * The bytes from the position on as memory that is the file: what is put there counts as written. All of them must have
   * been written before, and not cut off since: touching a hole ends the process when the disk is full. Undefined when
   * the disk has no views.
   */
  view(position: number, length: number): Buffer | undefined;
  /** Fills the target from the position on; fewer bytes only at the end of the file. */
  read(target: Uint8Array, position: number): Promise<number>;
  /** What was written before the call is durable when it resolves (fdatasync). */
  sync(): Promise<void>;
  /** Cuts, or extends with zeros that take no space. */
  truncate(size: number): Promise<void>;
  size(): Promise<number>;
  close(): Promise<void>;
}

/** The system's name of a fault, undefined for other errors. */
export function diskErrorCode(error: unknown): string | undefined {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') {
    return error.code;
  }
  return undefined;
}

/**
 * Full disks and used-up quotas pass; every other fault of a write is taken for a broken disk. So is a sync that finds no
 * space: what it should have written is forgotten.
 */
export function isDiskFull(error: unknown): boolean {
  const code = diskErrorCode(error);
  return (code === 'ENOSPC' || code === 'EDQUOT') && !isFailedSync(error);
}

/** True for faults of fsync and fdatasync, of files and directories: what they should have made durable may never be. */
export function isFailedSync(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error && /^f(data)?sync$/.test(String(error.syscall));
}

/** The whole content of a file, undefined when it does not exist. */
export async function readWholeFile(disk: Disk, path: string): Promise<Buffer | undefined> {
  let file: DiskFile;
  try {
    file = await disk.open(path, 'read');
  } catch (error) {
    if (diskErrorCode(error) === 'ENOENT') {
      return undefined;
    }
    throw error;
  }
  try {
    const bytes = Buffer.alloc(await file.size());
    const count = await file.read(bytes, 0);
    return bytes.subarray(0, count);
  } finally {
    await file.close();
  }
}

/** Writes a new file with this content and syncs it; the directory still has to be synced. */
export async function writeNewFile(disk: Disk, path: string, content: Uint8Array): Promise<void> {
  const file = await disk.open(path, 'create');
  try {
    await file.write(content, 0);
    await file.sync();
  } finally {
    await file.close();
  }
}
