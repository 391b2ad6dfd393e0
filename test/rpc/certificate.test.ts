import { X509Certificate } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { type CertificateFiles, type CertificatePair, loadOrMakeCertificate } from '../../src/rpc/certificate.ts';
import { VirtualClock } from '../../src/runtime/virtual-clock.ts';

const startAt = Date.parse('2026-03-01T00:00:00Z');
const dayMs = 86_400_000;

class MemoryFiles implements CertificateFiles {
  pair: CertificatePair | undefined;
  writeCount = 0;

  async read(): Promise<CertificatePair | undefined> {
    return this.pair;
  }

  async write(pair: CertificatePair): Promise<void> {
    this.pair = pair;
    this.writeCount += 1;
  }
}

describe('loadOrMakeCertificate', () => {
  it('makes a certificate for localhost, the loopback addresses and the host, and keeps it', async () => {
    const files = new MemoryFiles();
    const first = await loadOrMakeCertificate(files, 'mq-host.example', new VirtualClock(startAt));
    expect(first.made).toBe(true);
    const certificate = new X509Certificate(first.pair.cert);
    for (const name of ['localhost', 'mq-host.example']) {
      expect(certificate.checkHost(name)).toBe(name);
    }
    for (const address of ['127.0.0.1', '::1']) {
      expect(certificate.checkIP(address)).toBe(address);
    }
    expect(certificate.checkHost('elsewhere.example')).toBeUndefined();

    const second = await loadOrMakeCertificate(files, 'mq-host.example', new VirtualClock(startAt + dayMs));
    expect(second).toEqual({ pair: first.pair, made: false });
    expect(files.writeCount).toBe(1);
  });

  it('makes an expired certificate anew', async () => {
    const files = new MemoryFiles();
    const { pair } = await loadOrMakeCertificate(files, 'a', new VirtualClock(startAt));
    const lastMoment = Date.parse(new X509Certificate(pair.cert).validTo) - 1;
    expect((await loadOrMakeCertificate(files, 'a', new VirtualClock(lastMoment))).made).toBe(false);
    const renewed = await loadOrMakeCertificate(files, 'a', new VirtualClock(lastMoment + 1));
    expect(renewed.made).toBe(true);
    expect(Date.parse(new X509Certificate(renewed.pair.cert).validTo)).toBeGreaterThan(lastMoment + 365 * dayMs);
  });

  it.each<[string, (pair: CertificatePair, other: CertificatePair) => CertificatePair]>([
    ['an empty file', () => ({ key: '', cert: '' })],
    ['a cut certificate', (pair) => ({ key: pair.key, cert: pair.cert.slice(0, 200) })],
    ['a key of another certificate', (pair, other) => ({ key: other.key, cert: pair.cert })],
  ])('makes a new one in place of %s', async (_what, damage) => {
    const clock = new VirtualClock(startAt);
    const { pair } = await loadOrMakeCertificate(new MemoryFiles(), 'a', clock);
    const { pair: other } = await loadOrMakeCertificate(new MemoryFiles(), 'a', clock);
    const files = new MemoryFiles();
    files.pair = damage(pair, other);
    const { made, pair: repaired } = await loadOrMakeCertificate(files, 'a', clock);
    expect(made).toBe(true);
    expect(files.pair).toEqual(repaired);
  });

  it.each(['', 'höst', 'a host', 'host,evil=1'])(
    'leaves a host name like "%s" out instead of failing',
    async (hostName) => {
      const { pair } = await loadOrMakeCertificate(new MemoryFiles(), hostName, new VirtualClock(startAt));
      expect(new X509Certificate(pair.cert).subjectAltName).toBe(
        'DNS:localhost, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1',
      );
    },
  );
});
