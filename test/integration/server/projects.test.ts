import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildApp } from '../../../server/app.ts';
import { EMBANKMENT_AREA } from '../../helpers/earthwork.ts';
import { earthworkServer } from '../../helpers/earthwork-server.ts';
import { publish, type TestServer } from '../../helpers/server-app.ts';

const LIMITS = {
  projects: 12,
  projectEntries: 6,
  projectEntryBytes: 200_000,
  projectPictureBytes: 1500,
  projectTotalBytes: 2 ** 21,
};
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAMAAAACCAIAAAASFvFNAAAAEklEQVR4nGP4z8DwHwwZ/sNZADb5Bfv0J+ZlAAAAAElFTkSuQmCC',
  'base64',
);

let server: TestServer;
beforeAll(async () => {
  server = await earthworkServer({ threads: 2, ...LIMITS });
});
afterAll(() => server.close());

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';
const ask = (method: Method, url: string, payload?: object | Buffer | string, headers: Record<string, string> = {}) =>
  server.app.inject({ method, url, headers, ...(payload === undefined ? {} : { payload }) });
const makeProject = async (name = '災害復旧工事') => (await ask('POST', '/api/projects', { name })).json();
const note = (changes: object = {}) => ({
  kind: 'note',
  name: '湧水',
  text: '雨のあと多い',
  geometry: { type: 'Point', coordinates: [139.0712345678, 35.1212345678] },
  exact: { crs: 'EPSG:6676', geometry: { type: 'Point', coordinates: [52180.123456789, -97060.5, 101.25] } },
  ...changes,
});
const inputs = {
  area: EMBANKMENT_AREA,
  existing: { collection: 'before' },
  compared: { collection: 'after' },
  maxEdgeM: 8,
};
async function measured(changes: object = {}) {
  const all = { ...inputs, ...changes };
  const answer = await ask('POST', '/api/processes/cut-fill-volume/execution', { inputs: all });
  expect(answer.statusCode).toBe(200);
  return { process: 'cut-fill-volume', inputs: all, result: answer.json() };
}

