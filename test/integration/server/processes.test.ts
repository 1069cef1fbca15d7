import { createHash } from 'node:crypto';
import { unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CREST_M, CROSSING_LINE, EMBANKMENT_AREA, FILL_M3 } from '../../helpers/earthwork.ts';
import { earthworkServer } from '../../helpers/earthwork-server.ts';
import { publish, type TestServer } from '../../helpers/server-app.ts';

let server: TestServer;
beforeAll(async () => {
  server = await earthworkServer({ threads: 2 });
});
afterAll(() => server.close());

const volume = {
  inputs: {
    area: EMBANKMENT_AREA,
    crs: 'EPSG:6676',
    existing: { collection: 'before', classes: [2] },
    compared: { collection: 'after', classes: [2] },
    method: 'grid',
    cellSizeM: 0.5,
    maxEdgeM: 8,
  },
};
const section = {
  inputs: {
    line: CROSSING_LINE,
    crs: 'EPSG:6676',
    widthM: 1,
    stepM: 0.5,
    maxEdgeM: 8,
    surfaces: [
      { collection: 'before', classes: [2] },
      { collection: 'after', classes: [2] },
    ],
  },
};

const post = (pid: string, payload: object, headers: Record<string, string> = {}) =>
  server.app.inject({ method: 'POST', url: `/api/processes/${pid}/execution`, payload, headers });
const get = (url: string) => server.app.inject(url);

