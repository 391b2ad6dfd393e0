import { createHttp2Engine } from '../../src/rpc/http2/http2-engine.ts';
import { createNodeHttp2Engine } from '../../src/rpc/node-http2-engine.ts';

/** Every engine passes every test that talks over a socket. */
export const engines = [
  { engine: 'node:http2', createEngine: createNodeHttp2Engine },
  { engine: 'our own', createEngine: createHttp2Engine },
] as const;
