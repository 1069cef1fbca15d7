/** Accounts as clients meet them: the one-time link, signing in and out, lock-out, tokens, signed links, forged requests, what users own. */
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { AccountService } from '../../../server/accounts/account-service.ts';
import { hashPassword, isPassword } from '../../../server/accounts/passwords.ts';
import { Accounts } from '../../../server/accounts/sqlite-accounts.ts';
import { type AccountServer, accountServer, GROUP, PASSWORD, type Person } from '../../helpers/account-server.ts';
import { publish, testServer } from '../../helpers/server-app.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

const CHEAP = { N: 2 ** 10, r: 8, p: 1 };
const HERE = import.meta.filename;

describe('the first account', () => {
  it('is made with the one-time link of the start, once, and takes over what was kept', async () => {
    const server = await testServer(async () => undefined, { passwordCost: CHEAP });
    const { app } = server;
    const project = await app.inject({ method: 'POST', url: '/api/projects', payload: { name: 'before accounts' } });
    expect(project.statusCode).toBe(201);
    const [old, secret] = [app.offerSetup(), app.offerSetup()];
    const setUp = (payload: object) => app.inject({ method: 'POST', url: '/api/setup', payload });
    const admin = { name: '管理者', password: PASSWORD };
    expect((await setUp({ ...admin, secret: old })).statusCode).toBe(403);
    expect((await setUp({ ...admin, secret, password: 'short' })).statusCode).toBe(400);
    expect((await setUp({ ...admin, secret, password: 'password password' })).statusCode).toBe(400);
    const made = await setUp({ ...admin, secret });
    expect(made.statusCode).toBe(204);
    expect((await setUp({ name: 'another', password: PASSWORD, secret })).statusCode).toBe(403);
    expect(app.offerSetup()).toBeNull();
    const cookie = String(made.headers['set-cookie']);
    expect(cookie).toMatch(/^tengun-session=[\w-]{43}; .*HttpOnly; SameSite=Lax$/);
    const headers = { cookie: cookie.split(';', 1)[0]! };
    const projects = (await app.inject({ url: '/api/projects', headers })).json().projects;
    expect(projects).toMatchObject([{ name: 'before accounts', visibility: 'private' }]);
    // whoever sits at the machine is nobody now
    expect((await app.inject({ url: '/api/projects' })).json()).toMatchObject({ projects: [], writable: false });
    expect((await app.inject({ method: 'POST', url: '/api/projects', payload: { name: 'x' } })).statusCode).toBe(401);
    const path = join(server.config.accountsDir, 'accounts.sqlite');
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    for (const kept of [path, `${path}-wal`]) {
      const text = (await readFile(kept)).toString('latin1');
      expect(text).not.toContain(PASSWORD);
      expect(text).not.toContain(headers.cookie.split('=')[1]!);
    }
    await server.close();
  });
});

let server: AccountServer;
beforeAll(async () => {
  server = await accountServer(async (store) => {
    await publish(store, HERE, { collection: 'open', id: 'a' });
    await publish(store, HERE, { collection: 'roads', id: 'a' });
    await publish(store, HERE, { collection: 'roads', id: 'b' });
    await store.setAccess('roads', { visibility: 'group', groups: [GROUP], owner: null });
  });
}, 60_000);
afterAll(() => server.close());

const post = (url: string, payload?: object, headers: Record<string, string> = {}) => ({
  method: 'POST' as const,
  url,
  headers,
  ...(payload ? { payload } : {}),
});

