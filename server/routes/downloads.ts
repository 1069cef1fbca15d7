/** How often the files of a collection were taken. */
import { Type } from '@fastify/type-provider-typebox';
import type { App, Services } from '../app-types.ts';
import { baseUrl, collectionPath, link } from '../links.ts';
import { CollectionParams, LinkSchema, NoQuery, problems } from '../schemas/common.ts';

/** Items that an answer names; the most wanted first. */
const MAX_ITEMS = 10_000;
const Count = Type.Integer({ minimum: 0 });

const DownloadsSchema = Type.Object({
  since: Type.Union([Type.String({ format: 'date' }), Type.Null()], { description: 'Day on which counting began' }),
  total: Type.Integer({ minimum: 0, description: 'Files of items, and files made of an area' }),
  kinds: Type.Object({ points: Count, dtm: Count, dsm: Count, extract: Count, surface: Count }),
  items: Type.Record(Type.String(), Count, {
    description: `Files of each item that was taken; at most ${MAX_ITEMS}, the most wanted`,
  }),
  links: Type.Array(LinkSchema),
});

export function downloadRoutes(app: App, { config, downloads }: Services): void {
  app.get(
    '/api/collections/:cid/downloads',
    {
      schema: {
        tags: ['Data'],
        summary: 'How often files of the collection were downloaded; nothing is stored of who took them',
        params: CollectionParams,
        querystring: NoQuery,
        response: { 200: DownloadsSchema, ...problems(400, 404) },
      },
    },
    async (request) => {
      const { cid } = request.params;
      const { set, rows } = await request.store.findItems(cid);
      const isPublic = new Set(Array.from(rows, (row) => set.idAt(row)));
      const { since, counts } = await downloads.counter.read();
      const kinds = { points: 0, dtm: 0, dsm: 0, extract: 0, surface: 0 };
      const items = new Map<string, number>();
      for (const { collection, item, kind, count } of counts) {
        if (collection !== cid || (item !== null && !isPublic.has(item))) continue;
        kinds[kind] += count;
        if (item !== null) items.set(item, count + (items.get(item) ?? 0));
      }
      const wanted = [...items].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).slice(0, MAX_ITEMS);
      const base = `${baseUrl(request, config)}${collectionPath(cid)}`;
      return {
        since,
        total: Object.values(kinds).reduce((sum, count) => sum + count, 0),
        kinds,
        items: Object.fromEntries(wanted),
        links: [link('self', `${base}/downloads`), link('collection', base)],
      };
    },
  );
}
