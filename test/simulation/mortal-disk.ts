import { type DiskFault, type DiskOperation, type DiskSimulation, MemoryDisk } from '../../src/runtime/memory-disk.ts';

/** What else may go wrong with a call that changes the disk. */
export type FaultOfCall = (operation: DiskOperation, path: string) => DiskFault | undefined;

/** A disk of processes that end at one of the calls that change it, and what the next process finds on it. */
export class MortalDisk {
  readonly #random: () => number;
  readonly #simulation: DiskSimulation;
  #disk: MemoryDisk;
  #calls = 0;
  /** The process ends with this call. */
  endAt = Number.POSITIVE_INFINITY;

  /** So many calls of all take a turn of the event loop. */
  constructor(random: () => number, slowShare: number, fault: FaultOfCall) {
    this.#random = random;
    this.#simulation = {
      beforeCall: (operation, path) => this.#beforeCall(operation, path, fault),
      delay: async () => {
        if (random() < slowShare) {
          await new Promise<void>((resolve) => setImmediate(resolve));
        }
      },
    };
    this.#disk = new MemoryDisk(this.#simulation);
  }

  get disk(): MemoryDisk {
    return this.#disk;
  }

  /** Calls that changed the disk, of all processes. */
  get calls(): number {
    return this.#calls;
  }

  get ended(): boolean {
    return this.#calls >= this.endAt;
  }

  kill(): void {
    this.#disk = this.#disk.afterKill(this.#simulation);
  }

  cutPower(): void {
    this.#disk = this.#disk.afterPowerCut(this.#random, this.#simulation);
  }

  #beforeCall(operation: DiskOperation, path: string, fault: FaultOfCall): DiskFault | undefined {
    if (operation === 'read' || operation === 'stat' || operation === 'list' || operation === 'size') {
      return undefined;
    }
    this.#calls++;
    if (this.ended) {
      this.#disk.halt();
      return { code: 'ECRASHED' };
    }
    return fault(operation, path);
  }
}
