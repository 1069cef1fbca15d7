/** Holds every JSON answer against its route's schema. On in the tests; at run time schemas only describe. */
import type { TSchema } from '@fastify/type-provider-typebox';
import { Compile } from 'typebox/compile';
import type { App } from '../app-types.ts';

type Check = ReturnType<typeof Compile>;

export function registerAnswerCheck(app: App): void {
  const checks = new WeakMap<object, Check>();
  app.addHook('preSerialization', async (request, reply, payload) => {
    const answers = request.routeOptions.schema?.response as Record<string, object> | undefined;
    const schema = answers?.[reply.statusCode];
    if (!schema || 'content' in schema) return payload;
    let check = checks.get(schema);
    if (!check) {
      check = Compile(schema as TSchema);
      checks.set(schema, check);
    }
    // as the client will see it: without what JSON leaves out
    const seen: unknown = JSON.parse(JSON.stringify(payload));
    if (check.Check(seen)) return payload;
    const errors = check.Errors(seen).map(({ instancePath, message }) => `${instancePath} ${message}`);
    throw new Error(`${request.method} ${request.url} answers against its schema: ${errors.slice(0, 5).join('; ')}`);
  });
}
