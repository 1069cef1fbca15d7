import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TestServer, testServer } from '../../helpers/server-app.ts';

let server: TestServer;
beforeAll(async () => {
  server = await testServer(async () => undefined);
});
afterAll(() => server.close());

const ask = (query: string) => server.app.inject(`/api/places?${query}`);

describe('/api/places', () => {
  it('finds names, coordinates and sheets, and may be kept', async () => {
    const response = await ask(`q=${encodeURIComponent('熱海')}&limit=2`);
    expect(response.headers['cache-control']).toBe('public, max-age=3600');
    expect(response.json().places.map(({ label }: { label: { ja: string } }) => label.ja)).toEqual([
      '熱海市',
      '熱海駅',
    ]);
    expect((await ask('q=08nd4321')).json().places).toHaveLength(2);
    expect((await ask('q=35.1128,139.0789')).json().places[0]).toMatchObject({ kind: 'coordinates', lat: 35.1128 });
    expect((await ask('q=nowhere')).json()).toEqual({ places: [] });
  });

  it.each(['', 'q=', 'q=a&limit=0', 'q=a&limit=101', 'q=a&kind=city', `q=${'a'.repeat(201)}`])(
    'refuses %.20s',
    async (query) => {
      const response = await ask(query);
      expect([response.statusCode, response.json().code]).toEqual([400, 'INVALID_INPUT']);
    },
  );
});
