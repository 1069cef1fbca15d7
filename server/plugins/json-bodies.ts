/** JSON bodies: how deep they nest is bounded before they are parsed; what walks a document afterwards calls itself once a level. */
import type { FastifyRequest } from 'fastify';
import { LimitError } from '#core/errors.ts';
import { assertJsonDepth } from '#core/json/json-depth.ts';
import type { App } from '../app-types.ts';
import { problem } from '../errors.ts';

type Done = (error: Error | null, body?: unknown) => void;
export type JsonParser = (request: FastifyRequest, text: string, done: Done) => void;

/** Fastify's own parser of JSON, members such as `__proto__` refused, behind a look at the depth. */
export function jsonParser(app: App): JsonParser {
  const parse = app.getDefaultJsonParser('error', 'error') as JsonParser;
  return (request, text, done) => {
    try {
      assertJsonDepth(text, 'the body');
    } catch (error) {
      if (!(error instanceof LimitError)) throw error;
      done(problem('INVALID_INPUT', error.message, {}, error.details));
      return;
    }
    parse(request, text, done);
  };
}

/** Must come before the routes. */
export function registerJsonBodies(app: App): void {
  app.removeContentTypeParser('application/json');
  app.addContentTypeParser('application/json', { parseAs: 'string' }, jsonParser(app));
}