describe('signing in', () => {
  const signIn = (name: string, password: string, remoteAddress = '10.0.0.1') =>
    server.app.inject({ ...post('/api/session', { name, password }), remoteAddress });

  it('tells who one is, and forgets it', async () => {
    const answer = await signIn('VIEWER', PASSWORD);
    expect(answer.statusCode).toBe(204);
    const headers = { cookie: String(answer.headers['set-cookie']).split(';', 1)[0]! };
    const self = (await server.app.inject({ url: '/api/session', headers })).json();
    expect(self).toMatchObject({ user: { name: 'viewer', role: 'viewer', groups: [GROUP] }, accounts: true });
    expect(self.rights).toEqual(['read', 'process', 'account']);
    expect((await server.app.inject({ method: 'DELETE', url: '/api/session', headers })).statusCode).toBe(204);
    expect((await server.app.inject({ url: '/api/session', headers })).json().user).toBeNull();
  });

  it('has the same words for a wrong name and a wrong password', async () => {
    const [name, password] = [await signIn('nobody', PASSWORD), await signIn('viewer', 'wrong wrong wrong')];
    expect(name.statusCode).toBe(401);
    expect(name.body).toBe(password.body);
  });

  it('pauses after five wrong passwords, for everybody who tries', async () => {
    await server.ask('admin', post('/api/users', { name: 'victim', role: 'viewer' }));
    for (let i = 0; i < 5; i++) expect((await signIn('victim', `wrong ${i} wrong wrong`)).statusCode).toBe(401);
    const locked = await signIn('victim', PASSWORD, '10.9.9.9');
    expect(locked.statusCode).toBe(429);
    expect(Number(locked.headers['retry-after'])).toBeGreaterThan(20);
    const users = (await server.ask('admin', { url: '/api/users' })).json().users;
    expect(users.find(({ name }: { name: string }) => name === 'victim').lockedUntil).not.toBeNull();
  });

  it('pauses for a name that nobody has as for one that somebody has', async () => {
    for (let i = 0; i < 5; i++)
      expect((await signIn('no-such-user', `wrong ${i} wrong`, '10.2.2.2')).statusCode).toBe(401);
    const paused = await signIn('NO-such-user', 'wrong wrong', '10.3.3.3');
    expect([paused.statusCode, paused.json().detail]).toEqual([
      429,
      expect.stringContaining('too many failed attempts'),
    ]);
  });

  it('stops an address that goes through many names', async () => {
    const statuses: number[] = [];
    for (let i = 0; i < 51; i++) statuses.push((await signIn(`guess${i}`, 'wrong wrong wrong', '10.1.1.1')).statusCode);
    expect(statuses.slice(0, 50)).toEqual(Array(50).fill(401));
    expect(statuses[50]).toBe(429);
  });

  it('takes a password that was changed, and ends the other sessions', async () => {
    const made = await server.ask('admin', post('/api/users', { name: 'changer', role: 'engineer' }));
    const { secret } = made.json().link;
    const first = await server.app.inject(post('/api/password', { secret, password: PASSWORD }));
    const headers = { cookie: String(first.headers['set-cookie']).split(';', 1)[0]! };
    // a one-time link holds once
    expect((await server.app.inject(post('/api/password', { secret, password: PASSWORD }))).statusCode).toBe(403);
    const change = (before: string) => post('/api/password', { before, password: 'quite another phrase' }, headers);
    expect((await server.app.inject(change('wrong wrong wrong'))).statusCode).toBe(401);
    expect((await server.app.inject(change(PASSWORD))).statusCode).toBe(204);
    expect((await server.app.inject({ url: '/api/session', headers })).json().user).toBeNull();
    expect((await signIn('changer', PASSWORD)).statusCode).toBe(401);
    expect((await signIn('changer', 'quite another phrase')).statusCode).toBe(204);
  });

  it('keeps out who is disabled, from his next request on, and keeps one administrator', async () => {
    const made = (await server.ask('admin', post('/api/users', { name: 'leaver', role: 'publisher' }))).json();
    const first = await server.app.inject(post('/api/password', { secret: made.link.secret, password: PASSWORD }));
    const headers = { cookie: String(first.headers['set-cookie']).split(';', 1)[0]! };
    const token = await server.app.inject(post('/api/tokens', { name: 't', scope: 'read', days: 1 }, headers));
    const bearer = { authorization: `Bearer ${token.json().secret}` };
    expect((await server.app.inject({ url: '/api/session', headers: bearer })).json().user.name).toBe('leaver');
    const put = (payload: object) => ({ method: 'PUT' as const, url: `/api/users/${made.user.id}`, payload });
    expect((await server.ask('admin', put({ isDisabled: true }))).statusCode).toBe(200);
    expect((await server.app.inject({ url: '/api/session', headers })).json().user).toBeNull();
    expect((await server.app.inject({ url: '/api/session', headers: bearer })).statusCode).toBe(401);
    expect((await signIn('leaver', PASSWORD)).statusCode).toBe(401);
    const self = { method: 'PUT' as const, url: `/api/users/${server.idOf('admin')}` };
    expect((await server.ask('admin', { ...self, payload: { role: 'viewer' } })).statusCode).toBe(409);
    expect((await server.ask('admin', { method: 'DELETE', url: self.url })).statusCode).toBe(409);
  });
});

