/**
 * Every route, what is behind it, and the right that it takes. The one table: a route that does not stand here is not registered, and the
 * authorisation tests are made from it.
 */
import type { Right } from '../accounts/roles.ts';

/**
 * What is behind a route, and so what is asked before its handler runs:
 * - `open`: the same for everybody;
 * - `seen`: an answer made of what the asker sees (lists, searches, counts);
 * - `collection`, `item`: `:cid`, `:cid/:iid` must be there for him;
 * - `surface`: `:sid` or `:aid`, what an upload became, must be there for him;
 * - `job`, `result`, `upload`, `project`, `link`: by its id; the handler's own store asks for the owner;
 * - `account`: his own; `administration`: everybody's;
 * - `operation`: for whoever runs the machine.
 */
export type Behind =
  | 'open'
  | 'seen'
  | 'collection'
  | 'item'
  | 'surface'
  | 'job'
  | 'result'
  | 'upload'
  | 'project'
  | 'link'
  | 'account'
  | 'administration'
  | 'operation';

export interface RouteRule {
  readonly behind: Behind;
  /** Null: of everybody, as signing in. */
  readonly needs: Right | null;
}

const rule = (behind: Behind, needs: Right | null = 'read'): RouteRule => ({ behind, needs });
const OPEN = rule('open', null);
const SEEN = rule('seen');
const COLLECTION = rule('collection');
const ITEM = rule('item');
const SURFACE = rule('surface');
const PROJECT = rule('project');
const WRITE_PROJECT = rule('project', 'write');
const ADMINISTRATION = rule('administration', 'admin');
const ACCOUNT = rule('account', 'account');
/** One's own signed links; an administrator's are everybody's. */
const HANDING_OUT = rule('account', 'publish');

const C = '/api/collections/:cid';
const I = `${C}/items/:iid`;
const P = '/api/projects/:pid';
const E = `${P}/entries/:eid`;

const tiles = (folder: string): Record<string, RouteRule> => ({
  [`GET ${C}/${folder}/tileset.json`]: COLLECTION,
  [`GET ${C}/${folder}/_cells/:cell.json`]: COLLECTION,
  [`GET ${C}/${folder}/_cells/:cell.glb`]: COLLECTION,
  [`GET ${C}/${folder}/:iid/tileset.json`]: ITEM,
  [`GET ${C}/${folder}/:iid/:key.json`]: ITEM,
});

