import type { Disk, DiskEntry, DiskFile, DiskLock, DiskSpace, LockResult } from './disk.ts';
import { applyChange, applyTorn, type Change, SparseBytes } from './memory-disk-content.ts';
import {
  allocatedBytes,
  cloneTree,
  type DirectoryNode,
  entryOf,
  type FileNode,
  type Node,
  newDirectory,
} from './memory-disk-tree.ts';

export type DiskOperation =
  | 'open'
  | 'stat'
  | 'list'
  | 'makeDirectory'
  | 'rename'
  | 'remove'
  | 'removeDirectory'
  | 'syncDirectory'
  | 'space'
  | 'lock'
  | 'write'
  | 'read'
  | 'sync'
  | 'truncate'
  | 'size'
  | 'close';

export interface DiskFault {
  /** The system's name of the fault, for example EIO or ENOSPC. */
  readonly code: string;
  /** Of a write: bytes that arrive nevertheless. */
  readonly bytesWritten?: number;
}

/** What a test can do to a simulated disk. */
export interface DiskSimulation {
  /** Called before each call; a fault that it returns is thrown instead. It may also halt the disk. */
  beforeCall?(operation: DiskOperation, path: string): DiskFault | undefined;
  /** Awaited in each call that a disk answers later, so that calls can overlap. */
  delay?(operation: DiskOperation): Promise<void>;
  /** Free space when nothing is written yet. */
  readonly capacityBytes?: number;
}

function fault(code: string, operation: DiskOperation, path: string): Error {
  const syscall = operation === 'sync' ? 'fdatasync' : operation === 'syncDirectory' ? 'fsync' : operation;
  return Object.assign(new Error(`${code}: simulated disk, ${operation} '${path}'`), { code, syscall });
}

function splitPath(path: string): string[] {
  return path.split(/[\\/]/).filter((part) => part !== '' && part !== '.');
}

/**
 * Files in memory. Without a simulation it serves stores that are not meant to survive the process; with one it
 * remembers what was synced, so that {@link MemoryDisk.crash} can show what a power cut may leave.
 */
export class MemoryDisk implements Disk {
  #root = newDirectory();
  readonly #simulation: DiskSimulation | undefined;
  readonly #locks = new Set<string>();
  #halted = false;

  constructor(simulation?: DiskSimulation) {
    this.#simulation = simulation;
  }

  /** From now on every call fails with ECRASHED: the process that uses the disk is gone. */
  halt(): void {
    this.#halted = true;
  }