describe('tokens', () => {
  it('do what their scope says, on what their user sees, and nothing to the account', async () => {
    const token = async (scope: string) => {
      const made = await server.ask('publisher', post('/api/tokens', { name: scope, scope, days: 7 }));
      expect(made.statusCode).toBe(201);
      return { authorization: `Bearer ${made.json().secret}` };
    };
    const [read, write, admin] = [await token('read'), await token('write'), await token('admin')];
    const rights = async (headers: Record<string, string>) =>
      (await server.app.inject({ url: '/api/session', headers })).json().rights;
    expect(await rights(read)).toEqual(['read', 'process']);
    expect(await rights(write)).toEqual(['read', 'process', 'write']);
    // never more than its user
    expect(await rights(admin)).toEqual(['read', 'process', 'write', 'publish']);
    expect((await server.app.inject({ url: '/api/collections/roads', headers: read })).statusCode).toBe(200);
    expect((await server.app.inject(post('/api/projects', { name: 'by token' }, read))).statusCode).toBe(403);
    expect((await server.app.inject(post('/api/projects', { name: 'by token' }, write))).statusCode).toBe(201);
    expect((await server.app.inject({ url: '/api/tokens', headers: admin })).statusCode).toBe(403);
    const { tokens } = (await server.ask('publisher', { url: '/api/tokens' })).json();
    expect(tokens.map(({ name }: { name: string }) => name)).toEqual(['admin', 'write', 'read']);
    expect(JSON.stringify(tokens)).not.toContain('tengun_');
    const url = `/api/tokens/${tokens[2].id}`;
    expect((await server.ask('viewer', { method: 'DELETE', url })).statusCode).toBe(404);
    expect((await server.ask('publisher', { method: 'DELETE', url })).statusCode).toBe(204);
    expect((await server.app.inject({ url: '/api/session', headers: read })).statusCode).toBe(401);
    expect((await server.app.inject({ url: '/api', headers: { authorization: 'Bearer nonsense' } })).statusCode).toBe(
      401,
    );
  });
});

