/** Headers that keep a browser safe, and cross-origin access for the data API. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import cors from '@fastify/cors';
import helmet, { type HelmetOptions } from 'helmet';
import type { App } from '../app-types.ts';
import type { Config } from '../config.ts';

/** The one map service that a user may switch on. */
const GSI_TILES = 'https://cyberjapandata.gsi.go.jp';
/** Its search of addresses, which a user may switch on too. */
const GSI_SEARCH = 'https://msearch.gsi.go.jp';

/**
 * @param layerOrigins servers whose layers the page may show: origins, or `https:` for all that encrypt
 */
export const contentSecurityPolicy = (layerOrigins: readonly string[]) => ({
  defaultSrc: ["'self'"],
  // WebAssembly (Cesium, meshopt) needs its own word; no inline script, no eval
  scriptSrc: ["'self'", "'wasm-unsafe-eval'"],
  workerSrc: ["'self'", 'blob:'],
  // Cesium and Mantine set styles on elements
  styleSrc: ["'self'", "'unsafe-inline'"],
  fontSrc: ["'self'", 'data:'],
  imgSrc: ["'self'", 'data:', 'blob:', GSI_TILES, ...layerOrigins],
  connectSrc: ["'self'", 'blob:', 'data:', GSI_TILES, GSI_SEARCH, ...layerOrigins],
  objectSrc: ["'none'"],
  baseUri: ["'self'"],
  formAction: ["'self'"],
  frameAncestors: ["'self'"],
});

const YEAR_S = 365 * 24 * 3600;

/** The same for every answer: written out once, as that takes longer than finding a tile. */
function headersOf(options: HelmetOptions): Record<string, string> {
  const headers: Record<string, string> = {};
  const taker = {
    setHeader: (name: string, value: string) => {
      headers[name.toLowerCase()] = value;
    },
    removeHeader: () => undefined,
  };
  // all of an answer that helmet looks at
  helmet(options)({} as IncomingMessage, taker as unknown as ServerResponse, () => undefined);
  return headers;
}

/** Headers of answers that scripts of other origins may read. */
const EXPOSED_HEADERS = [
  'ETag',
  'Content-Range',
  'Accept-Ranges',
  'Content-Length',
  'Last-Modified',
  'Location',
  'Link',
  'Preference-Applied',
  'Retry-After',
  'X-Request-Id',
];

export async function registerSecurity(
  app: App,
  { frameAncestors, layerOrigins }: Pick<Config, 'frameAncestors' | 'layerOrigins'>,
): Promise<void> {
  const own = contentSecurityPolicy(layerOrigins);
  const directives = { ...own, frameAncestors: [...own.frameAncestors, ...frameAncestors] };
  const fixed = headersOf({
    contentSecurityPolicy: { useDefaults: false, directives },
    // older browsers know no list: the policy above says who may
    ...(frameAncestors.length > 0 ? { frameguard: false } : {}),
    // plain http on a local network is a supported way to run: set below where the request came by TLS
    strictTransportSecurity: false,
    crossOriginOpenerPolicy: false,
    originAgentCluster: false,
    // the data is there to be embedded by other sites
    crossOriginResourcePolicy: { policy: 'cross-origin' },
    referrerPolicy: { policy: 'strict-origin-when-cross-origin' },
  });
  app.addHook('onRequest', async ({ protocol, routeOptions }, reply) => {
    reply.headers(fixed);
    // what belongs to somebody is for the pages of this server only; the data are there to be embedded
    if (routeOptions.config.cors === false) reply.header('cross-origin-resource-policy', 'same-origin');
    if (protocol !== 'https') return;
    // browsers complain of the last two on plain http
    reply.headers({
      'strict-transport-security': `max-age=${YEAR_S}`,
      'cross-origin-opener-policy': 'same-origin',
      'origin-agent-cluster': '?1',
    });
  });
  await app.register(cors, {
    origin: '*',
    // an OPTIONS that is no preflight would be answered in plain text, which no client of ours reads
    strictPreflight: false,
    methods: ['GET', 'HEAD', 'POST', 'DELETE'],
    exposedHeaders: EXPOSED_HEADERS,
    maxAge: 86_400,
  });
  // documents without a word of their own on keeping are asked for again each time
  app.addHook('onSend', async (_request, reply) => {
    if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'no-cache');
  });
}
