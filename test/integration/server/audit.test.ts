/** The audit log: what is told, that nothing can be taken out unseen, and what the command line adds. */
import { spawnSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AuditLog } from '../../../server/audit/audit-log.ts';
import { targetsOfIds } from '../../../server/cli/audit-command.ts';
import { type AccountServer, accountServer, PASSWORD } from '../../helpers/account-server.ts';
import { earthworkLas } from '../../helpers/earthwork.ts';
import { publish } from '../../helpers/server-app.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

const TENGUN = join(import.meta.dirname, '..', '..', '..', 'scripts', 'tengun.mjs');
let server: AccountServer;
beforeAll(async () => {
  server = await accountServer(async (store) => {
    await publish(store, import.meta.filename, { collection: 'open', id: 'a' });
  });
}, 60_000);
afterAll(() => server.close());

const events = async (query = '') => (await server.ask('admin', { url: `/api/audit${query}` })).json().events;

const PAD_AREA = {
  type: 'Polygon',
  coordinates: [
    [
      [4, 4],
      [8, 4],
      [8, 8],
      [4, 8],
      [4, 4],
    ],
  ],
};

describe('the audit log of a server', () => {
  it('tells who did what, from where, with which result, and no secret', async () => {
    const remoteAddress = '192.0.2.7';
    await server.app.inject({
      method: 'POST',
      url: '/api/session',
      payload: { name: 'viewer', password: 'not the right one' },
      remoteAddress,
    });
    await server.ask('viewer', { method: 'POST', url: '/api/projects', payload: { name: 'x' } });
    await server.ask('admin', {
      method: 'PUT',
      url: '/api/collections/open/access',
      payload: { visibility: 'private', groups: [] },
    });
    await server.ask('viewer', { url: '/api/collections' });
    const [access, project, session] = await events();
    expect(access).toMatchObject({
      who: 'admin',
      action: 'PUT /api/collections/:cid/access',
      target: '/api/collections/open/access',
      result: 200,
    });
    expect(project).toMatchObject({ who: 'viewer', action: 'POST /api/projects', result: 403 });
    expect(session).toMatchObject({
      who: 'anonymous',
      action: 'POST /api/session',
      target: 'viewer',
      address: remoteAddress,
      result: 401,
    });
    const csv = (await server.ask('admin', { url: '/api/audit?format=csv' })).body;
    expect(csv.startsWith('\ufeffnumber,at,who,')).toBe(true);
    for (const secret of [PASSWORD, 'not the right one', server.as('viewer').cookie!.split('=')[1]!]) {
      expect(csv).not.toContain(secret);
    }
    expect((await server.ask('admin', { url: '/api/audit/check' })).json().damaged).toBeNull();
    for (const person of ['publisher', 'anonymous'] as const) {
      expect((await server.ask(person, { url: '/api/audit' })).statusCode).toBe(person === 'anonymous' ? 401 : 403);
    }
  });

  it('finds its events, page by page', async () => {
    for (let i = 0; i < 230; i++)
      await server.ask('viewer', { method: 'POST', url: '/api/groups', payload: { name: `g${i}` } });
    const first = (await server.ask('admin', { url: '/api/audit?text=/api/groups' })).json();
    expect(first.events.length).toBe(200);
    const second = (await server.ask('admin', { url: `/api/audit?text=/api/groups&before=${first.next}` })).json();
    expect(second.events.length).toBe(32);
    expect(second.next).toBeNull();
    expect(await events('?to=2020-01-01')).toEqual([]);
    expect((await server.ask('admin', { url: '/api/audit?from=yesterday' })).statusCode).toBe(400);
  });

  it('takes part in what commands do', { timeout: 60_000 }, async () => {
    const source = join(server.dir, 'in');
    await mkdir(source);
    await writeFile(join(source, '08NF2331.las'), earthworkLas('before', 2000));
    const tengun = (...args: string[]) => {
      const { status, stdout } = spawnSync(
        process.execPath,
        [TENGUN, ...args, '--store', server.config.storeDir, '--json'],
        { encoding: 'utf8' },
      );
      return { status, answer: JSON.parse(stdout) };
    };
    const indexed = tengun(
      'index',
      source,
      '--collection',
      'roads',
      '--visibility',
      'group',
      '--group',
      'civil',
      '--surfaces',
      'off',
    );
    expect(indexed.status, JSON.stringify(indexed.answer)).toBe(0);
    expect((await server.ask('viewer', { url: '/api/collections/roads' })).json()).toMatchObject({
      'tengun:visibility': 'group',
    });
    expect((await server.ask('viewer', { url: '/api/collections/roads/items' })).json().numberMatched).toBe(1);
    expect((await server.ask('outsider', { url: '/api/collections/roads' })).statusCode).toBe(404);
    // a collection that is there is not closed, or opened, by what comes into it
    const again = tengun('index', source, '--collection', 'roads', '--replace', '--sensor', 'lp', '--surfaces', 'off');
    expect(again.status).toBe(0);
    expect((await server.ask('outsider', { url: '/api/collections/roads' })).statusCode).toBe(404);
    expect(tengun('access', 'roads', '--visibility', 'private').answer).toMatchObject({ visibility: 'private' });
    expect((await server.ask('viewer', { url: '/api/collections/roads' })).statusCode).toBe(404);
    expect(tengun('access', 'roads', '--visibility', 'group').status).toBe(1);
    // what else puts something into the store, or tries to
    const asc = join(source, 'site.asc');
    await writeFile(asc, 'ncols 2\nnrows 2\nxllcorner 0\nyllcorner 0\ncellsize 10\nNODATA_value -9999\n5 5\n5 5\n');
    const { answer: imported } = tengun('import', asc, '--crs', 'EPSG:6676');
    expect(tengun('products', 'roads', '--surfaces', 'off').status).toBe(0);
    const request = join(source, 'request.json');
    const inputs = {
      kind: 'pad',
      crs: 'EPSG:6676',
      elevationM: 7,
      existing: { plane: { elevationM: 5 } },
      area: PAD_AREA,
    };
    await writeFile(request, JSON.stringify({ inputs }));
    const { answer: design } = tengun('design', '--input', request);
    expect(design.surface, JSON.stringify(design)).toMatch(/^[0-9a-f]{32}$/);
    await writeFile(request, JSON.stringify({ inputs: { collection: 'roads', item: 'none' } }));
    expect(tengun('classify-ground', '--input', request).status).toBe(1);
    const link = tengun('accounts', '--link', 'viewer').answer.url;
    const secret = link.split('#password=')[1];
    const set = await server.app.inject({
      method: 'POST',
      url: '/api/password',
      payload: { secret, password: 'yet another long phrase' },
    });
    expect(set.statusCode).toBe(204);
    const mine = (await events()).filter(({ who }: { who: string }) => who.startsWith('command line'));
    expect(mine.map(({ action, target, result }: Record<string, unknown>) => [action, target, result])).toEqual([
      ['one-time link', 'viewer', 0],
      ['classify-ground', `as in ${request}`, 1],
      ['design', `surface ${design.surface}`, 0],
      ['products', 'roads', 0],
      ['import', `${imported.id}: site.asc`, 0],
      ['access private', 'roads', 0],
      ['index', 'roads', 0],
      ['index', 'roads', 0],
    ]);
    expect(tengun('audit', '--check').answer.damaged).toBeNull();
  });

  it('tells of deletions, backups and restorings by commands, also of those that fail', {
    timeout: 120_000,
  }, async () => {
    const { storeDir } = server.config;
    for (const id of ['a', 'b']) await publish(server.store, import.meta.filename, { collection: 'old', id });
    const upload = '7'.repeat(32);
    await mkdir(join(storeDir, '.uploads'), { recursive: true });
    const state = { id: upload, state: 'ready', created: '2020-01-01T00:00:00Z' };
    await writeFile(join(storeDir, '.uploads', `${upload}.state.json`), JSON.stringify(state));
    const [target, restored] = [join(server.dir, 'backups'), join(server.dir, 'restored')];
    const tengun = (...args: string[]) => {
      const env = { ...process.env, TENGUN_CACHE: join(server.dir, 'no-cache') };
      const command = [TENGUN, ...args, '--store', storeDir, '--json'];
      const { status, stdout } = spawnSync(process.execPath, command, { encoding: 'utf8', env });
      return { status, answer: JSON.parse(stdout) };
    };
    const [{ number: before }] = await events();
    const told = async () =>
      (await events())
        .filter(({ number }: { number: number }) => number > before)
        .map(({ action, target, result }: Record<string, unknown>) => [action, target, result]);
    // those only look
    expect(tengun('delete', 'old').status).toBe(0);
    expect(tengun('tidy', '--uploads-older-than', '1d').status).toBe(0);
    expect(await told()).toEqual([]);
    const { answer: made } = tengun('backup', target);
    expect(tengun('backup', join(storeDir, 'inside')).status).toBe(1);
    const { answer: deleted } = tengun('delete', 'old/a', '--yes');
    expect(tengun('delete', 'old', '--yes').status).toBe(0);
    const { answer: tidied } = tengun('tidy', '--uploads-older-than', '1d', '--yes');
    expect(tidied.uploads).toEqual([upload]);
    expect(tengun('backup', target, '--list').status).toBe(0);
    const { answer: back } = tengun('restore', target, '--to', restored);
    expect(tengun('restore', target, '--to', restored).status).toBe(1);
    const size = Number(deleted.items[0].sizeBytes);
    expect(size).toBeGreaterThan(100);
    const wasRestored = `${made.generation} of ${target} to ${restored}: ${back.files} files, ${back.sizeBytes} bytes`;
    expect((await told()).toReversed()).toEqual([
      ['backup', `${made.generation} to ${target}: ${made.files} files, ${made.sizeBytes} bytes`, 0],
      ['backup', `to ${join(storeDir, 'inside')}`, 1],
      ['delete', `old/a: ${size} bytes, 1 versions, 0 results`, 0],
      ['delete', expect.stringMatching(/^old \(1 items\): \d+ bytes, 1 versions, 0 results$/), 0],
      ['tidy', `0 temporary files, 0 versions, 0 results, 1 uploads, ${tidied.sizeBytes} bytes`, 0],
      ['tidy', `upload ${upload}`, 0],
      ['restore', wasRestored, 0],
      ['restore', `the last of ${target} to ${restored}`, 1],
    ]);
    const log = new AuditLog(join(restored, '.accounts', 'audit.sqlite'));
    expect(log.list({ limit: 2 })).toMatchObject([{ action: 'restore', target: wasRestored, result: 0 }, {}]);
    expect((await log.check()).damaged).toBeNull();
    log.close();
  });
});

