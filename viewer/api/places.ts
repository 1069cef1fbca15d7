/** Searching for places: names, map sheets, coordinates. */
import type { FoundPlace } from '#core/places/place.ts';
import { isRecord, requestJson } from './client.ts';

/** @throws {ApiError} */
export async function findPlaces(text: string, signal?: AbortSignal): Promise<readonly FoundPlace[]> {
  const query = new URLSearchParams({ q: text, limit: '8' });
  const doc = await requestJson(`/api/places?${query}`, signal ? { signal } : {});
  return isRecord(doc) && Array.isArray(doc.places) ? (doc.places as FoundPlace[]) : [];
}
