/** The font of pages that are no part of the viewer, for machines without a Japanese one. */
import { boldFont, regularFont } from '#worker/papers/fonts.ts';
import type { App } from '../app-types.ts';
import { IMMUTABLE } from '../http/cache-control.ts';

export function fontRoutes(app: App): void {
  for (const [name, read] of [
    ['regular', regularFont],
    ['bold', boldFont],
  ] as const) {
    app.get(`/fonts/biz-udgothic-${name}.ttf`, { schema: { hide: true } }, (_request, reply) =>
      reply.header('cache-control', IMMUTABLE).type('font/ttf').send(read()),
    );
  }
}
