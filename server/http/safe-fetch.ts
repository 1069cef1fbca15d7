/**
 * The only way in which the server asks another one. The origin has to be listed; its name is resolved once, here, and the connection
 * goes to the addresses that were looked at, so that a name which means another address a moment later gains nothing.
 */
import { lookup } from 'node:dns/promises';
import { request as requestPlain } from 'node:http';
import { request as requestTls } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { type Answer, readAnswer } from './bounded-answer.ts';
import { FetchError, type FetchPolicy, type Resolve, type ResolvedAddress } from './fetch-policy.ts';
import { isPublicAddress } from './public-address.ts';

export type SafeFetch = (url: string, init?: RequestInit) => Promise<Response>;

const MAX_REDIRECTS = 3;
const MAX_HEADER_BYTES = 16_384;
const METHODS: readonly string[] = ['GET', 'HEAD', 'POST'];
const REDIRECTS: readonly number[] = [301, 302, 303, 307, 308];
/** Of these, Response takes no body. */
const WITHOUT_BODY: readonly number[] = [204, 205, 304];
/** What belongs to the connection, or would carry something along that the caller did not mean to send. */
const OWN_HEADERS = ['host', 'connection', 'content-length', 'transfer-encoding', 'accept-encoding', 'cookie'];

const resolveName: Resolve = (host) => lookup(host, { all: true, order: 'verbatim' });

/**
 * @returns a function in the form of `fetch`. Keeps no cookies; follows redirects of GET and HEAD by the same rules, hop by hop, and
 *   leaves them to the caller with `redirect: 'manual'`. It rejects with {@link FetchError}, or with the reason of `init.signal`.
 */
export function safeFetch(policy: FetchPolicy): SafeFetch {
  return async (url, init = {}) => {
    const first = checkUrl(url, policy);
    const method = (init.method ?? 'GET').toUpperCase();
    if (!METHODS.includes(method)) throw new FetchError('url', `expected ${METHODS.join(', ')}, seen ${method}`);
    const deadline = AbortSignal.timeout(policy.timeoutMs);
    const signal = init.signal ? AbortSignal.any([deadline, init.signal]) : deadline;
    try {
      const given = new Request(first, { method, headers: init.headers ?? {}, body: init.body ?? null });
      const body = given.body === null ? null : Buffer.from(await given.arrayBuffer());
      const headers = new Headers(given.headers);
      for (const name of OWN_HEADERS) headers.delete(name);
      return await follow({ url: first, method, headers, body }, init.redirect ?? 'follow', policy, signal);
    } catch (error) {
      if (init.signal?.aborted) throw init.signal.reason;
      if (error instanceof FetchError) throw error;
      if (deadline.aborted) {
        throw new FetchError('time', `${first.origin}: expected an answer within ${policy.timeoutMs} ms, seen none`);
      }
      throw new FetchError('network', `${first.origin} cannot be asked: ${messageOf(error)}`, error);
    }
  };
}

interface Asked {
  readonly url: URL;
  readonly method: string;
  readonly headers: Headers;
  readonly body: Buffer | null;
}

async function follow(
  asked: Asked,
  redirect: NonNullable<RequestInit['redirect']>,
  policy: FetchPolicy,
  signal: AbortSignal,
): Promise<Response> {
  let { url } = asked;
  const headers = new Headers(asked.headers);
  const most = policy.maxRedirects ?? MAX_REDIRECTS;
  for (let hop = 0; ; hop++) {
    const answer = await ask({ ...asked, url, headers }, policy, signal);
    const location = REDIRECTS.includes(answer.status) ? answer.headers.get('location') : null;
    if (location === null || redirect === 'manual') return responseOf(answer);
    const refuse = (why: string) =>
      new FetchError('redirect', `${url.origin} redirects to ${JSON.stringify(location.slice(0, 200))}: ${why}`);
    if (redirect === 'error') throw refuse('expected an answer');
    if (asked.method === 'POST') throw refuse('what was sent is not sent again elsewhere');
    if (hop >= most) throw refuse(`expected at most ${most} redirects`);
    const next = checkUrl(location, policy, url);
    if (isInternal(next, policy) && !isInternal(url, policy)) throw refuse('from outside to the inside');
    if (next.origin !== url.origin) headers.delete('authorization');
    url = next;
  }
}

