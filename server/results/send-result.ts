/** Answers with results that are files: the file itself, its checksum, its texts, and all of it as one zip. */
import { open } from 'node:fs/promises';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { problem } from '../errors.ts';
import { answerCondition } from '../http/answer-condition.ts';
import { REVALIDATE } from '../http/cache-control.ts';
import { sendFile } from '../http/send-file.ts';
import { bytesTag, type ResultFile } from './result-files.ts';
import { resultZip } from './result-zip.ts';

/** The file, with ranges. */
export function sendResultFile(
  request: FastifyRequest,
  reply: FastifyReply,
  file: ResultFile,
  onDownload?: () => void,
): Promise<FastifyReply> {
  const { path, etag, mediaType, fileName } = file;
  const answer = { path, etag, contentType: mediaType, cacheControl: REVALIDATE, fileName };
  return sendFile(request, reply, onDownload ? { ...answer, onDownload } : answer);
}

/** One of what a large result has beside the file: `result.sha256`, `result.zip`, a text by its name. */
export async function sendPart(
  request: FastifyRequest,
  reply: FastifyReply,
  file: ResultFile,
  name: string,
  onDownload: () => void,
): Promise<FastifyReply> {
  const { parcel, path, fileName } = file;
  if (parcel && name === 'result.zip') {
    const { etag, ...wrap } = resultZip(file, parcel);
    const zipName = `${fileName.replace(/\..*$/, '')}.zip`;
    const answer = {
      path,
      etag,
      wrap,
      contentType: 'application/zip',
      cacheControl: REVALIDATE,
      fileName: zipName,
      onDownload,
    };
    return await sendFile(request, reply, answer);
  }
  const wanted = name === 'result.sha256' ? `${fileName}.sha256` : name;
  const text = parcel?.companions.find((companion) => companion.fileName === wanted);
  if (!text) {
    const names = parcel
      ? ['result', 'result.sha256', 'result.zip', ...parcel.companions.map((one) => one.fileName)]
      : ['result'];
    throw problem('NOT_FOUND', `no ${name.slice(0, 80)} among the results of this job; there are ${names.join(', ')}`);
  }
  const bytes = Buffer.from(text.text);
  const head = { etag: bytesTag(bytes), contentType: text.mediaType, cacheControl: REVALIDATE };
  return answerCondition(request, reply, head, { isWeak: true }) ?? reply.send(bytes);
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
