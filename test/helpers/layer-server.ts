/** A server of somebody else: layers that are right, layers that are not, and an account of what it was asked. */
import { createServer } from 'node:http';
import { encode } from 'fast-png';

export interface LayerServer {
  /** Without a slash at the end. */
  readonly url: string;
  /** Paths in the order of the requests. */
  readonly asked: readonly string[];
  /** Serves a file at a path, to every site. */
  put(path: string, type: string, body: string | Uint8Array): void;
  /** Bytes that were taken of the endless answer. */
  readonly endlessBytes: () => number;
  close(): Promise<void>;
}

export const LAYER_GEOJSON = JSON.stringify({
  type: 'FeatureCollection',
  features: [
    { type: 'Feature', properties: { name: 'A' }, geometry: { type: 'Point', coordinates: [138.5, 35.1] } },
    {
      type: 'Feature',
      properties: {},
      geometry: {
        type: 'LineString',
        coordinates: [
          [138.5, 35.1],
          [138.51, 35.11],
        ],
      },
    },
  ],
});

const WMS = `<?xml version="1.0"?><WMS_Capabilities version="1.3.0" xmlns="http://www.opengis.net/wms">
<Service><Name>WMS</Name><Title>Test maps</Title></Service><Capability><Layer><Title>all</Title>
<EX_GeographicBoundingBox><westBoundLongitude>138</westBoundLongitude><eastBoundLongitude>139</eastBoundLongitude>
<southBoundLatitude>34</southBoundLatitude><northBoundLatitude>36</northBoundLatitude></EX_GeographicBoundingBox>
<Layer><Name>roads</Name><Title>Roads</Title></Layer><Layer><Name>rivers</Name><Title>Rivers</Title></Layer>
</Layer></Capability></WMS_Capabilities>`;

/** A picture of one colour. */
const RED = Buffer.from(
  encode({
    width: 256,
    height: 256,
    channels: 3,
    data: Uint8Array.from({ length: 3 * 256 * 256 }, (_, at) => (at % 3 === 0 ? 230 : 20)),
  }),
);

export async function startLayerServer(): Promise<LayerServer> {
  const asked: string[] = [];
  const files = new Map<string, { type: string; body: string | Uint8Array }>();
  let endless = 0;
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://layers');
    asked.push(url.pathname);
    const allow = { 'access-control-allow-origin': '*' };
    const send = (status: number, type: string, body: string | Uint8Array, headers: Record<string, string> = allow) => {
      response.writeHead(status, { 'content-type': type, ...headers }).end(body);
    };
    const file = files.get(url.pathname);
    if (file) return send(200, file.type, file.body);
    if (url.pathname === '/lines.geojson') return send(200, 'application/geo+json', LAYER_GEOJSON);
    if (url.pathname === '/refused.geojson') return send(200, 'application/geo+json', LAYER_GEOJSON, {});
    if (url.pathname === '/page') return send(200, 'text/html', '<!doctype html><html><body>a page</body></html>');
    if (url.pathname === '/forbidden') return send(403, 'text/plain', 'no');
    if (url.pathname === '/broken.geojson')
      return send(200, 'application/json', '{"type":"FeatureCollection","features":[');
    if (url.pathname === '/wms')
      return send(200, 'text/xml', url.searchParams.get('request') === 'GetCapabilities' ? WMS : RED);
    if (url.pathname.startsWith('/tiles/')) return send(200, 'image/png', RED);
    if (url.pathname === '/announced.geojson') {
      response.writeHead(200, {
        ...allow,
        'content-type': 'application/json',
        'content-length': String(500 * 2 ** 20),
      });
      response.write('{"type":"FeatureCollection","features":[');
      return;
    }
    if (url.pathname === '/endless.geojson') {
      response.writeHead(200, { ...allow, 'content-type': 'application/json' });
      const chunk = Buffer.from(`${' '.repeat(2 ** 20 - 1)}\n`);
      response.write('{"type":"FeatureCollection","features":[');
      const more = () => {
        while (!response.destroyed && endless < 500 * 2 ** 20) {
          endless += chunk.length;
          if (!response.write(chunk)) return void response.once('drain', more);
        }
        response.end();
      };
      more();
      return;
    }
    send(404, 'text/plain', 'nothing here');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`,
    asked,
    put: (path, type, body) => void files.set(path, { type, body }),
    endlessBytes: () => endless,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
