/** Files that were made from an item's points: surfaces as GeoTIFF, the picture. */

import { basename, extname } from 'node:path';
import { Type } from '@fastify/type-provider-typebox';
import { isErrno } from '#worker/store/atomic-file.ts';
import type { StacItem } from '#worker/store/stac.ts';
import type { App, Services } from '../app-types.ts';
import { problem } from '../errors.ts';
import { IMMUTABLE, REVALIDATE } from '../http/cache-control.ts';
import { sendFile } from '../http/send-file.ts';
import { itemPath } from '../links.ts';
import { bytesOf, ItemParams, problems } from '../schemas/common.ts';

const AssetParams = Type.Object({
  ...ItemParams.properties,
  file: Type.String({
    pattern: '^[a-z][a-z0-9]{0,30}\\.[a-z0-9]{1,8}$',
    description: 'Key of the asset and ending: dtm.tif',
  }),
});
const DIGEST = /-([0-9a-f]{12})\.[a-z0-9]+$/;

/** Where the API serves such an asset: `…/assets/dtm.tif`; null for assets that are none of these. */
export function assetPath({ collection, id, assets }: StacItem, key: string): string | null {
  const href = assets[key]?.href;
  if (href === undefined || !DIGEST.test(href)) return null;
  return `${itemPath(collection, id)}/assets/${key}${extname(href)}`;
}

export function assetRoutes(app: App, { downloads }: Services): void {
  app.get(
    '/api/collections/:cid/items/:iid/assets/:file',
    {
      schema: {
        tags: ['Data'],
        summary: 'A file made from the points: dtm.tif, dsm.tif (cloud optimized GeoTIFF), thumbnail.png; with ranges',
        params: AssetParams,
        querystring: Type.Object({
          v: Type.Optional(
            Type.String({
              pattern: '^[0-9a-f]{12}$',
              description: 'First digits of its sha256: such an address may be kept for ever',
            }),
          ),
        }),
        response: {
          200: bytesOf('The whole file', 'image/tiff', 'image/png'),
          206: bytesOf('The asked range', 'image/tiff', 'image/png'),
          304: { description: 'Not modified', type: 'null' },
          ...problems(400, 404, 412, 416),
        },
      },
    },
    async (request, reply) => {
      const { cid, iid, file } = request.params;
      const { v } = request.query;
      const send = async () => {
        const item = await request.store.getItem(cid, iid);
        const key = basename(file, extname(file));
        const path = request.store.assetPath(item, key);
        const digest = path === null ? undefined : DIGEST.exec(path)?.[1];
        if (path === null || extname(path) !== extname(file) || (v !== undefined && v !== digest)) {
          const known = Object.keys(item.assets).filter((name) => assetPath(item, name) !== null);
          throw problem('NOT_FOUND', `no such file of ${cid}/${iid}; there are: ${known.join(', ') || 'none'}`);
        }
        return await sendFile(request, reply, {
          path,
          etag: `"${digest}"`,
          contentType: item.assets[key]?.type ?? 'application/octet-stream',
          cacheControl: v === undefined ? REVALIDATE : IMMUTABLE,
          fileName: `${iid}-${file}`,
          ...(key === 'dtm' || key === 'dsm' ? { onDownload: downloads.onFile(request, cid, iid, key) } : {}),
        });
      };
      try {
        return await send();
      } catch (error) {
        // replaced twice between reading the item and opening its file: the item now names another
        if (isErrno(error, 'ENOENT')) return await send();
        throw error;
      }
    },
  );
}