describe('signed links', () => {
  it('open one item and every address of it, until their day', async () => {
    const url = '/api/collections/roads/items/a/signed-links';
    expect((await server.ask('engineer', post(url, { days: 7 }))).statusCode).toBe(403);
    expect((await server.ask('outsider', post(url, { days: 7 }))).statusCode).toBe(403);
    const made = (await server.ask('publisher', post(url, { days: 7 }))).json();
    const address = (href: string) => new URL(href).pathname + new URL(href).search;
    const item = await server.app.inject({ url: address(made.links.item) });
    expect(item.statusCode).toBe(200);
    expect(item.json().id).toBe('a');
    expect(item.headers['cache-control']).toMatch(/private|no-store/);
    const data = await server.app.inject({ url: address(made.links.data), headers: { range: 'bytes=0-9' } });
    expect(data.statusCode).toBe(206);
    const signature = new URL(made.links.item).searchParams.get('signature')!;
    for (const other of [
      '/api/collections/roads/items/b',
      '/api/collections/roads',
      '/api/collections/roads/items',
      '/api/collections/roads/3dtiles/tileset.json',
    ]) {
      expect((await server.app.inject({ url: `${other}?signature=${signature}` })).statusCode, other).toBe(404);
    }
    const changed = signature.slice(0, -1) + (signature.endsWith('A') ? 'B' : 'A');
    for (const wrong of [changed, `${signature}A`, 'x', '']) {
      const answer = await server.app.inject({ url: `/api/collections/roads/items/a?signature=${wrong}` });
      expect([400, 404], wrong).toContain(answer.statusCode);
    }
  });

  const link = async (person: 'publisher' | 'admin', payload: object = { days: 7 }) => {
    const answer = await server.ask(person, post('/api/collections/roads/items/a/signed-links', payload));
    expect(answer.statusCode, answer.body).toBe(201);
    const made = answer.json();
    const open = async (person: Person = 'anonymous') =>
      (await server.ask(person, { url: new URL(made.links.item).pathname + new URL(made.links.item).search }))
        .statusCode;
    return { id: made.id as string, signature: new URL(made.links.item).searchParams.get('signature')!, open };
  };

  it('are listed to who handed them out and to administrators, and taken back by them', async () => {
    const [own, other] = [await link('publisher', { days: 1, note: ' 測量会社\u0007へ ' }), await link('admin')];
    expect(await own.open()).toBe(200);
    const url = '/api/signed-links';
    for (const [person, status] of [
      ['anonymous', 401],
      ['viewer', 403],
      ['engineer', 403],
    ] as const) {
      expect((await server.ask(person, { url })).statusCode).toBe(status);
      expect((await server.ask(person, { method: 'DELETE', url: `${url}/${own.id}` })).statusCode).toBe(status);
    }
    const listed = (await server.ask('publisher', { url })).json();
    expect(listed.links.map(({ id }: { id: string }) => id)).toContain(own.id);
    expect(listed.links.map(({ id }: { id: string }) => id)).not.toContain(other.id);
    expect(listed.links.find(({ id }: { id: string }) => id === own.id)).toMatchObject({
      collection: 'roads',
      item: 'a',
      note: '測量会社 へ',
      user: 'publisher',
      lastUsed: expect.stringMatching(/^20/),
    });
    const all = await server.ask('admin', { url });
    expect(all.json().links.slice(0, 2)).toMatchObject([{ id: other.id, lastUsed: null }, { id: own.id }]);
    expect(all.body).not.toContain(own.signature);
    // pages
    const first = (await server.ask('admin', { url: `${url}?limit=1` })).json();
    expect(first.links).toMatchObject([{ id: other.id }]);
    const second = (await server.ask('admin', { url: `${url}?limit=1&before=${first.next}` })).json();
    expect(second.links).toMatchObject([{ id: own.id }]);

    expect((await server.ask('publisher', { method: 'DELETE', url: `${url}/${other.id}` })).statusCode).toBe(404);
    expect(await other.open()).toBe(200);
    expect((await server.ask('publisher', { method: 'DELETE', url: `${url}/${own.id}` })).statusCode).toBe(204);
    expect(await own.open()).toBe(404);
    expect((await server.ask('publisher', { method: 'DELETE', url: `${url}/${own.id}` })).statusCode).toBe(404);
    expect((await server.ask('admin', { method: 'DELETE', url: `${url}/${other.id}` })).statusCode).toBe(204);
    expect(await other.open()).toBe(404);

    // the log says of what they were
    const { events } = (await server.ask('admin', { url: '/api/audit?text=signed-links' })).json();
    const written = events
      .filter(({ target }: { target: string }) => target.includes(own.id) && target.startsWith('roads/a, link '))
      .map(({ who, action, result }: Record<string, string>) => [who, action, result]);
    expect(written).toEqual([
      ['publisher', 'DELETE /api/signed-links/:id', 204],
      ['publisher', 'POST /api/collections/:cid/items/:iid/signed-links', 201],
    ]);
    expect(JSON.stringify(events)).not.toContain(own.signature);
  });

  it('open what who handed them out may publish and see now, whoever holds them', async () => {
    const { open } = await link('publisher');
    const url = `/api/users/${server.idOf('publisher')}`;
    const change = async (payload: object) =>
      expect((await server.ask('admin', { method: 'PUT', url, payload })).statusCode).toBe(200);
    expect(await open('outsider')).toBe(200);
    await change({ role: 'engineer' });
    expect(await open()).toBe(404);
    await change({ role: 'publisher', groups: [] });
    expect([await open(), await open('outsider')]).toEqual([404, 404]);
    // who sees it himself is not hindered by it
    expect(await open('viewer')).toBe(200);
    await change({ groups: [GROUP] });
    expect(await open()).toBe(200);
    await server.store.setAccess('roads', { visibility: 'private', groups: [], owner: null });
    expect(await open()).toBe(404);
    await server.store.setAccess('roads', { visibility: 'group', groups: [GROUP], owner: null });
    expect(await open()).toBe(200);
  });

  it('end with their day, with their user, and when there are too many', () => {
    let now = 1_000_000;
    const accounts = new Accounts(':memory:', () => now);
    const user = accounts.addUser({ name: 'taro', role: 'publisher' }).id;
    const one = { user, collection: 'c', item: 'i', note: '', expires: 2_000_000 };
    const { secret } = accounts.links.add(one);
    expect(accounts.links.find(secret, 'c', 'i')).toMatchObject({ user, lastUsed: null });
    expect(accounts.links.find(secret, 'c', 'j')).toBeNull();
    expect(accounts.links.find(secret, 'd', 'i')).toBeNull();
    now = 1_999_999;
    expect(accounts.links.find(secret, 'c', 'i')).toMatchObject({ lastUsed: 1_000_000 });
    now = 2_000_000;
    expect(accounts.links.find(secret, 'c', 'i')).toBeNull();
    expect(accounts.links.list({ user: null, before: null, limit: 9 })).toEqual([]);

    for (let made = 0; made < 1000; made++) accounts.links.add({ ...one, item: `${made}`, expires: 3_000_000 });
    expect(() => accounts.links.add({ ...one, expires: 3_000_000 })).toThrow(/at most 1000, seen 1001/);
    accounts.links.removeTo('c', '7');
    const again = accounts.links.add({ ...one, expires: 3_000_000 });
    expect(accounts.links.countTo('c', null)).toBe(1000);
    accounts.links.removeTo('c', null);
    expect(accounts.links.find(again.secret, 'c', 'i')).toBeNull();
    const last = accounts.links.add({ ...one, expires: 3_000_000 });
    accounts.addUser({ name: 'hanako', role: 'admin' });
    accounts.removeUser(user);
    expect(accounts.links.find(last.secret, 'c', 'i')).toBeNull();
    accounts.close();
  });
});

