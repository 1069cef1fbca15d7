/** Between Fastify and the tus server, which speaks Request and Response: bodies stream, errors become problem documents. */
import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { StorageError } from '#core/errors.ts';
import { storageFault } from '#worker/store/storage-fault.ts';
import type { Config } from '../config.ts';
import { type ProblemCode, problem } from '../errors.ts';
import { isOwnOrigin } from '../http/own-page.ts';
import { baseUrl } from '../links.ts';
import { SENDER_HEADER, senderText } from './sender.ts';

const CODES: Readonly<Record<number, ProblemCode>> = {
  400: 'INVALID_INPUT',
  403: 'FORBIDDEN',
  404: 'NOT_FOUND',
  409: 'CONFLICT',
  410: 'GONE',
  412: 'PRECONDITION_FAILED',
  413: 'PAYLOAD_TOO_LARGE',
  415: 'UNSUPPORTED_MEDIA_TYPE',
  501: 'UNSUPPORTED',
  503: 'BUSY',
  507: 'NO_SPACE',
  508: 'READ_ONLY',
};
/** Status by which an error of the disk comes through tus; what the client sees is in the table of problems. */
const STORAGE_STATUS: Readonly<Record<string, number>> = { NO_SPACE: 507, READ_ONLY: 508 };

/** What tus is to answer for errors of the disk; for others what it answers by itself. */
export async function tusFault(
  _request: Request,
  thrown: unknown,
): Promise<{ status_code: number; body: string } | undefined> {
  const error = storageFault(thrown);
  if (!(error instanceof StorageError)) return undefined;
  return { status_code: STORAGE_STATUS[error.code] ?? 500, body: error.message };
}
/** Said by tus only to pages of our own. */
const CORS_HEADER = /^access-control-/;

/**
 * @param ask the tus server
 * @throws {HttpProblem} for every answer of it from 400 on
 */
export async function answerTus(
  request: FastifyRequest,
  reply: FastifyReply,
  ask: (request: Request) => Promise<Response>,
  config: Config,
): Promise<FastifyReply> {
  const answer = await ask(webRequest(request));
  const { origin } = request.headers;
  const isOwn = origin !== undefined && isOwnOrigin(origin, config);
  const headers: Record<string, string> = { 'cache-control': 'no-store' };
  for (const [name, value] of answer.headers) if (!CORS_HEADER.test(name) || isOwn) headers[name] = value;
  if (isOwn) Object.assign(headers, { 'access-control-allow-origin': origin, vary: 'Origin' });
  if (headers.location !== undefined) headers.location = `${baseUrl(request, config)}${headers.location}`;
  delete headers['content-length'];
  if (answer.status >= 400) {
    const text = (await answer.text()).trim();
    const { connection: _, ...kept } = headers;
    throw problem(CODES[answer.status] ?? 'INTERNAL', text || `status ${answer.status}`, kept);
  }
  return reply.code(answer.status).headers(headers).send();
}

function webRequest(request: FastifyRequest): Request {
  const { raw, method, url } = request;
  const headers = new Headers();
  for (const [name, value] of Object.entries(raw.headers)) {
    if (value !== undefined) headers.set(name, [value].flat().join(', '));
  }
  headers.set(SENDER_HEADER, senderText(request));
  const hasBody = method === 'POST' || method === 'PATCH';
  const body = hasBody ? { body: Readable.toWeb(raw) as ReadableStream, duplex: 'half' } : {};
  // only the path counts: addresses of answers are made from the configured base
  return new Request(`http://localhost${url.split('?', 1)[0]}`, { method, headers, ...body } as RequestInit);
}
