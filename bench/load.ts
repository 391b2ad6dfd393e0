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
 * `check` sees every answer; what it throws ends the run.
 */
export async function runLoad(
  target: LoadTarget,
  options: { connections: number; inFlight: number; seconds: number },
  nextBody: () => Buffer,
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
    const start = (connection: RawConnection) => {
      open += 1;
      connection.call(nextBody(), (call) => {
        const now = performance.now();
        samples[calls % samplesMax] = now - call.startedAt;
        calls += 1;
        open -= 1;
        try {
          check(call);
        } catch (error) {
          reject(error);
          return;
        }
        if (now < endsAt) {
          start(connection);
        } else if (open === 0) {
          resolve();
        }
      });
    };
    for (let i = 0; i < options.inFlight; i++) {
      const connection = connections[i % connections.length];
      if (connection !== undefined) {
        start(connection);
      }
    }
  });
  const seconds = (performance.now() - startedAt) / 1000;
  for (const connection of connections) {
    connection.close();
  }
  const taken = samples.subarray(0, Math.min(calls, samplesMax));
  return { calls, seconds, p50Ms: percentile(taken, 0.5), p99Ms: percentile(taken, 0.99) };
}
