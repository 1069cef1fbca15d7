/** Turns whatever is thrown into a problem document. A stack or an inner message never leaves the server. */
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { TengunError } from '#core/errors.ts';
import { storageFault } from '#worker/store/storage-fault.ts';
import type { App } from '../app-types.ts';
import {
  HttpProblem,
  isProblemCode,
  PROBLEM_MEDIA_TYPE,
  type ProblemCode,
  type ProblemDocument,
  problemDocument,
} from '../errors.ts';
import { ClientGoneError } from '../http/client-gone.ts';

/** Codes of Fastify's own errors that have a code of ours. */
const FASTIFY_CODES: Readonly<Record<string, ProblemCode>> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'UNSUPPORTED_MEDIA_TYPE',
  FST_ERR_CTP_BODY_TOO_LARGE: 'PAYLOAD_TOO_LARGE',
};

/** What a client that is sent away waits, seconds, where nobody knows better. */
const RETRY_AFTER_S = '5';

export function registerProblems(app: App): void {
  app.setErrorHandler((error, request, reply) => sendProblem(error, request, reply));
  const otherMethods = collectMethods(app);
  app.setNotFoundHandler((request, reply) => {
    const allowed = otherMethods(pathOf(request));
    if (allowed.length > 0) {
      const detail = `${request.method} is not possible here; there are ${allowed.join(', ')}`;
      reply.header('allow', allowed.join(', '));
      return send(reply, problemDocument('METHOD_NOT_ALLOWED', detail, pathOf(request)));
    }
    const detail = `no ${request.method} ${pathOf(request).slice(0, 200)} here`;
    return send(reply, problemDocument('NOT_FOUND', detail, pathOf(request)));
  });
}

/** @returns a function that tells the methods of the routes that match a path */
function collectMethods(app: App): (path: string) => string[] {
  const routes: { readonly pattern: RegExp; readonly methods: readonly string[] }[] = [];
  app.addHook('onRoute', ({ url, method }) => {
    // the viewer's files and the answers to preflights are everywhere: they say nothing of a path
    const methods = [method].flat().filter((name) => name !== 'OPTIONS');
    if (url.includes('*') || methods.length === 0) return;
    const source = url.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replace(/:\w+/g, '[^/]+');
    routes.push({ pattern: new RegExp(`^${source}/?$`), methods });
  });
  return (path) => [...new Set(routes.filter(({ pattern }) => pattern.test(path)).flatMap(({ methods }) => methods))];
}

export function sendProblem(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const document = describe(error, request);
  if (document.status >= 500 && document.code !== 'BUSY' && document.code !== 'TIMEOUT') {
    request.log.error({ err: error }, 'request failed');
  } else if (error instanceof HttpProblem && error.cause !== undefined) {
    // what clients are not told. Words only: such errors may carry answers of others, with tokens in them
    request.log.warn({ cause: wordsOf(error.cause) }, document.detail);
  }
  if (error instanceof HttpProblem) reply.headers(error.headers);
  if (document.status === 503 && !reply.hasHeader('retry-after')) reply.header('retry-after', RETRY_AFTER_S);
  return send(reply, document);
}

/** The messages of an error and of what caused it. */
function wordsOf(thrown: unknown): string {
  const words: string[] = [];
  for (let error = thrown; error instanceof Error && words.length < 5; error = error.cause) words.push(error.message);
  return words.join(': ').slice(0, 1000);
}

/** What a client may know of an error. */
export function describe(thrown: unknown, request: FastifyRequest): ProblemDocument {
  const error = storageFault(thrown);
  const instance = pathOf(request);
  if (error instanceof ClientGoneError) return problemDocument('CLIENT_GONE', error.message, instance);
  if (error instanceof HttpProblem || error instanceof TengunError) {
    const details = Object.keys(error.details).length > 0 ? { details: error.details } : {};
    return problemDocument(error.code, error.message, instance, details);
  }
  if (isFastifyError(error)) {
    if (error.validation) return validationProblem(error, instance);
    const code = FASTIFY_CODES[error.code] ?? codeOfStatus(error.statusCode);
    if (code === 'PAYLOAD_TOO_LARGE') return problemDocument(code, tooLarge(request), instance);
    if (code) return problemDocument(code, error.message.slice(0, 500), instance);
  }
  return problemDocument('INTERNAL', `unexpected error; the server’s log has it as request ${request.id}`, instance);
}

function tooLarge({ headers, routeOptions }: FastifyRequest): string {
  const seen = headers['content-length'];
  return `expected a body of at most ${routeOptions.bodyLimit} bytes, seen ${seen === undefined ? 'more' : seen}`;
}

function validationProblem({ validation = [], validationContext }: FastifyError, instance: string) {
  const errors = validation.slice(0, 20).map(({ instancePath, message = 'is not valid', params }) => {
    const unknown = namesOf(params);
    return {
      path: `${validationContext ?? 'request'}${instancePath}`,
      message: unknown ? `${message}: ${unknown}` : message,
    };
  });
  const detail = errors.map(({ path, message }) => `${path} ${message}`).join('; ');
  return problemDocument('INVALID_INPUT', detail.slice(0, 1000) || 'the request is not valid', instance, { errors });
}

/** Names that the validator puts beside its message (unknown or missing properties). */
function namesOf(params: unknown): string | null {
  if (typeof params !== 'object' || params === null) return null;
  const names = Object.entries(params).find(([key]) => key === 'additionalProperties' || key === 'requiredProperties');
  return Array.isArray(names?.[1]) ? names[1].join(', ').slice(0, 200) : null;
}

/** Fastify's remaining errors of the 4xx kind: broken JSON, an empty body, a URL that cannot be decoded. */
function codeOfStatus(status: number | undefined): ProblemCode | null {
  if (status === undefined || status < 400 || status >= 500) return null;
  switch (status) {
    case 404:
      return 'NOT_FOUND';
    case 406:
      return 'NOT_ACCEPTABLE';
    case 408:
      return 'REQUEST_TIMEOUT';
    case 413:
      return 'PAYLOAD_TOO_LARGE';
    case 415:
      return 'UNSUPPORTED_MEDIA_TYPE';
    case 429:
      return 'TOO_MANY_REQUESTS';
    default:
      return 'INVALID_INPUT';
  }
}

function isFastifyError(error: unknown): error is FastifyError {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && !isProblemCode(error.code);
}

function send(reply: FastifyReply, document: ProblemDocument): FastifyReply {
  reply
    .removeHeader('content-length')
    .removeHeader('content-disposition')
    .removeHeader('etag')
    .removeHeader('last-modified');
  return reply
    .code(document.status)
    .header('cache-control', 'no-store')
    .header('content-type', PROBLEM_MEDIA_TYPE)
    .send(JSON.stringify(document));
}

function pathOf(request: FastifyRequest): string {
  return request.url.split('?', 1)[0] ?? request.url;
}