describe('projects', () => {
  it('are made, listed, read, renamed and deleted', async () => {
    const made = await ask('POST', '/api/projects', { name: '  谷線\u202e の  災害 ' });
    expect(made.statusCode).toBe(201);
    const project = made.json();
    expect(project).toMatchObject({ name: '谷線 の 災害', version: 1, entryCount: 0 });
    expect(project).not.toHaveProperty('owner');
    expect(new URL(String(made.headers.location)).pathname).toBe(`/api/projects/${project.id}`);
    const list = (await ask('GET', '/api/projects')).json();
    expect(list.projects.map(({ id }: { id: string }) => id)).toContain(project.id);
    expect(list).toMatchObject({ writable: true, limits: { entriesPerProject: 6, pictureBytes: 1500 } });
    const url = `/api/projects/${project.id}`;
    const read = await ask('GET', url);
    expect(read.json()).toMatchObject({ id: project.id, entries: [] });
    expect((await ask('GET', url, undefined, { 'if-none-match': String(read.headers.etag) })).statusCode).toBe(304);
    const renamed = await ask('PUT', url, { name: '新' }, { 'if-match': String(read.headers.etag) });
    expect([renamed.statusCode, renamed.headers.etag, renamed.json().name]).toEqual([200, '"2"', '新']);
    expect((await ask('DELETE', url)).statusCode).toBe(428);
    const late = await ask('DELETE', url, undefined, { 'if-match': '"1"' });
    expect(late.json()).toMatchObject({ status: 412, code: 'PRECONDITION_FAILED', details: { version: 2 } });
    expect((await ask('DELETE', url, undefined, { 'if-match': '"2"' })).statusCode).toBe(204);
    expect((await ask('GET', url)).statusCode).toBe(404);
  });

  it('hold entries; of two people who change one, the second is told', async () => {
    const { id } = await makeProject();
    const added = await ask('POST', `/api/projects/${id}/entries`, note());
    expect(added.statusCode).toBe(201);
    const entry = added.json();
    expect(entry).toMatchObject({ ...note(), version: 1, picture: null, process: null });
    const url = `/api/projects/${id}/entries/${entry.id}`;
    const seen = { 'if-match': String((await ask('GET', url)).headers.etag) };
    expect((await ask('PUT', url, note({ text: 'A' }), seen)).json()).toMatchObject({ version: 2, text: 'A' });
    const second = await ask('PUT', url, note({ text: 'B' }), seen);
    expect(second.json()).toMatchObject({ status: 412, details: { version: 2 } });
    expect((await ask('GET', url)).json().text).toBe('A');
    expect((await ask('DELETE', url, undefined, seen)).statusCode).toBe(412);
    expect((await ask('PUT', url, note())).statusCode).toBe(428);
    expect((await ask('PUT', url, note(), { 'if-match': '*' })).statusCode).toBe(412);
    expect((await ask('DELETE', url, undefined, { 'if-match': '"2"' })).statusCode).toBe(204);
    expect((await ask('GET', `/api/projects/${id}`)).json()).toMatchObject({ entryCount: 0, version: 4 });
  });

  it('keep pictures by their content, whatever their names say', async () => {
    const { id } = await makeProject();
    const photo = { kind: 'photo', name: '../../../etc/passwd', properties: { fileName: '..\\..\\x.png' } };
    const entry = (await ask('POST', `/api/projects/${id}/entries`, photo)).json();
    const url = `/api/projects/${id}/entries/${entry.id}/picture`;
    const put = (body: Buffer, type = 'image/png', tag = '"1"') =>
      ask('PUT', url, body, { 'content-type': type, 'if-match': tag });
    expect((await put(Buffer.from('<html>'.repeat(20)))).json()).toMatchObject({
      status: 415,
      code: 'UNSUPPORTED_MEDIA_TYPE',
    });
    expect((await put(PNG, 'image/svg+xml')).statusCode).toBe(415);
    expect((await put(Buffer.concat([PNG, Buffer.alloc(2000)]))).statusCode).toBe(413);
    expect((await put(PNG, 'image/png', '"7"')).statusCode).toBe(412);
    // a wrong name of the kind is mended by what the bytes say
    const kept = await put(PNG, 'image/jpeg');
    expect(kept.json().picture).toMatchObject({ type: 'image/png', sizeBytes: PNG.length, widthPx: 3, heightPx: 2 });
    const got = await ask('GET', kept.json().picture.href);
    expect(got.rawPayload.equals(PNG)).toBe(true);
    expect(got.headers).toMatchObject({ 'content-type': 'image/png', 'x-content-type-options': 'nosniff' });
    expect(got.headers).not.toHaveProperty('access-control-allow-origin');
    const files = await readdir(join(server.config.projectsDir, 'pictures'));
    expect(files).toEqual([kept.json().picture.sha256]);
    for (const eid of ['..%2F..%2Fprojects.sqlite', '../pictures', 'a'.repeat(16)]) {
      expect((await ask('GET', `/api/projects/${id}/entries/${eid}/picture`)).statusCode).toBeGreaterThanOrEqual(400);
    }
  });

  it('keep their bounds and say them', async () => {
    const { id } = await makeProject('bounds');
    const url = `/api/projects/${id}/entries`;
    expect((await ask('POST', url, note({ text: 'x'.repeat(20_001) }))).statusCode).toBe(400);
    expect((await ask('POST', url, note({ properties: { a: 'x'.repeat(210_000) } }))).statusCode).toBe(413);
    expect((await ask('POST', url, note({ properties: { a: 'x'.repeat(200_000) } }))).json().code).toBe('LIMIT');
    for (let index = 0; index < 6; index++) expect((await ask('POST', url, note())).statusCode).toBe(201);
    expect((await ask('POST', url, note())).json()).toMatchObject({
      status: 413,
      code: 'LIMIT',
      details: { limit: 6, seen: 7 },
    });
  });

  it.each([
    ['an unknown kind', { kind: 'video' }],
    ['an unknown member', { more: 1 }],
    ['a name that cannot be seen', { name: '\u200e\u202e' }],
    ['a scene that leads elsewhere', { scene: 'https://evil.example/' }],
    ['a story without steps', { kind: 'story', properties: {} }],
    [
      'a story with a step that leads elsewhere',
      { kind: 'story', properties: { story: { steps: [{ scene: 'https://evil.example/' }] } } },
    ],
    ['a place that is not on earth', { geometry: { type: 'Point', coordinates: [500, 0] }, exact: null }],
    ['a process that does not exist', { computed: { process: 'x', inputs: {}, result: { provenance: {} } } }],
    ['a process that writes', { computed: { process: 'design-surface', inputs: {}, result: { provenance: {} } } }],
    [
      'inputs that do not fit',
      { computed: { process: 'cut-fill-volume', inputs: { a: 1 }, result: { provenance: {} } } },
    ],
  ])('refuse %s', async (_name, changes) => {
    const { projects } = (await ask('GET', '/api/projects')).json();
    const answer = await ask('POST', `/api/projects/${projects[0].id}/entries`, note(changes));
    expect(answer.statusCode).toBeGreaterThanOrEqual(400);
    expect(answer.statusCode).toBeLessThan(500);
    expect(answer.headers['content-type']).toContain('application/problem+json');
  });

  it('go out as GeoJSON and come back, with results and pictures', async () => {
    const { id } = await makeProject('export');
    const computed = await measured();
    await ask('POST', `/api/projects/${id}/entries`, note());
    await ask('POST', `/api/projects/${id}/entries`, {
      kind: 'measurement',
      name: '盛土',
      scene: '?view=site',
      computed,
    });
    const photo = (await ask('POST', `/api/projects/${id}/entries`, { kind: 'photo', name: '写真' })).json();
    await ask('PUT', `/api/projects/${id}/entries/${photo.id}/picture`, PNG, {
      'content-type': 'image/png',
      'if-match': '"1"',
    });
    const exported = await ask('GET', `/api/projects/${id}/export.geojson?pictures=embed`);
    expect(exported.headers['content-type']).toContain('application/geo+json');
    expect(exported.json().features[0]).toMatchObject({
      geometry: note().geometry,
      properties: { name: '湧水', description: '雨のあと多い', tengun: { exact: note().exact } },
    });
    const other = await makeProject('import');
    const back = await ask('POST', `/api/projects/${other.id}/import`, exported.body, {
      'content-type': 'application/geo+json',
    });
    expect([back.statusCode, back.json().picturesMissing]).toEqual([201, 0]);
    const plain = (entry: Record<string, unknown>) => ({
      ...entry,
      id: '',
      created: '',
      updated: '',
      version: 0,
      picture: null,
    });
    const before = (await ask('GET', `/api/projects/${id}`)).json().entries;
    const after = (await ask('GET', `/api/projects/${other.id}`)).json().entries;
    expect(after.map(plain)).toEqual(before.map(plain));
    expect(after[2].picture.sha256).toBe(before[2].picture.sha256);
    const whole = (await ask('GET', `/api/projects/${other.id}/entries/${after[1].id}`)).json();
    expect(whole.computed).toEqual(computed);
    // all or none: one wrong feature leaves nothing
    const bad = exported.json();
    bad.features[2].geometry = { type: 'Point', coordinates: [999, 0] };
    const refused = await makeProject('refused');
    expect((await ask('POST', `/api/projects/${refused.id}/import`, bad)).json().code).toBe('GEOMETRY');
    bad.features[2].geometry = null;
    bad.features[1].properties.tengun.computed.process = 7;
    expect((await ask('POST', `/api/projects/${refused.id}/import`, bad)).json().code).toBe('FORMAT');
    const many = { ...bad, features: Array.from({ length: 7 }, () => bad.features[0]) };
    expect((await ask('POST', `/api/projects/${refused.id}/import`, many)).json().code).toBe('LIMIT');
    expect((await ask('GET', `/api/projects/${refused.id}`)).json().entries).toEqual([]);
  });

  it('are read everywhere, changed only where uploads are', async () => {
    const evil = { origin: 'https://evil.example' };
    expect((await ask('POST', '/api/projects', { name: 'x' }, evil)).json().code).toBe('FORBIDDEN');
    const read = await ask('GET', '/api/projects', undefined, evil);
    expect(read.headers).not.toHaveProperty('access-control-allow-origin');
    const app = await buildApp({ ...server.config, allowWrites: false });
    try {
      const list = await app.inject('/api/projects');
      expect(list.json().writable).toBe(false);
      const [first] = list.json().projects;
      expect((await app.inject(`/api/projects/${first.id}/export.geojson`)).statusCode).toBe(200);
      for (const [method, url] of [
        ['POST', '/api/projects'],
        ['POST', '/api/links'],
        ['PUT', `/api/projects/${first.id}`],
        ['DELETE', `/api/projects/${first.id}`],
        ['POST', `/api/projects/${first.id}/entries`],
        ['POST', `/api/projects/${first.id}/import`],
      ] as const) {
        const answer = await app.inject({ method, url, payload: { name: 'x', scene: '?', kind: 'note' } });
        expect([url, answer.statusCode]).toEqual([url, 403]);
      }
    } finally {
      await app.close();
    }
    const nowhere = join(server.dir, 'nowhere');
    const empty = await buildApp({ ...server.config, allowWrites: false, projectsDir: nowhere });
    expect((await empty.inject('/api/projects')).json().projects).toEqual([]);
    expect((await empty.inject('/s/abcdefghjk')).statusCode).toBe(404);
    await empty.close();
    expect(existsSync(nowhere)).toBe(false);
  });
});

