import { type DiskFault, type DiskOperation, type DiskSimulation, MemoryDisk } from '../../src/runtime/memory-disk.ts';

/** A disk whose calls go wrong, by their numbers, once it is told so. */
export class TroubledDisk {
  readonly disk: MemoryDisk;
  #calls = Number.NEGATIVE_INFINITY;
  #trouble: (call: number, operation: DiskOperation, path: string) => DiskFault | undefined = () => undefined;

  /** Empty, or what a kill leaves of another one. */
  constructor(before?: MemoryDisk) {
    const simulation: DiskSimulation = {
      beforeCall: (operation, path) => this.#trouble(++this.#calls, operation, path),
    };
    this.disk = before?.afterKill(simulation) ?? new MemoryDisk(simulation);
  }

  begin(trouble: (call: number, operation: DiskOperation, path: string) => DiskFault | undefined): void {
    this.#calls = 0;
    this.#trouble = trouble;
  }

  end(): void {
    this.#trouble = () => undefined;
  }

  /** From this call on the process is gone. */
  crashAt(last: number): void {
    this.begin((call) => {
      if (call >= last) {
        this.disk.halt();
      }
      return undefined;
    });
  }
}
