/** A server that really listens, with stores in a folder of its test. */
import { join } from 'node:path';
import type { Config } from '../../server/config.ts';
import { type RunningServer, startServer } from '../../server/serve.ts';

export async function startUploadServer(dir: string, overrides: Partial<Config> = {}): Promise<RunningServer> {
  return await startServer({
    storeDir: join(dir, 'store'),
    cacheDir: join(dir, 'cache'),
    port: 0,
    host: '127.0.0.1',
    logLevel: 'silent',
    threads: 1,
    checkAnswers: true,
    ...overrides,
  });
}
