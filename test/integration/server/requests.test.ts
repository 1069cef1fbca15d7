import { execFile } from 'node:child_process';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { UseRequests } from '#worker/requests/use-requests.ts';
import { type TestServer, testServer } from '../../helpers/server-app.ts';

const run = promisify(execFile);
const TENGUN = join(import.meta.dirname, '../../../scripts/tengun.mjs');
let server: TestServer;

beforeEach(async () => {
  server = await testServer(async () => undefined);
});
afterEach(() => server.close());

const send = (payload: object, { headers = {}, remoteAddress = '192.0.2.1' } = {}) =>
  server.app.inject({ method: 'POST', url: '/api/requests', payload, headers, remoteAddress });
const stored = () => new UseRequests(server.config.storeDir).list();
const command = async (...args: string[]) =>
  (await run(process.execPath, [TENGUN, 'requests', '--store', server.config.storeDir, ...args])).stdout;

describe('requests for uses', () => {
  it('are stored as they were written, for the owner of the store alone', async () => {
    const asked = {
      text: '堤防の点検に\n使いたい',
      name: '点群 花子',
      organisation: '静岡の会社',
      contact: 'hanako@example.jp',
      collection: 'before',
      item: '08NF2331',
      place: '富士川',
      lang: 'ja',
    };
    const response = await send(asked);
    expect(response.statusCode).toBe(201);
    const { id, received } = response.json();
    const folder = join(server.config.storeDir, '.requests');
    expect(await readdir(folder)).toEqual([`${id}.json`]);
    const text = await readFile(join(folder, `${id}.json`), 'utf8');
    expect(JSON.parse(text)).toEqual({ id, received, ...asked });
    expect(text).not.toContain('192.0.2.1');
    expect((await stat(join(folder, `${id}.json`))).mode & 0o077).toBe(0);
    expect((await stat(folder)).mode & 0o077).toBe(0);
  });

  it('are shown by no route', async () => {
    const { id } = (await send({ text: 'secret wish' })).json();
    for (const url of ['/api/requests', `/api/requests/${id}`, `/.requests/${id}.json`, '/api/collections']) {
      expect((await server.app.inject(url)).body).not.toContain('secret wish');
    }
    expect((await server.app.inject('/api/requests')).statusCode).toBe(405);
  });

  it('need no more than a text', async () => {
    expect((await send({ text: 'x', contact: '', name: '  ' })).statusCode).toBe(201);
    expect(await stored()).toMatchObject([{ text: 'x', name: null, contact: null, lang: 'ja', collection: null }]);
  });

  it('are refused when they are too long, empty, or not what they should be', async () => {
    const wrong: object[] = [
      ...[{}, { text: '' }, { text: ' \n ' }, { text: 'x'.repeat(4001) }, { text: 'x', name: 'x'.repeat(201) }],
      ...[
        { text: 'x', contact: 'no mail' },
        { text: 'x', contact: 'a@b\nc@d' },
        { text: 'x', other: 1 },
      ],
      ...[
        { text: 'x', collection: '../x' },
        { text: 'x', lang: 'fr' },
      ],
    ];
    for (const payload of wrong) expect([payload, (await send(payload)).statusCode]).toEqual([payload, 400]);
    expect((await send({ text: 'x', name: 'x'.repeat(70_000) })).statusCode).toBe(413);
    expect(await stored()).toEqual([]);
  });

  it('lose the characters that only terminals and bad jokes need', async () => {
    await send({ text: 'a\u001b[31mred\u0000\u202eb\tc', name: 'one\ntwo' });
    expect(await stored()).toMatchObject([{ text: 'a[31mredb\tc', name: 'one two' }]);
  });

  it('come from pages of this server, not of others', async () => {
    const from = (origin: string) => send({ text: 'x' }, { headers: { origin, host: 'points.example:8080' } });
    expect((await from('https://elsewhere.example')).statusCode).toBe(403);
    expect((await from('null')).statusCode).toBe(403);
    expect((await from('http://points.example:8080')).statusCode).toBe(201);
    expect((await from('https://points.example:8080')).statusCode).toBe(201);
    const form = { method: 'POST', url: '/api/requests', payload: 'text=x' } as const;
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    expect((await server.app.inject({ ...form, headers })).statusCode).toBe(415);
    expect(await stored()).toHaveLength(2);
  });

  it('are taken five times an hour from one address', async () => {
    for (let i = 0; i < 5; i++) expect((await send({ text: `wish ${i}` })).statusCode).toBe(201);
    const refused = await send({ text: 'one more' });
    expect(refused.statusCode).toBe(429);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(3500);
    expect((await send({ text: 'somebody else' }, { remoteAddress: '192.0.2.2' })).statusCode).toBe(201);
    expect(await stored()).toHaveLength(6);
  });

  it('of programs that fill in every field are thanked and forgotten', async () => {
    const answer = await send({ text: 'buy', website: 'https://spam.example' });
    expect(answer.statusCode).toBe(201);
    expect(answer.json().id).toMatch(/^\d{4}-\d{2}-\d{2}-[0-9a-f]{10}$/);
    expect(await stored()).toEqual([]);
  });

  it('are listed and removed on the command line', async () => {
    const { id } = (await send({ text: '=SUM(A1), "quoted"', name: '@name', contact: 'a@example.jp' })).json();
    expect(JSON.parse(await command('--json')).requests).toMatchObject([{ id, contact: 'a@example.jp' }]);
    const csv = await command('--csv');
    expect(csv.startsWith('\uFEFFid,received,lang,text,')).toBe(true);
    expect(csv).toContain(`"'=SUM(A1), ""quoted""",'@name,`);
    expect(await command()).toContain('=SUM(A1)');
    expect(JSON.parse(await command('--json', '--delete', id))).toEqual({ deleted: id });
    expect(await stored()).toEqual([]);
    await expect(command('--delete', '../catalog')).rejects.toMatchObject({ code: 1 });
    await expect(command('--delete', id)).rejects.toMatchObject({ code: 1 });
  });

  it('are bounded in number', async () => {
    const few = new UseRequests(server.config.storeDir, { maxRequests: 2 });
    const wish = {
      text: 'x',
      name: null,
      organisation: null,
      contact: null,
      collection: null,
      item: null,
      place: null,
    };
    await few.add({ ...wish, lang: 'en' });
    await few.add({ ...wish, lang: 'en' });
    await expect(few.add({ ...wish, lang: 'en' })).rejects.toMatchObject({ code: 'LIMIT' });
  });
});
