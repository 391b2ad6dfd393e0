import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { show } from './report.ts';

interface ProfileNode {
  readonly id: number;
  readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number };
  readonly children?: readonly number[];
  readonly positionTicks?: readonly { readonly line: number; readonly ticks: number }[];
}

/** What V8 writes; `timeDeltas` are microseconds. */
export interface CpuProfile {
  readonly nodes: readonly ProfileNode[];
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

/** Parts of a server by where their code lies, the first that fits. */
const partsByPath: readonly (readonly [RegExp, string])[] = [
  [/@grpc\/grpc-js/, 'grpc-js'],
  [/rpc\/http2\/(hpack|huffman|header-|request-headers|response-blocks)/, 'HPACK'],
  [/rpc\/http2\//, 'HTTP/2 frames, streams, windows'],
  [/rpc\/node-/, 'node:http2 engine (adapter)'],
  [/node:internal\/http2|node:http2/, 'node:http2'],
  [/\/rpc\//, 'gRPC calls, framing, deadlines'],
  [/protobufjs|protocol\/gen/, 'protobuf decode and encode'],
  [/protocol\//, 'wire to model and back'],
  [/proxy\//, 'proxy'],
  [/broker\//, 'broker'],
  [/store\/(record|host-codec)/, 'encode record'],
  [/store\/(key-index|index-file)/, 'index'],
  [/store\/(dispatcher|consume-queue|consume-queues|cell|tags-code)\b/, 'dispatch, consumeQueue'],
  [/store\/(queue-reader|cell-search|open-files)/, 'read'],
  [/store\//, 'store: append, log, flush'],
  [/runtime\/node-disk/, 'pwrite and other file calls'],
  [/runtime\//, 'clock, random, log'],
  [/model\//, 'model'],
  [/node:fs|node:internal\/fs/, 'pwrite and other file calls'],
  [/node:internal\/stream_base_commons|node:net/, 'socket write and read'],
  [/node:internal\/streams|node:stream/, 'streams of Node'],
  [/node:_?tls|node:internal\/tls/, 'TLS'],
  [/node:zlib|node:internal\/zlib/, 'CRC-32, zlib'],
  [/node:internal\/(timers|process|async_hooks|util)|node:timers|node:events/, 'event loop, timers, promises'],
  [/node:buffer|node:internal\/buffer/, 'Buffer'],
  [/bench\//, 'bench itself'],
];

/** V8's and Node's own code has no path; what matters of it is known by name. */
const partsByName: Readonly<Record<string, string>> = {
  '(garbage collector)': 'GC',
  '(idle)': 'idle',
  // Starting and ending the profiler itself.
  dispatch: 'idle',
  '(program)': 'native code, system calls outside JS',
  writev: 'socket write and read',
  writeLatin1String: 'socket write and read',
  writeUtf8String: 'socket write and read',
  crc32: 'CRC-32, zlib',
  oneShotDigest: 'digest of bodies',
};

function ownPart(node: ProfileNode): string | undefined {
  const { url, functionName } = node.callFrame;
  const named = url === '' ? partsByName[functionName] : undefined;
  if (named !== undefined || url === '') {
    return named;
  }
  return partsByPath.find(([pattern]) => pattern.test(url))?.[1] ?? 'other';
}

export interface PartTime {
  readonly part: string;
  readonly microseconds: number;
  /** The functions that took most of it, with their microseconds, most expensive first. */
  readonly functions: readonly (readonly [string, number])[];
}

/** Self time by part; native functions count for the part that called them. */
export function timeByPart(profile: CpuProfile): PartTime[] {
  const selfTime = new Map<number, number>();
  for (const [index, id] of profile.samples.entries()) {
    selfTime.set(id, (selfTime.get(id) ?? 0) + (profile.timeDeltas[index] ?? 0));
  }
  const byId = new Map(profile.nodes.map((node) => [node.id, node]));
  const parts = new Map<string, Map<string, number>>();
  const visit = (root: ProfileNode) => {
    const open: [ProfileNode, string][] = [[root, 'other']];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      const [node, above] = next;
      const part = ownPart(node) ?? above;
      const functions = parts.get(part) ?? new Map<string, number>();
      const { functionName, url, lineNumber } = node.callFrame;
      const place = url === '' ? 'native' : `${url.split('/').slice(-1)}:${lineNumber + 1}`;
      const own = functionName === '' ? '(anonymous)' : functionName.split('.').slice(-2).join('.');
      const name = `${own} ${place}`;
      functions.set(name, (functions.get(name) ?? 0) + (selfTime.get(node.id) ?? 0));
      parts.set(part, functions);
      for (const child of node.children ?? []) {
        const found = byId.get(child);
        if (found !== undefined) {
          open.push([found, part]);
        }
      }
    }
  };
  const [root] = profile.nodes;
  if (root !== undefined) {
    visit(root);
  }
  return Array.from(parts, ([part, functions]) => ({
    part,
    microseconds: Array.from(functions.values()).reduce((sum, time) => sum + time, 0),
    functions: Array.from(functions).sort((a, b) => b[1] - a[1]),
  })).sort((a, b) => b.microseconds - a.microseconds);
}

export async function readProfile(path: string): Promise<CpuProfile> {
  const profile: unknown = JSON.parse(await readFile(path, 'utf8'));
  if (typeof profile !== 'object' || profile === null || !('nodes' in profile)) {
    throw new Error(`${path} holds no CPU profile`);
  }
  return profile as CpuProfile;
}

/** Rows of a table: share of the busy time, microseconds of one unit of work (a call, a record), the costly functions. */
export function profileRows(profile: CpuProfile, units: number, unit: string): string[][] {
  const times = timeByPart(profile).filter(({ part, microseconds }) => part !== 'idle' && microseconds > 0);
  const total = times.reduce((sum, { microseconds }) => sum + microseconds, 0);
  const rows = [['part', '% of busy time', `us/${unit}`, 'most of it in']];
  for (const { part, microseconds, functions } of times) {
    if (microseconds >= total * 0.005) {
      const most = functions
        .filter(([, time]) => time >= total * 0.004)
        .slice(0, 4)
        .map(([name, time]) => `${name} ${show((100 * time) / total, 1)}%`);
      rows.push([part, show((100 * microseconds) / total, 1), show(microseconds / units, 2), most.join(', ')]);
    }
  }
  rows.push(['all', '100.0', show(total / units, 2), '']);
  return rows;
}

/**
 * The lines with the most self time, with the text of the line when its file lies below `root`. V8 gives lines of inlined
 * code to the function that it was inlined into: those that lie before that function are marked, not shown.
 */
export function profileLines(profile: CpuProfile, units: number, root: string | undefined): string[][] {
  const busyUs = timeByPart(profile).reduce(
    (sum, { part, microseconds }) => sum + (part === 'idle' ? 0 : microseconds),
    0,
  );
  const tickUs = profile.timeDeltas.reduce((sum, delta) => sum + delta, 0) / Math.max(1, profile.samples.length);
  const ticksOfLine = new Map<string, { url: string; line: number; name: string; inlined: boolean; ticks: number }>();
  for (const { callFrame, positionTicks } of profile.nodes) {
    const { url, functionName, lineNumber } = callFrame;
    for (const { line, ticks } of url === '' ? [] : (positionTicks ?? [])) {
      const key = `${url}:${functionName}:${line}`;
      const known = ticksOfLine.get(key) ?? { url, line, name: functionName, inlined: line <= lineNumber, ticks: 0 };
      known.ticks += ticks;
      ticksOfLine.set(key, known);
    }
  }
  const sources = new Map<string, readonly string[]>();
  const textOf = (url: string, line: number) => {
    if (root === undefined || !url.startsWith('file:') || !url.includes(root)) {
      return '';
    }
    const lines = sources.get(url) ?? readFileSync(new URL(url), 'utf8').split('\n');
    sources.set(url, lines);
    return (lines[line - 1] ?? '').trim().slice(0, 100);
  };
  const rows = [['us each', '%', 'function', 'place', 'line']];
  const most = Array.from(ticksOfLine.values()).sort((a, b) => b.ticks - a.ticks);
  for (const { url, line, name, inlined, ticks } of most.slice(0, 40)) {
    const us = ticks * tickUs;
    const place = `${url.split('/').slice(-1)}:${inlined ? '?' : line}`;
    const text = inlined ? `(inlined code, line ${line} of another place)` : textOf(url, line);
    rows.push([show(us / units, 3), show((100 * us) / busyUs, 1), name.split('.').slice(-1).join(''), place, text]);
  }
  return rows;
}