describe('a list of ids', () => {
  it('is in as many events as it takes', () => {
    const ids = Array.from({ length: 40 }, (_, i) => `c/sheet-${i}/0123456789abcdef`);
    const texts = targetsOfIds('version', ids);
    expect(texts.length).toBeGreaterThan(2);
    expect(texts.every((text) => text.length < 500 && text.startsWith('version '))).toBe(true);
    expect(texts.flatMap((text) => text.slice('version '.length).split(', '))).toEqual(ids);
    expect(targetsOfIds('upload', [])).toEqual([]);
  });
});

describe('the log itself', () => {
  const EVENT = { who: 'a', user: null, action: 'x', target: 'y', address: 'z', result: 200, request: '1' };

  it('refuses changes, and shows those that were made with other tools', async () => {
    const path = join(await temporaryFolder(), 'audit.sqlite');
    const log = new AuditLog(path);
    for (let i = 0; i < 20; i++) log.add({ ...EVENT, target: `t${i}` });
    expect(await log.check()).toEqual({ events: 20, damaged: null });
    const database = new DatabaseSync(path);
    expect(() => database.exec("UPDATE events SET who = 'b'")).toThrow(/only added/);
    expect(() => database.exec('DELETE FROM events WHERE number = 7')).toThrow(/only added/);
    database.exec('DROP TRIGGER no_delete; DROP TRIGGER no_update');
    database.exec("UPDATE events SET target = 'changed' WHERE number = 12");
    expect(await log.check()).toEqual({ events: 11, damaged: 12 });
    database.exec("UPDATE events SET target = 't11' WHERE number = 12; DELETE FROM events WHERE number = 7");
    expect((await log.check()).damaged).toBe(8);
    database.close();
    log.close();
  });

  it('lets go what is older than it is kept, and still holds', async () => {
    let now = 1000;
    const log = new AuditLog(join(await temporaryFolder(), 'audit.sqlite'), () => now);
    for (; now < 1010; now++) log.add(EVENT);
    expect(log.forgetBefore(1004)).toBe(4);
    expect(await log.check()).toEqual({ events: 6, damaged: null });
    expect(log.list({ limit: 100 }).map(({ number }) => number)).toEqual([10, 9, 8, 7, 6, 5]);
    log.add(EVENT);
    expect(await log.check()).toEqual({ events: 7, damaged: null });
    log.close();
  });
});
