/** What a user may say of a file that is brought in; everything is optional, and goes before what the file says. */
import { crsFromCode } from '#core/crs/crs.ts';
import { parseVerticalDatum } from '#core/crs/vertical-datum.ts';
import { RequestError } from '#core/errors.ts';
import { parseInterval } from '../store/date-time.ts';

export type ImportUse = 'surface' | 'areas' | 'alignment';

export interface ImportOptions {
  /** Null: what the format mostly holds. */
  readonly use: ImportUse | null;
  readonly crs: string | null;
  readonly verticalDatum: string | null;
  readonly datetime: string | null;
  readonly accuracyM: number | null;
  /** Of several surfaces in a LandXML file, or layers of a DXF. */
  readonly surfaceName: string | null;
  readonly voidBelowM: number | null;
}

export const NO_OPTIONS: ImportOptions = {
  use: null,
  crs: null,
  verticalDatum: null,
  datetime: null,
  accuracyM: null,
  surfaceName: null,
  voidBelowM: null,
};

/**
 * Reads them as texts, as flags and upload metadata come; a blank text is none.
 * @throws {RequestError} INVALID_INPUT naming the one that is wrong
 */
export function parseImportOptions(
  texts: Readonly<Partial<Record<keyof ImportOptions, string | null>>>,
): ImportOptions {
  const text = (name: keyof ImportOptions): string | null => texts[name]?.trim() || null;
  const number = (name: keyof ImportOptions, min: number): number | null => {
    const seen = text(name);
    if (seen === null) return null;
    const value = Number(seen);
    if (Number.isFinite(value) && value >= min) return value;
    throw wrong(name, min === 0 ? 'a number of metres, 0 or more' : 'a number of metres', seen);
  };
  const use = text('use');
  if (use !== null && use !== 'surface' && use !== 'areas' && use !== 'alignment')
    throw wrong('use', 'surface, areas or alignment', use);
  const datetime = text('datetime');
  if (datetime !== null) parseInterval(datetime);
  const verticalDatum = text('verticalDatum');
  return {
    use,
    crs: crsCode(text('crs')),
    verticalDatum: verticalDatum === null ? null : parseVerticalDatum(verticalDatum.slice(0, 80)),
    datetime,
    accuracyM: number('accuracyM', 0),
    surfaceName: text('surfaceName'),
    voidBelowM: number('voidBelowM', -Infinity),
  };
}

function crsCode(text: string | null): string | null {
  if (text === null) return null;
  const { code } = crsFromCode(text);
  return code;
}

function wrong(name: string, expected: string, seen: string): RequestError {
  return new RequestError('INVALID_INPUT', `${name}: expected ${expected}, seen ${JSON.stringify(seen.slice(0, 80))}`, {
    path: name,
  });
}