describe('accounts of an older version', () => {
  it('are brought up to this one, with everybody in them', async () => {
    const path = join(await temporaryFolder(), 'accounts.sqlite');
    const before = new Accounts(path);
    const user = before.addUser({ name: 'taro', role: 'publisher' }).id;
    before.close();
    // as the first version had it
    const old = new DatabaseSync(path);
    old.exec(
      'DROP TABLE links; CREATE TABLE keys (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT; PRAGMA user_version = 1',
    );
    old.close();
    const after = new Accounts(path);
    expect(after.user(user)).toMatchObject({ name: 'taro' });
    const { secret } = after.links.add({ user, collection: 'c', item: 'i', note: '', expires: Date.now() + 9999 });
    expect(after.links.find(secret, 'c', 'i')).not.toBeNull();
    after.close();
  });
});

describe('requests that somebody else’s page has made', () => {
  it.each([
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
  ])('change nothing: %j', async (headers) => {
    const answer = await server.ask('admin', post('/api/users', { name: 'forged', role: 'admin' }, headers));
    expect(answer.statusCode).toBe(403);
    expect((await server.ask('engineer', post('/api/projects', { name: 'forged' }, headers))).statusCode).toBe(403);
    const users = (await server.ask('admin', { url: '/api/users' })).body;
    expect(users).not.toContain('forged');
  });

  it('are taken from the page of the server itself', async () => {
    const headers = { origin: 'http://localhost:80', host: 'localhost:80', 'sec-fetch-site': 'same-origin' };
    expect((await server.ask('engineer', post('/api/projects', { name: 'own page' }, headers))).statusCode).toBe(201);
  });
});

