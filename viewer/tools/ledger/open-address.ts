/** A ledger behind an address: a file, or a collection of an OGC API Features server. Nobody is asked but the server that was named. */
import type { Ledger } from '#core/ledger/ledger.ts';
import {
  collectionsLink,
  featuresAddress,
  loadCollections,
  loadFeatures,
  type OfferedCollection,
  OGC_BOUNDS,
} from '#core/ledger/ogc-features.ts';
import { ledgerOfGeoJson } from '#core/ledger/read-geojson.ts';
import { readLedger } from '#core/ledger/read-ledger.ts';
import type { LedgerQuestion } from '#core/ledger/reading.ts';
import { textOf } from '../../local/shapes/text.ts';
import { OutsideError, openBounded } from '../outside/fetch-bounded.ts';
import { kindOfContent } from '../outside/kinds.ts';

export type OpenedAddress =
  | { readonly kind: 'ledger'; readonly ledger: Ledger }
  | { readonly kind: 'question'; readonly name: string; readonly text: string; readonly question: LedgerQuestion }
  | { readonly kind: 'offered'; readonly url: string; readonly collections: readonly OfferedCollection[] };

export interface AddressOptions {
  /** West, south, east, north, degrees: features there; null: all. */
  readonly bbox: readonly [number, number, number, number] | null;
  readonly onProgress: (features: number, matched: number | null) => void;
}

/**
 * @param url absolute
 * @throws {OutsideError} when the server refuses or says something else @throws errors of the readers, AbortError
 */
export async function openLedgerAddress(
  url: string,
  options: AddressOptions,
  signal: AbortSignal,
): Promise<OpenedAddress> {
  const load = (address: string, most: number) => plainLoad(address, most, signal);
  const address = featuresAddress(url);
  if (address.kind === 'items') return { kind: 'ledger', ledger: await collectionLedger(address.items, load, options) };
  if (address.kind === 'collections') {
    return { kind: 'offered', url, collections: await loadCollections(address.collections, load) };
  }
  const { text, isJson } = await textFrom(url, OGC_BOUNDS.bytes, signal);
  const name = nameOf(url);
  const landing = isJson ? parsed(text) : null;
  if (landing !== null && !('features' in landing) && 'links' in landing) {
    const collections = collectionsLink(landing, url);
    if (collections === null)
      throw new OutsideError('UNSUPPORTED', `${url}: expected features, or a landing page of an OGC API`);
    return { kind: 'offered', url, collections: await loadCollections(collections, load) };
  }
  const read = readLedger(name, text);
  return read.ledger
    ? { kind: 'ledger', ledger: { ...read.ledger, source: url.slice(0, 1000) } }
    : { kind: 'question', name, text, question: read.question };
}

async function collectionLedger(
  items: string,
  load: (url: string, most: number) => Promise<string>,
  { bbox, onProgress }: AddressOptions,
): Promise<Ledger> {
  const document = await loadFeatures(items, load, { ...(bbox ? { bbox } : {}), onProgress });
  const name = decoded(/\/collections\/([^/]+)\/items/.exec(items)?.[1] ?? 'features');
  // without a parameter `crs` a server answers in CRS84
  const { ledger } = ledgerOfGeoJson(name, document, { crs: 'OGC:CRS84' });
  if (!ledger) throw new OutsideError('BROKEN', `${items}: expected longitudes and latitudes`);
  return { ...ledger, name, source: items.slice(0, 1000) };
}

/** A server that knows no parameter `f` says so (17-069r4, requirement 8): it is asked again without. */
async function plainLoad(address: string, most: number, signal: AbortSignal): Promise<string> {
  try {
    return (await textFrom(address, most, signal)).text;
  } catch (error) {
    const bare = address.replace(/([?&])f=json(&|$)/, (_, before: string, after: string) =>
      after === '' ? '' : before,
    );
    const isRefused = error instanceof OutsideError && error.facts.status === 400 && bare !== address;
    if (!isRefused) throw error;
    return (await textFrom(bare, most, signal)).text;
  }
}

/** Shift_JIS too, as files from here are read. */
async function textFrom(url: string, most: number, signal: AbortSignal): Promise<{ text: string; isJson: boolean }> {
  const answer = await openBounded(url, most, signal);
  const seen = kindOfContent(answer.start);
  const { host } = new URL(url);
  if (seen === 'page' || seen === 'exception' || seen === 'zip') {
    answer.stop();
    const code = seen === 'page' ? 'NOT_DATA' : seen === 'zip' ? 'ZIP' : 'EXCEPTION';
    throw new OutsideError(code, `${url}: expected features, seen ${answer.contentType}`, { host, seen });
  }
  const start = new TextDecoder('latin1').decode(answer.start.subarray(0, 64)).replace(/^\xef\xbb\xbf/, '');
  return { text: await textOf(await answer.all(most)), isJson: /^\s*\{/.test(start) };
}

function parsed(text: string): object | null {
  try {
    const value: unknown = JSON.parse(text.startsWith('\uFEFF') ? text.slice(1) : text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : null;
  } catch {
    return null;
  }
}

const nameOf = (url: string): string =>
  decoded(
    new URL(url).pathname
      .split('/')
      .filter((part) => part !== '')
      .at(-1) ?? new URL(url).host,
  );

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
