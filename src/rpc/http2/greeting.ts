import type { RpcLimits } from '../limits.ts';
import { FrameType } from './frame.ts';
import type { Http2Limits } from './http2-limits.ts';
import type { Outbound } from './outbound.ts';
import { encodeSettings, SettingId } from './settings.ts';

/** RFC 9113, 6.9.2: what a connection's window is until a WINDOW_UPDATE enlarges it. */
const connectionWindowBytesMin = 65_535;

/** The server's half of the preface: SETTINGS, and the connection window, which SETTINGS cannot set. */
export function greet(outbound: Outbound, rpcLimits: RpcLimits, limits: Http2Limits): void {
  const settings = encodeSettings([
    [SettingId.HEADER_TABLE_SIZE, limits.headerTableBytes],
    [SettingId.MAX_CONCURRENT_STREAMS, rpcLimits.streamsPerConnectionMax],
    [SettingId.INITIAL_WINDOW_SIZE, limits.streamWindowBytes],
    [SettingId.MAX_FRAME_SIZE, limits.frameBytesMax],
    [SettingId.MAX_HEADER_LIST_SIZE, rpcLimits.headerListBytesMax],
  ]);
  outbound.control(FrameType.SETTINGS, 0, 0, settings, 0, settings.length);
  if (limits.connectionWindowBytes > connectionWindowBytesMin) {
    outbound.windowUpdate(0, limits.connectionWindowBytes - connectionWindowBytesMin);
  }
}
