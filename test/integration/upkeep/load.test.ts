/** The small twin of `npm run load`: the same code, fewer viewers, and no times. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeLoadStore } from '../../helpers/load/load-store.ts';
import { faultsOf, runLoad } from '../../helpers/load/run-load.ts';

let dir: string;
let storeDir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'tengun-load-'));
  storeDir = await makeLoadStore(dir, 60_000);
}, 300_000);
afterAll(() => rm(dir, { recursive: true, force: true }));

it.each([
  ['50 viewers', { slow: 0, killEveryMs: null }],
  [
    '40 viewers, beside clients that read slowly or nothing, and a thread killed every two seconds',
    { slow: 12, killEveryMs: 2000 },
  ],
])('%s: every request answered, memory bounded, and a clean end', { timeout: 600_000 }, async (name, how) => {
  const options = {
    storeDir,
    cacheDir: join(dir, 'cache'),
    viewers: Number.parseInt(name, 10),
    rampSeconds: 2,
    seconds: 8,
    ...how,
  };
  const result = await runLoad(options);
  expect([...faultsOf(result, options), ...result.tally.wrong]).toEqual([]);
  expect(result.tally.statuses.get(200)).toBeGreaterThan(100);
  expect(result.visit.requests.length).toBeGreaterThan(40);
  if (how.killEveryMs !== null) expect(result.threadsKilled).toBeGreaterThan(1);
});
