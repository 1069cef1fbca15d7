/** Drives the readers of users' files over bytes of any kind, as uploads, `tengun import` and the page do. */
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseLedger } from '#core/contract/ledger.ts';
import { readLedger } from '#core/ledger/read-ledger.ts';
import { ledgerCsv, ledgerGeoJson } from '#core/ledger/write-ledger.ts';
import { readPipes } from '#core/pipes/read-pipes.ts';
import { readGeoidFile } from '#worker/geoid/geoid-file.ts';
import { checkPlacement, type PlacedCollection } from '#worker/surfaces/check-placement.ts';
import { type Imported, importFile } from '#worker/surfaces/import-file.ts';
import type { ImportOptions } from '#worker/surfaces/import-options.ts';
import { decodeSurface, encodeSurface } from '#worker/surfaces/surface-file.ts';
import { attempt, type Outcome } from './family.ts';
import type { TextSeed } from './surface-texts.ts';

export interface SurfaceInput {
  readonly bytes: Uint8Array;
  readonly fileName: string;
  readonly reader: TextSeed['reader'] | 'stored';
  readonly options: ImportOptions;
}

/** Numbers that a surface may take in memory here; a case of some 100 kB that takes more shows a bound that is missing. */
const decoded = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

/** @param dir a folder of its own @returns one outcome for each reader that came to run */
export async function driveSurface(
  { bytes, fileName, reader, options }: SurfaceInput,
  dir: string,
  placed: PlacedCollection,
): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  switch (reader) {
    case 'ledger': {
      const { crs } = options;
      const read = await attempt(outcomes, 'ledger', () =>
        readLedger(fileName, decoded(bytes), crs === null ? {} : { crs }),
      );
      const ledger = read?.ledger;
      if (ledger) {
        // what was read can be kept, and written again
        await attempt(outcomes, 'ledger kept', () => {
          parseLedger(JSON.parse(JSON.stringify(ledger)));
          return [ledgerCsv(ledger, 'ja'), JSON.stringify(ledgerGeoJson(ledger))];
        });
      }
      return outcomes;
    }
    case 'pipes':
      await attempt(outcomes, 'pipes', () =>
        readPipes(fileName, decoded(bytes), { axes: 'xNorth', diameterUnit: 'mm' }),
      );
      return outcomes;
    case 'stored':
      await attempt(outcomes, 'stored surface', () => decodeSurface(bytes));
      return outcomes;
    default:
      break;
  }
  // the ending of a geoid tells its format
  const path = join(dir, reader === 'geoid' ? fileName : 'bytes');
  await writeFile(path, bytes);
  try {
    if (reader === 'geoid') {
      await attempt(outcomes, 'geoid', async () => (await readGeoidFile(path)).heightAt(138.2, 34.1));
      return outcomes;
    }
    const imported = await attempt(outcomes, 'import', () => importFile(path, fileName, options, dir));
    if (imported) await attempt(outcomes, `as ${imported.kind}`, () => keep(imported, placed));
  } finally {
    await rm(path);
  }
  return outcomes;
}

/** What becomes of it: stored, loaded, held against a collection. */
function keep(imported: Imported, placed: PlacedCollection): void {
  if (imported.kind === 'areas') {
    JSON.stringify(imported.areas);
    return;
  }
  if (imported.kind === 'alignment') {
    checkPlacement(JSON.parse(JSON.stringify(imported.alignments)), null, placed);
    return;
  }
  JSON.stringify(imported.facts);
  const bytes = encodeSurface(imported.data);
  const again = encodeSurface(decodeSurface(bytes));
  if (Buffer.compare(bytes, again) !== 0) throw new Error('a stored surface is another one when it is loaded');
}
