import { type RawCall, RawConnection } from './raw-connection.ts';
import { percentile } from './report.ts';

export interface LoadTarget {
  readonly host: string;
  readonly port: number;
  readonly path: string;
  readonly metadata: readonly (readonly [string, string])[];
}

export interface LoadResult {
  readonly calls: number;
  readonly seconds: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

const samplesMax = 1_000_000;

/**
 * A closed loop: `inFlight` calls spread over `connections`, each replaced when it is answered, for `seconds`. Latencies
 * are those of a loaded closed loop: they say how long a caller waits at this concurrency, not at a given rate.
 * `nextBody` may give the same bytes changed each time. `check` sees every answer; what it throws ends the run.
 */
export async function runLoad(
  target: LoadTarget,
  options: { connections: number; inFlight: number; seconds: number },
  nextBody: () => Uint8Array,
  check: (call: RawCall) => void,
): Promise<LoadResult> {
  const connections = Array.from(
    { length: options.connections },
    () => new RawConnection(target.host, target.port, target.path, target.metadata),
  );
  await Promise.all(connections.map((connection) => connection.ready));
  const samples = new Float64Array(samplesMax);
  let calls = 0;
  let open = 0;
  const startedAt = performance.now();
  const endsAt = startedAt + options.seconds * 1000;
  await new Promise<void>((resolve, reject) => {
    const starters = connections.map((connection) => {
      const ended = (call: RawCall) => {
        samples[calls % samplesMax] = call.endedAt - call.startedAt;
        calls += 1;
        open -= 1;
        try {
          check(call);
        } catch (error) {
          reject(error);
          return;
        }
        if (call.endedAt < endsAt) {
          start();
        } else if (open === 0) {
          resolve();
        }
      };
      const start = () => {
        open += 1;
        connection.call(nextBody(), ended);
      };
      return start;
    });
    for (let i = 0; i < options.inFlight; i++) {
      starters[i % starters.length]?.();
    }
  });
  const seconds = (performance.now() - startedAt) / 1000;
  for (const connection of connections) {
    connection.close();
  }
  const taken = samples.subarray(0, Math.min(calls, samplesMax));
  return { calls, seconds, p50Ms: percentile(taken, 0.5), p99Ms: percentile(taken, 0.99) };
}

/**
 * Gives one request again and again, with another number in it each time: an encoder would cost more than the server that is
 * measured. `encode` makes the prefixed request of one number, a text of `digits` hexadecimal digits; what it gives for two
 * numbers differs in them alone. The bytes are valid until the next call.
 */
export function numberedBody(digits: number, encode: (number: string) => Uint8Array): () => Uint8Array {
  const mark = 'F'.repeat(digits);
  const bytes = Buffer.from(encode(mark));
  const places: number[] = [];
  for (let at = bytes.indexOf(mark); at >= 0; at = bytes.indexOf(mark, at + digits)) {
    places.push(at);
  }
  const hexadecimal = Buffer.from('0123456789ABCDEF');
  let sequence = 0;
  return () => {
    sequence += 1;
    let left = sequence;
    for (let digit = digits - 1; digit >= 0; digit--) {
      const value = hexadecimal[left % 16] ?? 0;
      left = Math.floor(left / 16);
      for (const place of places) {
        bytes[place + digit] = value;
      }
    }
    return bytes;
  };
}
