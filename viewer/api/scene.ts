/** The collections that the page opens, and what it needs of them for its first picture: one answer of the server. */
import type { CollectionInfo } from '../state/collection.ts';
import { ApiError, isRecord, requestJson } from './client.ts';
import { parseCollection } from './collections.ts';

export interface OpenedCollections {
  /** In the order of their ids. */
  readonly found: readonly CollectionInfo[];
  /** Ids that the server does not know. */
  readonly missing: readonly string[];
}

/**
 * @param ids none: the first collections of the server
 * @param early an answer that is there already
 * @throws {ApiError}
 */
export async function openScene(ids: readonly string[], early?: Response): Promise<OpenedCollections> {
  const query = ids.length === 0 ? '' : `?collections=${ids.map(encodeURIComponent).join(',')}`;
  const body = early ? await early.json() : await requestJson(`/api/scene${query}`);
  if (!isRecord(body) || !Array.isArray(body.collections)) {
    throw new ApiError(200, 'FORMAT', 'expected collections');
  }
  const found = body.collections.flatMap((entry: unknown) => {
    if (!isRecord(entry)) return [];
    const collection = parseCollection(entry.collection);
    if (!collection) return [];
    return [{ ...collection, ...factsOf(entry.facts) }];
  });
  return { found, missing: texts(body.missing) };
}

/** Of a collection without items: nothing. */
function factsOf(facts: unknown): Partial<CollectionInfo> {
  if (!isRecord(facts)) return {};
  return {
    hasColour: facts.hasColour === true,
    intensityRange: intensityRange(facts.intensity),
    geoidHeightM: numberOf(facts, 'geoidHeightM') ?? 0,
    firstTiles: texts(facts.first),
  };
}

/** Intensities to spread the greys over: most returns are dim and a few mirrors are bright. */
function intensityRange(statistics: unknown): readonly [number, number] {
  const minimum = numberOf(statistics, 'minimum') ?? 0;
  const maximum = numberOf(statistics, 'maximum') ?? 65535;
  const average = numberOf(statistics, 'average');
  const high = average === null ? maximum : Math.min(maximum, minimum + (average - minimum) * 2.2);
  return high > minimum ? [minimum, high] : [minimum, minimum + 1];
}

function numberOf(value: unknown, name: string): number | null {
  const member: unknown = isRecord(value) ? value[name] : null;
  return typeof member === 'number' && Number.isFinite(member) ? member : null;
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((text) => typeof text === 'string') : [];
}
