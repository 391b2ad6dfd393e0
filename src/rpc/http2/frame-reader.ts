import { Flag, FrameType, frameHeaderBytes, readUint31 } from './frame.ts';

const none = Buffer.alloc(0);
/** DATA frames of this payload or more may come in pieces. */
const piecesPayloadMin = 8 * 1024;

export const ReadResult = {
  /** The chunk is used up; the rest of a frame that it began is kept. */
  MORE: 0,
  /** `type` to `end` describe a frame. */
  FRAME: 1,
  /** A header announces a payload above the limit; `type` to `length` describe it, and reading on makes no sense. */
  TOO_LARGE: 2,
} as const;
export type ReadResult = (typeof ReadResult)[keyof typeof ReadResult];

/**
 * Cuts a byte stream, in chunks of any size, into frames. A frame inside one chunk is not copied; only one that lies
 * across chunks is put together in a buffer of its own. Pull style, with the frame in fields: no object per frame.
 */
export class FrameReader {
  type = 0;
  flags = 0;
  streamId = 0;
  length = 0;
  /** The payload is bytes[start, end); it stays as it is for whoever keeps a view of it. */
  bytes: Buffer = none;
  start = 0;
  end = 0;
  readonly #payloadBytesMax: number;
  readonly #dataInPieces: boolean;
  /** What has not come of a DATA frame whose beginning has been given, and its flags. */
  #dataLeft = 0;
  #dataFlags = 0;
  #chunk: Buffer = none;
  #at = 0;
  /** A frame's beginning, from the last chunk: first room for its header, then for all of it. */
  #partial: Buffer | undefined;
  #partialBytes = 0;

  /**
   * `dataInPieces`: a large DATA frame that lies across chunks comes as several, of which the last one has its flags, and is
   * not copied. To its stream that makes no difference; padded ones stay whole.
   */
  constructor(payloadBytesMax: number, dataInPieces = false) {
    this.#payloadBytesMax = payloadBytesMax;
    this.#dataInPieces = dataInPieces;
  }

  /** True between the first and the last byte of a frame. */
  get insideFrame(): boolean {
    return this.#partial !== undefined || this.#dataLeft > 0;
  }

  /** The next bytes; those before must have been read up to MORE. */
  feed(chunk: Buffer): void {
    this.#chunk = chunk;
    this.#at = 0;
  }

  next(): ReadResult {
    if (this.#partial !== undefined) {
      return this.#complete(this.#partial);
    }
    const chunk = this.#chunk;
    const at = this.#at;
    const available = chunk.length - at;
    if (this.#dataLeft > 0 && available > 0) {
      return this.#piece(at, Math.min(available, this.#dataLeft));
    }
    if (available < frameHeaderBytes) {
      if (available > 0) {
        this.#begin(frameHeaderBytes);
      }
      this.#chunk = none;
      this.#at = 0;
      return ReadResult.MORE;
    }
    this.#readHeader(chunk, at);
    if (this.length > this.#payloadBytesMax) {
      return ReadResult.TOO_LARGE;
    }
    const frameBytes = frameHeaderBytes + this.length;
    if (available < frameBytes) {
      if (available > frameHeaderBytes && this.#comesInPieces()) {
        this.#dataFlags = this.flags;
        this.#dataLeft = this.length;
        return this.#piece(at + frameHeaderBytes, available - frameHeaderBytes);
      }
      this.#begin(frameBytes);
      this.#chunk = none;
      this.#at = 0;
      return ReadResult.MORE;
    }
    this.bytes = chunk;
    this.start = at + frameHeaderBytes;
    this.end = at + frameBytes;
    this.#at = at + frameBytes;
    return ReadResult.FRAME;
  }

  #comesInPieces(): boolean {
    return (
      this.#dataInPieces &&
      this.type === FrameType.DATA &&
      this.length >= piecesPayloadMin &&
      (this.flags & Flag.PADDED) === 0
    );
  }

  #piece(start: number, byteCount: number): ReadResult {
    this.#dataLeft -= byteCount;
    this.flags = this.#dataLeft > 0 ? 0 : this.#dataFlags;
    this.bytes = this.#chunk;
    this.start = start;
    this.end = start + byteCount;
    this.#at = this.end;
    return ReadResult.FRAME;
  }

  #readHeader(bytes: Buffer, at: number): void {
    this.length = ((bytes[at] as number) << 16) | ((bytes[at + 1] as number) << 8) | (bytes[at + 2] as number);
    this.type = bytes[at + 3] as number;
    this.flags = bytes[at + 4] as number;
    this.streamId = readUint31(bytes, at + 5);
  }

  /** Keeps the rest of the chunk in a buffer of `byteCount`. */
  #begin(byteCount: number): void {
    const partial = Buffer.allocUnsafe(byteCount);
    this.#partialBytes = this.#chunk.copy(partial, 0, this.#at);
    this.#partial = partial;
  }

  #complete(begun: Buffer): ReadResult {
    let partial = begun;
    if (!this.#fill(partial)) {
      return ReadResult.MORE;
    }
    if (partial.length === frameHeaderBytes) {
      this.#readHeader(partial, 0);
      if (this.length > this.#payloadBytesMax) {
        return ReadResult.TOO_LARGE;
      }
      if (this.length > 0) {
        partial = Buffer.allocUnsafe(frameHeaderBytes + this.length);
        begun.copy(partial, 0);
        this.#partial = partial;
        if (!this.#fill(partial)) {
          return ReadResult.MORE;
        }
      }
    }
    this.#readHeader(partial, 0);
    this.#partial = undefined;
    this.bytes = partial;
    this.start = frameHeaderBytes;
    this.end = partial.length;
    return ReadResult.FRAME;
  }

  /** Fills the partial frame from the chunk; true when it is full. */
  #fill(partial: Buffer): boolean {
    const copied = this.#chunk.copy(partial, this.#partialBytes, this.#at);
    this.#partialBytes += copied;
    this.#at += copied;
    return this.#partialBytes === partial.length;
  }
}