describe('what users have', () => {
  it('is seen by their groups, shared by themselves, and made public by those who publish', async () => {
    const access = (visibility: string, groups: string[] = []) => ({
      method: 'PUT' as const,
      url: '/api/collections/roads/access',
      payload: { visibility, groups },
    });
    // nobody's: the administrators'
    expect((await server.ask('publisher', access('public'))).statusCode).toBe(403);
    expect((await server.ask('outsider', access('public'))).statusCode).toBe(404);
    await server.store.setAccess('roads', { visibility: 'group', groups: [GROUP], owner: server.idOf('engineer') });
    expect((await server.ask('engineer', access('public'))).statusCode).toBe(403);
    // its name may be guessed
    expect((await server.ask('engineer', access('unlisted'))).statusCode).toBe(403);
    expect((await server.ask('engineer', access('group', ['parks']))).statusCode).toBe(403);
    expect((await server.ask('engineer', access('private'))).statusCode).toBe(200);
    expect((await server.ask('viewer', { url: '/api/collections/roads' })).statusCode).toBe(404);
    expect((await server.ask('engineer', access('group', [GROUP]))).json()).toMatchObject({
      owner: 'engineer',
      mayChange: true,
    });
    expect((await server.ask('viewer', { url: '/api/collections/roads' })).statusCode).toBe(200);
    expect((await server.ask('admin', access('unlisted'))).statusCode).toBe(200);
    expect((await server.app.inject({ url: '/api/collections/roads' })).statusCode).toBe(200);
    expect((await server.app.inject({ url: '/api/collections' })).body).not.toContain('roads');
    expect((await server.ask('admin', access('public'))).statusCode).toBe(200);
    expect((await server.app.inject({ url: '/api/collections/roads' })).statusCode).toBe(200);
    await server.store.setAccess('roads', { visibility: 'group', groups: [GROUP], owner: null });
  });

  it('shares projects with groups, and short links with those who see what they show', async () => {
    const made = await server.ask('engineer', post('/api/projects', { name: 'Roads' }));
    const { id } = made.json();
    expect(made.json()).toMatchObject({ visibility: 'group', groups: [GROUP] });
    const status = async (person: 'viewer' | 'outsider' | 'anonymous' | 'admin') =>
      (await server.ask(person, { url: `/api/projects/${id}` })).statusCode;
    expect([
      await status('viewer'),
      await status('outsider'),
      await status('anonymous'),
      await status('admin'),
    ]).toEqual([200, 404, 404, 200]);
    const link = async (scene: string) => (await server.ask('engineer', post('/api/links', { scene }))).json().id;
    const [open, closed] = [await link('?collections=open'), await link('?collections=open,roads')];
    const read = async (person: 'viewer' | 'anonymous', one: string) =>
      (await server.ask(person, { url: `/api/links/${one}` })).statusCode;
    expect([await read('anonymous', open), await read('anonymous', closed), await read('viewer', closed)]).toEqual([
      200, 404, 200,
    ]);
    expect((await server.app.inject({ url: `/s/${closed}` })).statusCode).toBe(404);
    expect((await server.ask('viewer', { url: `/s/${closed}` })).statusCode).toBe(302);
  });

  it('keeps what users send to them and their groups, in every process too', async () => {
    const grid = 'ncols 2\nnrows 2\nxllcorner 52000\nyllcorner -97200\ncellsize 10\nNODATA_value -9999\n5 5\n5 5\n';
    const metadata = { filename: 'site.asc', crs: 'EPSG:6676' };
    const text = Object.entries(metadata).map(([name, value]) => `${name} ${Buffer.from(value).toString('base64')}`);
    const tus = { 'tus-resumable': '1.0.0', 'content-type': 'application/offset+octet-stream' };
    const create = { ...tus, 'upload-length': String(grid.length), 'upload-metadata': text.join(',') };
    const begun = await server.ask('engineer', { method: 'POST', url: '/api/uploads', headers: create });
    expect(begun.statusCode, begun.body).toBe(201);
    const url = new URL(String(begun.headers.location)).pathname;
    const send = { method: 'PATCH' as const, url, headers: { ...tus, 'upload-offset': '0' }, payload: grid };
    for (const other of ['outsider', 'publisher'] as const) {
      expect((await server.ask(other, send)).statusCode).toBe(404);
      expect((await server.ask(other, { method: 'HEAD', url, headers: tus })).statusCode).toBe(404);
      expect((await server.ask(other, { method: 'DELETE', url, headers: tus })).statusCode).toBe(404);
      expect((await server.ask(other, { url: `${url}/status` })).statusCode).toBe(404);
    }
    expect((await server.ask('engineer', send)).statusCode).toBe(204);
    const status = async () => (await server.ask('engineer', { url: `${url}/status` })).json();
    await vi.waitFor(async () => expect((await status()).state).toBe('ready'), { timeout: 30_000, interval: 50 });
    const { id } = (await status()).surface;
    const seen = async (person: 'engineer' | 'viewer' | 'admin' | 'outsider' | 'anonymous') => {
      const { statusCode } = await server.ask(person, { url: `/api/surfaces/${id}` });
      const inputs = {
        line: {
          type: 'LineString',
          coordinates: [
            [52_005, -97_195],
            [52_015, -97_185],
          ],
        },
        crs: 'EPSG:6676',
        surfaces: [{ grid: id }],
        points: false,
      };
      const cut = await server.ask(person, post('/api/processes/cross-section/execution', { inputs }));
      return [statusCode, cut.statusCode];
    };
    for (const person of ['engineer', 'viewer', 'admin'] as const) expect(await seen(person)).toEqual([200, 200]);
    for (const person of ['outsider', 'anonymous'] as const) expect(await seen(person)).toEqual([404, 404]);
    expect((await server.ask('admin', { method: 'DELETE', url, headers: tus })).statusCode).toBe(204);
    expect(await seen('engineer')).toEqual([404, 404]);
  });

  it('has bounds for each user', async () => {
    const small = await accountServer(async () => undefined, { userUploadBytes: 1000, requestsPerMinute: 40 });
    try {
      const tus = (bytes: number) => ({
        'tus-resumable': '1.0.0',
        'upload-length': String(bytes),
        'upload-metadata': `filename ${Buffer.from('a.geojson').toString('base64')}`,
      });
      const begin = (person: 'engineer' | 'publisher', bytes: number) =>
        small.ask(person, { method: 'POST', url: '/api/uploads', headers: tus(bytes) });
      expect((await begin('engineer', 700)).statusCode).toBe(201);
      const over = await begin('engineer', 400);
      expect([over.statusCode, over.json().detail]).toEqual([
        413,
        expect.stringContaining('at most 1000 bytes, seen 1100'),
      ]);
      expect((await begin('publisher', 700)).statusCode).toBe(201);
      // of one address, each user has his own
      const statuses = async (person: 'viewer' | 'outsider') => {
        const seen: number[] = [];
        for (let i = 0; i < 45; i++) seen.push((await small.ask(person, { url: '/api' })).statusCode);
        return seen;
      };
      expect((await statuses('viewer')).filter((status) => status === 429).length).toBeGreaterThanOrEqual(5);
      expect((await statuses('outsider')).slice(0, 35)).toEqual(Array(35).fill(200));
    } finally {
      await small.close();
    }
  });

  it('hides the jobs of one from the others', async () => {
    const inputs = {
      area: {
        type: 'Polygon',
        coordinates: [
          [
            [0, 0],
            [1, 0],
            [1, 1],
            [0, 0],
          ],
        ],
      },
      crs: 'EPSG:6676',
      surface: { collection: 'open' },
    };
    const run = post('/api/processes/fit-for-purpose/execution', { inputs }, { prefer: 'respond-async' });
    const job = (await server.ask('engineer', run)).json();
    const url = `/api/jobs/${job.jobID}`;
    expect((await server.ask('engineer', { url })).statusCode).toBe(200);
    expect((await server.ask('admin', { url })).statusCode).toBe(200);
    for (const person of ['viewer', 'outsider', 'anonymous'] as const) {
      const seen = await server.ask(person, { url });
      const none = await server.ask(person, { url: '/api/jobs/none' });
      expect([seen.statusCode, seen.json().detail.replace(job.jobID, 'none')]).toEqual([404, none.json().detail]);
      expect((await server.ask(person, { method: 'DELETE', url })).statusCode).toBe(404);
      expect((await server.ask(person, { url: '/api/jobs' })).body).not.toContain(job.jobID);
    }
    expect((await server.ask('engineer', { url: '/api/jobs' })).body).toContain(job.jobID);
  });
});