/** By method and path; HEAD is as GET, preflights are of everybody. */
export const ROUTE_RULES: Readonly<Record<string, RouteRule>> = {
  // pages and descriptions
  'GET /*': OPEN,
  'GET /': OPEN,
  'GET /catalog': OPEN,
  'GET /catalog/*': OPEN,
  'GET /catalog/guide': SEEN,
  'GET /account': OPEN,
  'GET /api': SEEN,
  'GET /api/conformance': OPEN,
  'GET /api/openapi.json': OPEN,
  'GET /api/docs': OPEN,
  'GET /api/docs/start.js': OPEN,
  'GET /api/docs/swagger-ui.css': OPEN,
  'GET /api/docs/swagger-ui-bundle.js': OPEN,
  'GET /api/docs/favicon-32x32.png': OPEN,
  'GET /fonts/biz-udgothic-regular.ttf': OPEN,
  'GET /fonts/biz-udgothic-bold.ttf': OPEN,
  'GET /api/places': OPEN,
  'GET /health/live': OPEN,
  'GET /health/ready': OPEN,
  'GET /metrics': rule('operation', null),

  // the catalogue
  'GET /api/collections': SEEN,
  'GET /api/search': SEEN,
  'POST /api/search': SEEN,
  'GET /api/queryables': OPEN,
  'GET /api/sheets': SEEN,
  'GET /api/scene': SEEN,
  'POST /api/requests': rule('open', null),
  [`GET ${C}`]: COLLECTION,
  [`GET ${C}/items`]: COLLECTION,
  [`GET ${C}/queryables`]: COLLECTION,
  [`GET ${C}/report`]: COLLECTION,
  [`GET ${C}/virtual-point-cloud.vpc`]: COLLECTION,
  [`GET ${C}/terria.json`]: COLLECTION,
  [`GET ${C}/dcat`]: COLLECTION,
  'GET /api/terria.json': SEEN,
  'GET /api/dcat': SEEN,
  'GET /api/selection': SEEN,
  'POST /api/selection': SEEN,
  [`GET ${C}/downloads`]: COLLECTION,
  [`GET ${C}/heights/:surface`]: COLLECTION,
  [`GET ${C}/map/:surface/:style/:z/:x/:y.png`]: COLLECTION,
  [`GET ${C}/map/:surface/:style/tilejson.json`]: COLLECTION,
  [`GET ${C}/terrain/layer.json`]: COLLECTION,
  [`GET ${C}/terrain/:level/:x/:y.terrain`]: COLLECTION,
  [`GET ${I}`]: ITEM,
  [`GET ${I}/data.copc.laz`]: ITEM,
  [`GET ${I}/assets/:file`]: ITEM,
  [`GET ${I}/nodes`]: ITEM,
  [`GET ${I}/nodes/:key.laz`]: ITEM,
  [`GET ${I}/nodes/:key.glb`]: ITEM,
  ...tiles('3dtiles'),
  ...tiles('3dtiles-local'),
  [`GET ${C}/3dtiles-local/_cells/:cell.laz`]: COLLECTION,

  // measuring
  'GET /api/processes': SEEN,
  'GET /api/processes/:pid': SEEN,
  'POST /api/processes/:pid/execution': rule('seen', 'process'),
  'GET /api/jobs': rule('seen', 'process'),
  'GET /api/jobs/:jid': rule('job', 'process'),
  'DELETE /api/jobs/:jid': rule('job', 'process'),
  'GET /api/jobs/:jid/results': rule('job', 'process'),
  'GET /api/jobs/:jid/results/:name': rule('job', 'process'),
  'GET /api/jobs/:jid/results/result': rule('job', 'process'),
  'GET /api/results/:hash': rule('result', 'process'),

  // files of users
  'POST /api/uploads': rule('upload', 'write'),
  'OPTIONS /api/uploads': OPEN,
  'OPTIONS /api/uploads/:id': OPEN,
  'HEAD /api/uploads/:id': rule('upload', 'write'),
  'PATCH /api/uploads/:id': rule('upload', 'write'),
  'DELETE /api/uploads/:id': rule('upload', 'write'),
  'GET /api/uploads/:id/status': rule('upload', 'write'),
  'POST /api/uploads/:id/check': rule('upload', 'write'),
  'GET /api/surfaces/:sid': SURFACE,
  'GET /api/surfaces/:sid/landxml': SURFACE,
  'GET /api/surfaces/:sid/outline': SURFACE,
  'GET /api/alignments': SEEN,
  'GET /api/alignments/:aid': SURFACE,
  'GET /api/alignments/:aid/line': SURFACE,

  // accounts
  'GET /api/session': rule('open', null),
  'POST /api/session': rule('open', null),
  'DELETE /api/session': rule('open', null),
  'GET /api/session/organisation': rule('open', null),
  'GET /api/session/organisation/callback': rule('open', null),
  'POST /api/setup': rule('open', null),
  'POST /api/password': rule('open', null),
  'GET /api/sessions': ACCOUNT,
  'DELETE /api/sessions/:id': ACCOUNT,
  'GET /api/tokens': ACCOUNT,
  'POST /api/tokens': ACCOUNT,
  'DELETE /api/tokens/:id': ACCOUNT,
  'GET /api/users': ADMINISTRATION,
  'POST /api/users': ADMINISTRATION,
  'PUT /api/users/:uid': ADMINISTRATION,
  'DELETE /api/users/:uid': ADMINISTRATION,
  'POST /api/users/:uid/link': ADMINISTRATION,
  'GET /api/audit': ADMINISTRATION,
  'GET /api/audit/check': ADMINISTRATION,
  'GET /api/groups': ADMINISTRATION,
  'POST /api/groups': ADMINISTRATION,
  'DELETE /api/groups/:name': ADMINISTRATION,
  [`GET ${C}/access`]: rule('collection', 'write'),
  [`PUT ${C}/access`]: rule('collection', 'write'),
  [`POST ${I}/signed-links`]: rule('item', 'publish'),
  'GET /api/signed-links': HANDING_OUT,
  'DELETE /api/signed-links/:id': HANDING_OUT,

  // projects and links
  'GET /api/projects': rule('project'),
  'POST /api/projects': WRITE_PROJECT,
  [`GET ${P}`]: PROJECT,
  [`PUT ${P}`]: WRITE_PROJECT,
  [`DELETE ${P}`]: WRITE_PROJECT,
  [`PUT ${P}/access`]: WRITE_PROJECT,
  [`GET ${P}/export.geojson`]: PROJECT,
  [`POST ${P}/import`]: WRITE_PROJECT,
  [`POST ${P}/entries`]: WRITE_PROJECT,
  [`GET ${E}`]: PROJECT,
  [`PUT ${E}`]: WRITE_PROJECT,
  [`DELETE ${E}`]: WRITE_PROJECT,
  [`GET ${E}/picture`]: PROJECT,
  [`PUT ${E}/picture`]: WRITE_PROJECT,
  [`POST ${E}/verify`]: rule('project', 'process'),
  'POST /api/links': rule('link', 'write'),
  'GET /api/links/:id': rule('link'),
  'DELETE /api/links/:id': rule('link', 'write'),
  'POST /api/links/:id/verify': rule('link', 'process'),
  'GET /s/:id': rule('link'),
};

/** HEAD is as GET; preflights are answered by the CORS plugin before any handler. */
export function ruleOf(method: string, url: string): RouteRule | undefined {
  // an address that ends in a slash is the same route
  const path = url.length > 1 ? url.replace(/\/$/, '') : url;
  const own = ROUTE_RULES[`${method} ${path}`];
  if (own) return own;
  if (method === 'HEAD') return ROUTE_RULES[`GET ${path}`];
  return method === 'OPTIONS' && path === '*' ? { behind: 'open', needs: null } : undefined;
}
