/** Routes that make something of points, or of a whole catalogue: the ones that wait when the server has too much to do. */

const C = '/api/collections/:cid';
const I = `${C}/items/:iid`;

export const COSTLY_ROUTES: ReadonlySet<string> = new Set([
  'POST /api/processes/:pid/execution',
  'GET /api/results/:hash',
  `GET ${I}/nodes/:key.laz`,
  `GET ${I}/nodes/:key.glb`,
  `GET ${C}/3dtiles/_cells/:cell.glb`,
  `GET ${C}/3dtiles-local/_cells/:cell.glb`,
  `GET ${C}/3dtiles-local/_cells/:cell.laz`,
  `GET ${C}/map/:surface/:style/:z/:x/:y.png`,
  `GET ${C}/terrain/:level/:x/:y.terrain`,
  `GET ${C}/heights/:surface`,
  `GET ${C}/virtual-point-cloud.vpc`,
  `GET ${C}/dcat`,
  'GET /api/dcat',
  'GET /api/selection',
  'POST /api/selection',
  'GET /api/search',
  'POST /api/search',
  'POST /api/uploads',
  'PATCH /api/uploads/:id',
  'POST /api/uploads/:id/check',
  'POST /api/projects/:pid/import',
  'POST /api/projects/:pid/entries/:eid/verify',
  'POST /api/links/:id/verify',
]);

/** @param url the route's pattern */
export function isCostly(method: string, url: string | undefined): boolean {
  return COSTLY_ROUTES.has(`${method === 'HEAD' ? 'GET' : method} ${url}`);
}