  /** The disk as the next process finds it after `kill -9`: everything that was written. */
  afterKill(simulation?: DiskSimulation): MemoryDisk {
    this.halt();
    const next = new MemoryDisk(simulation);
    next.#root = cloneTree(
      this.#root,
      (node) => node.entries,
      (node) => node.content.clone(),
      simulation !== undefined,
    );
    return next;
  }

  /**
   * The disk after a power cut: synced bytes and names, and of the rest whatever `random` decides. Names come back as
   * the directory was at some moment since its last sync; bytes in any subset of writes, torn at 512 bytes.
   */
  afterPowerCut(random: () => number, simulation?: DiskSimulation): MemoryDisk {
    this.halt();
    const next = new MemoryDisk(simulation);
    const pickEntries = (node: DirectoryNode) => {
      const pick = Math.floor(random() * (node.unsynced.length + 1));
      return (pick === 0 ? undefined : node.unsynced[pick - 1]) ?? node.durable;
    };
    const tear = (node: FileNode) => {
      const content = (node.durable ?? node.content).clone();
      for (const change of node.unsynced) {
        applyTorn(content, change, random);
      }
      return content;
    };
    next.#root = cloneTree(this.#root, pickEntries, tear, simulation !== undefined);
    return next;
  }

  async open(path: string, mode: 'read' | 'write' | 'create'): Promise<DiskFile> {
    await this.#enter('open', path);
    const existing = this.#find(path);
    if (mode !== 'create') {
      if (existing?.kind !== 'file') {
        throw fault(existing === undefined ? 'ENOENT' : 'EISDIR', 'open', path);
      }
      return new MemoryDiskFile(this, existing, path);
    }
    if (existing !== undefined) {
      throw fault('EEXIST', 'open', path);
    }
    const durable = this.#simulation === undefined ? undefined : new SparseBytes();
    const node: FileNode = { kind: 'file', content: new SparseBytes(), durable, unsynced: [], settled: 0 };
    this.#change(path, 'open', (entries, name) => entries.set(name, node));
    return new MemoryDiskFile(this, node, path);
  }

  async stat(path: string): Promise<DiskEntry | undefined> {
    await this.#enter('stat', path);
    const node = this.#find(path);
    return node === undefined ? undefined : entryOf(splitPath(path).at(-1) ?? '', node);
  }

  async list(directory: string): Promise<readonly DiskEntry[]> {
    await this.#enter('list', directory);
    const node = this.#find(directory);
    if (node?.kind !== 'directory') {
      return [];
    }
    return [...node.entries].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, child]) => entryOf(name, child));
  }

  async makeDirectory(path: string): Promise<number> {
    await this.#enter('makeDirectory', path);
    let made = 0;
    let directory = this.#root;
    for (const part of splitPath(path)) {
      let child = directory.entries.get(part);
      if (child === undefined) {
        child = newDirectory();
        directory.entries.set(part, child);
        this.#noteNames(directory);
        made++;
      }
      if (child.kind !== 'directory') {
        throw fault('ENOTDIR', 'makeDirectory', path);
      }
      directory = child;
    }
    return made;
  }

  async rename(from: string, to: string): Promise<void> {
    await this.#enter('rename', from);
    const node = this.#find(from);
    const source = this.#parent(from);
    const target = this.#parent(to);
    if (node === undefined || source === undefined || target === undefined) {
      throw fault('ENOENT', 'rename', from);
    }
    source.entries.delete(splitPath(from).at(-1) ?? '');
    target.entries.set(splitPath(to).at(-1) ?? '', node);
    this.#noteNames(source);
    if (target !== source) {
      this.#noteNames(target);
    }
  }

  async remove(path: string): Promise<void> {
    await this.#enter('remove', path);
    if (this.#find(path) !== undefined) {
      this.#change(path, 'remove', (entries, name) => entries.delete(name));
    }
  }

  async removeDirectory(path: string): Promise<void> {
    await this.#enter('removeDirectory', path);
    const node = this.#find(path);
    if (node?.kind === 'directory' && this.#simulation !== undefined) {
      // One by one, as a file system does it: a crash on the way leaves some of the files.
      for (const [name, child] of [...node.entries]) {
        const inside = `${path}/${name}`;
        await (child.kind === 'directory' ? this.removeDirectory(inside) : this.remove(inside));
      }
    }
    if (node !== undefined) {
      this.#change(path, 'removeDirectory', (entries, name) => entries.delete(name));
    }
  }

  async syncDirectory(path: string): Promise<void> {
    await this.#enter('syncDirectory', path);
    const node = this.#find(path);
    if (node?.kind !== 'directory') {
      throw fault('ENOENT', 'syncDirectory', path);
    }
    node.durable = new Map(node.entries);
    node.unsynced = [];
  }

  canView(): boolean {
    return false;
  }

  releaseViews(): void {}

  async space(path: string): Promise<DiskSpace> {
    await this.#enter('space', path);
    const totalBytes = this.#simulation?.capacityBytes ?? Number.MAX_SAFE_INTEGER;
    return { totalBytes, freeBytes: Math.max(0, totalBytes - allocatedBytes(this.#root)) };
  }

  lockHolder(directory: string): Promise<string | undefined> {
    return Promise.resolve(this.#locks.has(directory) ? 'this process' : undefined);
  }

  async lock(directory: string): Promise<LockResult> {
    await this.#enter('lock', directory);
    if (this.#locks.has(directory)) {
      return { kind: 'held', holder: 'this process' };
    }
    this.#locks.add(directory);
    const lock: DiskLock = {
      release: async () => {
        this.#locks.delete(directory);
      },
    };
    return { kind: 'locked', lock };
  }

  /** For the files of this disk: faults and delays of one call. */
  async enter(operation: DiskOperation, path: string): Promise<void> {
    await this.#enter(operation, path);
  }

  async delay(operation: DiskOperation): Promise<void> {
    await this.#simulation?.delay?.(operation);
  }

  /** As enter, without the delay. */
  enterSync(operation: DiskOperation, path: string): void {
    const found = this.faultOf(operation, path);
    if (found !== undefined) {
      throw fault(found.code, operation, path);
    }
  }

  faultOf(operation: DiskOperation, path: string): DiskFault | undefined {
    const found = this.#halted ? undefined : this.#simulation?.beforeCall?.(operation, path);
    return this.#halted ? { code: 'ECRASHED' } : found;
  }

  /** Bytes of a write that fit on the disk. */
  roomFor(node: FileNode, length: number, position: number): number {
    const capacity = this.#simulation?.capacityBytes;
    if (capacity === undefined) {
      return length;
    }
    const missing = node.content.neededBytes(length, position) + allocatedBytes(this.#root) - capacity;
    return missing <= 0 ? length : Math.max(0, length - missing);
  }

  async #enter(operation: DiskOperation, path: string): Promise<void> {
    await this.delay(operation);
    this.enterSync(operation, path);
  }

  #find(path: string): Node | undefined {
    let node: Node | undefined = this.#root;
    for (const part of splitPath(path)) {
      node = node?.kind === 'directory' ? node.entries.get(part) : undefined;
    }
    return node;
  }

  #parent(path: string): DirectoryNode | undefined {
    const node = this.#find(splitPath(path).slice(0, -1).join('/'));
    return node?.kind === 'directory' ? node : undefined;
  }

  #change(path: string, operation: DiskOperation, edit: (entries: Map<string, Node>, name: string) => void): void {
    const parent = this.#parent(path);
    if (parent === undefined) {
      throw fault('ENOENT', operation, path);
    }
    edit(parent.entries, splitPath(path).at(-1) ?? '');
    this.#noteNames(parent);
  }

  #noteNames(directory: DirectoryNode): void {
    if (this.#simulation !== undefined) {
      directory.unsynced.push(new Map(directory.entries));
    }
  }
}

