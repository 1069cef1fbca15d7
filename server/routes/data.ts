/** The stored points, as they are: one COPC file an item, with ranges. */

import { isErrno } from '#worker/store/atomic-file.ts';
import { COPC_MEDIA_TYPE } from '#worker/store/stac.ts';
import { DATA_FILE } from '#worker/store/stac-item.ts';
import type { App, Services } from '../app-types.ts';
import { IMMUTABLE, REVALIDATE } from '../http/cache-control.ts';
import { sendFile } from '../http/send-file.ts';
import { bytesOf, ItemParams, problems, VersionQuery } from '../schemas/common.ts';

export function dataRoutes(app: App, { downloads }: Services): void {
  app.get(
    `/api/collections/:cid/items/:iid/${DATA_FILE}`,
    {
      schema: {
        tags: ['Points'],
        summary: 'The points as COPC; one range of bytes at a time (several ranges answer 200 with the whole file)',
        params: ItemParams,
        querystring: VersionQuery,
        response: {
          200: bytesOf('The whole file', COPC_MEDIA_TYPE),
          206: bytesOf('The asked range', COPC_MEDIA_TYPE),
          304: { description: 'Not modified', type: 'null' },
          ...problems(400, 404, 412, 416),
        },
      },
    },
    async (request, reply) => {
      const { cid, iid } = request.params;
      const send = async () => {
        const item = await request.store.getItem(cid, iid);
        const { path, version } = await request.store.findVersion(item, request.query.v);
        return await sendFile(request, reply, {
          path,
          etag: `"${version}"`,
          contentType: COPC_MEDIA_TYPE,
          cacheControl: request.query.v === undefined ? REVALIDATE : IMMUTABLE,
          fileName: `${iid}.copc.laz`,
          onDownload: downloads.onFile(request, cid, iid, 'points'),
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
