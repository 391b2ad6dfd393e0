import { createPrivateKey, X509Certificate } from 'node:crypto';
import type { Clock } from '../runtime/clock.ts';

/** PEM texts. */
export interface CertificatePair {
  readonly key: string;
  readonly cert: string;
}

/** Where the self-made certificate is kept from one start to the next. */
export interface CertificateFiles {
  /** Undefined when there is none yet. */
  read(): Promise<CertificatePair | undefined>;
  /** The key is a secret: only the owner of the process may read it. */
  write(pair: CertificatePair): Promise<void>;
}

const dayMs = 86_400_000;
const validityDays = 3650;

/**
 * The self-signed certificate of this server: the one in the files while it is valid, otherwise a new one, written there.
 * It names localhost, 127.0.0.1, ::1 and `hostName`, so that clients that verify can be given it as their root.
 */
export async function loadOrMakeCertificate(
  files: CertificateFiles,
  hostName: string,
  clock: Clock,
): Promise<{ readonly pair: CertificatePair; readonly made: boolean }> {
  const kept = await files.read();
  if (kept !== undefined && certificateProblem(kept, clock.now()) === undefined) {
    return { pair: kept, made: false };
  }
  const pair = await makeCertificate(hostName, clock.now());
  await files.write(pair);
  return { pair, made: true };
}

/** What keeps a pair from being served, as a clause for an error text; undefined when it is fine at `now` (epoch ms). */
export function certificateProblem(pair: CertificatePair, now: number): string | undefined {
  try {
    const certificate = new X509Certificate(pair.cert);
    if (!certificate.checkPrivateKey(createPrivateKey(pair.key))) {
      return 'the certificate is not that of the key';
    }
    const inTime = Date.parse(certificate.validFrom) <= now && now < Date.parse(certificate.validTo);
    return inTime ? undefined : `the certificate is valid from ${certificate.validFrom} to ${certificate.validTo} only`;
  } catch (error) {
    return `no PEM certificate and key: ${error instanceof Error ? error.message : String(error)}`;
  }
}

async function makeCertificate(hostName: string, now: number): Promise<CertificatePair> {
  // Loaded only when needed: it takes 100 ms, and a second start finds its certificate in the files.
  const { generate } = await import('selfsigned');
  const names = new Set(['localhost']);
  // A host may be called anything, a DNS name in a certificate may not.
  if (/^[a-z0-9._-]+$/i.test(hostName)) {
    names.add(hostName);
  }
  const made = await generate([{ name: 'commonName', value: 'localhost' }], {
    keyType: 'ec',
    curve: 'P-256',
    algorithm: 'sha256',
    // A day back, for clients whose clock is behind.
    notBeforeDate: new Date(now - dayMs),
    notAfterDate: new Date(now + validityDays * dayMs),
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'keyUsage', digitalSignature: true, keyCertSign: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: [
          ...[...names].map((name) => ({ type: 2 as const, value: name })),
          { type: 7 as const, ip: '127.0.0.1' },
          { type: 7 as const, ip: '::1' },
        ],
      },
    ],
  });
  return { key: made.private, cert: made.cert };
}
