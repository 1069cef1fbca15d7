/** One area of a volume request: both surfaces loaded, sampled and compared. */
import type { CutFillRequest } from '#core/contract/cut-fill-volume.ts';
import { RequestError } from '#core/errors.ts';
import { type AreaGeometry, type Polygon, parsePolygon, polygonArea } from '#core/geometry/polygon.ts';
import { polylineOf } from '#core/measure/polyline.ts';
import { type Tie, tieOf } from '#core/measure/tie.ts';
import { type MethodOptions, measureVolume, type VolumeMeasurement } from '#core/measure/volume-methods.ts';
import type { GridSpec } from '#core/surface/grid.ts';
import type { JobContext } from '../entry.ts';
import { surfaceLoader } from './load-surfaces.ts';
import type { RequestFrame } from './request-frame.ts';
import type { SurfaceSource } from './surface-source.ts';
import { type VolumeFrame, type VolumeSurface, volumeFrame } from './volume-surface.ts';

export type Pair<T> = readonly [existing: T, compared: T];

export interface MeasuredArea {
  readonly polygon: Polygon;
  readonly grid: GridSpec;
  readonly surfaces: Pair<VolumeSurface>;
  readonly measurement: VolumeMeasurement;
}

/** What all areas of a request have in common. */
export interface AreaMeasurer {
  readonly frame: RequestFrame;
  /** Both are inexact and at hand: a tie between them makes sense. */
  tie(): Promise<Tie | null>;
  /**
   * @param part share of the whole request that this area is, for the progress
   * @throws {RequestError} NO_DATA, NO_GROUND_CLASS
   * @throws {GeometryError} {@link parsePolygon}
   * @throws {LimitError} when the area has too many cells or points
   */
  measure(area: AreaGeometry, part?: { readonly begin: number; readonly end: number }): Promise<MeasuredArea>;
}

export interface MeasurerOptions {
  readonly storeDir: string;
  readonly inputs: CutFillRequest;
  readonly frame: RequestFrame;
  readonly sources: Pair<SurfaceSource>;
  readonly context: JobContext;
}

export async function areaMeasurer({
  storeDir,
  inputs,
  frame,
  sources,
  context,
}: MeasurerOptions): Promise<AreaMeasurer> {
  const load = await surfaceLoader(storeDir, sources, frame, context);
  const options: MethodOptions = {
    stationPitchM: inputs.stationPitchM,
    contourIntervalM: inputs.contourIntervalM,
    ...(inputs.alignment
      ? {
          alignment: polylineOf(
            inputs.alignment.coordinates.map(([a, b]) => frame.toMetres(a ?? Number.NaN, b ?? Number.NaN)),
          ),
        }
      : {}),
  };
  const loadPair = async (own: VolumeFrame, begin: number, end: number): Promise<Pair<VolumeSurface>> => {
    const [existing, compared] = await load(own, { begin, end });
    return [existing!, compared!];
  };
  let tied: Tie | null = null;
  return {
    frame,
    async tie() {
      if (!inputs.tie) return null;
      if (sources.some(({ kind }) => kind === 'plane')) {
        throw new RequestError(
          'INVALID_INPUT',
          'inputs.tie: a plane cannot be tied; expected two surfaces that were measured',
          {
            path: 'inputs.tie',
          },
        );
      }
      const stable = parsePolygon(inputs.tie.area as AreaGeometry, frame.toMetres);
      const tieFrame = volumeFrame(stable, inputs.cellSizeM, inputs);
      const [existing, compared] = await loadPair(tieFrame, 0, 0.2);
      const { grid, cellAreasM2 } = tieFrame;
      const differences = compared.measured.samples.heights.map(
        (height, i) => height - existing.measured.samples.heights[i]!,
      );
      const perHeight = Math.max(existing.measured.areaPerPointM2, compared.measured.areaPerPointM2);
      tied = tieOf(cellAreasM2, differences, grid.cellSizeM ** 2, perHeight);
      if (tied) return tied;
      throw new RequestError(
        'NO_DATA',
        `the stable ground (${polygonArea(stable).toFixed(1)} m²) has fewer than ten cells of ${grid.cellSizeM} m with heights of both surfaces`,
      );
    },
    async measure(area, { begin, end } = { begin: 0, end: 1 }) {
      const polygon = parsePolygon(area, frame.toMetres);
      const areaFrame = volumeFrame(polygon, inputs.cellSizeM, inputs);
      const loaded = await loadPair(areaFrame, begin, begin + 0.7 * (end - begin));
      const isTied = tied !== null && inputs.tie?.apply === true;
      const surfaces: Pair<VolumeSurface> = isTied ? [loaded[0], shifted(loaded[1], -tied!.medianM)] : loaded;
      context.progress({ phase: 'measure', fraction: begin + 0.7 * (end - begin) });
      const measurement = measureVolume(
        inputs.method,
        {
          polygon,
          grid: areaFrame.grid,
          cellAreasM2: areaFrame.cellAreasM2,
          existing: surfaces[0].measured,
          compared: surfaces[1].measured,
          systematicM: isTied ? tied!.standardErrorM : undefined,
        },
        options,
      );
      return { polygon, grid: areaFrame.grid, surfaces, measurement };
    },
  };
}

/** The same surface higher by a shift. Its heights are this measurement's own: they change in place. */
function shifted(surface: VolumeSurface, shiftM: number): VolumeSurface {
  const { samples, shape } = surface.measured;
  const raise = (heights: Float64Array) => {
    for (let i = 0; i < heights.length; i++) heights[i]! += shiftM;
  };
  raise(samples.heights);
  if (shape.kind === 'tin') raise(shape.tin.height);
  else if (shape.kind === 'raster') raise(shape.raster.heights);
  else if (shape.kind === 'mesh') raise(shape.mesh.height);
  return surface;
}
