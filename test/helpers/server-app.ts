/** A server on a fresh store, closed when the test file ends. */
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Writable } from 'node:stream';
import type { IndexSummary } from '#worker/store/index-summary.ts';
import type { CollectionSettings } from '#worker/store/stac-collection.ts';
import { openStore, type Store } from '#worker/store/store.ts';
import { buildApp } from '../../server/app.ts';
import type { App } from '../../server/app-types.ts';
import { type Config, readConfig } from '../../server/config.ts';
import { indexSummary } from './index-summary.ts';

export interface TestServer {
  readonly app: App;
  readonly dir: string;
  readonly config: Config;
  /** The owner's view of the store. */
  readonly store: Store;
  close(): Promise<void>;
}

/** @param prepare fills the store before the app opens it; @param log where the log goes, for a level that is not `silent` */
export async function testServer(
  prepare: (store: Store) => Promise<void>,
  overrides: Partial<Config> = {},
  log?: Writable,
): Promise<TestServer> {
  const dir = await mkdtemp(join(tmpdir(), 'tengun-server-'));
  const config = readConfig(
    {},
    {
      storeDir: join(dir, 'store'),
      cacheDir: join(dir, 'cache'),
      viewerDir: join(dir, 'no-viewer'),
      logLevel: 'silent',
      threads: 1,
      checkAnswers: true,
      ...overrides,
    },
  );
  const store = openStore(config.storeDir);
  await prepare(store);
  const app = await buildApp(config, log);
  return {
    app,
    dir,
    config,
    store,
    async close() {
      await app.close();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

/** Publishes a copy of a file, or the given bytes, as an item. */
export async function publish(
  store: Store,
  source: string,
  overrides: Partial<IndexSummary> = {},
  settings: CollectionSettings = {},
): Promise<string> {
  const summary = indexSummary(overrides);
  const draft = await store.createDraft(summary.collection, summary.id);
  await copyFile(source, draft.dataPath);
  return (await draft.publish(summary, settings)).version;
}
