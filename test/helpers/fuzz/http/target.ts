/** The server that requests are tried on: a tiny store where the examples of all processes work, and one of everything that has an id. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { indexDelivery } from '#worker/pipeline/index-delivery.ts';
import { createPool } from '#worker/pool.ts';
import { buildLas, seededRandom, type TestPoint } from '../../las-builder.ts';
import { type TestServer, testServer } from '../../server-app.ts';
import { textSeeds } from '../surface-texts.ts';
import { ACCOUNT_PLACEHOLDERS, CHEAP, type People } from './people.ts';

/** A process that answers while the client waits has this long here. */
export const SYNC_TIMEOUT_MS = 10_000;

const ORIGIN = { east: 52_000, north: -97_150 };
const EXTENT = { eastM: 600, northM: 160 };
const POINTS = 50_000;

/** A slope with trees, afterwards with a heap on it. */
function sceneLas(epoch: 'before' | 'after'): Uint8Array {
  const random = seededRandom(epoch === 'before' ? 21 : 22);
  const points = Array.from({ length: POINTS }, (_, i): TestPoint => {
    const [e, n] = [random() * EXTENT.eastM, random() * EXTENT.northM];
    const isGround = random() < 0.95;
    const heap = epoch === 'after' ? Math.max(0, 8 - Math.hypot(e - 200, n - 80) / 5) : 0;
    const height = 50 + 0.05 * e + 0.02 * n + heap + (isGround ? 0 : 1 + 9 * random());
    return {
      ...{ x: Math.floor(e * 1000), y: Math.floor(n * 1000), z: Math.round(height * 1000) },
      ...{ intensity: i % 4096, returnNumber: 1, numberOfReturns: 1, scanDirection: 0, edgeOfFlightLine: 0 },
      ...{ classification: isGround ? 2 : 5, synthetic: 0, keyPoint: 0, withheld: 0, overlap: 0, scannerChannel: 0 },
      ...{
        scanAngle: 0,
        userData: 0,
        pointSourceId: 3,
        gpsTime: 2.5e8 + i / 1e5,
        red: 0x8000,
        green: 0x7000,
        blue: 0x5000,
      },
      ...{ nir: 0, extra: new Uint8Array(0) },
    };
  });
  return buildLas(points, { format: 3, offset: [ORIGIN.east, ORIGIN.north, 0] });
}

export async function openTarget(): Promise<TestServer> {
  return await testServer(
    async (store) => {
      const pool = createPool({ threads: 1 });
      try {
        for (const epoch of ['before', 'after'] as const) {
          const path = join(store.dir, '..', 'sources', epoch, '08NF2330.las');
          await mkdir(join(path, '..'), { recursive: true });
          await writeFile(path, sceneLas(epoch));
          const options = { collection: epoch, verticalDatum: 'JGD2011', accuracyM: 0.05, surfaceCellM: 2 };
          const { items } = await indexDelivery([path], options, { store, pool });
          if (items[0]?.verdict !== 'indexed') throw new Error(`not indexed: ${items[0]?.reason}`);
        }
      } finally {
        await pool.close();
      }
    },
    {
      ...{ allowWrites: true, threads: 1, syncTimeoutMs: SYNC_TIMEOUT_MS, requestsPerMinute: 0, maxRunningJobs: 4 },
      ...{ executionBytes: 2 ** 20, maxUploads: 8, uploadBytes: 2 ** 20, uploadReadMs: 10_000, indexMs: 20_000 },
      ...{ projects: 100_000, projectEntries: 20, projectEntryBytes: 2 ** 20, links: 1_000_000 },
      ...{ resultBytes: 64 * 2 ** 20, passwordCost: CHEAP },
    },
  );
}

/** Names that stand for ids in requests; what they are is known once the server runs. */
export const PLACEHOLDERS = [
  '@project',
  '@entry',
  '@measured',
  '@link',
  '@job',
  '@upload',
  '@alignment',
  '@areas',
  '@result',
  ...ACCOUNT_PLACEHOLDERS,
] as const;
export type Known = Readonly<Record<(typeof PLACEHOLDERS)[number], string>>;

