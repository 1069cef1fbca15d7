/** A page of items as a GeoJSON feature collection, whole or with the members that were asked for. */
import type { FastifyReply } from 'fastify';
import type { FoundPage } from '#worker/store/find-page.ts';
import type { StacLink } from '#worker/store/stac.ts';
import type { Store } from '#worker/store/store.ts';
import { GEOJSON_TYPE } from '../links.ts';
import type { FeatureCollection } from '../schemas/stac.ts';
import { apiItem } from '../stac-answers.ts';
import { type FieldChoice, projectFields } from './project-fields.ts';

export interface ItemAnswer {
  readonly base: string;
  readonly store: Store;
  readonly page: FoundPage;
  /** Null: whole items. */
  readonly fields: FieldChoice | null;
}

export async function sendItems(
  reply: FastifyReply,
  { base, store, page, fields }: ItemAnswer,
  links: readonly StacLink[],
): Promise<FeatureCollection> {
  const cids = [...new Set(page.items.map(({ cid }) => cid))];
  const collections = new Map(
    await Promise.all(cids.map(async (cid) => [cid, await store.getCollection(cid)] as const)),
  );
  const items = await Promise.all(page.items.map(({ cid, iid }) => store.getItem(cid, iid)));
  const features = items.map((item) => apiItem(base, item, collections.get(item.collection)!));
  reply.type(GEOJSON_TYPE);
  const answer: FeatureCollection = {
    type: 'FeatureCollection',
    numberMatched: page.matched,
    numberReturned: features.length,
    features,
    links,
  };
  if (!fields) return answer;
  // parts of items follow no schema: sent as text
  const parts = { ...answer, features: features.map((item) => projectFields(item, fields)) };
  return reply.send(JSON.stringify(parts)) as never;
}
