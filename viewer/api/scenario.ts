/** What scenarios ask of the server: objects, ground heights, points of an object, and keeping. */
import type { FindObjectsInputs, FindObjectsResult } from '#core/contract/find-objects.ts';
import type { Scenario } from '#core/contract/scenario.ts';
import { ApiError, isRecord, request } from './client.ts';
import { measureShape } from './measure.ts';
import { type ExecuteOptions, execute } from './processes.ts';
import { type EntryContent, readEntry } from './projects.ts';
import { cutSection } from './section.ts';

/** @throws {ApiError} when the server refuses or answers something else */
export async function findObjects(inputs: FindObjectsInputs, options: ExecuteOptions): Promise<FindObjectsResult> {
  const body = await execute('find-objects', inputs, { ...options, asJob: true });
  if (isRecord(body) && Array.isArray(body.objects) && isRecord(body.counts))
    return body as unknown as FindObjectsResult;
  throw new ApiError(200, 'FORMAT', 'expected the result of find-objects');
}

export interface GroundOf {
  readonly collection: string;
  /** Code of the positions' system. */
  readonly crs: string | null;
}

const GROUND = [2];
/** Gaps up to this are bridged: a foot may stand in a small one. */
const BRIDGE_M = 15;

/** Heights of measured ground at places, null where there is none. @param places [easting, northing] */
export async function groundHeights(
  places: readonly (readonly number[])[],
  { collection, crs }: GroundOf,
  signal: AbortSignal,
): Promise<(number | null)[]> {
  const [first] = places;
  if (!first) return [];
  const isOne = places.length === 1;
  const { surfaces } = await measureShape(
    {
      kind: isOne ? 'point' : 'polyline',
      vertices: places.map(([east, north]) => [east!, north!]),
      ...(crs === null ? {} : { crs }),
      surfaces: [{ collection, classes: GROUND }],
      heights: 'surface',
      maxEdgeM: BRIDGE_M,
    },
    signal,
  );
  return surfaces[0]?.vertices.map(({ surfaceHeightM }) => surfaceHeightM) ?? places.map(() => null);
}

/** [easting, northing, height] along a line, every `stepM`; gaps of the ground are bridged in a straight line. Empty: no ground at all. */
export async function groundAlong(
  line: readonly (readonly number[])[],
  stepM: number,
  { collection, crs }: GroundOf,
  signal: AbortSignal,
): Promise<[number, number, number][]> {
  const result = await cutSection(
    {
      line: { type: 'LineString', coordinates: line.map(([east, north]) => [east!, north!]) },
      ...(crs === null ? {} : { crs }),
      widthM: 1,
      stepM,
      surfaces: [{ collection, classes: GROUND }],
      points: false,
    },
    signal,
  );
  const surface = result.surfaces[0];
  if (!surface) return [];
  const { distancesM, elevationsM } = surface;
  const known = distancesM.flatMap((distance, i) => {
    const height = elevationsM[i];
    return height === null || height === undefined ? [] : [[distance, height] as const];
  });
  if (known.length === 0) return [];
  const at = placesAlong(line, result.lengthM);
  const steps = Math.max(1, Math.min(1000, Math.ceil(result.lengthM / stepM)));
  const distances = new Set(Array.from({ length: steps + 1 }, (_, k) => (k * result.lengthM) / steps));
  for (const own of at.corners) distances.add(own);
  return [...distances]
    .sort((a, b) => a - b)
    .map((distance) => [...at.place(distance), heightNear(known, distance)] as [number, number, number]);
}

function heightNear(known: readonly (readonly [number, number])[], distance: number): number {
  const next = known.findIndex(([at]) => at >= distance);
  if (next < 0) return known.at(-1)![1];
  if (next === 0) return known[0]![1];
  const [[d0, h0], [d1, h1]] = [known[next - 1]!, known[next]!];
  return d1 === d0 ? h1 : h0 + ((h1 - h0) * (distance - d0)) / (d1 - d0);
}

