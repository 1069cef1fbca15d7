/** The process `cut-fill-volume`: request in, result out. */
import { type CutFillRequest, type CutFillResult, parseCutFillRequest } from '#core/contract/cut-fill-volume.ts';
import type { Warning } from '#core/contract/provenance.ts';
import { GeometryError, RequestError, TengunError } from '#core/errors.ts';
import { type AreaGeometry, parsePolygon, polygonArea } from '#core/geometry/polygon.ts';
import type { JobContext } from '../entry.ts';
import { type AreaMeasurer, areaMeasurer, type Pair } from '../measuring/measure-area.ts';
import { type FramedSource, type RequestFrame, requestFrame } from '../measuring/request-frame.ts';
import { surfaceCrs } from '../measuring/stored-surface.ts';
import { resolveSurface, type SurfaceSource } from '../measuring/surface-source.ts';
import { type MeasuredBlock, volumeResult } from '../measuring/volume-result.ts';
import { openStore } from '../store/store.ts';

export interface MeasureInput {
  readonly storeDir: string;
  /** Body of the execution request: `{ inputs: {…} }`; checked here. */
  readonly request: unknown;
  /** `public` measures public data only. */
  readonly audience?: 'public' | 'all';
}

/**
 * @throws {RequestError} INVALID_INPUT, NOT_FOUND, NO_DATA, NO_GROUND_CLASS
 * @throws {GeometryError} {@link parsePolygon}
 * @throws {LimitError} when the area has too many cells or points
 * @throws {UnsupportedError} for methods that do not apply to the surfaces
 */
export async function run({ storeDir, request, audience }: MeasureInput, context: JobContext): Promise<CutFillResult> {
  const inputs = parseCutFillRequest(request);
  const store = openStore(storeDir, audience ? { audience } : {});
  const sources: Pair<SurfaceSource> = [
    await resolveSurface(store, storeDir, inputs.existing),
    await resolveSurface(store, storeDir, inputs.compared),
  ];
  const frame = frameOf(sources, inputs.crs);
  const measurer = await areaMeasurer({ storeDir, inputs, frame, sources, context });
  // outlines are checked before anything is read
  const areas = areasOf(inputs, frame);
  const tie = await measurer.tie();
  const blocks = await measureBlocks(measurer, areas, inputs.areas !== undefined);
  return volumeResult({ inputs, frame, sources, blocks, tie, warnings: overlapOfAreas(areas, frame) });
}

/** Points say where a measurement takes place; without any, the first surface that states its system. */
function frameOf(sources: Pair<SurfaceSource>, requested: string | undefined): RequestFrame {
  const points = sources.filter((source) => source.kind === 'points');
  const stored = sources.flatMap((source): FramedSource[] => {
    const crs = source.kind === 'stored' ? surfaceCrs(source) : null;
    return crs && source.kind === 'stored' ? [{ collection: source.record.name, crs }] : [];
  });
  const [first, ...others] = points.length > 0 ? points : stored.slice(0, 1);
  if (first) return requestFrame([first, ...others], requested);
  const isPlanes = sources.every(({ kind }) => kind === 'plane');
  throw new RequestError(
    'INVALID_INPUT',
    isPlanes
      ? 'expected at least one surface of points, got two planes'
      : 'no surface states its reference system: say it with "crs" in the surface',
  );
}

interface NamedArea {
  readonly name: string;
  readonly geometry: AreaGeometry;
  readonly areaM2: number;
  readonly problem?: { readonly code: string; readonly message: string };
}

/** @throws {GeometryError} for the one area of a request; of several, the faulty ones say so in the result */
function areasOf({ area, areas }: CutFillRequest, frame: RequestFrame): NamedArea[] {
  if (area) {
    const geometry = area as AreaGeometry;
    return [{ name: '', geometry, areaM2: polygonArea(parsePolygon(geometry, frame.toMetres)) }];
  }
  return areas!.features.map(({ geometry, properties, id }, i) => {
    const given = properties?.name ?? id;
    const name = typeof given === 'string' || typeof given === 'number' ? String(given).slice(0, 200) : `${i + 1}`;
    const named = { name, geometry: geometry as AreaGeometry };
    try {
      return { ...named, areaM2: polygonArea(parsePolygon(named.geometry, frame.toMetres)) };
    } catch (error) {
      if (!(error instanceof TengunError)) throw error;
      return { ...named, areaM2: 0, problem: { code: error.code, message: error.message } };
    }
  });
}

async function measureBlocks(
  measurer: AreaMeasurer,
  areas: readonly NamedArea[],
  areSeveral: boolean,
): Promise<MeasuredBlock[]> {
  const blocks: MeasuredBlock[] = [];
  for (const [i, { name, geometry, areaM2, problem }] of areas.entries()) {
    if (problem) {
      blocks.push({ name, areaM2, measured: null, problem });
      continue;
    }
    const part = { begin: i / areas.length, end: (i + 1) / areas.length };
    try {
      blocks.push({ name, areaM2, measured: await measurer.measure(geometry, part) });
    } catch (error) {
      // one parcel without data does not take the table from the others; what is wrong with the whole request does
      const isOwn = error instanceof RequestError && (error.code === 'NO_DATA' || error.code === 'NO_GROUND_CLASS');
      if (!areSeveral || !isOwn) throw error;
      blocks.push({ name, areaM2, measured: null, problem: { code: error.code, message: error.message } });
    }
  }
  return blocks;
}

/** Areas that share ground are summed all the same: their total counts it twice. */
function overlapOfAreas(areas: readonly NamedArea[], frame: RequestFrame): Warning[] {
  const sound = areas.filter(({ problem }) => !problem);
  if (sound.length < 2) return [];
  const coordinates = sound.flatMap(({ geometry }) =>
    geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates,
  );
  try {
    parsePolygon({ type: 'MultiPolygon', coordinates }, frame.toMetres);
    return [];
  } catch (error) {
    if (!(error instanceof GeometryError)) return [];
    return [{ code: 'AREAS_OVERLAP', message: `areas share ground, which the total counts twice: ${error.message}` }];
  }
}
