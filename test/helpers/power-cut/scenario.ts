/**
 * The program that {@link ./record.ts} watches: it keeps something of every kind in `store` of the folder that it is given, one after another, and says
 * `told` each time when somebody is told that it is kept, or gone.
 */
import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { listGenerations } from '#worker/backup/generation.ts';
import { makeBackup } from '#worker/backup/make-backup.ts';
import { restoreGeneration } from '#worker/backup/restore-backup.ts';
import { indexDelivery } from '#worker/pipeline/index-delivery.ts';
import { createPool } from '#worker/pool.ts';
import { UseRequests } from '#worker/requests/use-requests.ts';
import { CLOSED_ACCESS } from '#worker/store/collection-access.ts';
import { removeItem } from '#worker/store/remove-item.ts';
import { openStore } from '#worker/store/store.ts';
import { setUploadAccess } from '#worker/store/upload-access.ts';
import { AccountService } from '../../../server/accounts/account-service.ts';
import { AUDIT_FILE, AuditLog } from '../../../server/audit/audit-log.ts';
import { removeUpload } from '../../../server/uploads/remove-upload.ts';
import { USE_REQUEST } from '../filled-store.ts';
import { buildLas, randomPoints } from '../las-builder.ts';
import { PNG } from '../png.ts';
import { sendUpload, settledUpload } from '../send-upload.ts';
import { startUploadServer } from '../upload-server.ts';
import { told } from './record.ts';
import { COUNTS, type Told } from './told.ts';

const dir = process.argv[2]!;
const storeDir = join(dir, 'store');
const databases = ['.projects/projects.sqlite', '.accounts/audit.sqlite', '.accounts/accounts.sqlite'];
const tell = (what: Told): void =>
  told(
    JSON.stringify(what),
    databases.map((path) => join(storeDir, path)),
  );

const las = (points: number): Buffer =>
  Buffer.from(buildLas(randomPoints(points, { format: 3, seed: points }), { format: 3 }));
const store = openStore(storeDir);
const pool = createPool({ threads: 1 });

/** Two triangles. */
const DESIGN = `<?xml version="1.0"?><LandXML xmlns="http://www.landxml.org/schema/LandXML-1.2" version="1.2" date="2024-05-01" time="00:00:00">
<Units><Metric areaUnit="squareMeter" linearUnit="meter" volumeUnit="cubicMeter" temperatureUnit="celsius" pressureUnit="HPA"/></Units>
<CoordinateSystem name="CRS1" horizontalDatum="JGD2011" horizontalCoordinateSystemName="8(X,Y)"/>
<Surfaces><Surface name="roof"><Definition surfType="TIN">
<Pnts><P id="1">-97200 52400 210</P><P id="2">-97200 52450 211</P><P id="3">-97150 52450 212</P><P id="4">-97150 52400 213</P></Pnts>
<Faces><F>1 2 3</F><F>1 3 4</F></Faces></Definition></Surface></Surfaces></LandXML>`;

async function backup(): Promise<void> {
  const { generation } = await makeBackup({ storeDir, targetDir: join(dir, 'backups'), keep: 1 });
  tell({ kind: 'backup', generation });
}

async function index(collection: string, item: string, points: number): Promise<void> {
  const source = join(dir, `${item}.las`);
  await writeFile(source, las(points));
  const options = { collection, crs: 'EPSG:6676', replace: true, surfaceCellM: null };
  const { items } = await indexDelivery([source], options, { store, pool });
  if (items[0]?.verdict !== 'indexed') throw new Error(`${item} was not indexed: ${JSON.stringify(items)}`);
  tell({ kind: 'item', collection, item, points });
}

await index('c', 'sheet-0', COUNTS.old);
await index('c', 'sheet-1', COUNTS.old);
await index('c', 'sheet-0', COUNTS.replaced);
await index('d', 'only', COUNTS.old);

const server = await startUploadServer(dir);
const ask = async (path: string, method: string, body: BodyInit, headers: Record<string, string> = {}) => {
  const answer = await fetch(`${server.url}${path}`, {
    method,
    body,
    headers: { 'content-type': 'application/json', ...headers },
  });
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as { id: string; version: number };
};
const project = await ask('api/projects', 'POST', JSON.stringify({ name: '谷線' }));
for (let i = 0; i < 3; i++) {
  const text = `湧水 ${i} `.repeat(200);
  const entries = `api/projects/${project.id}/entries`;
  const entry = await ask(entries, 'POST', JSON.stringify({ kind: 'note', name: `n${i}`, text }));
  tell({ kind: 'entry', project: project.id, entry: entry.id, text, picture: null });
  const picture = Buffer.concat([PNG, Buffer.from(text)]);
  const match = { 'content-type': 'image/png', 'if-match': `"${entry.version}"` };
  await ask(`${entries}/${entry.id}/picture`, 'PUT', new Uint8Array(picture), match);
  const sha256 = createHash('sha256').update(picture).digest('hex');
  tell({ kind: 'entry', project: project.id, entry: entry.id, text, picture: sha256 });
}

const points = await sendUpload(server.url, las(COUNTS.upload), { filename: 'u.las', crs: 'EPSG:6676' });
tell({ kind: 'upload', id: points.id, use: 'points' });
const { state, points: indexed } = await settledUpload(server.url, points.id);
if (state !== 'ready') throw new Error(`the upload ended ${state}`);
tell({ kind: 'item', collection: indexed!.collection, item: 'u', points: COUNTS.upload });

const design = await sendUpload(server.url, Buffer.from(DESIGN), { filename: 'roof.xml', crs: 'EPSG:6676' });
tell({ kind: 'upload', id: design.id, use: 'surface' });
const made = await settledUpload(server.url, design.id);
if (made.state === 'ready') tell({ kind: 'surface', id: made.surface!.id });
else throw new Error(`the design ended ${JSON.stringify(made)}`);

await backup();
await store.setAccess('d', { visibility: 'private', groups: [], owner: null });
tell({ kind: 'closed', collection: 'd' });
await removeItem(storeDir, 'c', 'sheet-1');
tell({ kind: 'gone', collection: 'c', item: 'sheet-1' });
await store.removeCollection('d');
tell({ kind: 'gone', collection: 'd', item: 'only' });
await setUploadAccess(storeDir, design.id, CLOSED_ACCESS);
tell({ kind: 'closed-upload', id: design.id });
await removeUpload(storeDir, design.id);
tell({ kind: 'gone-upload', id: design.id });

await backup();
await restoreGeneration((await listGenerations(join(dir, 'backups'))).at(-1)!, { targetDir: join(dir, 'restored') });
tell({ kind: 'restored' });

const requests = new UseRequests(storeDir);
const { id } = await requests.add(USE_REQUEST);
tell({ kind: 'request', id });
await requests.remove(id);
tell({ kind: 'gone-request', id });

const audit = new AuditLog(join(storeDir, '.accounts', AUDIT_FILE));
const event = {
  who: 'anonymous',
  user: null,
  action: 'sign-in',
  target: 'admin',
  address: '',
  result: 401,
  request: '',
};
audit.add(event);
tell({ kind: 'rows', database: '.accounts/audit.sqlite', table: 'events', rows: 1 });
audit.close();
// last: from now on nobody without an account may write
const accounts = new AccountService({ dir: join(storeDir, '.accounts') });
await accounts.setUp(accounts.offerSetup()!, { name: 'admin', password: 'long enough for the first one' });
tell({ kind: 'rows', database: '.accounts/accounts.sqlite', table: 'users', rows: 1 });
accounts.close();
await server.close();
await pool.close();
