import { ErrorCode, frameBytesMin, int31Max, readUint32, writeUint32 } from './frame.ts';

/** RFC 9113, 6.5.2. */
export const SettingId = {
  HEADER_TABLE_SIZE: 1,
  ENABLE_PUSH: 2,
  MAX_CONCURRENT_STREAMS: 3,
  INITIAL_WINDOW_SIZE: 4,
  MAX_FRAME_SIZE: 5,
  MAX_HEADER_LIST_SIZE: 6,
} as const;

export const settingBytes = 6;
/** Of an encoder whose peer has not been heard. */
export const headerTableBytesAtFirst = 4096;
const frameBytesLimit = 0xffffff;

/** What the peer has told us that a server has to obey; the defaults hold until it does. */
export interface PeerSettings {
  headerTableBytes: number;
  /** It has been smaller than before, if only between two entries of one frame; to be reset by whoever acts on it. */
  headerTableShrank: boolean;
  initialWindowBytes: number;
  frameBytesMax: number;
}

export function defaultPeerSettings(): PeerSettings {
  return {
    headerTableBytes: headerTableBytesAtFirst,
    headerTableShrank: false,
    initialWindowBytes: 65_535,
    frameBytesMax: frameBytesMin,
  };
}

export interface SettingsFault {
  readonly code: ErrorCode;
  readonly reason: string;
}

/**
 * Reads the entries of a SETTINGS payload, whose length is a multiple of six, into `settings`, in order. Unknown ones
 * are ignored. At a fault, the connection is to end, so what came before it may stay.
 */
export function readSettings(
  bytes: Buffer,
  start: number,
  end: number,
  settings: PeerSettings,
): SettingsFault | undefined {
  for (let at = start; at < end; at += settingBytes) {
    const id = ((bytes[at] as number) << 8) | (bytes[at + 1] as number);
    const value = readUint32(bytes, at + 2);
    switch (id) {
      case SettingId.HEADER_TABLE_SIZE:
        settings.headerTableShrank ||= value < settings.headerTableBytes;
        settings.headerTableBytes = value;
        break;
      case SettingId.ENABLE_PUSH:
        if (value > 1) {
          return { code: ErrorCode.PROTOCOL_ERROR, reason: 'SETTINGS_ENABLE_PUSH is neither 0 nor 1' };
        }
        break;
      case SettingId.INITIAL_WINDOW_SIZE:
        if (value > int31Max) {
          return { code: ErrorCode.FLOW_CONTROL_ERROR, reason: 'SETTINGS_INITIAL_WINDOW_SIZE is above 2^31-1' };
        }
        settings.initialWindowBytes = value;
        break;
      case SettingId.MAX_FRAME_SIZE:
        if (value < frameBytesMin || value > frameBytesLimit) {
          return { code: ErrorCode.PROTOCOL_ERROR, reason: 'SETTINGS_MAX_FRAME_SIZE is outside 2^14 to 2^24-1' };
        }
        settings.frameBytesMax = value;
        break;
    }
  }
  return undefined;
}

/** The payload of a SETTINGS frame. */
export function encodeSettings(entries: readonly (readonly [id: number, value: number])[]): Buffer {
  const payload = Buffer.allocUnsafe(entries.length * settingBytes);
  let at = 0;
  for (const [id, value] of entries) {
    payload[at] = id >>> 8;
    payload[at + 1] = id;
    writeUint32(payload, at + 2, value);
    at += settingBytes;
  }
  return payload;
}
