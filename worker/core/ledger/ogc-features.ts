/**
 * A collection of an OGC API Features server (17-069r4), page after page by its `next` links, in CRS84. What asks is given: nothing here
 * knows of a network.
 */

import { FormatError, LimitError, RequestError } from '../errors.ts';
import { assertJsonDepth } from '../json/json-depth.ts';
import { LEDGER_BOUNDS } from './ledger.ts';

/** Reads an address, and no more than so many bytes. @throws what went wrong, in its own words */
export type LoadText = (url: string, mostBytes: number) => Promise<string>;

export const OGC_BOUNDS = { pages: 200, bytes: 64 * 2 ** 20, pageSize: 1_000, collections: 2_000 } as const;

export interface OfferedCollection {
  readonly id: string;
  readonly title: string;
  /** Address of its items. */
  readonly items: string;
}

/** What an address leads to, by its path alone. */
export type FeaturesAddress =
  | { readonly kind: 'items'; readonly items: string }
  | { readonly kind: 'collections'; readonly collections: string }
  | { readonly kind: 'other'; readonly url: string };

/** @param url absolute, http or https */
export function featuresAddress(url: string): FeaturesAddress {
  const [, base = '', query = ''] = /^([^?#]*)(\?[^#]*)?/.exec(url) ?? [];
  const path = base.replace(/\/+$/, '');
  if (/\/collections\/[^/]+\/items$/.test(path)) return { kind: 'items', items: path + query };
  if (/\/collections\/[^/]+$/.test(path)) return { kind: 'items', items: `${path}/items${query}` };
  if (/\/collections$/.test(path)) return { kind: 'collections', collections: path + query };
  return { kind: 'other', url };
}

/** The address with more parameters; those that stand there already stay as they are. */
export function withParameters(url: string, parameters: Readonly<Record<string, string>>): string {
  const [, base = '', query = ''] = /^([^?#]*)(?:\?([^#]*))?/.exec(url) ?? [];
  const parts = query.split('&').filter((part) => part !== '');
  const known = new Set(parts.map((part) => part.split('=')[0]));
  for (const [name, value] of Object.entries(parameters)) {
    if (!known.has(name)) parts.push(`${name}=${encodeURIComponent(value).replaceAll('%2C', ',')}`);
  }
  return parts.length === 0 ? base : `${base}?${parts.join('&')}`;
}

export interface FeaturesRequest {
  /** West, south, east, north; degrees. Absent: everything. */
  readonly bbox?: readonly [number, number, number, number];
  readonly onProgress?: (features: number, matched: number | null) => void;
}

/**
 * @param items address of the collection's items
 * @returns a FeatureCollection with the features of all pages
 * @throws {FormatError | LimitError | RequestError}; and what `load` throws
 */
export async function loadFeatures(
  items: string,
  load: LoadText,
  { bbox, onProgress }: FeaturesRequest = {},
): Promise<object> {
  const features: unknown[] = [];
  const seen = new Set<string>();
  const limit = String(OGC_BOUNDS.pageSize);
  let bytes = 0;
  let next: string | null = withParameters(items, { f: 'json', limit, ...(bbox ? { bbox: bbox.join(',') } : {}) });
  while (next !== null) {
    const url: string = next;
    // a server that leads in a circle would never end
    if (seen.has(url)) throw broken(url, 'a next page that was not read yet', 'the same address again');
    if (seen.size >= OGC_BOUNDS.pages) throw tooMany(items, 'pages', OGC_BOUNDS.pages);
    seen.add(url);
    const text = await load(url, OGC_BOUNDS.bytes - bytes);
    bytes += text.length;
    if (bytes > OGC_BOUNDS.bytes) throw tooMany(items, 'bytes', OGC_BOUNDS.bytes);
    const page = parseJson(url, text);
    const found = memberOf(page, 'features');
    if (memberOf(page, 'type') !== 'FeatureCollection' || !Array.isArray(found)) {
      throw broken(url, 'a page of features (GeoJSON FeatureCollection)', text);
    }
    if (features.length + found.length > LEDGER_BOUNDS.features)
      throw tooMany(items, 'features', LEDGER_BOUNDS.features);
    for (const feature of found) features.push(feature);
    const matched = memberOf(page, 'numberMatched');
    onProgress?.(features.length, typeof matched === 'number' ? matched : null);
    next = nextOf(page, url);
  }
  return { type: 'FeatureCollection', features };
}

/** @throws {FormatError} when there are none */
export async function loadCollections(url: string, load: LoadText): Promise<OfferedCollection[]> {
  const asked = withParameters(url, { f: 'json' });
  const text = await load(asked, OGC_BOUNDS.bytes);
  const list = memberOf(parseJson(asked, text), 'collections');
  if (!Array.isArray(list)) throw broken(asked, 'collections of an OGC API', text);
  const base = url.split(/[?#]/)[0]!.replace(/\/+$/, '');
  const found = list.slice(0, OGC_BOUNDS.collections).flatMap((one: unknown): OfferedCollection[] => {
    const [id, title] = [memberOf(one, 'id'), memberOf(one, 'title')];
    if (typeof id !== 'string' || id === '' || id.length > 200) return [];
    const items = `${base}/${encodeURIComponent(id)}/items`;
    return [{ id, title: typeof title === 'string' && title !== '' ? title.slice(0, 200) : id, items }];
  });
  if (found.length === 0) throw broken(asked, 'at least one collection', 'none');
  return found;
}

/** The address of the collections that a landing page names; null: it is none. */
export function collectionsLink(landing: unknown, url: string): string | null {
  const links = memberOf(landing, 'links');
  if (!Array.isArray(links)) return null;
  const link: unknown = links.find(
    (one) => memberOf(one, 'rel') === 'data' || /\/rel\/data$/.test(String(memberOf(one, 'rel'))),
  );
  const href = memberOf(link, 'href');
  return typeof href === 'string' ? sameServer(resolved(href, url), url) : null;
}

function nextOf(page: unknown, url: string): string | null {
  const links = memberOf(page, 'links');
  if (!Array.isArray(links)) return null;
  const href = memberOf(
    links.find((one: unknown) => memberOf(one, 'rel') === 'next'),
    'href',
  );
  return typeof href === 'string' && href !== '' ? sameServer(resolved(href, url), url) : null;
}

/** The user has said which server may be asked: no other is. */
function sameServer(next: string, url: string): string {
  const hostOf = (text: string) => /^https?:\/\/[^/?#]*/i.exec(text)?.[0].toLowerCase() ?? '';
  // behind a gate many servers write http where they are asked by https
  const secure = /^https:/i.test(url) ? next.replace(/^http:/i, 'https:') : next;
  if (hostOf(secure) === hostOf(url)) return secure;
  throw new RequestError(
    'INVALID_INPUT',
    `${url}: expected pages of the same server, seen one of ${hostOf(next) || next.slice(0, 80)}`,
    {
      seen: hostOf(next),
    },
  );
}

/** An address beside another one. */
function resolved(href: string, base: string): string {
  if (/^https?:\/\//i.test(href)) return href;
  const origin = /^https?:\/\/[^/?#]*/i.exec(base)?.[0] ?? '';
  const path = base.slice(origin.length).split(/[?#]/)[0] ?? '';
  if (href.startsWith('//')) return `${/^https?:/i.exec(base)?.[0] ?? 'https:'}${href}`;
  if (href.startsWith('/')) return origin + href;
  if (href.startsWith('?')) return origin + path + href;
  const parts = path.split('/').slice(0, -1);
  const [plain = '', query = ''] = [href.split('?')[0], href.slice(href.split('?')[0]!.length)];
  for (const part of plain.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.') parts.push(part);
  }
  return `${origin}/${parts.filter((part, at) => at > 0 || part !== '').join('/')}${query}`;
}

function parseJson(url: string, text: string): unknown {
  assertJsonDepth(text, url);
  try {
    return JSON.parse(text);
  } catch {
    throw broken(url, 'JSON', text);
  }
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? Reflect.get(value, name) : undefined;
}

function broken(url: string, expected: string, seen: string): FormatError {
  const start = seen.slice(0, 120).replaceAll(/\s+/g, ' ');
  return new FormatError(`${url.slice(0, 300)}: expected ${expected}, seen ${start}`, { offset: 0, expected });
}

function tooMany(url: string, what: string, limit: number): LimitError {
  return new LimitError(`${url.slice(0, 300)}: expected at most ${limit} ${what}, seen more`, {
    limit,
    actual: limit + 1,
  });
}
