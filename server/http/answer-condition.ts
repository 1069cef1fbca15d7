/** Conditions of answers whose content is in memory or made on request: what is known already is not made again. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { problem } from '../errors.ts';
import { precondition } from './conditional.ts';

export interface AnswerHead {
  /** With quotes. */
  readonly etag: string;
  readonly contentType: string;
  readonly cacheControl: string;
}

/**
 * Sets the headers and answers 304 or 412 where the conditions say so.
 * @param isWeak for answers that may be compressed on the way: their bytes are then not always the same
 * @returns the finished reply, or null when the content is to be sent
 */
export function answerCondition(
  request: FastifyRequest,
  reply: FastifyReply,
  { etag, contentType, cacheControl }: AnswerHead,
  { isWeak = false } = {},
): FastifyReply | null {
  reply.headers({ etag: isWeak ? `W/${etag}` : etag, 'cache-control': cacheControl });
  const verdict = precondition(request.headers, { etag, lastModified: null });
  if (verdict === 304) return reply.code(304).send();
  if (verdict === 412) throw problem('PRECONDITION_FAILED', `the current version is ${etag}`);
  reply.type(contentType);
  return null;
}
