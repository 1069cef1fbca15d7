/** The audit log: what is told, that nothing can be taken out unseen, and what the command line adds. */
import { spawnSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AuditLog } from '../../../server/audit/audit-log.ts';
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
      ['access private', 'roads', 0],
      ['index', 'roads', 0],
      ['index', 'roads', 0],
    ]);
    expect(tengun('audit', '--check').answer.damaged).toBeNull();
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
