/** The guide to QGIS, to read and to print. */
import { Type } from '@fastify/type-provider-typebox';
import { sourceLine } from '#core/drawing/words.ts';
import { crsOf } from '#worker/store/crs-properties.ts';
import { ID_PATTERN } from '#worker/store/ids.ts';
import type { StacCollection, StacItem } from '#worker/store/stac.ts';
import { licenceText } from '#worker/store/stac-collection.ts';
import type { App, Services } from '../app-types.ts';
import { problem } from '../errors.ts';
import { baseUrl, collectionPath, itemPath } from '../links.ts';
import { type GuideFacts, guidePage } from '../pages/guide-page.ts';
import type { PageLanguage } from '../pages/report-page.ts';
import { bytesOf, problems } from '../schemas/common.ts';
import { assetPath } from './assets.ts';

const Query = Type.Object({
  lang: Type.Optional(Type.Union([Type.Literal('ja'), Type.Literal('en')])),
  collection: Type.Optional(Type.String({ pattern: ID_PATTERN, description: 'Default: the first' })),
  item: Type.Optional(Type.String({ pattern: ID_PATTERN, description: 'For the examples; default: the first' })),
});

export function guideRoutes(app: App, { config }: Services): void {
  app.get(
    '/catalog/guide',
    {
      schema: {
        tags: ['Data'],
        summary: 'How to use the data in QGIS: a page to read and to print, with the addresses of this server',
        querystring: Query,
        response: { 200: bytesOf('Guide', 'text/html'), ...problems(400, 404) },
      },
    },
    async (request, reply) => {
      const { lang, collection: cid, item: iid } = request.query;
      const language: PageLanguage = lang ?? (/^\s*en/i.test(request.headers['accept-language'] ?? '') ? 'en' : 'ja');
      const collection =
        cid === undefined ? (await request.store.listCollections())[0] : await request.store.getCollection(cid);
      if (!collection) throw problem('NOT_FOUND', 'there are no collections yet');
      const items = iid === undefined ? (await request.store.listItems(collection.id, { limit: 1 })).items : [];
      const item = iid === undefined ? (items[0] ?? null) : await request.store.getItem(collection.id, iid);
      const page = guidePage(guideFacts(baseUrl(request, config), collection, item, language), language);
      return reply.header('vary', 'accept-language').type('text/html; charset=utf-8').send(Buffer.from(page));
    },
  );
}

function guideFacts(
  base: string,
  collection: StacCollection,
  item: StacItem | null,
  language: PageLanguage,
): GuideFacts {
  const { id, title = id, attribution } = collection;
  const own = `${base}${collectionPath(id)}`;
  const map = (style: string) =>
    collection['tengun:products'] === undefined ? null : `${own}/map/dtm/${style}/{z}/{x}/{y}.png`;
  const dtm = item && assetPath(item, 'dtm');
  const crs = item && crsOf(item.properties);
  const names = titleIn(language, title);
  const licence = licenceText(collection);
  return {
    collection: id,
    title: names,
    crs: crs ? [crs.code, crs.name].filter(Boolean).join(' ') : '–',
    verticalDatum: item?.properties['tengun:vertical_datum'] ?? null,
    item: item?.id ?? null,
    copcUrl: item && `${base}${itemPath(id, item.id)}/data.copc.laz`,
    vpcUrl: `${own}/virtual-point-cloud.vpc`,
    hillshadeUrl: map('hillshade'),
    csUrl: map('cs'),
    dtmUrl: dtm ? `${base}${dtm}` : null,
    credit: sourceLine(language, [`${attribution ?? names}${licence === 'other' ? '' : ` (${licence})`}`]),
    catalogUrl: `${base}/catalog`,
  };
}

/** Titles of our own collections are in both languages. */
function titleIn(language: PageLanguage, titles: string): string {
  const parts = titles.split(/\s*\/\s+/);
  return (parts.length === 2 ? parts[language === 'ja' ? 0 : 1] : undefined) ?? titles;
}
