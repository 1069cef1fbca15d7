/** Ledgers in projects: kept to the last digit, refused where they do not fit, out and in with the project's file. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readLedger } from '#core/ledger/read-ledger.ts';
import { earthworkServer } from '../../helpers/earthwork-server.ts';
import type { TestServer } from '../../helpers/server-app.ts';

let server: TestServer;
beforeAll(async () => {
  server = await earthworkServer({ threads: 1 });
});
afterAll(() => server.close());

const ledger = readLedger(
  'lamps.csv',
  '名称,X,Y,標高,点検\n灯1,-97060.123456789,52180.5,12.3,R6.4.1\n灯2,-97061,52181,,\n',
  { crs: 'EPSG:6676' },
).ledger!;
const ask = (method: 'GET' | 'POST' | 'PUT', url: string, payload?: object, headers: Record<string, string> = {}) =>
  server.app.inject({ method, url, headers, ...(payload ? { payload } : {}) });
const newProject = async () => (await ask('POST', '/api/projects', { name: '道路灯台帳' })).json().id as string;
const content = (properties: object, kind = 'ledger') => ({ kind, name: '道路灯', scene: '?tool=ledger', properties });

it('keeps a ledger as it is', async () => {
  const project = await newProject();
  const made = await ask('POST', `/api/projects/${project}/entries`, content({ ledger }));
  expect(made.statusCode).toBe(201);
  const read = await ask('GET', `/api/projects/${project}/entries/${made.json().id}`);
  expect(read.json()).toMatchObject({ kind: 'ledger', name: '道路灯', properties: { ledger } });
  expect(read.json().properties.ledger).toEqual(JSON.parse(JSON.stringify(ledger)));
});

it('refuses a ledger that does not fit, under whatever kind, and says where', async () => {
  const project = await newProject();
  const wrong = { ...ledger, features: [{ ...ledger.features[0]!, values: ['灯1', 'soon'] }] };
  for (const kind of ['ledger', 'view']) {
    const answer = await ask('POST', `/api/projects/${project}/entries`, content({ ledger: wrong }, kind));
    expect(answer.statusCode).toBe(400);
    expect(answer.json().detail).toContain('properties.ledger.features[0].values[1]');
  }
  const none = await ask('POST', `/api/projects/${project}/entries`, content({}));
  expect(none.statusCode).toBe(400);
});

it('gives a second writer the version of the first, and no way over it', async () => {
  const project = await newProject();
  const path = `/api/projects/${project}/entries`;
  const { id } = (await ask('POST', path, content({ ledger }))).json();
  const first = await ask('PUT', `${path}/${id}`, content({ ledger: { ...ledger, name: 'A' } }), { 'if-match': '"1"' });
  expect(first.json().version).toBe(2);
  const second = await ask('PUT', `${path}/${id}`, content({ ledger: { ...ledger, name: 'B' } }), {
    'if-match': '"1"',
  });
  expect(second.statusCode).toBe(412);
  expect((await ask('GET', `${path}/${id}`)).json().properties.ledger.name).toBe('A');
});

it('goes out with the project and comes in again', async () => {
  const project = await newProject();
  await ask('POST', `/api/projects/${project}/entries`, content({ ledger }));
  const file = (await ask('GET', `/api/projects/${project}/export.geojson`)).json();
  const other = await newProject();
  const taken = await ask('POST', `/api/projects/${other}/import`, file, { 'content-type': 'application/geo+json' });
  expect(taken.statusCode).toBe(201);
  const [entry] = (await ask('GET', `/api/projects/${other}`)).json().entries;
  const whole = (await ask('GET', `/api/projects/${other}/entries/${entry.id}`)).json();
  expect(whole.kind).toBe('ledger');
  expect(whole.properties.ledger).toEqual(JSON.parse(JSON.stringify(ledger)));
});
