/** The process `cut-fill-volume`: request in, result out. */

import { type CutFillResult, parseCutFillRequest } from '#core/contract/cut-fill-volume.ts';
import type { Warning } from '#core/contract/provenance.ts';
import { GeometryError, RequestError } from '#core/errors.ts';
import { parsePolygon } from '#core/geometry/polygon.ts';
import type { JobContext } from '../entry.ts';
import { frameOfSources } from '../measuring/load-surfaces.ts';
import { type AreaMeasurer, areaMeasurer, type Pair } from '../measuring/measure-area.ts';
import { checkAreas, type FaultyArea, type NamedArea } from '../measuring/named-areas.ts';
import type { RequestFrame } from '../measuring/request-frame.ts';
import { resolveSurface, type SurfaceSource } from '../measuring/surface-source.ts';
import { type MeasuredBlock, volumeResult } from '../measuring/volume-result.ts';
import type { Audience } from '../store/audience.ts';
import { openStore } from '../store/store.ts';

export interface MeasureInput {
  readonly storeDir: string;
  /** Body of the execution request: `{ inputs: {…} }`; checked here. */
  readonly request: unknown;
  /** `public` measures public data only. */
  readonly audience?: Audience | undefined;
}

/**
 * @throws {RequestError} INVALID_INPUT, NOT_FOUND, NO_DATA, NO_GROUND_CLASS
 * @throws {GeometryError} {@link parsePolygon}
 * @throws {LimitError} when the area has too many cells or points
 * @throws {UnsupportedError} for methods that do not apply to the surfaces
 */
export async function run({ storeDir, request, audience }: MeasureInput, context: JobContext): Promise<CutFillResult> {
  const inputs = parseCutFillRequest(request);
  const store = openStore(storeDir, { audience });
  const sources: Pair<SurfaceSource> = [
    await resolveSurface(store, storeDir, inputs.existing),
    await resolveSurface(store, storeDir, inputs.compared),
  ];
  const frame = frameOfSources(sources, inputs.crs);
  const measurer = await areaMeasurer({ storeDir, inputs, frame, sources, context });
  // outlines are checked before anything is read
  const areas = checkAreas(inputs, frame);
  const tie = await measurer.tie();
  const blocks = await measureBlocks(measurer, areas, inputs.areas !== undefined);
  return volumeResult({ inputs, frame, sources, blocks, tie, warnings: overlapOfAreas(areas, frame) });
}

async function measureBlocks(
  measurer: AreaMeasurer,
  areas: readonly (NamedArea | FaultyArea)[],
  areSeveral: boolean,
): Promise<MeasuredBlock[]> {
  const blocks: MeasuredBlock[] = [];
  for (const [i, area] of areas.entries()) {
    if ('problem' in area) {
      blocks.push({ name: area.name, areaM2: 0, measured: null, problem: area.problem });
      continue;
    }
    const { name, geometry, areaM2 } = area;
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
function overlapOfAreas(areas: readonly (NamedArea | FaultyArea)[], frame: RequestFrame): Warning[] {
  const sound = areas.filter((area) => 'geometry' in area);
  if (sound.length < 2) return [];
  const coordinates = sound.flatMap(({ geometry }) =>
    geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates,
  );
  try {
    parsePolygon({ type: 'MultiPolygon', coordinates }, frame.toMetres);
    return [];
  } catch (error) {
    if (!(error instanceof GeometryError)) return [];
    return [
      {
        code: 'AREAS_OVERLAP',
        message: `areas share ground, which the total counts twice: ${error.message}`,
        messageJa: '範囲どうしが重なっており、合計では重なりを二重に数えている',
      },
    ];
  }
}
