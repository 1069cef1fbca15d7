/** Coordinates typed or pasted by hand: one `east, north` pair a line, in CRS units. */

export type ParsedCoordinates =
  | { readonly ok: true; readonly points: readonly (readonly [east: number, north: number])[] }
  | { readonly ok: false; readonly line: number };

/** Commas, semicolons, tabs and blanks separate; full-width digits and commas count; empty lines are skipped. */
export function parseCoordinates(text: string): ParsedCoordinates {
  const points: [number, number][] = [];
  const lines = text.normalize('NFKC').replaceAll('−', '-').replaceAll('、', ',').split(/\r?\n/);
  for (const [index, line] of lines.entries()) {
    const parts = line
      .trim()
      .split(/[\s,;]+/)
      .filter((part) => part !== '');
    if (parts.length === 0) continue;
    const [east, north] = parts.map(Number);
    const wellFormed = parts.length === 2 || parts.length === 3;
    if (!wellFormed || east === undefined || north === undefined || !Number.isFinite(east) || !Number.isFinite(north)) {
      return { ok: false, line: index + 1 };
    }
    points.push([east, north]);
  }
  return { ok: true, points };
}