/** Waits until the job is over. */
async function finished(location: string) {
  for (let i = 0; i < 4000; i++) {
    const status = (await get(location)).json();
    if (!['accepted', 'running'].includes(status.status)) return status;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error('the job does not end');
}
const startJob = async (pid: string, payload: object) => {
  const response = await post(pid, payload, { prefer: 'wait=10, respond-async' });
  return { response, path: new URL(String(response.headers.location)).pathname };
};

describe('process descriptions', () => {
  it('list what there is, with one output each, `result`', async () => {
    const { processes } = (await get('/api/processes')).json();
    expect(processes.map(({ id }: { id: string }) => id)).toEqual([
      'cut-fill-volume',
      'estimate-volume',
      'epoch-series',
      'change-map',
      'fit-for-purpose',
      'measure',
      'find-objects',
      'cross-section',
      'cross-sections',
      'profile',
      'alignment',
      'report',
      'board',
      'line-of-sight',
      'viewshed',
      'mountain-view',
      'sunlight',
      'surface',
      'inundation',
      'pipe-check',
      'classify-ground',
      'design-surface',
      'extract',
    ]);
    for (const { id, links } of processes) {
      const self = links.find(({ rel }: { rel: string }) => rel === 'self').href;
      const description = (await get(new URL(self).pathname)).json();
      expect(description).toMatchObject({
        id,
        jobControlOptions: expect.arrayContaining(['sync-execute', 'async-execute']),
      });
      expect(Object.keys(description.outputs)).toEqual(['result']);
      // a report, points and a surface are files, never numbers
      const isFile = ['report', 'board', 'extract', 'surface'].includes(id);
      expect(description.outputs.result.schema.type).toBe(isFile ? 'string' : 'object');
    }
  });

  it('say which inputs are needed', async () => {
    const { inputs } = (await get('/api/processes/cut-fill-volume')).json();
    const needed = Object.entries<{ minOccurs: number }>(inputs).filter(([, { minOccurs }]) => minOccurs === 1);
    expect(needed.map(([name]) => name)).toEqual(['existing', 'compared']);
  });
});

describe('cut-fill-volume', () => {
  it('answers the bare result, within 1 % of the truth', async () => {
    const response = await post('cut-fill-volume', volume);
    expect(response.statusCode).toBe(200);
    const result = response.json();
    // 0.7 points a square metre on slopes of 1:2: the TIN rounds edges off by less than a per cent of the volume
    expect(Math.abs(result.fillM3 - FILL_M3) / FILL_M3).toBeLessThan(0.01);
    expect(result.netM3).toBeCloseTo(result.fillM3 - result.cutM3, 6);
    const [low, high] = result.uncertainty95.netM3;
    expect(low).toBeLessThan(FILL_M3);
    expect(high).toBeGreaterThan(FILL_M3);
    expect(result.provenance.items).toHaveLength(2);
  });

  it('answers {"result": …} as a document, with the same numbers', async () => {
    const bare = (await post('cut-fill-volume', volume)).json();
    const document = (await post('cut-fill-volume', { ...volume, response: 'document' })).json();
    expect(Object.keys(document)).toEqual(['result']);
    expect(document.result).toEqual(bare);
  });

  it('measures against a plane', async () => {
    const inputs = { ...volume.inputs, compared: { plane: { elevationM: 190 } } };
    const { cutM3, fillM3 } = (await post('cut-fill-volume', { inputs })).json();
    // the ground lies 11.5 m to 16.6 m above the plane, 13.75 m in its middle, over 68 m × 68 m
    expect(Math.abs(cutM3 - 13.75 * 68 * 68) / cutM3).toBeLessThan(0.01);
    expect(fillM3).toBe(0);
  });

  it.each([
    ['an unknown collection', { compared: { collection: 'nope' } }, 404, 'NOT_FOUND'],
    [
      'a self-crossing area',
      {
        area: {
          type: 'Polygon',
          coordinates: [
            [
              [0, 0],
              [1, 1],
              [0, 1],
              [1, 0],
              [0, 0],
            ],
          ],
        },
      },
      400,
      'GEOMETRY',
    ],
    ['classes that are not there', { existing: { collection: 'before', classes: [9] } }, 422, 'NO_GROUND_CLASS'],
    [
      'an area outside the data',
      {
        area: {
          type: 'Polygon',
          coordinates: [
            [
              [0, 0],
              [9, 0],
              [9, 9],
              [0, 9],
              [0, 0],
            ],
          ],
        },
      },
      422,
      'NO_DATA',
    ],
    ['an unknown field', { cellSize: 1 }, 400, 'INVALID_INPUT'],
    ['a CRS that does not exist', { crs: 'EPSG:999999' }, 400, 'CRS'],
    ['a method that is not there', { method: 'guess' }, 400, 'INVALID_INPUT'],
    ['cell means by a method that needs a surface', { method: 'tin', sampling: 'cell-mean' }, 400, 'UNSUPPORTED'],
  ])('refuses %s with a code', async (_name, change, status, code) => {
    const response = await post('cut-fill-volume', { inputs: { ...volume.inputs, ...change } });
    expect(response.headers['content-type']).toMatch(/^application\/problem\+json/);
    expect(response.json()).toMatchObject({ status, code });
    expect(response.statusCode).toBe(status);
  });

  it('knows nothing of private data', async () => {
    const file = server.store.dataPath(await server.store.getItem('after', '08NF2331-2024'));
    await publish(server.store, file, { collection: 'closed', visibility: 'private' });
    const response = await post('cut-fill-volume', {
      inputs: { ...volume.inputs, compared: { collection: 'closed' } },
    });
    expect(response.json()).toMatchObject({ status: 404, code: 'NOT_FOUND' });
  });

  it.each([
    [{}, 'INVALID_INPUT'],
    [{ inputs: [] }, 'INVALID_INPUT'],
    [{ inputs: {}, unknown: 1 }, 'INVALID_INPUT'],
    [{ ...volume, outputs: { other: {} } }, 'INVALID_INPUT'],
    [{ ...volume, response: 'html' }, 'INVALID_INPUT'],
    [{ ...volume, subscriber: { successUri: 'https://elsewhere.example' } }, 'UNSUPPORTED'],
  ])('refuses the body %j', async (payload, code) => {
    expect((await post('cut-fill-volume', payload)).json()).toMatchObject({ status: 400, code });
  });
});

describe('cross-section', () => {
  it('shows the crest above the old ground', async () => {
    const { lengthM, surfaces, points } = (await post('cross-section', section)).json();
    expect(lengthM).toBeCloseTo(120, 9);
    const middle = surfaces[1].distancesM.indexOf(60);
    // 2 cm of noise in two epochs
    expect(Math.abs(surfaces[1].elevationsM[middle] - surfaces[0].elevationsM[middle] - CREST_M)).toBeLessThan(0.1);
    expect(points.returned).toBe(points.total);
    expect(points.total).toBeGreaterThan(50);
  });
});

describe('jobs', () => {
  it('run a process apart from the request and keep its result', async () => {
    const { response, path } = await startJob('cut-fill-volume', { ...volume, response: 'document' });
    expect(response.statusCode).toBe(201);
    expect(response.headers['preference-applied']).toBe('respond-async');
    const status = await finished(path);
    expect(status).toMatchObject({
      processID: 'cut-fill-volume',
      type: 'process',
      status: 'successful',
      progress: 100,
    });
    const results = await get(new URL(status.links.at(-1).href).pathname);
    expect(results.json().result).toEqual((await post('cut-fill-volume', volume)).json());
    const { jobs } = (await get('/api/jobs')).json();
    expect(jobs.map(({ jobID }: { jobID: string }) => jobID)).toContain(status.jobID);
  });

  it('are listed by process, status, time and duration, page by page', async () => {
    const { path } = await startJob('cut-fill-volume', volume);
    const { jobID, created } = await finished(path);
    const listed = async (query: string) => {
      const response = await get(`/api/jobs?${query}`);
      expect([query, response.statusCode]).toEqual([query, 200]);
      return response.json() as { jobs: { jobID: string; status: string }[]; links: { rel: string; href: string }[] };
    };
    const has = async (query: string) => (await listed(query)).jobs.some((job) => job.jobID === jobID);
    const day = created.slice(0, 10);
    for (const query of [
      'type=process',
      'processID=cut-fill-volume,cross-section',
      'status=successful',
      `datetime=${day}/..`,
    ]) {
      expect([query, await has(query)]).toEqual([query, true]);
    }
    for (const query of [
      'processID=cross-section',
      'status=failed,running',
      'datetime=../2019-01-01',
      'minDuration=3600',
    ]) {
      expect([query, await has(query)]).toEqual([query, false]);
    }
    expect(await has('minDuration=0&maxDuration=3600')).toBe(true);
    await finished((await startJob('cut-fill-volume', volume)).path);
    const first = await listed('limit=1&processID=cut-fill-volume');
    expect(first.jobs).toHaveLength(1);
    const next = first.links.find(({ rel }) => rel === 'next');
    const second = (await get(new URL(next!.href).pathname + new URL(next!.href).search)).json();
    expect(second.jobs[0].jobID).not.toBe(first.jobs[0]?.jobID);
    for (const query of ['limit=0', 'status=asleep', 'type=thing', 'datetime=now', 'minDuration=-1']) {
      expect([query, (await get(`/api/jobs?${query}`)).statusCode]).toEqual([query, 400]);
    }
    const { processes, links } = (await get('/api/processes?limit=2')).json();
    expect(processes).toHaveLength(2);
    expect(links.map(({ rel }: { rel: string }) => rel)).toContain('next');
  });

  it('answer results of a failed job with its problem', async () => {
    const { path } = await startJob('cut-fill-volume', {
      inputs: { ...volume.inputs, compared: { collection: 'nope' } },
    });
    expect((await finished(path)).status).toBe('failed');
    expect((await get(`${path}/results`)).json()).toMatchObject({ status: 404, code: 'NOT_FOUND' });
  });

  it('can be dismissed, whether they run or not', async () => {
    const { path } = await startJob('cut-fill-volume', volume);
    const early = await get(`${path}/results`);
    expect([404, 200]).toContain(early.statusCode);
    const dismissed = await server.app.inject({ method: 'DELETE', url: path });
    expect(dismissed.json()).toMatchObject({ status: 'dismissed' });
    expect((await get(`${path}/results`)).json()).toMatchObject({ status: 410, code: 'JOB_DISMISSED' });
  });

  it('refuse bad requests at once, as a problem and not as a job', async () => {
    expect((await startJobless({ inputs: { area: 1 } })).json()).toMatchObject({ status: 400, code: 'INVALID_INPUT' });
  });

  it.each(['/api/jobs/none', '/api/jobs/none/results', '/api/processes/none'])('answer 404 for %s', async (url) => {
    const { statusCode, body } = await get(url);
    expect(statusCode).toBe(404);
    expect(JSON.parse(body).type).toMatch(
      /^http:\/\/www\.opengis\.net\/def\/exceptions\/ogcapi-processes-1\/1\.0\/no-such-/,
    );
  });
});

function startJobless(payload: object) {
  return post('cut-fill-volume', payload, { prefer: 'respond-async' });
}

describe('limits', () => {
  it('ends a process that takes too long for one request, and says how to run it', async () => {
    const hasty = await earthworkServer({ syncTimeoutMs: 5 });
    const response = await hasty.app.inject({
      method: 'POST',
      url: '/api/processes/cut-fill-volume/execution',
      payload: volume,
    });
    await hasty.close();
    expect(response.json()).toMatchObject({
      status: 503,
      code: 'TIMEOUT',
      detail: expect.stringContaining('respond-async'),
    });
  });
});

describe('surface', () => {
  it('as a job gives the file with a checksum, and a zip that says what it is and whose', async () => {
    const inputs = { collection: 'after', kind: 'surface', cellSizeM: 2, format: 'cog' };
    const { path } = await startJob('surface', { inputs });
    expect((await finished(path)).status).toBe('successful');
    const file = await get(`${path}/results`);
    expect(file.headers['content-type']).toMatch(/^image\/tiff/);
    const sha256 = createHash('sha256').update(file.rawPayload).digest('hex');
    expect((await get(`${path}/results/result.sha256`)).body).toBe(`${sha256}  after-surface.tif\n`);
    const readme = (await get(`${path}/results/README.txt`)).body;
    expect(readme).toContain('DSM');
    expect(readme).toContain('加工して作成');
    const zip = unzipSync((await get(`${path}/results/result.zip`)).rawPayload);
    expect(Object.keys(zip).sort()).toEqual([
      'README.txt',
      'after-surface.tif',
      'after-surface.tif.sha256',
      'sources.json',
    ]);
    expect(Buffer.from(zip['after-surface.tif']!).equals(file.rawPayload)).toBe(true);
  });
});
