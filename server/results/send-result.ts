/** Answers with results that are files: the file itself, its checksum, its texts, and all of it as one zip. */
import { open } from 'node:fs/promises';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { REVALIDATE } from '../http/cache-control.ts';
import { sendFile } from '../http/send-file.ts';
import type { ResultFile } from './result-files.ts';

/** The file, with ranges. */
export function sendResultFile(request: FastifyRequest, reply: FastifyReply, file: ResultFile): Promise<FastifyReply> {
  const { path, etag, mediaType, fileName } = file;
  return sendFile(request, reply, { path, etag, contentType: mediaType, cacheControl: REVALIDATE, fileName });
}

/**
 * The file as the body of the answer to the request that made it.
 * @param done called when it is sent, or when nobody reads it any more
 */
export async function answerLargeFile(
  { method }: FastifyRequest,
  reply: FastifyReply,
  { path, etag, mediaType, fileName, sizeBytes, parcel }: ResultFile,
  done: () => void,
): Promise<FastifyReply> {
  const file = await open(path, 'r');
  const stream = file.createReadStream();
  // the open file stays readable; its name may go as soon as the answer has ended
  reply.raw.once('close', done);
  const warnings = parcel?.summary.warnings;
  const codes = Array.isArray(warnings) ? warnings.map((warning: { readonly code: string }) => warning.code) : [];
  return reply
    .headers({
      etag,
      'content-length': sizeBytes,
      'content-disposition': `${method === 'POST' ? 'attachment' : 'inline'}; filename="${fileName}"`,
      ...(typeof parcel?.summary.points === 'number' ? { 'tengun-points': String(parcel.summary.points) } : {}),
      ...(codes.length > 0 ? { 'tengun-warnings': codes.join(', ') } : {}),
    })
    .type(mediaType)
    .send(stream);
}
