import { fromArrayBuffer } from 'geotiff';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { InundationResult } from '#core/contract/inundation.ts';
import { EMBANKMENT_AREA } from '../../helpers/earthwork.ts';
import { earthworkServer } from '../../helpers/earthwork-server.ts';
import type { TestServer } from '../../helpers/server-app.ts';

let server: TestServer;
beforeAll(async () => {
  server = await earthworkServer({ threads: 2 });
});
afterAll(() => server.close());

const [[west, south]] = EMBANKMENT_AREA.coordinates[0] as unknown as [[number, number]];
const inputs = {
  area: EMBANKMENT_AREA,
  crs: 'EPSG:6676',
  surface: { collection: 'after' },
  seeds: [{ type: 'Point', coordinates: [west + 1, south + 1] }],
  levels: [203, 204, 205],
  cellSizeM: 1,
  maxEdgeM: 8,
};
const post = (changes: object = {}, headers: Record<string, string> = {}) =>
  server.app.inject({
    method: 'POST',
    url: '/api/processes/inundation/execution',
    payload: { inputs: { ...inputs, ...changes } },
    headers,
  });

describe('inundation over HTTP', () => {
  it('answers at once, and the same as a job; the result is kept by its hash', async () => {
    const now = await post();
    expect(now.statusCode).toBe(200);
    const result: InundationResult = now.json();
    expect(result.levels.map(({ areaM2 }) => areaM2 > 0)).toContain(true);
    expect(result.label).toBe('簡易');
    const self = result.links.find(({ rel }) => rel === 'self')?.href ?? '';
    expect((await server.app.inject(new URL(self).pathname)).json().levels).toEqual(result.levels);

    const started = await post({}, { prefer: 'respond-async' });
    expect(started.statusCode).toBe(201);
    const job = new URL(String(started.headers.location)).pathname;
    for (let i = 0; i < 400; i++) {
      const { status } = (await server.app.inject(job)).json();
      if (status === 'successful') break;
      expect(status).not.toBe('failed');
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
    expect((await server.app.inject(`${job}/results`)).json().levels).toEqual(result.levels);
  });

  it('sends one level as a GeoTIFF or as outlines', async () => {
    const { levels: _, ...rest } = inputs;
    const file = (format: string) =>
      server.app.inject({
        method: 'POST',
        url: '/api/processes/inundation/execution',
        payload: { inputs: { ...rest, levelM: 204, format } },
      });
    const cog = await file('cog');
    expect(cog.headers['content-type']).toBe('image/tiff; application=geotiff; profile=cloud-optimized');
    const image = await (await fromArrayBuffer(new Uint8Array(cog.rawPayload).buffer)).getImage();
    expect(image.getGeoKeys()?.ProjectedCSTypeGeoKey).toBe(6676);
    const outlines = await file('geojson');
    expect(outlines.headers['content-type']).toContain('application/geo+json');
    expect(outlines.json().features.length).toBeGreaterThan(0);
  });

  it.each([
    [{ levels: [] }, 400, 'inputs.levels'],
    [{ seeds: [{ type: 'Circle' }] }, 400, 'inputs.seeds'],
    [{ levelM: 5 }, 400, 'got both'],
    [{ speed: 3 }, 400, 'inputs'],
    [{ surface: { collection: 'nowhere' } }, 404, 'nowhere'],
    [{ seeds: [{ type: 'Point', coordinates: [0, 0] }] }, 422, 'outside of it'],
    [{ cellSizeM: 0.05, area: undefined }, 413, 'take larger cells'],
  ])('refuses %j', async (changes, status, words) => {
    const response = await post(changes);
    expect([response.statusCode, response.json().detail]).toEqual([status, expect.stringContaining(words)]);
  });
});
