/** Alignments over HTTP: what they are and their lines; an upload of both kinds. */

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import '#worker/crs-registry.ts';
import { landXmlAlignments } from '#core/landxml/alignment-writer.ts';
import { roadAlignment } from '#core/scene/road-alignment.ts';
import { designDocument } from '#core/scene/truth.ts';
import { offerAlignments } from '#worker/alignments/alignment-store.ts';
import { run } from '#worker/jobs/import-upload.ts';
import { NO_OPTIONS } from '#worker/surfaces/import-options.ts';
import { type RunningServer, startServer } from '../../../server/serve.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

const id = 'fedcba9876543210fedcba9876543210';
let running: RunningServer;
let storeDir: string;

beforeEach(async () => {
  const dir = await temporaryFolder();
  storeDir = join(dir, 'store');
  const path = join(dir, 'road.xml');
  await writeFile(path, [...landXmlAlignments(designDocument('Tengun 1'), [roadAlignment()])].join(''));
  await run({ storeDir, id, path, fileName: 'road.xml', options: NO_OPTIONS });
  running = await startServer({
    storeDir,
    cacheDir: join(dir, 'cache'),
    port: 0,
    host: '127.0.0.1',
    logLevel: 'silent',
    threads: 1,
    checkAnswers: true,
  });
});
afterEach(() => running.close());

const get = (path: string) => fetch(new URL(path, running.url));

describe('/api/alignments', () => {
  it('tells what an alignment is', async () => {
    const answer = await get(`/api/alignments/${id}`);
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({
      id,
      crs: 'EPSG:6676',
      alignments: [
        { name: '市道 谷線', lengthM: expect.closeTo(589.243, 3), startStationM: 0, elements: 9, hasProfile: true },
      ],
    });
    expect((await get('/api/alignments/nothing')).status).toBe(404);
  });

  it('lists only what the store offers', async () => {
    expect(await (await get('/api/alignments')).json()).toEqual({ alignments: [] });
    await offerAlignments(storeDir, id);
    await offerAlignments(storeDir, id);
    expect(await (await get('/api/alignments')).json()).toMatchObject({ alignments: [{ id, crs: 'EPSG:6676' }] });
  });

  it('gives its line in its plane and in degrees', async () => {
    const plane = await (await get(`/api/alignments/${id}/line`)).json();
    expect(plane.features[0].geometry.coordinates[0]).toEqual([52_008, expect.closeTo(-97_083.09, 6)]);
    const answer = await get(`/api/alignments/${id}/line?crs=OGC:CRS84`);
    expect(answer.headers.get('content-type')).toContain('application/geo+json');
    const [lon, lat] = (await answer.json()).features[0].geometry.coordinates[0];
    expect(lon).toBeCloseTo(139.07, 1);
    expect(lat).toBeCloseTo(35.12, 1);
    expect((await get(`/api/alignments/${id}/line?crs=EPSG:6677`)).status).toBe(400);
  });
});
