/** The built pages as static files: the viewer at `/`, the catalogue at `/catalog`, accounts at `/account`. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import sirv from 'sirv';
import type { App } from '../app-types.ts';
import type { Config } from '../config.ts';
import { passToNode } from '../http/pass-to-node.ts';

/** File names that carry a hash of their content. */
const HASHED = /^\/assets\/.*[-.][\w-]{8}\.\w+$/;
const YEAR_S = 31_536_000;
/** `/catalog`, `/catalog/` and links to a collection or an item in it. */
const CATALOGUE = /^\/catalog(\/|$)/;
const CATALOGUE_PAGE = '/catalog.html';
const ACCOUNT = /^\/account\/?$/;
const ACCOUNT_PAGE = '/account.html';

const NOT_BUILT = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Tengun 点群</title></head>
<body>
<h1>Tengun 点群</h1>
<p>The viewer is not built yet. Run <code>npm run build</code>, then start the server again.</p>
<p lang="ja">ビューアがまだビルドされていません。<code>npm run build</code> を実行してから、サーバーを再起動してください。</p>
<p>The API works without it: <a href="/api">/api</a>, <a href="/api/docs">/api/docs</a>.</p>
</body>
</html>
`;

export function viewerRoutes(app: App, { viewerDir }: Config): void {
  const hidden = { schema: { hide: true } };
  if (!existsSync(join(viewerDir, 'index.html'))) {
    for (const path of ['/', '/catalog', '/catalog/*', '/account']) {
      app.get(path, hidden, (_request, reply) => reply.type('text/html; charset=utf-8').send(NOT_BUILT));
    }
    return;
  }
  // the list of files is read once: nothing outside it can be asked for
  const serve = sirv(viewerDir, {
    etag: true,
    gzip: true,
    brotli: true,
    setHeaders: (response, path) => {
      response.setHeader('cache-control', HASHED.test(path) ? `public, max-age=${YEAR_S}, immutable` : 'no-cache');
    },
  });
  app.get('/*', hidden, (request, reply) => {
    const asked = request.url.split('?', 1)[0] ?? '/';
    // the page reads the rest of a deep link itself
    const path = CATALOGUE.test(asked) ? CATALOGUE_PAGE : ACCOUNT.test(asked) ? ACCOUNT_PAGE : asked;
    return passToNode(request, reply, serve, path);
  });
}
