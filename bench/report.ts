import { readdirSync, readFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';

/** What machine, software and commit a figure belongs to. */
export function describeMachine(): string {
  const cores = cpus();
  const memory = Math.round(totalmem() / 2 ** 30);
  const version: unknown = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')).version;
  return `${cores.length} cores ${cores[0]?.model ?? 'unknown'}, ${memory} GiB, ${process.platform} ${process.arch}, Node ${process.version}, PocketMQ ${version}`;
}

/** Microseconds of CPU (user and system) that a process has used; undefined where /proc is missing. */
export function cpuMicroseconds(pid: number): number | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    const ticks = Number(fields[11]) + Number(fields[12]);
    return ticks * 10_000;
  } catch {
    return undefined;
  }
}

/** The same to the nanosecond, for short times; a thread that has ended no longer counts. */
export function fineCpuMicroseconds(pid: number): number | undefined {
  try {
    let nanoseconds = 0;
    for (const thread of readdirSync(`/proc/${pid}/task`)) {
      nanoseconds += Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0]);
    }
    return nanoseconds / 1000;
  } catch {
    return undefined;
  }
}

/** Microseconds of CPU that all processes of the machine have used; undefined where /proc is missing. */
export function machineCpuMicroseconds(): number | undefined {
  try {
    const [line = ''] = readFileSync('/proc/stat', 'utf8').split('\n');
    const [user = 0, nice = 0, system = 0, , , interrupts = 0, softInterrupts = 0] = line
      .split(/ +/)
      .slice(1)
      .map(Number);
    return (user + nice + system + interrupts + softInterrupts) * 10_000;
  } catch {
    return undefined;
  }
}

/** Resident memory of a process in MiB; undefined where /proc is missing. */
export function residentMib(pid: number): number | undefined {
  try {
    const line = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
    return line?.[1] === undefined ? undefined : Number(line[1]) / 1024;
  } catch {
    return undefined;
  }
}

/** The value below which `share` of the samples lie; sorts the samples. */
export function percentile(samples: Float64Array, share: number): number {
  samples.sort();
  return samples[Math.min(samples.length - 1, Math.floor(samples.length * share))] ?? Number.NaN;
}

export function show(value: number | undefined, digits = 0): string {
  return value === undefined || Number.isNaN(value)
    ? 'n/a'
    : value.toLocaleString('en', { maximumFractionDigits: digits, minimumFractionDigits: digits });
}

/** Lines of equal-width columns, the first flush left, and so the last when `textLast`; the first row is the heading. */
export function printTable(rows: readonly (readonly string[])[], textLast = false): void {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [column, cell] of row.entries()) {
      widths[column] = Math.max(widths[column] ?? 0, cell.length);
    }
  }
  const flush = (cell: string, column: number, columns: number) => {
    const width = widths[column] ?? 0;
    if (textLast && column === columns - 1) {
      return cell;
    }
    return column === 0 ? cell.padEnd(width) : cell.padStart(width);
  };
  for (const row of rows) {
    process.stdout.write(
      `${row
        .map((cell, column) => flush(cell, column, row.length))
        .join('  ')
        .trimEnd()}\n`,
    );
  }
}
