/**
 * The authorisation matrix of projects: every route of one × every person × everybody's, unlisted, of a group, private. The routes are those
 * of the table of rules; one without a request here fails.
 */
import type { InjectOptions } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROUTE_RULES } from '../../../server/access/route-rules.ts';
import { rightsOf } from '../../../server/accounts/roles.ts';
import { type AccountServer, accountServer, GROUP, PEOPLE, type Person } from '../../helpers/account-server.ts';

const VISIBILITIES = ['public', 'unlisted', 'group', 'private'] as const;
type Visibility = (typeof VISIBILITIES)[number];
/** All are the engineer's, and shared with his group for writing. */
const OWNER = 'engineer';
const IN_GROUP: readonly Person[] = ['viewer', 'engineer', 'publisher'];

/** A version that no project has: who may change it hears of that, and nothing changes. */
const STALE = { 'if-match': '"999"' };
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const NOTE = { kind: 'note', name: 'a note' };
const P = '/api/projects/:pid';
const E = `${P}/entries/:eid`;
/** A valid request of each route, and what it takes: to see the project, to write to it, or to manage it. */
const REQUESTS: Readonly<Record<string, readonly ['see' | 'write' | 'manage', InjectOptions]>> = {
  [`GET ${P}`]: ['see', {}],
  [`PUT ${P}`]: ['manage', { payload: { name: 'renamed' }, headers: STALE }],
  [`DELETE ${P}`]: ['manage', { headers: STALE }],
  [`PUT ${P}/access`]: ['manage', { payload: { visibility: 'private', groups: [] }, headers: STALE }],
  [`GET ${P}/export.geojson`]: ['see', {}],
  [`POST ${P}/import`]: [
    'write',
    {
      payload: JSON.stringify({ type: 'FeatureCollection', features: [] }),
      headers: { 'content-type': 'application/geo+json' },
    },
  ],
  [`POST ${P}/entries`]: ['write', { payload: NOTE }],
  [`GET ${E}`]: ['see', {}],
  [`PUT ${E}`]: ['write', { payload: NOTE, headers: STALE }],
  [`DELETE ${E}`]: ['write', { headers: STALE }],
  [`GET ${E}/picture`]: ['see', {}],
  [`PUT ${E}/picture`]: ['write', { payload: PNG, headers: { ...STALE, 'content-type': 'image/png' } }],
  [`POST ${E}/verify`]: ['see', {}],
};

let server: AccountServer;
const projects = new Map<Visibility, { readonly pid: string; readonly eid: string }>();
beforeAll(async () => {
  server = await accountServer(async () => undefined);
  for (const visibility of VISIBILITIES) {
    const made = await server.ask(OWNER, { method: 'POST', url: '/api/projects', payload: { name: visibility } });
    const pid: string = made.json().id;
    const entry = await server.ask(OWNER, { method: 'POST', url: `/api/projects/${pid}/entries`, payload: NOTE });
    const url = `/api/projects/${pid}/access`;
    // opening to everybody takes a publisher's right: an administrator does it here, and the project stays the engineer's
    const payload = { visibility, groups: [GROUP] };
    const shared = await server.ask('admin', { method: 'PUT', url, payload, headers: { 'if-match': '"2"' } });
    expect(shared.statusCode, shared.body).toBe(200);
    projects.set(visibility, { pid, eid: entry.json().id });
  }
});
afterAll(() => server.close());

const sees = (person: Person, visibility: Visibility): boolean => {
  if (visibility === 'public' || visibility === 'unlisted') return true;
  return person === OWNER || person === 'admin' || (visibility === 'group' && IN_GROUP.includes(person));
};
const may = {
  see: sees,
  write: (person: Person, visibility: Visibility) =>
    person === OWNER || person === 'admin' || (visibility !== 'private' && IN_GROUP.includes(person)),
  manage: (person: Person) => person === OWNER || person === 'admin',
};
const rights = (person: Person) => rightsOf(person === 'outsider' ? 'engineer' : person);

it('has a request for every route of a project', () => {
  const routes = Object.keys(ROUTE_RULES).filter((name) => name.includes(`${P}/`) || name.endsWith(P));
  expect(Object.keys(REQUESTS).sort()).toEqual(routes.sort());
});

describe.each(VISIBILITIES)('a project that is %s', (visibility) => {
  it.each(PEOPLE)('lets %s do what is theirs, and tells the others nothing', async (person) => {
    const { pid, eid } = projects.get(visibility)!;
    for (const [name, [takes, request]] of Object.entries(REQUESTS)) {
      const [method, route] = name.split(' ') as ['GET', string];
      const url = route.replace(':pid', pid).replace(':eid', eid);
      const answer = await server.ask(person, { ...request, method, url });
      const { needs } = ROUTE_RULES[name]!;
      const say = `${name} as ${person}: ${answer.statusCode} ${answer.body.slice(0, 200)}`;
      if (needs !== null && !rights(person).includes(needs)) {
        expect(answer.statusCode, say).toBe(person === 'anonymous' ? 401 : 403);
      } else if (!sees(person, visibility)) {
        expect(answer.statusCode, say).toBe(404);
        expect(answer.json().detail, say).toBe(`there is no project ${pid}`);
      } else if (!may[takes](person, visibility)) {
        expect(answer.statusCode, say).toBe(403);
      } else {
        expect([200, 201, 304, 404, 412], say).toContain(answer.statusCode);
        // the entry has neither picture nor result; the project is there
        if (answer.statusCode === 404) expect(answer.json().detail, say).toMatch(/^entry .* has no (picture|result)/);
      }
    }
  });

  it.each(PEOPLE)('is in the list of %s when he sees it and it is listed, and says what he may do', async (person) => {
    const { pid } = projects.get(visibility)!;
    const list: { id: string; mayWrite: boolean; mayManage: boolean }[] = (
      await server.ask(person, { url: '/api/projects' })
    ).json().projects;
    const found = list.find(({ id }) => id === pid);
    const isListed = sees(person, visibility) && (visibility !== 'unlisted' || person === OWNER);
    expect(found !== undefined).toBe(isListed);
    if (!sees(person, visibility)) return;
    const shown = (await server.ask(person, { url: `/api/projects/${pid}` })).json();
    // whose groups write to it is the business of those who do
    expect(shown.groups).toEqual(may.write(person, visibility) || visibility === 'group' ? [GROUP] : []);
    const mayWrite = rights(person).includes('write');
    expect([shown.mayWrite, shown.mayManage]).toEqual([
      mayWrite && may.write(person, visibility),
      mayWrite && may.manage(person),
    ]);
  });
});
