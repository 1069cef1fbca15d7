/** Every route that the server describes: its path, query, headers and body. */
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { seededRandom } from '../../seeded-random.ts';
import { pick } from '../draw.ts';
import { caseSeed, type Family, type FuzzInput } from '../family.ts';
import { judge } from '../http/judge.ts';
import { type Operation, operationsOf } from '../http/operations.ts';
import { People } from '../http/people.ts';
import { type MadeRequest, makeRequest } from '../http/requests.ts';
import { type Known, openTarget, PLACEHOLDERS, prepare, SYNC_TIMEOUT_MS } from '../http/target.ts';

/** An answer may come so much later than the time that a process has. */
const MARGIN_MS = 10_000;
const HANDLER_ERROR = 'tracing:fastify.request.handler:error';

interface HttpInput extends FuzzInput {
  readonly request: MadeRequest;
}

export async function openFamily(): Promise<Family<HttpInput>> {
  const server = await openTarget();
  const { app } = server;
  const people = await People.open(server);
  const operations: readonly Operation[] = operationsOf((await app.inject('/api/openapi.json')).json());
  let known: Known = await prepare(server, people);
  let caught: unknown = null;
  const note = (message: unknown): void => {
    caught = (message as { error?: unknown }).error ?? null;
  };
  subscribe(HANDLER_ERROR, note);
  const settled = (text: string): string => PLACEHOLDERS.reduce((all, name) => all.replaceAll(name, known[name]), text);
  return {
    seedCount: operations.length,
    slowMs: SYNC_TIMEOUT_MS,
    clock: 'wall',
    makeCase(runSeed, number) {
      const { uniform } = seededRandom(caseSeed(runSeed, number));
      const { request, steps } = makeRequest(pick(uniform, operations), uniform);
      const bytes = Buffer.from(JSON.stringify(request, null, 1));
      return { name: request.operation, steps, bytes, extension: '.json', request };
    },
    async drive({ request }) {
      const { method, headers, body, url, tag, asker = 'admin', address } = request;
      const begin = performance.now();
      caught = null;
      const answer = await app.inject({
        ...{ method, url: settled(url), headers: { ...people.headersOf(asker), ...headers } },
        ...(address === undefined ? {} : { remoteAddress: address }),
        ...(body === null ? {} : { payload: settled(body) }),
      });
      const ms = performance.now() - begin;
      // what is gone is made again for the requests to come
      const isDone = answer.statusCode < 300 && method !== 'GET' && method !== 'HEAD';
      const outcome = judge(request, answer, ms, SYNC_TIMEOUT_MS + MARGIN_MS, caught);
      if (isDone && tag === 'Accounts') known = { ...known, ...(await people.renew()) };
      else if (isDone && method === 'DELETE') known = await prepare(server, people, known);
      return [outcome];
    },
    /** The server is ready, has what it had, and nothing is left at work. */
    async checkUnharmed() {
      for (const path of [
        '/health/live',
        '/health/ready',
        '/api/collections/before',
        '/api/collections/after/items/08NF2330',
      ]) {
        const { statusCode, body } = await app.inject({ url: path, headers: people.headersOf('admin') });
        if (statusCode !== 200) throw new Error(`${path}: ${statusCode} ${body.slice(0, 300)}`);
      }
      const deadline = performance.now() + 60_000;
      const working = async (): Promise<boolean> =>
        /^tengun_(processes|tiles|jobs)_(running|waiting) [1-9]/m.test((await app.inject('/metrics')).body);
      while (await working()) {
        if (performance.now() > deadline) throw new Error('work is left that nobody waits for');
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
      known = await prepare(server, people, known);
    },
    async close() {
      unsubscribe(HANDLER_ERROR, note);
      people.close();
      await server.close();
    },
  };
}
