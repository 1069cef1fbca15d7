/** Sends a file or a part of it: conditions, one range, backpressure; nothing is read for HEAD. */
import { type FileHandle, open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { problem } from '../errors.ts';
import { httpDate, precondition, rangeApplies } from './conditional.ts';
import { parseRange } from './range.ts';

export interface FileAnswer {
  readonly path: string;
  /** Strong, with quotes. */
  readonly etag: string;
  readonly contentType: string;
  readonly cacheControl: string;
  /** Name for saving. */
  readonly fileName?: string;
}

const PIECE_BYTES = 256 * 1024;

/** @throws a system error ENOENT when the file is gone */
export async function sendFile(
  request: FastifyRequest,
  reply: FastifyReply,
  answer: FileAnswer,
): Promise<FastifyReply> {
  const file = await open(answer.path, 'r');
  try {
    // size and time of the open file: they stay true when a new version is published meanwhile
    const { size, mtimeMs } = await file.stat();
    const validators = { etag: answer.etag, lastModified: mtimeMs };
    reply.headers({
      etag: answer.etag,
      'last-modified': httpDate(mtimeMs),
      'accept-ranges': 'bytes',
      'cache-control': answer.cacheControl,
    });
    const verdict = precondition(request.headers, validators);
    if (verdict === 304) return await endEmpty(file, reply.code(304));
    if (verdict === 412) throw problem('PRECONDITION_FAILED', `the current version is ${answer.etag}`);
    const header = rangeApplies(request.headers, validators) ? request.headers.range : undefined;
    const range = parseRange(header, size);
    if (range === 'unsatisfiable') {
      reply.header('content-range', `bytes */${size}`);
      throw problem('RANGE_NOT_SATISFIABLE', `the file has ${size} bytes, asked for ${String(header).slice(0, 80)}`);
    }
    const { begin, end } = range === 'whole' ? { begin: 0, end: size } : range;
    if (range !== 'whole') reply.code(206).header('content-range', `bytes ${begin}-${end - 1}/${size}`);
    reply.header('content-length', end - begin).type(answer.contentType);
    if (answer.fileName) reply.header('content-disposition', `inline; filename="${answer.fileName}"`);
    if (end === begin) return await endEmpty(file, reply);
    if (request.method === 'HEAD') {
      await file.close();
      // nothing at all would be announced as a body of 0 bytes; an empty stream leaves the length as it stands
      return reply.send(Readable.from([]));
    }
    return reply.send(file.createReadStream({ start: begin, end: end - 1, highWaterMark: PIECE_BYTES }));
  } catch (error) {
    await file.close().catch(() => undefined);
    throw error;
  }
}

async function endEmpty(file: FileHandle, reply: FastifyReply): Promise<FastifyReply> {
  await file.close();
  return reply.send();
}
