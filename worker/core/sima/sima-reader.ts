/**
 * Parcels and lines of SIMA files: points (A01), figures (D00 … B01 … D99), closed or open. X is north, Y is east; metres.
 * Source: the records as several makers write them (SIMA 共通フォーマット Ver. 04); figures count as closed unless their
 * last field is another number than 1.
 */
import { FormatError, LimitError } from '../errors.ts';
import type { NamedArea } from '../geometry/named-area.ts';

export interface SimaParcels {
  readonly areas: readonly NamedArea[];
  /** Parcels that name points which are not there. */
  readonly broken: readonly { readonly name: string; readonly message: string }[];
  readonly openFigures: number;
  /** The open figures as lines, and those that name points which are not there. */
  readonly lines: readonly {
    readonly name: string;
    readonly line: readonly (readonly [east: number, north: number])[];
  }[];
  readonly brokenLines: SimaParcels['broken'];
  /** All points (A01) in the order of the file; the height is NaN where there is none. */
  readonly points: readonly SimaReadPoint[];
}

export interface SimaReadPoint {
  readonly name: string;
  readonly east: number;
  readonly north: number;
  readonly height: number;
}

const MAX_POINTS = 2_000_000;

type Point = SimaReadPoint;

interface Figure {
  readonly name: string;
  readonly isClosed: boolean;
  readonly corners: { readonly number: string; readonly name: string }[];
}

/**
 * @param text of the whole file, decoded
 * @throws {FormatError} when it has no SIMA record, or a coordinate that is no number
 * @throws {LimitError} above two million points or corners
 */
export function readSima(text: string): SimaParcels {
  const points = new Map<string, Point>();
  const byName = new Map<string, Point>();
  const figures: Figure[] = [];
  let open: Figure | null = null;
  let count = 0;
  text.split(/\r\n|\n|\r/).forEach((line, index) => {
    const [tag = '', ...rest] = line.split(',').map((field) => field.trim());
    const where = index + 1;
    if (tag === 'A01') {
      const [number = '', name = '', x, y, z = ''] = rest;
      // some makers put other things where the height stands
      const height = z === '' ? Number.NaN : Number(z);
      const point = { name, north: coordinate(x, where), east: coordinate(y, where), height };
      points.set(number, point);
      if (name !== '' && !byName.has(name)) byName.set(name, point);
      count++;
    } else if (tag === 'D00') {
      const closing = rest[2] ?? '';
      open = { name: rest[1] || rest[0] || `line ${where}`, isClosed: closing === '' || closing === '1', corners: [] };
      figures.push(open);
    } else if (tag === 'B01') {
      if (!open) throw new FormatError(`SIMA line ${where}: a corner (B01) without a figure (D00)`, { offset: where });
      open.corners.push({ number: rest[0] ?? '', name: rest[1] ?? '' });
      count++;
    } else if (tag === 'D99') open = null;
    else if (where === 1 && !/^\uFEFF?[A-Z]\d\d$/.test(tag)) {
      const seen = JSON.stringify(line.slice(0, 40));
      throw new FormatError(`SIMA: expected a record such as G00, seen ${seen}`, { offset: 1, expected: 'G00' });
    }
    if (count > MAX_POINTS) {
      const message = `SIMA: expected at most ${MAX_POINTS} points and corners, seen more`;
      throw new LimitError(message, { limit: MAX_POINTS, actual: count });
    }
  });
  return settle(figures, points, byName);
}

function settle(
  figures: readonly Figure[],
  points: ReadonlyMap<string, Point>,
  byName: ReadonlyMap<string, Point>,
): SimaParcels {
  const areas: NamedArea[] = [];
  const broken: { name: string; message: string }[] = [];
  const brokenLines: { name: string; message: string }[] = [];
  const lines: SimaParcels['lines'][number][] = [];
  let openFigures = 0;
  for (const { name, isClosed, corners } of figures) {
    if (!isClosed) openFigures++;
    const found = corners.map((corner) => points.get(corner.number) ?? byName.get(corner.name));
    const missing = found.indexOf(undefined);
    if (missing >= 0) {
      const { number, name: called } = corners[missing]!;
      (isClosed ? broken : brokenLines).push({
        name,
        message: `names point ${number} (${called}), which the file does not have`,
      });
      continue;
    }
    const ring = found.map((point) => [point!.east, point!.north] as const);
    if (!isClosed) {
      lines.push({ name, line: ring });
      continue;
    }
    const last = ring.at(-1);
    // some makers repeat the first corner at the end
    const isRepeated = ring.length > 1 && last![0] === ring[0]![0] && last![1] === ring[0]![1];
    areas.push({ name, ring: isRepeated ? ring.slice(0, -1) : ring });
  }
  return { areas, broken, openFigures, lines, brokenLines, points: [...points.values()] };
}

function coordinate(field: string | undefined, line: number): number {
  const value = field === undefined || field === '' ? Number.NaN : Number(field);
  if (Number.isFinite(value)) return value;
  const seen = JSON.stringify((field ?? '').slice(0, 40));
  throw new FormatError(`SIMA line ${line}: expected a coordinate in metres, seen ${seen}`, {
    offset: line,
    expected: 'a number',
    actual: (field ?? '').slice(0, 40),
  });
}
