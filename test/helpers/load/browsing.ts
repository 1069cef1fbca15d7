/**
 * What a visitor's browser asks for, recorded once from a page on the demo scene (`fixtures/browsing.json`: catalogue, site view with
 * zooming and turning, globe with a map laid over; without the files of the page itself). Versions in addresses are `*` there and are
 * looked up on the server that is asked, in the documents where a page finds them too.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface RecordedRequest {
  /** Since the visit began. */
  readonly atMs: number;
  readonly method: 'GET' | 'POST';
  readonly path: string;
  /** JSON. */
  readonly body?: string;
}

export interface Visit {
  readonly durationMs: number;
  readonly requests: readonly RecordedRequest[];
}

const FIXTURE = join(import.meta.dirname, '..', '..', 'fixtures', 'browsing.json');
/** Documents that name others: links deeper than this are none. */
const MAX_DEPTH = 8;

/** An address as it is compared: versions as `*`, parameters in order. */
export function withoutVersions(address: string): string {
  const [path = '', query] = address.split('?', 2);
  if (query === undefined) return path;
  const parts = query.split('&').map((part) => part.replace(/^(v|t)=.*$/, '$1=*'));
  return `${path}?${parts.sort().join('&')}`;
}

const withoutPart = (key: string) => key.replace(/([?&])part=\d+&?/, '$1');

/** Points, maps, terrain: what is kept as files once it was made. */
export const isTile = (path: string): boolean => /\.(glb|laz|png|terrain)(\?|$)/.test(path) && !path.includes('/data.');

/** Tiles of maps: the ones that a run in which threads die takes out of the cache. */
export const isMap = (path: string): boolean => isTile(path) && path.includes('/map/');

/**
 * The recorded visit with the versions of this server. What it does not have (a smaller scene has fewer nodes) is left out.
 * @param url of the server, with a slash at the end
 */
export async function visitOf(url: string): Promise<Visit> {
  const { durationMs, requests }: Visit = JSON.parse(await readFile(FIXTURE, 'utf8'));
  const known = await addressesOf(url, requests);
  const found = requests.flatMap((request) => {
    if (!request.path.includes('=*')) return [request];
    const path = known(request.path);
    return path === null ? [] : [{ ...request, path }];
  });
  return { durationMs, requests: found };
}

/** Reads the documents that the recording names, and those that they name, and notes every address with a version. */
async function addressesOf(
  url: string,
  requests: readonly RecordedRequest[],
): Promise<(path: string) => string | null> {
  const plain = new Map<string, string>();
  /** Of tiles by number: the address up to the numbers → its query. */
  const numbered = new Map<string, string>();
  const read = new Set<string>();
  const note = (address: string) => {
    const template = /^(.*?)\{(?:z|level)\}/.exec(decodeURI(address));
    if (template) numbered.set(template[1]!, address.slice(address.indexOf('?')));
    else {
      const key = withoutVersions(address);
      plain.set(key, address);
      // a smaller scene has the node, and not in as many parts
      const whole = withoutPart(key);
      if (!plain.has(whole)) plain.set(whole, address);
    }
  };
  const open = async (path: string, depth: number): Promise<void> => {
    if (read.has(path) || depth > MAX_DEPTH) return;
    read.add(path);
    const answer = await fetch(new URL(path, url));
    if (answer.status !== 200 || !/json/.test(answer.headers.get('content-type') ?? '')) return;
    for (const text of stringsOf(await answer.json())) {
      if (!/[?&]v=/.test(text)) continue;
      const { pathname, search } = new URL(text, answer.url);
      note(pathname + search);
      if (pathname.endsWith('.json') && !pathname.includes('{')) await open(pathname + search, depth + 1);
    }
  };
  for (const { method, path } of requests) if (method === 'GET' && !path.includes('=*')) await open(path, 0);
  return (path) => {
    const key = withoutVersions(path);
    const own = plain.get(key) ?? plain.get(withoutPart(key));
    if (own !== undefined) return own;
    for (const [before, query] of numbered) if (path.startsWith(before)) return path.replace(/\?.*$/, '') + query;
    return null;
  };
}

function* stringsOf(value: unknown): Generator<string> {
  if (typeof value === 'string') yield value;
  else if (typeof value === 'object' && value !== null) for (const part of Object.values(value)) yield* stringsOf(part);
}