class MemoryDiskFile implements DiskFile {
  readonly #disk: MemoryDisk;
  readonly #node: FileNode;
  readonly #path: string;

  constructor(disk: MemoryDisk, node: FileNode, path: string) {
    this.#disk = disk;
    this.#node = node;
    this.#path = path;
  }

  writeSync(bytes: Uint8Array, position: number): void {
    const found = this.#disk.faultOf('write', this.#path);
    const room = this.#disk.roomFor(this.#node, bytes.length, position);
    const count = found === undefined ? room : Math.min(room, found.bytesWritten ?? 0);
    if (count > 0) {
      this.#apply({ kind: 'write', bytes: bytes.subarray(0, count), position });
    }
    if (found !== undefined) {
      throw fault(found.code, 'write', this.#path);
    }
    if (count < bytes.length) {
      throw fault('ENOSPC', 'write', this.#path);
    }
  }

  view(): undefined {
    return undefined;
  }

  async write(bytes: Uint8Array, position: number): Promise<void> {
    await this.#disk.delay('write');
    this.writeSync(bytes, position);
  }

  async read(target: Uint8Array, position: number): Promise<number> {
    await this.#disk.enter('read', this.#path);
    return this.#node.content.read(target, position);
  }

  /** After a failed sync the system takes the pages for clean: they are never written, and the next sync succeeds. */
  async sync(): Promise<void> {
    const node = this.#node;
    const end = node.settled + node.unsynced.length;
    await this.#disk.delay('sync');
    const changes = node.unsynced.splice(0, Math.max(0, end - node.settled));
    node.settled += changes.length;
    this.#disk.enterSync('sync', this.#path);
    for (const change of changes) {
      if (node.durable !== undefined) {
        applyChange(node.durable, change);
      }
    }
  }

  async truncate(size: number): Promise<void> {
    await this.#disk.enter('truncate', this.#path);
    this.#apply({ kind: 'truncate', size });
  }

  async size(): Promise<number> {
    await this.#disk.enter('size', this.#path);
    return this.#node.content.size;
  }

  async close(): Promise<void> {
    await this.#disk.enter('close', this.#path);
  }

  #apply(change: Change): void {
    applyChange(this.#node.content, change);
    if (this.#node.durable !== undefined) {
      // A copy, which `slice` of a Buffer is not: who wrote the bytes may use their memory again.
      this.#node.unsynced.push(change.kind === 'write' ? { ...change, bytes: new Uint8Array(change.bytes) } : change);
    }
  }
}
