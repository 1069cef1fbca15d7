/** Grids drawn as text, north up: `#` is fill of 1 m, `-` cut of 1 m, `?` no data, `.` no change. */

function linesOf(drawing: string): string[] {
  return drawing
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line.length > 0);
}

export function drawnGrid(drawing: string): { readonly cols: number; readonly rows: number } {
  const lines = linesOf(drawing);
  return { cols: lines[0]!.length, rows: lines.length };
}

/** Row by row from the south. */
export function differencesOfDrawing(drawing: string): Float64Array {
  const values: Readonly<Record<string, number>> = { '#': 1, '-': -1, '?': Number.NaN, '.': 0 };
  return Float64Array.from(linesOf(drawing).reverse().join(''), (sign) => values[sign]!);
}

export function kindsOfDrawing(drawing: string): Int8Array {
  return Int8Array.from(differencesOfDrawing(drawing), (value) => (Number.isNaN(value) ? 0 : value));
}
