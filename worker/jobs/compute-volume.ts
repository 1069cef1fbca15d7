/** The process `cut-fill-volume`: request in, result out. */
import { type CutFillRequest, type CutFillResult, parseCutFillRequest } from '#core/contract/cut-fill-volume.ts';
import type { Warning } from '#core/contract/provenance.ts';
import { RequestError, UnsupportedError } from '#core/errors.ts';
import { type AreaGeometry, parsePolygon } from '#core/geometry/polygon.ts';
import { differenceGrid } from '#core/measure/difference-grid.ts';
import { measureVolume, VOLUME_METHOD_NAMES, type VolumeMeasurement } from '#core/measure/volume-methods.ts';
import { gridOver } from '#core/surface/grid.ts';
import type { JobContext } from '../entry.ts';
import { dataWarnings, provenanceOf, type UsedSource } from '../measuring/provenance.ts';
import { type RequestFrame, requestFrame } from '../measuring/request-frame.ts';
import { resolveSurface, type SurfaceSource } from '../measuring/surface-source.ts';
import { planeSurface, pointSurface, type VolumeFrame, type VolumeSurface } from '../measuring/volume-surface.ts';
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
 * @throws {UnsupportedError} for methods and surfaces that are not there
 */
export async function run({ storeDir, request, audience }: MeasureInput, context: JobContext): Promise<CutFillResult> {
  const inputs = parseCutFillRequest(request);
  if (!VOLUME_METHOD_NAMES.includes(inputs.method)) {
    throw new UnsupportedError(`volume method "${inputs.method}" (available: ${VOLUME_METHOD_NAMES.join(', ')})`);
  }
  const store = openStore(storeDir, audience ? { audience } : {});
  const existing = await resolveSurface(store, inputs.existing);
  const compared = await resolveSurface(store, inputs.compared);
  const frame = frameOf([existing, compared], inputs.crs);
  const polygon = parsePolygon(inputs.area as AreaGeometry, frame.toMetres);
  const grid = gridOver(polygon.bounds, inputs.cellSizeM);
  const volumeFrame: VolumeFrame = { polygon, grid, sampling: inputs.sampling, maxEdgeM: inputs.maxEdgeM };
  const surfaces = await loadSurfaces([existing, compared], volumeFrame, frame, context);
  context.progress({ phase: 'measure', fraction: 0 });
  const measurement = measureVolume(
    inputs.method,
    { polygon, grid, existing: surfaces[0].measured, compared: surfaces[1].measured },
    inputs,
  );
  return resultOf(inputs, frame, [existing, compared], surfaces, measurement);
}

type Pair<T> = readonly [existing: T, compared: T];

function frameOf(sources: Pair<SurfaceSource>, requested: string | undefined): RequestFrame {
  const [first, ...others] = sources.filter((source) => source.kind === 'points');
  if (!first) throw new RequestError('INVALID_INPUT', 'expected at least one surface of points, got two planes');
  return requestFrame([first, ...others], requested);
}

async function loadSurfaces(
  [existing, compared]: Pair<SurfaceSource>,
  volumeFrame: VolumeFrame,
  frame: RequestFrame,
  context: JobContext,
): Promise<Pair<VolumeSurface>> {
  const load = async (source: SurfaceSource, phase: string) =>
    source.kind === 'points'
      ? await pointSurface(source, volumeFrame, (fraction) => context.progress({ phase, fraction }))
      : null;
  const existingPoints = await load(existing, 'load existing');
  const comparedPoints = await load(compared, 'load compared');
  const finish = (source: SurfaceSource, own: VolumeSurface | null, other: VolumeSurface | null): VolumeSurface => {
    if (own) return own;
    if (source.kind !== 'plane') throw new RequestError('NO_DATA', 'the surface has no points');
    return planeSurface(source, volumeFrame, other, frame);
  };
  return [finish(existing, existingPoints, comparedPoints), finish(compared, comparedPoints, existingPoints)];
}

function resultOf(
  inputs: CutFillRequest,
  { crs }: RequestFrame,
  sources: Pair<SurfaceSource>,
  surfaces: Pair<VolumeSurface>,
  measurement: VolumeMeasurement,
): CutFillResult {
  const { meanDifferenceM, minDifferenceM, maxDifferenceM, differencesM, cellAreasM2, ...numbers } = measurement;
  if (meanDifferenceM === null || minDifferenceM === null || maxDifferenceM === null) {
    throw new RequestError(
      'NO_DATA',
      `nowhere in the area have both surfaces heights (edges up to ${inputs.maxEdgeM} m); void ${measurement.voidAreaM2.toFixed(1)} m²`,
    );
  }
  const used = sources.flatMap((source, i): UsedSource[] =>
    source.kind === 'points' ? [{ source, items: surfaces[i]!.usedItems }] : [],
  );
  const { uncertainty95, significant, noise, methods, ...volumes } = numbers;
  return {
    ...volumes,
    meanDifferenceM,
    minDifferenceM,
    maxDifferenceM,
    uncertainty95,
    significant,
    noise,
    method: inputs.method,
    ...(methods ? { methods: [...methods] } : {}),
    sampling: inputs.sampling,
    cellSizeM: inputs.cellSizeM,
    maxEdgeM: inputs.maxEdgeM,
    crs: crs.code,
    points: { existing: surfaces[0].pointCount, compared: surfaces[1].pointCount },
    provenance: provenanceOf('cut-fill-volume', inputs, used),
    warnings: [...dataWarnings(used), ...resultWarnings(inputs, measurement)],
    links: [],
    ...(inputs.differenceGrid
      ? {
          difference: differenceGrid(
            surfaces[1].measured.samples.grid,
            cellAreasM2,
            differencesM,
            surfaces[1].measured.samples.heights,
            crs.horizontalUnitM,
          ),
        }
      : {}),
  };
}

/** Warnings that follow from the numbers. */
function resultWarnings(
  inputs: CutFillRequest,
  { voidAreaM2, areaM2, cutM3, fillM3, noise }: VolumeMeasurement,
): Warning[] {
  const warnings: Warning[] = [];
  const voidShare = voidAreaM2 / areaM2;
  if (voidShare > 0.01) {
    warnings.push({
      code: 'VOID',
      message: `${(100 * voidShare).toFixed(1)} % of the area has no data in one or both surfaces and is not counted (edges up to ${inputs.maxEdgeM} m)`,
    });
  }
  if (cutM3 === null || fillM3 === null) {
    warnings.push({
      code: 'NET_ONLY',
      message: `method ${inputs.method} sums each surface over one datum plane: only net is known, not cut and fill`,
    });
    return warnings;
  }
  if (noise.biasM3 > 0.1 * Math.min(cutM3, fillM3) && noise.biasM3 > 0.01 * Math.max(cutM3, fillM3)) {
    warnings.push({
      code: 'NOISE_BIAS',
      message: `about ${noise.biasM3.toFixed(1)} m³ of cut and as much of fill come from the scatter of the points on ground that did not change: read the intervals, or draw the area closer to the change`,
    });
  }
  return warnings;
}
