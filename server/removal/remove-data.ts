/** Deletes what a plan names: points with surfaces and old versions, results computed from them, tiles, the upload they came by. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { removeFiles } from '#worker/store/atomic-file.ts';
import { removeItem } from '#worker/store/remove-item.ts';
import type { Store } from '#worker/store/store.ts';
import { AccountService } from '../accounts/account-service.ts';
import { removeUpload } from '../uploads/remove-upload.ts';
import type { RemovalPlan, ServerFolders } from './removal-plan.ts';

/** Kinds of tiles whose names do not tell what they were drawn from: all of them go, and are drawn again when somebody asks. */
const SHARED_TILES = ['cells', 'maps', 'terrain', 'heights'];

/**
 * Links go first, so that none opens what comes there next. The points go last: killed before that, the same call finds everything that is left. Tiles go once more after them, as a server may
 * have drawn some meanwhile.
 */
export async function removeData(
  store: Store,
  plan: RemovalPlan,
  { cacheDir, accountsDir }: Omit<ServerFolders, 'projectsDir'>,
): Promise<void> {
  const { collection, item, isWhole, items, results, upload } = plan;
  const versions = items.flatMap((one) => one.versions);
  removeLinks(accountsDir, collection, isWhole ? null : item);
  if (cacheDir !== null) await removeTiles(cacheDir, versions);
  await removeResults(store.dir, results);
  if (upload !== null) await removeUpload(store.dir, upload);
  if (isWhole) await store.removeCollection(collection);
  else if (item !== null) await removeItem(store.dir, collection, item);
  if (cacheDir !== null) await removeTiles(cacheDir, versions);
}

function removeLinks(accountsDir: string, collection: string, item: string | null): void {
  const service = new AccountService({ dir: accountsDir });
  try {
    service.accounts?.links.removeTo(collection, item);
  } finally {
    service.close();
  }
}

async function removeTiles(cacheDir: string, versions: readonly string[]): Promise<void> {
  const tiles = join(cacheDir, 'tiles');
  const folders = [...versions.map((version) => join('nodes', version)), ...SHARED_TILES];
  for (const folder of folders) await rm(join(tiles, folder), { recursive: true, force: true, maxRetries: 4 });
}

/** The numbers before the request: a request without numbers is computed again, and says then that the data are gone. */
export async function removeResults(storeDir: string, hashes: readonly string[]): Promise<void> {
  const dir = join(storeDir, '.results');
  const names = hashes.flatMap((hash) => ['result.json.gz', 'request.json'].map((kind) => `${hash}.${kind}`));
  if (names.length > 0) await removeFiles(dir, names);
}
