import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { earthworkServer } from '../../helpers/earthwork-server.ts';
import type { TestServer } from '../../helpers/server-app.ts';

let server: TestServer;
beforeAll(async () => {
  server = await earthworkServer(
    { baseUrl: 'https://points.example' },
    { title: '変化前 <1> / Before <1>', attribution: '静岡県', license: 'CC-BY-4.0' },
  );
});
afterAll(() => server.close());
const get = (query: string, headers = {}) => server.app.inject({ url: `/catalog/guide${query}`, headers });

describe('the guide', () => {
  it('has addresses of this server that answer', async () => {
    const { body, statusCode, headers } = await get('?lang=ja&collection=before&item=08NF2331-2019');
    expect(statusCode).toBe(200);
    expect(headers['content-type']).toBe('text/html; charset=utf-8');
    const urls = [...body.matchAll(/<p class="url">(https:[^<]+)<\/p>/g)].map(([, url]) => url as string);
    expect(urls.length).toBeGreaterThan(1);
    for (const url of urls.filter((one) => !one.includes('{z}'))) {
      expect(url.startsWith('https://points.example/')).toBe(true);
      const answer = await server.app.inject({ method: 'HEAD', url: new URL(url).pathname });
      expect([url, answer.statusCode]).toEqual([url, 200]);
    }
    expect(body).toContain('出典：静岡県 (CC-BY-4.0) を加工して作成');
    expect(body).toContain('EPSG:6676');
    expect(body).toContain('変化前 &lt;1&gt;');
    expect(body).not.toContain('<1>');
  });

  it('speaks both languages, section by section', async () => {
    const ja = (await get('?lang=ja')).body;
    const en = (await get('', { 'accept-language': 'en-GB' })).body;
    expect(en).toContain('<html lang="en">');
    const ids = (body: string) => [...body.matchAll(/<section id="([\w-]+)"/g)].map(([, id]) => id);
    expect(ids(ja)).toEqual(ids(en));
    expect(ids(ja).length).toBeGreaterThanOrEqual(9);
    const steps = (body: string) => body.match(/<li><p>/g)?.length;
    expect(steps(ja)).toBe(steps(en));
    expect(en).not.toMatch(/undefined|\[object|null/);
  });

  it('has no script, and nothing that leaves the page', async () => {
    const { body } = await get('?lang=ja');
    expect(body).not.toMatch(/<script|<img|<link|@import|url\(https?:/i);
    for (const [, href] of body.matchAll(/href="([^"]+)"/g)) expect(href).toMatch(/^(\/|#|\?)/);
  });

  it('brings a Japanese font for machines without one', async () => {
    const fonts = [...(await get('?lang=ja')).body.matchAll(/url\((\/fonts\/[\w.-]+)\)/g)].map(
      ([, url]) => url as string,
    );
    expect(fonts).toHaveLength(2);
    for (const url of fonts) {
      const font = await server.app.inject(url);
      expect([font.statusCode, font.headers['content-type']]).toEqual([200, 'font/ttf']);
      expect(font.rawPayload.readUInt32BE(0)).toBe(0x00010000);
    }
  });

  it('says so where there is nothing', async () => {
    expect((await get('?collection=none')).statusCode).toBe(404);
    expect((await get('?collection=before&item=none')).statusCode).toBe(404);
    expect((await get('?lang=fr')).statusCode).toBe(400);
  });
});
