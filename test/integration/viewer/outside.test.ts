/** Layers of other servers: what stands behind an address, how much of it is read, and what is said when it is not what it says. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OutsideError } from '../../../viewer/tools/outside/fetch-bounded.ts';
import type { OutsideKind } from '../../../viewer/tools/outside/kinds.ts';
import { type FoundOutside, openOutside } from '../../../viewer/tools/outside/open-outside.ts';
import { newLayer, type OutsideLayer } from '../../../viewer/tools/outside/state.ts';
import { LAYER_GEOJSON, type LayerServer, startLayerServer } from '../../helpers/layer-server.ts';

let server: LayerServer;
beforeAll(async () => {
  server = await startLayerServer();
});
afterAll(() => server.close());

let readText = '';
const open = (path: string, kind: OutsideKind | null = null, part: Partial<OutsideLayer> = {}): Promise<FoundOutside> =>
  openOutside(
    { ...newLayer(`${server.url}${path}`, kind), ...part },
    {
      async readShapes(file) {
        readText = await file.text();
        throw new OutsideError('UNSUPPORTED', 'the test reads no shapes');
      },
      tileNear: { z: 10, x: 905, y: 404 },
    },
    new AbortController().signal,
  );
const codeOf = async (work: Promise<unknown>) => {
  try {
    await work;
  } catch (error) {
    if (error instanceof OutsideError) return { code: error.code, ...error.facts };
    throw error;
  }
  return null;
};

describe('a layer of another server', () => {
  it('is read whole when it is small', async () => {
    await codeOf(open('/lines.geojson'));
    expect(readText).toBe(LAYER_GEOJSON);
  });

  it('offers the layers of a map server, and opens the one that is chosen', async () => {
    const offered = await open('/wms?SERVICE=WMS&REQUEST=GetMap&layers=x');
    expect('offered' in offered && offered.offered.map(({ name, bbox }) => [name, bbox])).toEqual([
      ['roads', [138, 34, 139, 36]],
      ['rivers', [138, 34, 139, 36]],
    ]);
    const chosen = await open('/wms', 'wms', { layer: 'rivers' });
    expect('source' in chosen && chosen.source).toMatchObject({
      kind: 'wms',
      layer: 'rivers',
      url: `${server.url}/wms`,
    });
  });

  it('tries one tile of a tiled map', async () => {
    const found = await open('/tiles/{z}/{x}/{y}.png');
    expect('source' in found && found.source.kind).toBe('xyz');
    expect(server.asked).toContain('/tiles/10/905/404.png');
    // there may be no tile just here
    expect(await codeOf(open('/none/{z}/{x}/{y}.png'))).toBeNull();
    expect(await codeOf(open('/page?{z}{x}{y}'))).toMatchObject({ code: 'NOT_DATA' });
  });

  it.each([
    ['/nothing.geojson', null, { code: 'NOT_FOUND', status: 404 }],
    ['/forbidden', null, { code: 'FORBIDDEN', status: 403 }],
    ['/page', null, { code: 'NOT_DATA' }],
    ['/lines.geojson', '3dtiles', { code: 'WRONG_KIND', expected: '3dtiles', seen: 'geojson' }],
    ['/tiles/1/1/1.png', 'geotiff', { code: 'WRONG_KIND', expected: 'geotiff', seen: 'picture' }],
    ['/announced.geojson', null, { code: 'TOO_LARGE', limitMiB: 64, seenMiB: 500 }],
  ] as const)('%s as %s is told in its own words', async (path, kind, failure) => {
    expect(await codeOf(open(path, kind))).toMatchObject(failure);
  });

  it('is left as soon as it is too large, announced or not', async () => {
    expect(await codeOf(open('/endless.geojson'))).toMatchObject({ code: 'TOO_LARGE', limitMiB: 64 });
    // what was under way when it was left: far from 500 MiB
    expect(server.endlessBytes()).toBeLessThan(100 * 2 ** 20);
  });

  it('cannot be reached where nobody listens', async () => {
    const work = openOutside(
      newLayer('http://127.0.0.1:9/x.geojson', null),
      { readShapes: () => Promise.reject(new Error('not asked')), tileNear: { z: 0, x: 0, y: 0 } },
      new AbortController().signal,
    );
    expect(await codeOf(work)).toMatchObject({ code: 'UNREACHABLE', host: '127.0.0.1:9' });
  });
});
