/** The answer of another server, read within limits: bytes on the wire, bytes unpacked, media type. */
import type { IncomingMessage } from 'node:http';
import { Transform, type TransformCallback } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { FetchError, type FetchPolicy } from './fetch-policy.ts';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** Unpacked. Of a redirect: nothing. */
  readonly body: Buffer;
}

type Bounds = Pick<FetchPolicy, 'contentTypes' | 'maxBytes'>;

/** They tell of the bytes on the wire, or are meant for a browser. */
const LEFT_OUT: readonly string[] = [
  'content-encoding',
  'content-length',
  'transfer-encoding',
  'connection',
  'set-cookie',
];
const UNPACKED: Readonly<Record<string, () => Transform>> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
};

/**
 * @param method of the request: HEAD has no body
 * @throws {FetchError} `size`, `type`; and what the connection reports, or `signal`
 */
export async function readAnswer(
  answer: IncomingMessage,
  bounds: Bounds,
  method: string,
  signal: AbortSignal,
): Promise<Answer> {
  try {
    const status = answer.statusCode ?? 0;
    if (status < 200 || status > 599) throw new FetchError('network', `expected a status 200 to 599, seen ${status}`);
    const headers = headersOf(answer);
    const hasBody = method !== 'HEAD' && status !== 204 && status !== 304 && !(status >= 300 && status < 400);
    if (!hasBody) {
      answer.destroy();
      return { status, headers, body: Buffer.alloc(0) };
    }
    const announced = Number(answer.headers['content-length'] ?? 0);
    if (announced > bounds.maxBytes) throw tooLarge(bounds, announced);
    const body = await readBody(answer, bounds, signal);
    const type = (headers.get('content-type') ?? '').split(';')[0]!.trim().toLowerCase();
    if (body.length > 0 && !bounds.contentTypes.includes(type)) {
      throw new FetchError('type', `expected ${bounds.contentTypes.join(' or ')}, seen ${JSON.stringify(type)}`);
    }
    return { status, headers, body };
  } catch (error) {
    answer.destroy();
    throw error;
  }
}

async function readBody(answer: IncomingMessage, bounds: Bounds, signal: AbortSignal): Promise<Buffer> {
  const coding = (answer.headers['content-encoding'] ?? 'identity').trim().toLowerCase();
  const unpack = UNPACKED[coding];
  if (!unpack && coding !== 'identity' && coding !== '') {
    throw new FetchError('type', `expected a body as it is, gzip, deflate or br, seen ${JSON.stringify(coding)}`);
  }
  const parts: Buffer[] = [];
  const collect = async (source: AsyncIterable<Buffer>): Promise<void> => {
    for await (const part of source) parts.push(part);
  };
  if (unpack) await pipeline(answer, counter(bounds), unpack(), counter(bounds), collect, { signal });
  else await pipeline(answer, counter(bounds), collect, { signal });
  return Buffer.concat(parts);
}

/** Lets through what the limit allows. */
function counter(bounds: Bounds): Transform {
  let size = 0;
  return new Transform({
    transform(part: Buffer, _encoding, done: TransformCallback) {
      size += part.length;
      if (size > bounds.maxBytes) done(tooLarge(bounds, size));
      else done(null, part);
    },
  });
}

function tooLarge({ maxBytes }: Bounds, seen: number): FetchError {
  return new FetchError('size', `expected an answer of at most ${maxBytes} bytes, seen ${seen} and perhaps more`);
}

function headersOf({ rawHeaders }: IncomingMessage): Headers {
  const headers = new Headers();
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const name = rawHeaders[i]!;
    if (!LEFT_OUT.includes(name.toLowerCase())) headers.append(name, rawHeaders[i + 1]!);
  }
  return headers;
}