it('takes what a proxy sends on for nobody’s own machine', async () => {
  const own = await testServer(async () => undefined);
  const name = { name: 'x' };
  for (const header of ['x-forwarded-for', 'forwarded', 'x-real-ip', 'via']) {
    const headers = { [header]: '203.0.113.9' };
    expect((await own.app.inject(post('/api/projects', name, headers))).statusCode, header).toBe(403);
    expect((await own.app.inject({ url: '/metrics', headers })).statusCode, header).toBe(404);
  }
  expect((await own.app.inject(post('/api/projects', name))).statusCode).toBe(201);
  expect((await own.app.inject('/metrics')).statusCode).toBe(200);
  await own.close();
});

describe('passwords', () => {
  it('hold whatever the composition of their letters, and differ each time they are kept', async () => {
    const [one, two] = [
      await hashPassword('パスワードの長い例です', CHEAP),
      await hashPassword('パスワードの長い例です', CHEAP),
    ];
    expect(one).not.toBe(two);
    expect(await isPassword('パスワードの長い例です'.normalize('NFD'), one)).toBe(true);
    expect(await isPassword('パスワードの長い例でず', one)).toBe(false);
    expect(await isPassword('anything', null, CHEAP)).toBe(false);
  });

  it('keep somebody signed in as long as the setting says, and not without a request', async () => {
    const HOUR = 3_600_000;
    let now = 1_000_000;
    const accounts = (sessionMs?: number) => new Accounts(path, () => now, sessionMs);
    const path = join(await temporaryFolder(), 'sessions.sqlite');
    const long = accounts();
    const user = long.addUser({ name: 'taro', role: 'viewer' }).id;
    const begin = () => long.beginSession(user, { address: '', agent: '' }).secret;
    const [used, left] = [begin(), begin()];
    for (let hour = 1; hour < 12; hour++) {
      now = 1_000_000 + hour * HOUR;
      expect(long.session(used), `hour ${hour}`).toMatchObject({ expires: 1_000_000 + 12 * HOUR });
    }
    expect(long.session(left)).toBeNull();
    expect(long.sessionsOf(user)).toHaveLength(1);
    // a shorter one holds for those who are signed in too
    const short = accounts(HOUR / 2);
    expect(short.session(used)).toBeNull();
    expect(short.sessionsOf(user)).toEqual([]);
    now = 1_000_000 + 12 * HOUR;
    expect(long.session(used)).toBeNull();
    const { secret, expires } = short.beginSession(user, { address: '', agent: '' });
    expect(expires).toBe(now + HOUR / 2);
    now = expires - 1;
    expect(short.session(secret)).toMatchObject({ expires });
    now = expires;
    expect(short.session(secret)).toBeNull();
    for (const one of [long, short]) one.close();
  });

  it('unlock after the pause, longer each time', async () => {
    let now = 1_000_000;
    const service = new AccountService({ dir: await temporaryFolder(), now: () => now, cost: CHEAP });
    await service.setUp(service.offerSetup()!, { name: 'root', password: PASSWORD });
    const attempt = (password: string) =>
      service.signIn('root', password, `10.0.${now % 250}.${((now / 250) % 250) | 0}`).then(
        () => 'in',
        (error) => error.code,
      );
    for (let i = 0; i < 5; i++) expect(await attempt('wrong wrong wrong')).toBe('UNAUTHORIZED');
    expect(await attempt(PASSWORD)).toBe('TOO_MANY_REQUESTS');
    now += 30_001;
    expect(await attempt('wrong wrong wrong')).toBe('UNAUTHORIZED');
    now += 30_001;
    expect(await attempt(PASSWORD)).toBe('TOO_MANY_REQUESTS');
    now += 30_000;
    expect(await attempt(PASSWORD)).toBe('in');
    service.close();
  });
});
