import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { v2, wellKnown } from '../../src/protocol/messages.ts';
import { generateProtocol } from '../scripts/generate-protocol.ts';

const generated = resolve(dirname(fileURLToPath(import.meta.url)), '../../src/protocol/gen');

describe('generated protocol code', () => {
  it('is what the .proto files give', () => {
    const directory = mkdtempSync(join(tmpdir(), 'pocketmq-protocol-test-'));
    try {
      generateProtocol(directory);
      for (const name of ['messages.js', 'messages.d.ts', 'descriptors.js', 'descriptors.d.ts']) {
        expect(readFileSync(join(directory, name), 'utf8')).toBe(readFileSync(join(generated, name), 'utf8'));
      }
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  });

  it('tells an absent optional field from its zero value', () => {
    const bytes = v2.SystemProperties.encode({ priority: 0, tag: '' }).finish();
    const decoded = v2.SystemProperties.decode(bytes);
    expect(decoded.priority).toBe(0);
    expect(decoded.tag).toBe('');
    expect(decoded.messageGroup ?? undefined).toBeUndefined();
    expect(decoded.deliveryAttempt ?? undefined).toBeUndefined();
  });

  it('reads 64-bit fields as plain numbers, negative ones too', () => {
    const entry = v2.SendResultEntry.decode(v2.SendResultEntry.encode({ offset: 5_000_000_000_000 }).finish());
    expect(entry.offset).toBe(5_000_000_000_000);
    expect(v2.SendResultEntry.decode(new Uint8Array()).offset).toBe(0);
    const time = wellKnown.Timestamp.decode(wellKnown.Timestamp.encode({ seconds: -3, nanos: 1 }).finish());
    expect(time.seconds).toBe(-3);
    expect(new wellKnown.Duration().seconds).toBe(0);
  });

  it('skips unknown fields and keeps unknown enum numbers', () => {
    // client_type 77, user_agent {language 99}, and field 100: nothing of it known to this server.
    const bytes = Buffer.from([0x08, 77, 0x3a, 2, 0x08, 99, 0xa0, 0x06, 5]);
    expect(Buffer.from(v2.Settings.encode(v2.Settings.decode(bytes)).finish())).toEqual(bytes.subarray(0, 6));
  });
});