const AREA = [
  [52_160, -97_060],
  [52_200, -97_060],
  [52_200, -97_030],
  [52_160, -97_030],
  [52_160, -97_060],
];
export const VOLUME_INPUTS = {
  area: { type: 'Polygon', coordinates: [AREA] },
  ...{
    crs: 'EPSG:6676',
    existing: { collection: 'before' },
    compared: { collection: 'after' },
    cellSizeM: 2,
    maxEdgeM: 20,
  },
};

/** Makes what a request may name; what is still there is made again, under another id. All of it is an administrator's. */
export async function prepare({ app }: TestServer, people: People, before: Known | null = null): Promise<Known> {
  const ofAccounts = await people.renew();
  const own = people.headersOf('admin');
  // a user has room for a few uploads
  for (const upload of before ? [before['@upload'], before['@alignment'], before['@areas']] : []) {
    const headers = { ...own, 'tus-resumable': '1.0.0' };
    await app.inject({ method: 'DELETE', url: `/api/uploads/${upload}`, headers });
  }
  const send = async (method: 'POST', url: string, payload: object, headers: Record<string, string> = {}) => {
    const answer = await app.inject({ method, url, payload, headers: { ...own, ...headers } });
    if (answer.statusCode >= 300) throw new Error(`${method} ${url}: ${answer.statusCode} ${answer.body}`);
    return answer;
  };
  const volume = '/api/processes/cut-fill-volume/execution';
  const result = (await send('POST', volume, { inputs: VOLUME_INPUTS })).json();
  const computed = { process: 'cut-fill-volume', inputs: VOLUME_INPUTS, result };
  const { id: project } = (await send('POST', '/api/projects', { name: '災害復旧' })).json();
  const entries = `/api/projects/${project}/entries`;
  const note = { kind: 'note', name: '湧水', geometry: { type: 'Point', coordinates: [139, 35] } };
  const { id: entry } = (await send('POST', entries, note)).json();
  const { id: measured } = (await send('POST', entries, { kind: 'measurement', name: '土量', computed })).json();
  const { id: link } = (await send('POST', '/api/links', { scene: '?collections=before', entries: [computed] })).json();
  const job = await send('POST', volume, { inputs: VOLUME_INPUTS }, { prefer: 'respond-async' });
  const upload = async (name: string): Promise<string> => {
    const seed = textSeeds().find((one) => one.name === name)!;
    return await sendFile(app, `a${seed.extension}`, Buffer.from(seed.text), own);
  };
  return {
    ...ofAccounts,
    ...{ '@project': project, '@entry': entry, '@measured': measured, '@link': link },
    '@job': String(job.json().jobID),
    '@upload': await upload('LandXML both'),
    '@alignment': await upload('LandXML alignment'),
    '@areas': await upload('GeoJSON areas'),
    '@result': /results\/([0-9a-f]+)/.exec(JSON.stringify(result.links))?.[1] ?? 'none',
  };
}

/** @returns the id of an upload that was read */
export async function sendFile(
  app: TestServer['app'],
  fileName: string,
  bytes: Buffer,
  own: Readonly<Record<string, string>> = {},
): Promise<string> {
  const headers = {
    ...own,
    ...{
      'tus-resumable': '1.0.0',
      'upload-length': String(bytes.length),
      'content-type': 'application/offset+octet-stream',
    },
    'upload-metadata': `filename ${Buffer.from(fileName).toString('base64')}`,
  };
  const made = await app.inject({ method: 'POST', url: '/api/uploads', headers, payload: bytes });
  const id = String(made.headers.location).slice(-32);
  for (let i = 0; i < 2000; i++) {
    const { state } = (await app.inject({ url: `/api/uploads/${id}/status`, headers: own })).json();
    if (state === 'ready') return id;
    if (state !== 'parsing') throw new Error(`the upload of ${fileName} is ${state}: ${made.body}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`the upload of ${fileName} does not end`);
}
