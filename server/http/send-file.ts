/** Sends a file or a part of it: conditions, one range, backpressure; nothing is read for HEAD. */
import { type FileHandle, open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { problem } from '../errors.ts';
import { httpDate, precondition, rangeApplies } from './conditional.ts';
import { type ByteRange, parseRange } from './range.ts';

export interface FileAnswer {
  readonly path: string;
  /** Strong, with quotes. */
  readonly etag: string;
  readonly contentType: string;
  readonly cacheControl: string;
  /** Name for saving. */
  readonly fileName?: string;
  /**
   * Called when the file was sent up to its last byte, whole or as a part that was asked for without an end: once for a download, also a
   * resumed one, and never for programs that read parts.
   */
  readonly onDownload?: () => void;
  /** What stands before and behind the file's bytes in the answer; ranges go over all of it. */
  readonly wrap?: { readonly before: Uint8Array; readonly after: Uint8Array };
}

const PIECE_BYTES = 256 * 1024;

const NO_WRAP = { before: new Uint8Array(0), after: new Uint8Array(0) };

/** @throws a system error ENOENT when the file is gone */
export async function sendFile(
  request: FastifyRequest,
  reply: FastifyReply,
  answer: FileAnswer,
): Promise<FastifyReply> {
  const file = await open(answer.path, 'r');
  try {
    // size and time of the open file: they stay true when a new version is published meanwhile
    const { size: fileBytes, mtimeMs } = await file.stat();
    const { before, after } = answer.wrap ?? NO_WRAP;
    const size = before.length + fileBytes + after.length;
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
    if (answer.onDownload && isDownload(range, header)) reply.raw.once('finish', answer.onDownload);
    if (answer.wrap) return reply.send(Readable.from(wrapped(file, fileBytes, answer.wrap, begin, end)));
    return reply.send(file.createReadStream({ start: begin, end: end - 1, highWaterMark: PIECE_BYTES }));
  } catch (error) {
    await file.close().catch(() => undefined);
    throw error;
  }
}

/** Whether an answer goes up to the end because the client wants all there is: `bytes=N-`, and not `bytes=N-M` or `bytes=-N`. */
function isDownload(range: ByteRange | 'whole', header: string | undefined): boolean {
  return range === 'whole' || /^bytes=[ \t]*\d+-[ \t]*$/i.test(header ?? '');
}

/** The range of a file between other bytes; closes the file. */
async function* wrapped(
  file: FileHandle,
  fileBytes: number,
  { before, after }: NonNullable<FileAnswer['wrap']>,
  begin: number,
  end: number,
): AsyncGenerator<Uint8Array> {
  try {
    if (begin < before.length) yield before.subarray(begin, end);
    const [first, last] = [before.length, before.length + fileBytes];
    for (let at = Math.max(begin, first); at < Math.min(end, last); ) {
      const buffer = new Uint8Array(Math.min(PIECE_BYTES, Math.min(end, last) - at));
      const { bytesRead } = await file.read(buffer, 0, buffer.length, at - first);
      if (bytesRead === 0) throw new Error('the file became shorter while it was sent');
      yield buffer.subarray(0, bytesRead);
      at += bytesRead;
    }
    if (end > last) yield after.subarray(Math.max(begin, last) - last, end - last);
  } finally {
    await file.close();
  }
}

async function endEmpty(file: FileHandle, reply: FastifyReply): Promise<FastifyReply> {
  await file.close();
  return reply.send();
}
