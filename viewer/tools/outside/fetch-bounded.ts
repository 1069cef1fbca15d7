/** Asks another server for a file and reads no more of it than is allowed; what goes wrong is told apart. */

export const OUTSIDE_CODES = [
  'BAD_URL',
  'POLICY',
  'CORS',
  'UNREACHABLE',
  'TIMEOUT',
  'NOT_FOUND',
  'FORBIDDEN',
  'HTTP',
  'TOO_LARGE',
  'NOT_DATA',
  'EXCEPTION',
  'ZIP',
  'WRONG_KIND',
  'UNSUPPORTED',
  'BROKEN',
] as const;
export type OutsideCode = (typeof OUTSIDE_CODES)[number];

/** A layer that cannot be shown. `message` is for those who run the other server; the page has plain words for `code`. */
export class OutsideError extends Error {
  override readonly name = 'OutsideError';
  readonly code: OutsideCode;
  /** For the plain words: host, limit, status. */
  readonly facts: Readonly<Record<string, string | number>>;

  constructor(code: OutsideCode, message: string, facts: Readonly<Record<string, string | number>> = {}) {
    super(message);
    this.code = code;
    this.facts = facts;
  }
}

/** An answer, or the next part of it, is waited for this long. */
const PATIENCE_MS = 30_000;

/** @throws {OutsideError} BAD_URL for anything but http and https */
export function absoluteUrl(text: string, base: string): string {
  try {
    const url = new URL(text.trim(), base);
    if (url.protocol === 'http:' || url.protocol === 'https:')
      return url.href.replaceAll('%7B', '{').replaceAll('%7D', '}');
  } catch {
    // told below
  }
  throw new OutsideError('BAD_URL', `expected an http or https address, seen ${JSON.stringify(text.slice(0, 200))}`);
}

export interface BoundedAnswer {
  /** The first bytes, to see what it is. */
  readonly start: Uint8Array;
  readonly contentType: string;
  /** All bytes. @throws {OutsideError} TOO_LARGE as soon as more than `limit` have come, or are announced */
  all(limit: number): Promise<Blob>;
  /** Nothing more is read. */
  stop(): void;
}

const START_BYTES = 4096;

/**
 * @param most an answer that announces more bytes is not waited for
 * @throws {OutsideError} @throws AbortError when stopped
 */
export async function openBounded(url: string, most: number, signal: AbortSignal): Promise<BoundedAnswer> {
  const { host } = new URL(url);
  const stopping = new AbortController();
  const stop = () => stopping.abort();
  signal.addEventListener('abort', stop, { once: true });
  const impatient = async <T>(work: Promise<T>): Promise<T> => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        reject(new OutsideError('TIMEOUT', `${url}: no answer within ${PATIENCE_MS} ms`, { host }));
        stop();
      }, PATIENCE_MS);
    });
    try {
      return await Promise.race([work, late]);
    } finally {
      clearTimeout(timer);
    }
  };
  const refusal = refusals();
  let response: Response;
  try {
    response = await impatient(
      fetch(url, { signal: stopping.signal, credentials: 'omit', referrerPolicy: 'no-referrer' }),
    );
  } catch (error) {
    if (error instanceof OutsideError || signal.aborted) throw error;
    throw await whyRefused(url, host, error, refusal, signal);
  } finally {
    refusal.end();
  }
  if (!response.ok) {
    stop();
    const code = [404, 410].includes(response.status)
      ? 'NOT_FOUND'
      : [401, 403].includes(response.status)
        ? 'FORBIDDEN'
        : 'HTTP';
    throw new OutsideError(code, `${url}: HTTP ${response.status}`, { host, status: response.status });
  }
  const announced = Number(response.headers.get('content-length') ?? Number.NaN);
  const refuse = (limit: number, seen: number): never => {
    stop();
    throw new OutsideError('TOO_LARGE', `${url}: expected at most ${limit} bytes, seen ${seen} or more`, {
      host,
      limitMiB: Math.floor(limit / 2 ** 20),
      seenMiB: Math.ceil(seen / 2 ** 20),
    });
  };
  if (announced > most) refuse(most, announced);
  const reader = response.body?.getReader();
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  const next = async (): Promise<boolean> => {
    const read = reader ? await impatient(reader.read()) : { done: true as const, value: undefined };
    if (read.done) return false;
    parts.push(read.value);
    size += read.value.byteLength;
    return true;
  };
  while (size < START_BYTES && (await next()));
  const start = new Uint8Array(Math.min(START_BYTES, size));
  let at = 0;
  for (const part of parts) {
    start.set(part.subarray(0, start.length - at), at);
    at = Math.min(start.length, at + part.length);
  }
  return {
    start,
    contentType: response.headers.get('content-type') ?? '',
    async all(limit) {
      if (announced > limit) refuse(limit, announced);
      do if (size > limit) refuse(limit, size);
      while (await next());
      return new Blob(parts);
    },
    stop,
  };
}

interface Refusals {
  readonly seen: readonly string[];
  end(): void;
}

/** Addresses that the policy of our own server forbade meanwhile. */
function refusals(): Refusals {
  const seen: string[] = [];
  if (typeof document === 'undefined') return { seen, end: () => undefined };
  const note = ({ blockedURI }: SecurityPolicyViolationEvent) => seen.push(blockedURI);
  document.addEventListener('securitypolicyviolation', note);
  return {
    seen,
    // the event comes a moment after the refusal
    end: () => setTimeout(() => document.removeEventListener('securitypolicyviolation', note), 1000),
  };
}

/** A browser says only that it failed. Whether the server is there at all, a request that asks for no answer shows. */
async function whyRefused(
  url: string,
  host: string,
  error: unknown,
  refused: Refusals,
  signal: AbortSignal,
): Promise<OutsideError> {
  const message = `${url}: ${error instanceof Error ? error.message : String(error)}`;
  await new Promise((resolve) => setTimeout(resolve, 50));
  const { origin } = new URL(url);
  if (refused.seen.some((uri) => uri.startsWith(origin))) return new OutsideError('POLICY', message, { host });
  try {
    await fetch(url, { mode: 'no-cors', credentials: 'omit', referrerPolicy: 'no-referrer', signal });
    return new OutsideError('CORS', message, { host });
  } catch {
    return new OutsideError('UNREACHABLE', message, { host });
  }
}
