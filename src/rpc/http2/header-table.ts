import { HeaderField } from './header-field.ts';

/** RFC 7541, appendix A, by index from 1. */
export const staticTable: readonly HeaderField[] = [
  new HeaderField('', ''),
  ...`:authority|:method GET|:method POST|:path /|:path /index.html|:scheme http|:scheme https|:status 200|:status 204
:status 206|:status 304|:status 400|:status 404|:status 500|accept-charset|accept-encoding gzip, deflate|accept-language
accept-ranges|accept|access-control-allow-origin|age|allow|authorization|cache-control|content-disposition
content-encoding|content-language|content-length|content-location|content-range|content-type|cookie|date|etag|expect
expires|from|host|if-match|if-modified-since|if-none-match|if-range|if-unmodified-since|last-modified|link|location
max-forwards|proxy-authenticate|proxy-authorization|range|referer|refresh|retry-after|server|set-cookie
strict-transport-security|transfer-encoding|user-agent|vary|via|www-authenticate`
    .split(/[|\n]/)
    .map((entry) => {
      const gap = entry.indexOf(' ');
      return gap < 0 ? new HeaderField(entry, '') : new HeaderField(entry.slice(0, gap), entry.slice(gap + 1));
    }),
];

export const staticCount = staticTable.length - 1;

/** RFC 7541, 2.3.2: newest first, index 0 the newest; sizes as section 4 counts them. */
export class DynamicTable {
  /** Changes with every change of content, so whoever remembers a decoded block knows whether it still means the same. */
  generation = 0;
  #ring: (HeaderField | undefined)[];
  #newest = 0;
  #count = 0;
  #size = 0;
  #sizeMax: number;

  constructor(sizeMax: number) {
    this.#sizeMax = sizeMax;
    this.#ring = new Array<HeaderField | undefined>(8).fill(undefined);
  }

  get count(): number {
    return this.#count;
  }

  /** Bytes in use. */
  get size(): number {
    return this.#size;
  }

  get sizeMax(): number {
    return this.#sizeMax;
  }

  at(index: number): HeaderField | undefined {
    if (index >= this.#count) {
      return undefined;
    }
    return this.#ring[(this.#newest - index) & (this.#ring.length - 1)];
  }

  /** A field larger than the table empties it, as section 4.4 has it. */
  add(field: HeaderField): void {
    this.generation += 1;
    this.#evictTo(this.#sizeMax - field.size);
    if (field.size > this.#sizeMax) {
      return;
    }
    if (this.#count === this.#ring.length) {
      this.#grow();
    }
    this.#newest = (this.#newest + 1) & (this.#ring.length - 1);
    this.#ring[this.#newest] = field;
    this.#count += 1;
    this.#size += field.size;
  }

  resize(sizeMax: number): void {
    this.#sizeMax = sizeMax;
    if (this.#size > sizeMax) {
      this.generation += 1;
      this.#evictTo(sizeMax);
    }
  }

  #evictTo(sizeMax: number): void {
    while (this.#count > 0 && this.#size > sizeMax) {
      const oldest = (this.#newest - this.#count + 1) & (this.#ring.length - 1);
      this.#size -= this.#ring[oldest]?.size ?? 0;
      this.#ring[oldest] = undefined;
      this.#count -= 1;
    }
  }

  #grow(): void {
    const ring = new Array<HeaderField | undefined>(this.#ring.length * 2).fill(undefined);
    for (let index = 0; index < this.#count; index++) {
      ring[this.#count - 1 - index] = this.at(index);
    }
    this.#ring = ring;
    this.#newest = this.#count - 1;
  }
}