/** Places on a line by their distance, metres of the section; positions keep their unit. */
function placesAlong(line: readonly (readonly number[])[], lengthM: number) {
  const lengths = line.slice(1).map(([e, n], i) => Math.hypot(e! - line[i]![0]!, n! - line[i]![1]!));
  const whole = lengths.reduce((sum, one) => sum + one, 0) || 1;
  const corners = [0];
  for (const one of lengths) corners.push(corners.at(-1)! + (one * lengthM) / whole);
  return {
    corners: corners.slice(1, -1),
    place(distance: number): [number, number] {
      const k = Math.max(0, Math.min(lengths.length - 1, corners.findIndex((end) => end > distance) - 1));
      const last = distance >= corners.at(-1)!;
      const leg = last ? lengths.length - 1 : k;
      const part = last ? 1 : (distance - corners[leg]!) / (corners[leg + 1]! - corners[leg]! || 1);
      const [from, to] = [line[leg]!, line[leg + 1]!];
      return [from[0]! + (to[0]! - from[0]!) * part, from[1]! + (to[1]! - from[1]!) * part];
    },
  };
}

export interface CsvPoints {
  /** As stored, three a point: units of the reference system. */
  readonly positions: Float64Array;
  /** 0–255, three a point; null where the points carry none. */
  readonly colours: Uint8Array | null;
  readonly classes: Uint8Array;
}

/** Points that one object may have in the page. */
const MAX_POINTS = 200_000;

/** The stored points inside of an outline. @throws {ApiError} when there are too many for a picture */
export async function pointsInside(
  inputs: {
    readonly collection: string;
    readonly crs: string | null;
    readonly outline: readonly (readonly number[])[];
    readonly classes: readonly number[] | null;
  },
  signal: AbortSignal,
): Promise<CsvPoints> {
  const { collection, crs, outline, classes } = inputs;
  const ring = [...outline, outline[0]!].map(([east, north]) => [east!, north!]);
  const response = await request('/api/processes/extract/execution', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      inputs: {
        collection,
        area: { type: 'Polygon', coordinates: [ring] },
        ...(crs === null ? {} : { crs }),
        ...(classes ? { classes } : {}),
        format: 'csv',
      },
    }),
    signal,
  });
  return parsePoints(await response.text());
}

/** @throws {ApiError} FORMAT, LIMIT */
export function parsePoints(text: string): CsvPoints {
  const [head = '', ...lines] = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  const names = head.toLowerCase().split(',');
  const [x, y, z, code, red, green, blue] = ['x', 'y', 'z', 'classification', 'red', 'green', 'blue'].map((name) =>
    names.indexOf(name),
  ) as [number, number, number, number, number, number, number];
  if (x < 0 || y < 0 || z < 0) throw new ApiError(200, 'FORMAT', 'expected points as text, with columns x, y and z');
  const rows = lines.filter((line) => line !== '');
  if (rows.length > MAX_POINTS) {
    throw new ApiError(200, 'LIMIT', `expected at most ${MAX_POINTS} points of an object, seen ${rows.length}`);
  }
  const positions = new Float64Array(3 * rows.length);
  const colours = red >= 0 ? new Uint8Array(3 * rows.length) : null;
  const classes = new Uint8Array(rows.length);
  for (const [i, row] of rows.entries()) {
    const cells = row.split(',').map(Number);
    positions.set([cells[x]!, cells[y]!, cells[z]!], 3 * i);
    classes[i] = cells[code] ?? 0;
    // 16 bits a channel, as LAS has them
    colours?.set([cells[red]! >> 8, cells[green]! >> 8, cells[blue]! >> 8], 3 * i);
  }
  return { positions, colours, classes };
}

/** What a project keeps of a scenario. */
export function scenarioContent(scenario: Scenario, scene: string): EntryContent {
  return { kind: 'view', name: scenario.name, scene, properties: { scenario } };
}

/** @throws {ApiError, RequestError} when it is not there, or is none */
export async function readScenario(
  project: string,
  entry: string,
): Promise<{ readonly scenario: Scenario; readonly version: number }> {
  const [{ properties, version }, { parseScenario }] = await Promise.all([
    readEntry(project, entry),
    import('#core/contract/scenario.ts'),
  ]);
  return { scenario: parseScenario(properties?.scenario), version };
}
