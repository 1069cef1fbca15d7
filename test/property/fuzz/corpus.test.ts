/** Everything that once failed, tried again: test/fixtures/fuzz. */
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import '#worker/crs-registry.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { crsFromCode } from '#core/crs/crs.ts';
import { NO_OPTIONS } from '#worker/surfaces/import-options.ts';
import { openFamily } from '../../helpers/fuzz/families/http.ts';
import type { Family } from '../../helpers/fuzz/family.ts';
import type { MadeRequest } from '../../helpers/fuzz/http/requests.ts';
import { driveSurface, type SurfaceInput } from '../../helpers/fuzz/surface-drive.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

const FOLDER = join(import.meta.dirname, '..', '..', 'fixtures', 'fuzz');
const files = (folder: string): string[] => readdirSync(join(FOLDER, folder)).sort();
const PLACED = {
  bounds: { minE: 0, minN: 0, maxE: 1000, maxN: 1000 },
  crs: crsFromCode('EPSG:6676'),
  ...{ minHeightM: 0, maxHeightM: 300, verticalDatum: 'JGD2011' },
};
const READERS: readonly SurfaceInput['reader'][] = ['import', 'ledger', 'pipes', 'geoid'];

describe('files that once failed', () => {
  it.each(READERS.flatMap((reader) => files(reader).map((name) => [reader, name] as const)))(
    '%s: %s',
    async (reader, name) => {
      const dir = await temporaryFolder();
      const bytes = readFileSync(join(FOLDER, reader, name));
      const uses = reader === 'import' ? ([null, 'surface', 'areas', 'alignment'] as const) : [null];
      for (const use of uses) {
        const begin = process.threadCpuUsage();
        const input = { bytes, fileName: `a${extname(name)}`, reader, options: { ...NO_OPTIONS, use } };
        const outcomes = await driveSurface(input, dir, PLACED);
        expect(outcomes.length).toBeGreaterThan(0);
        for (const { result, thrown } of outcomes) expect([result, thrown]).not.toEqual(['BUG', thrown]);
        const { user, system } = process.threadCpuUsage(begin);
        expect((user + system) / 1000).toBeLessThan(1000);
      }
    },
  );
});

describe('requests that once failed', () => {
  let family: Family & {
    drive(input: {
      readonly request: MadeRequest;
    }): Promise<readonly { readonly result: string; readonly thrown?: unknown }[]>;
  };
  beforeAll(async () => {
    family = (await openFamily()) as unknown as typeof family;
  });
  afterAll(() => family.close());

  it.each(files('http'))('%s', async (name) => {
    const request = JSON.parse(readFileSync(join(FOLDER, 'http', name), 'utf8')) as MadeRequest;
    for (const { result, thrown } of await family.drive({ request } as never)) {
      expect([result, thrown]).not.toEqual(['BUG', thrown]);
    }
    await family.checkUnharmed();
  });
});
