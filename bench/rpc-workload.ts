/** What the processes of the rpc bench agree on. */
export const echoPath = '/bench.Echo/Echo';
/** Answers any message with those that the server was started with. */
export const streamPath = '/bench.Echo/Stream';

export type Transport = 'h2c' | 'tls';

/** One measurement, as the load process is told it. */
export interface Workload {
  readonly port: number;
  readonly transport: Transport;
  readonly path: string;
  readonly metadata: readonly (readonly [string, string])[];
  /** The protobuf message of each request, base64. */
  readonly request: string;
  /**
   * Text in the request that every connection replaces by a number of its own in {@link counterDigits} hexadecimal digits,
   * which grows by one each `counterEvery` calls. Undefined: all requests are equal.
   */
  readonly counter: string | undefined;
  readonly counterEvery: number;
  /** What is checked of each answer: the bytes sent, one acknowledged message, or nothing but that it is complete. */
  readonly answer: 'echo' | 'sent' | 'stream';
  /** Messages of an answer with at least so many bytes are counted. */
  readonly countedBytesMin: number;
  readonly connections: number;
  readonly inFlightPerConnection: number;
  readonly warmUpMs: number;
  readonly measuredMs: number;
  /** The answer is the request as it was written, frame headers and all: the floor. */
  readonly bare: boolean;
}

export const counterDigits = 12;

export type LoadReport =
  | { readonly kind: 'measuring' }
  | {
      readonly kind: 'measured';
      readonly calls: number;
      readonly messages: number;
      readonly seconds: number;
      /** Microseconds from request to the end of its answer. */
      readonly p50: number;
      readonly p99: number;
      /** CPU time of the load process in microseconds. */
      readonly cpuUs: number;
    };
