/** Requests made to do harm: refused by a bound, soon, as a problem document; the server goes on. */
import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startServer } from '../../../server/serve.ts';
import { openTarget } from '../../helpers/fuzz/http/target.ts';
import type { TestServer } from '../../helpers/server-app.ts';

let server: TestServer;
let url: string;
let close: () => Promise<void>;
let examples: ReadonlyMap<string, { readonly inputs: Readonly<Record<string, unknown>> }>;
beforeAll(async () => {
  server = await openTarget();
  const { storeDir, cacheDir } = server.config;
  const listening = await startServer({
    storeDir,
    cacheDir,
    port: 0,
    host: '127.0.0.1',
    logLevel: 'silent',
    threads: 1,
    syncTimeoutMs: 20_000,
  });
  url = listening.url.replace(/\/$/, '');
  close = () => listening.close();
  const { paths } = (await server.app.inject('/api/openapi.json')).json();
  examples = new Map(
    Object.entries<{ post?: { requestBody: { content: Record<string, { example?: never }> } } }>(paths).flatMap(
      ([path, { post }]) => {
        const example = path.endsWith('/execution') && post?.requestBody.content['application/json']?.example;
        return example ? [[path, example] as const] : [];
      },
    ),
  );
});
afterAll(async () => {
  await close();
  await server.close();
});

interface Refusal {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
}

/** @returns to be called with the type of the answer: it is a problem, and took this thread, which everybody waits for, a short time */
function littleWork(): (contentType: string | null) => void {
  const begin = process.threadCpuUsage();
  return (contentType) => {
    expect(process.threadCpuUsage(begin).user / 1e6).toBeLessThan(4);
    expect(contentType).toMatch(/^application\/problem\+json/);
  };
}

/** What a body is answered with, and that the thread which everybody waits for had little work with it. */
async function refusal(path: string, body: string): Promise<Refusal> {
  const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body };
  const answered = littleWork();
  const answer = await fetch(`${url}${path}`, init);
  const problem = (await answer.json()) as Refusal;
  answered(answer.headers.get('content-type'));
  return problem;
}

const volume = '/api/processes/cut-fill-volume/execution';
const circle = (vertices: number): number[][] => {
  const ring = Array.from({ length: vertices }, (_, i) => {
    const angle = (2 * Math.PI * i) / vertices;
    return [Number((52_200 + 40 * Math.cos(angle)).toFixed(4)), Number((-97_050 + 40 * Math.sin(angle)).toFixed(4))];
  });
  return [...ring, ring[0]!];
};
const withRing = (ring: number[][]): string =>
  JSON.stringify({ inputs: { ...examples.get(volume)!.inputs, area: { type: 'Polygon', coordinates: [ring] } } });

describe('polygons of too many vertices', () => {
  it('below the limit of the body, above that of vertices', async () => {
    const body = withRing(circle(400_000));
    expect(body.length).toBeLessThan(16 * 2 ** 20);
    expect(await refusal(volume, body)).toMatchObject({
      status: 413,
      code: 'LIMIT',
      detail: expect.stringMatching(/400001 vertices; at most \d+/),
    });
  });

  it('with a fault far behind, or in a list that may hold few', async () => {
    const ring = circle(400_000);
    ring[390_000] = [1, 'x' as unknown as number];
    expect(await refusal(volume, withRing(ring))).toMatchObject({
      status: 400,
      detail: expect.stringContaining('coordinates[0][390000][1]'),
    });
    const vertices = JSON.stringify({
      inputs: { ...examples.get('/api/processes/measure/execution')!.inputs, vertices: circle(400_000) },
    });
    expect(await refusal('/api/processes/measure/execution', vertices)).toMatchObject({
      status: 400,
      detail: expect.stringMatching(/not have more than/),
    });
  });

  it('sent without a length, for ever: the body ends at its limit', async () => {
    const { status, sentBytes } = await sendForEver(volume, '{"inputs":{"area":{"type":"Polygon","coordinates":[[');
    // the server closes while the client still sends: it may see the answer, or only the end
    expect([413, null]).toContain(status);
    expect(sentBytes).toBeLessThan(64 * 2 ** 20);
    expect((await fetch(`${url}/health/ready`)).status).toBe(200);
  });
});

/**
 * A body in chunks that never ends, sent as fast as the server takes it.
 * By a plain request: `fetch` of Node 24 goes on reading an endless stream when its socket is gone, without a turn of
 * the event loop, until the memory is full.
 */
async function sendForEver(path: string, beginning: string): Promise<{ status: number | null; sentBytes: number }> {
  const piece = Buffer.from('[0,0],'.repeat(50_000));
  const sending = request(`${url}${path}`, { method: 'POST', headers: { 'content-type': 'application/json' } });
  const answered = littleWork();
  let [status, contentType]: [number | null, string | null] = [null, null];
  sending.once('response', (answer) => {
    status = answer.statusCode!;
    contentType = answer.headers['content-type'] ?? null;
    answer.resume();
  });
  const ended = new Promise<void>((resolve) => {
    sending.once('error', () => resolve());
    sending.once('close', () => resolve());
  });
  let sentBytes = 0;
  const send = (): void => {
    while (!sending.destroyed) {
      sentBytes += piece.length;
      if (!sending.write(piece)) return;
    }
  };
  sending.on('drain', send);
  sending.write(beginning);
  send();
  await ended;
  sending.destroy();
  // it may see no answer, only the end
  if (status !== null) answered(contentType);
  return { status, sentBytes };
}

describe('documents of too many levels', () => {
  it.each(['/api/search', '/api/selection', '/api/projects', '/api/links', '/api/requests', volume])(
    '%s',
    async (path) => {
      for (const [open, end] of [
        ['[', ']'],
        ['{"a":', '}'],
      ] as const) {
        const text = `{"name":${open.repeat(8_000)}${open === '[' ? '' : '1'}${end.repeat(8_000)}}`;
        expect(await refusal(path, text)).toMatchObject({
          status: 400,
          code: 'INVALID_INPUT',
          detail: expect.stringMatching(/at most 64 levels/),
        });
      }
    },
  );

  it('in a query', async () => {
    for (const query of [`filter=${'['.repeat(5000)}`, `intersects=${'['.repeat(5000)}`]) {
      const answer = await fetch(`${url}/api/search?${query}`);
      expect([400, 413]).toContain(answer.status);
    }
  });
});

describe('numbers of 10⁹ and 10⁻⁹', () => {
  it('in any field of any process end in a result or a typed error', async () => {
    for (const [path, { inputs }] of examples) {
      const names = Object.keys(inputs).filter((name) => typeof inputs[name] === 'number');
      for (const name of [...names, 'cellSizeM', 'stepM']) {
        for (const value of [1e9, 1e-9, -1e9]) {
          const payload = { inputs: { ...inputs, [name]: value } };
          const answer = await server.app.inject({ method: 'POST', url: path, payload });
          const what = `${path} ${name} = ${value}: ${answer.statusCode} ${answer.statusCode < 400 ? '' : answer.body.slice(0, 300)}`;
          expect(answer.statusCode < 500 || answer.statusCode === 503, what).toBe(true);
        }
      }
    }
  });
});

it('OPTIONS that is no preflight is no plain text', async () => {
  const answer = await fetch(`${url}/api/collections`, { method: 'OPTIONS' });
  expect(answer.status).toBe(204);
});
