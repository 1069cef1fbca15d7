/** Which geoid a data set's heights take, and a short name for it that changes when the file does. */
import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Crs } from '#core/crs/crs.ts';
import type { Geoid } from '#core/crs/geoid.ts';
import { parseVerticalDatum, type VerticalDatum, verticalDatumOf } from '#core/crs/vertical-datum.ts';
import { chooseGeoidFile, geoidFor, loadGeoid } from '#worker/geoid/load-geoid.ts';

export interface GeoidChoice {
  readonly geoid: Geoid;
  /** Null: EGM96 from the npm package. */
  readonly file: string | null;
  /** Eight hex digits. */
  readonly tag: string;
  /** The datum that the choice was made for: what the item states, else what its CRS does. */
  readonly verticalDatum: VerticalDatum | null;
}

/** What decides on the geoid: of an item or its record. */
export interface HeightSystem {
  readonly crs: Crs;
  readonly verticalDatum: string | null;
}

export class GeoidChooser {
  readonly #path: string | null;
  readonly #directory: string;
  readonly #choices = new Map<VerticalDatum | null, Promise<GeoidChoice>>();

  /** @param path the configured file; null looks into the geoid folder */
  constructor(path: string | null, directory = join(import.meta.dirname, '..', '..', 'data', 'geoid')) {
    this.#path = path;
    this.#directory = directory;
  }

  /** Chosen once per vertical datum: a new geoid file counts after a restart. */
  choose({ crs, verticalDatum }: HeightSystem): Promise<GeoidChoice> {
    const datum = parseVerticalDatum(verticalDatum ?? '') ?? verticalDatumOf(crs);
    let choice = this.#choices.get(datum);
    if (!choice) {
      choice = this.#load(datum);
      choice.catch(() => this.#choices.delete(datum));
      this.#choices.set(datum, choice);
    }
    return choice;
  }

  async #load(datum: VerticalDatum | null): Promise<GeoidChoice> {
    const directory = this.#directory;
    const file = await chooseGeoidFile({
      ...(this.#path ? { file: this.#path } : {}),
      directory,
      verticalDatum: datum,
    });
    const geoid = geoidFor(await loadGeoid(file), datum);
    const found = file === null ? null : await stat(file);
    const facts = [geoid.name, file ?? 'npm', found?.size, found?.mtimeMs];
    return {
      geoid,
      file,
      verticalDatum: datum,
      tag: createHash('sha256').update(facts.join('|')).digest('hex').slice(0, 8),
    };
  }
}
