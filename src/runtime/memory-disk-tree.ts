import type { DiskEntry } from './disk.ts';
import type { Change, SparseBytes } from './memory-disk-content.ts';

export interface FileNode {
  readonly kind: 'file';
  readonly content: SparseBytes;
  /** What has been synced; undefined when no crash is going to be simulated. */
  durable: SparseBytes | undefined;
  unsynced: Change[];
  /** Changes that an earlier sync has taken out of `unsynced`. */
  settled: number;
}

export interface DirectoryNode {
  readonly kind: 'directory';
  readonly entries: Map<string, Node>;
  durable: Map<string, Node>;
  /** States of `entries` since the last sync, oldest first. */
  unsynced: Map<string, Node>[];
}

export type Node = FileNode | DirectoryNode;

export function newDirectory(): DirectoryNode {
  return { kind: 'directory', entries: new Map(), durable: new Map(), unsynced: [] };
}

export function entryOf(name: string, node: Node): DiskEntry {
  const size = node.kind === 'file' ? node.content.size : 0;
  return { name, kind: node.kind, size, modifiedAt: 0 };
}

export function allocatedBytes(directory: DirectoryNode): number {
  let bytes = 0;
  for (const node of directory.entries.values()) {
    bytes += node.kind === 'file' ? node.content.allocatedBytes : allocatedBytes(node);
  }
  return bytes;
}

export function cloneTree(
  directory: DirectoryNode,
  entriesOf: (node: DirectoryNode) => Map<string, Node>,
  contentOf: (node: FileNode) => SparseBytes,
  tracked: boolean,
): DirectoryNode {
  const copy = newDirectory();
  for (const [name, node] of entriesOf(directory)) {
    if (node.kind === 'directory') {
      copy.entries.set(name, cloneTree(node, entriesOf, contentOf, tracked));
    } else {
      const content = contentOf(node);
      const durable = tracked ? content.clone() : undefined;
      copy.entries.set(name, { kind: 'file', content, durable, unsynced: [], settled: 0 });
    }
  }
  copy.durable = new Map(copy.entries);
  return copy;
}
