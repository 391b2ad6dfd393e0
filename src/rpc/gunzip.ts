import { gunzip } from 'node:zlib';

/** Running at once: each may grow to the message limit, whatever its compressed size. */
const runningMax = 2;

export type GunzipResult =
  | { readonly kind: 'bytes'; readonly bytes: Buffer }
  | { readonly kind: 'tooLarge' }
  | { readonly kind: 'corrupt'; readonly reason: string };

const none = Buffer.alloc(0);

interface Job {
  bytes: Buffer;
  readonly bytesMax: number;
  readonly done: (result: GunzipResult) => void;
  cancelled: boolean;
}

/**
 * Decompresses off the event loop, a few messages at a time and in the order of asking, so that small messages that
 * unpack to huge ones cannot fill the memory together. What waits is bounded by the streams, each with one job at most.
 */
export class Gunzipper {
  #running = 0;
  readonly #waiting: Job[] = [];

  /** Returns the way to give the job up, after which `done` is not called. */
  start(bytes: Buffer, bytesMax: number, done: (result: GunzipResult) => void): () => void {
    const job: Job = { bytes, bytesMax, done, cancelled: false };
    this.#waiting.push(job);
    this.#next();
    return () => {
      job.cancelled = true;
      // Nobody counts them any more. zlib has its own reference to those that it reads.
      job.bytes = none;
    };
  }

  #next(): void {
    while (this.#running < runningMax) {
      const job = this.#waiting.shift();
      if (job === undefined) {
        return;
      }
      if (!job.cancelled) {
        this.#run(job);
      }
    }
  }

  #run(job: Job): void {
    this.#running += 1;
    gunzip(job.bytes, { maxOutputLength: job.bytesMax }, (error, bytes) => {
      this.#running -= 1;
      if (!job.cancelled) {
        job.done(error === null ? { kind: 'bytes', bytes } : failure(error));
      }
      this.#next();
    });
  }
}

function failure(error: NodeJS.ErrnoException): GunzipResult {
  return error.code === 'ERR_BUFFER_TOO_LARGE' ? { kind: 'tooLarge' } : { kind: 'corrupt', reason: error.message };
}
