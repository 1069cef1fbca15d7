/**
 * Which geoid, and loading it once a thread. The choice: the file that `TENGUN_GEOID` names; else one in the geoid
 * folder (`data/geoid`), preferring the model that belongs to the data's vertical datum; else EGM96, flagged.
 */
import { readdir } from 'node:fs/promises';
import { extname, join } from 'node:path';
import type { Geoid } from '#core/crs/geoid.ts';
import { geoidModelOf, type VerticalDatum } from '#core/crs/vertical-datum.ts';
import { RequestError } from '#core/errors.ts';
import { egm96 } from './egm96.ts';
import { describeGeoid, GEOID_EXTENSIONS, readGeoidFile } from './geoid-file.ts';

export interface GeoidOptions {
  /** The file itself, stronger than the folder (environment `TENGUN_GEOID`). */
  readonly file?: string;
  /** Folder of geoid files; default `data/geoid`. A folder that does not exist is empty. */
  readonly directory?: string;
  /** Datum of the heights that will be turned. */
  readonly verticalDatum?: VerticalDatum | null;
}

/** Models in order of preference where no datum is stated: VIRTUAL SHIZUOKA's first epochs are JGD2011. */
const PREFERENCE = ['GSIGEO2011', 'JPGEO2024', 'EGM2008'];

const loaded = new Map<string, Promise<Geoid>>();

/** The path of the geoid file to use; null means EGM96. The answer is stable: names decide, not the folder's order. */
export async function chooseGeoidFile({
  file,
  directory = join('data', 'geoid'),
  verticalDatum = null,
}: GeoidOptions = {}): Promise<string | null> {
  const chosen = file ?? process.env.TENGUN_GEOID;
  if (chosen) return chosen;
  const wanted = geoidModelOf(verticalDatum);
  const rank = (name: string): number => {
    const model = describeGeoid(name).name;
    if (model === wanted) return -1;
    const place = PREFERENCE.indexOf(model);
    return place < 0 ? PREFERENCE.length : place;
  };
  const names = (await listDirectory(directory)).filter((name) =>
    GEOID_EXTENSIONS.includes(extname(name).toLowerCase()),
  );
  const [best] = names.sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
  return best === undefined ? null : join(directory, best);
}

async function listDirectory(directory: string): Promise<string[]> {
  try {
    return await readdir(directory);
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) return [];
    throw error;
  }
}

/**
 * The geoid of a file, read once a thread; null is EGM96.
 * @throws {RequestError} NOT_FOUND when the file is missing, {FormatError} when it is broken
 */
export function loadGeoid(file: string | null): Promise<Geoid> {
  if (file === null) return Promise.resolve(egm96);
  let geoid = loaded.get(file);
  if (!geoid) {
    geoid = readGeoidFile(file).catch((error: unknown) => {
      loaded.delete(file);
      const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
      throw missing ? new RequestError('NOT_FOUND', `geoid file not found: ${file}`) : error;
    });
    loaded.set(file, geoid);
  }
  return geoid;
}

/**
 * The geoid as it applies to heights of a datum: a model of another datum of Japan stands in and is flagged.
 * Heights that stand on the ellipsoid need none and get zero.
 */
export function geoidFor(geoid: Geoid, datum: VerticalDatum | null): Geoid {
  if (datum === 'ellipsoid') return { name: 'none', fallback: false, accuracyM: 0, heightAt: () => 0 };
  const wanted = geoidModelOf(datum);
  return wanted === null || wanted === geoid.name ? geoid : { ...geoid, fallback: true };
}
