/**
 * Writes the answers of one method into a buffer that is there already. For the answers that every message costs, this
 * replaces the generated encoder, whose bytes are the same; the generated one collects small objects first.
 */
export interface ResponseWriter<Response> {
  /** Bytes that `write` will write. The `write` of the same response comes before any other call. */
  byteLength(response: Response): number;
  write(response: Response, target: Buffer, offset: number): void;
}
