/** Coordinates typed or pasted by hand: one `east, north` pair a line, in CRS units, with a height where there is one. */

/** Mathematical order, or that of survey tables: X is north, Y east. */
export type CoordinateOrder = 'east-north' | 'x-y';

export interface TypedPlace {
  readonly east: number;
  readonly north: number;
  /** null where the line has no third number. */
  readonly height: number | null;
}

export type ParsedPlaces =
  | { readonly ok: true; readonly places: readonly TypedPlace[] }
  | { readonly ok: false; readonly line: number };

export type ParsedCoordinates =
  | { readonly ok: true; readonly points: readonly (readonly [east: number, north: number])[] }
  | { readonly ok: false; readonly line: number };

/** Commas, semicolons, tabs and blanks separate; full-width digits and commas count; empty lines are skipped. */
export function parsePlaces(text: string, order: CoordinateOrder = 'east-north'): ParsedPlaces {
  const places: TypedPlace[] = [];
  const lines = text.normalize('NFKC').replaceAll('−', '-').replaceAll('、', ',').split(/\r?\n/);
  for (const [index, line] of lines.entries()) {
    const parts = line
      .trim()
      .split(/[\s,;]+/)
      .filter((part) => part !== '');
    if (parts.length === 0) continue;
    const numbers = parts.map(Number);
    const [first, second, height = null] = numbers;
    const wellFormed = (parts.length === 2 || parts.length === 3) && numbers.every(Number.isFinite);
    if (!wellFormed || first === undefined || second === undefined) return { ok: false, line: index + 1 };
    const [east, north] = order === 'x-y' ? [second, first] : [first, second];
    places.push({ east, north, height });
  }
  return { ok: true, places };
}

/** The same, of shapes in plan: heights do not count. */
export function parseCoordinates(text: string): ParsedCoordinates {
  const parsed = parsePlaces(text);
  return parsed.ok ? { ok: true, points: parsed.places.map(({ east, north }) => [east, north] as const) } : parsed;
}