describe('short links', () => {
  it('open the viewer of this server with their scene, and nothing else', async () => {
    const scene = '?collections=before,after&view=site&shape=1,2;3,4;5,6';
    const made = await ask('POST', '/api/links', { scene: `${scene}&link=abcdefghjk&project=x` });
    expect(made.statusCode).toBe(201);
    const { id, url } = made.json();
    expect(new URL(url).pathname).toBe(`/s/${id}`);
    expect((await ask('POST', '/api/links', { scene })).json().id).toBe(id);
    const opened = await ask('GET', `/s/${id}`);
    expect([opened.statusCode, opened.headers.location]).toEqual([302, `../${scene}&link=${id}`]);
    expect(new URL(String(opened.headers.location), url).pathname).toBe('/');
    expect((await ask('GET', `/api/links/${id}`)).json()).toMatchObject({ id, scene, entries: [] });
    expect((await ask('POST', `/api/links/${id}/verify`)).json()).toEqual({ status: 'nothing', entries: [] });
    for (const bad of ['//evil.example', 'https://evil.example/', '?a=1#b', '?a=\r\nx: y', '?a b=1']) {
      expect((await ask('POST', '/api/links', { scene: bad })).statusCode, bad).toBe(400);
    }
    expect((await ask('DELETE', `/api/links/${id}`)).statusCode).toBe(204);
    expect((await ask('GET', `/s/${id}`)).statusCode).toBe(404);
    expect((await ask('GET', '/s/..%2f..%2fetc')).statusCode).toBe(400);
  });

  it('verify their numbers, name what differs, and tell when the data changed', async () => {
    const entry = await measured();
    const { id } = (await ask('POST', '/api/links', { scene: '?view=site', entries: [entry] })).json();
    const good = (await ask('POST', `/api/links/${id}/verify`)).json();
    expect(good.status).toBe('verified');
    expect(good.entries[0]).toMatchObject({ status: 'verified', differenceCount: 0, process: 'cut-fill-volume' });
    expect(good.entries[0].numbersCompared).toBeGreaterThan(20);

    const forged = structuredClone(entry);
    forged.result.cutM3 += 1e-9;
    const lie = (await ask('POST', '/api/links', { scene: '?view=site', entries: [forged] })).json();
    const bad = (await ask('POST', `/api/links/${lie.id}/verify`)).json();
    expect(bad.status).toBe('differs');
    expect(bad.entries[0].differences).toEqual([
      { member: 'cutM3', stored: forged.result.cutM3, now: entry.result.cutM3 },
    ]);

    // the same of an entry of a project
    const { id: pid } = await makeProject('verify');
    const kept = (
      await ask('POST', `/api/projects/${pid}/entries`, { kind: 'measurement', name: 'v', computed: entry })
    ).json();
    expect(kept).toMatchObject({ process: 'cut-fill-volume', numbers: { cutM3: entry.result.cutM3 } });
    const again = await ask('POST', `/api/projects/${pid}/entries/${kept.id}/verify`);
    expect(again.json().status).toBe('verified');

    // other data under the same name
    const other = await measured({ cellSizeM: 1 });
    const file = server.store.dataPath(await server.store.getItem('before', '08NF2331-2019'));
    await publish(server.store, file, { collection: 'after', id: '08NF2331-2024' });
    const changed = (await ask('POST', '/api/links', { scene: '?view=site', entries: [other] })).json();
    const verdict = (await ask('POST', `/api/links/${changed.id}/verify`)).json();
    expect(verdict.status).toBe('data-changed');
    expect(verdict.entries[0].versionsNow).not.toEqual(verdict.entries[0].versionsStored);
    expect(verdict.entries[0].differences.map(({ member }: { member: string }) => member)).toContain('cutM3');
  });
});