/**
 * @param base of an address that a redirect names
 * @throws {FetchError} for what is no address, not encrypted, with a name and password in it, or of an origin that is not listed
 */
function checkUrl(text: string, policy: FetchPolicy, base?: URL): URL {
  const seen = JSON.stringify(text.slice(0, 200));
  const url = URL.parse(text, base?.href);
  if (!url) throw new FetchError('url', `expected the address of a server, seen ${seen}`);
  if (url.username !== '' || url.password !== '') {
    throw new FetchError('url', `${url.host}: expected an address without name and password`);
  }
  // numbers, octal and hexadecimal forms of an address have become the usual one here
  if (!policy.origins.includes(url.origin)) {
    throw new FetchError('origin', `expected one of ${policy.origins.join(', ')}, seen ${seen}`);
  }
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isInternal(url, policy))) {
    throw new FetchError('url', `expected https: of an origin that is not listed as internal, seen ${seen}`);
  }
  return url;
}

function isInternal(url: URL, policy: FetchPolicy): boolean {
  return policy.internalOrigins?.includes(url.origin) ?? false;
}

/** Every address of the host; one of the inside among them is one too many. */
async function addressesOf(url: URL, policy: FetchPolicy, signal: AbortSignal): Promise<readonly ResolvedAddress[]> {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const family = isIP(host);
  const found =
    family > 0
      ? [{ address: host, family }]
      : await Promise.race([(policy.resolve ?? resolveName)(host), rejectsOn<readonly ResolvedAddress[]>(signal)]);
  if (found.length === 0) throw new FetchError('network', `${host} has no address`);
  const inside = found.find(({ address }) => !isPublicAddress(address));
  if (inside && !isInternal(url, policy)) {
    throw new FetchError('address', `${url.origin}: expected public addresses, seen ${inside.address}`);
  }
  return found;
}

/** One exchange, over a connection of its own. */
async function ask({ url, method, headers, body }: Asked, policy: FetchPolicy, signal: AbortSignal): Promise<Answer> {
  const addresses = await addressesOf(url, policy, signal);
  signal.throwIfAborted();
  const send = url.protocol === 'https:' ? requestTls : requestPlain;
  const outgoing = {
    ...Object.fromEntries(headers),
    // answers may come packed all the same
    'accept-encoding': 'identity',
    ...(body === null ? {} : { 'content-length': String(body.length) }),
  };
  const options = { method, headers: outgoing, agent: false, lookup: always(addresses), signal } as const;
  return await new Promise<Answer>((resolve, reject) => {
    let isAnswered = false;
    const sent = send(url, { ...options, maxHeaderSize: MAX_HEADER_BYTES }, (answer) => {
      isAnswered = true;
      readAnswer(answer, policy, method, signal).then(resolve, reject);
    });
    sent.on('error', reject);
    sent.on('close', () => isAnswered || reject(new Error('the connection was closed without an answer')));
    sent.end(body ?? undefined);
  });
}

/** In the place of a resolver: the addresses that were looked at, whatever is asked for. */
function always(addresses: readonly ResolvedAddress[]): LookupFunction {
  return (_host, { all }, callback) => {
    if (all) callback(null, [...addresses]);
    else callback(null, addresses[0]!.address, addresses[0]!.family);
  };
}

function responseOf({ status, headers, body }: Answer): Response {
  return new Response(WITHOUT_BODY.includes(status) ? null : new Uint8Array(body), { status, headers });
}

function rejectsOn<T>(signal: AbortSignal): Promise<T> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    else signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message || (error as NodeJS.ErrnoException).code || error.name : String(error);
}
