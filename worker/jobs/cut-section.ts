/** The process `cross-section`: request in, result out. */
import {
  type CrossSectionRequest,
  type CrossSectionResult,
  parseCrossSectionRequest,
} from '#core/contract/cross-section.ts';
import type { Warning } from '#core/contract/provenance.ts';
import { LimitError, RequestError } from '#core/errors.ts';
import { boundsOf, boundsTouch, growBounds } from '#core/geometry/bounds.ts';
import { CorridorCollector, type CorridorPoints } from '#core/measure/corridor-points.ts';
import { type Polyline, polylineOf, positionsAlong, stationsAlong } from '#core/measure/polyline.ts';
import { elevationsAt } from '#core/measure/section.ts';
import type { JobContext } from '../entry.ts';
import { loadAllPoints, loadTin } from '../measuring/load-tin.ts';
import { dataWarnings, provenanceOf } from '../measuring/provenance.ts';
import { requestFrame } from '../measuring/request-frame.ts';
import { itemsTouching, type PointSource, resolvePoints } from '../measuring/surface-source.ts';
import { openStore } from '../store/store.ts';
import type { MeasureInput } from './compute-volume.ts';

/** A line is measured in stretches, so that a long diagonal does not load the whole rectangle around it. */
const STRETCH_M = 200;
const MAX_STATIONS = 1_000_000;

/**
 * @throws {RequestError} INVALID_INPUT, NOT_FOUND, NO_DATA, NO_GROUND_CLASS
 * @throws {GeometryError} for a line of fewer than two distinct vertices
 * @throws {LimitError} when there are too many stations or points
 */
export async function run(
  { storeDir, request, audience }: MeasureInput,
  context: JobContext,
): Promise<CrossSectionResult> {
  const inputs = parseCrossSectionRequest(request);
  const store = openStore(storeDir, audience ? { audience } : {});
  const sources: PointSource[] = [];
  for (const surface of inputs.surfaces) sources.push(await resolvePoints(store, surface));
  const [first, ...others] = sources;
  if (!first) throw new RequestError('INVALID_INPUT', 'inputs.surfaces: expected at least one surface');
  const frame = requestFrame([first, ...others], inputs.crs);
  const line = polylineOf(inputs.line.coordinates.map(([a, b]) => frame.toMetres(a ?? Number.NaN, b ?? Number.NaN)));
  const stationCount = line.lengthM / inputs.stepM;
  if (stationCount > MAX_STATIONS) {
    throw new LimitError(
      `a step of ${inputs.stepM} m gives ${Math.ceil(stationCount)} stations; at most ${MAX_STATIONS} are allowed`,
      {
        limit: MAX_STATIONS,
        actual: Math.ceil(stationCount),
      },
    );
  }
  const used = sources.map((source) => ({
    source,
    items: itemsTouching(source, growBounds(line.bounds, inputs.widthM / 2)),
  }));
  const section = await cutStretches(sources, line, inputs, context);
  return {
    lengthM: line.lengthM,
    surfaces: sources.map(({ collection }, i) => ({
      collection,
      distancesM: Array.from(section.distancesM),
      elevationsM: Array.from(section.elevationsM[i]!, (height) => (Number.isNaN(height) ? null : height)),
    })),
    ...(section.points ? { points: pointsAnswer(section.points) } : {}),
    widthM: inputs.widthM,
    stepM: inputs.stepM,
    maxEdgeM: inputs.maxEdgeM,
    crs: frame.crs.code,
    provenance: provenanceOf('cross-section', inputs, used),
    warnings: [...dataWarnings(used), ...voidWarnings(sources, section)],
    links: [],
  };
}

function voidWarnings(sources: readonly PointSource[], { elevationsM }: Section): Warning[] {
  return sources.flatMap(({ collection }, i) => {
    const share = elevationsM[i]!.filter(Number.isNaN).length / elevationsM[i]!.length;
    if (share <= 0.01) return [];
    return [{ code: 'VOID', message: `${(100 * share).toFixed(1)} % of the ground line of ${collection} has no data` }];
  });
}

interface Section {
  readonly distancesM: Float64Array;
  /** Of each surface; NaN is no data. */
  readonly elevationsM: readonly Float64Array[];
  readonly points: CorridorPoints | null;
}

async function cutStretches(
  sources: readonly PointSource[],
  line: Polyline,
  inputs: CrossSectionRequest,
  context: JobContext,
): Promise<Section> {
  const distancesM = stationsAlong(line, inputs.stepM);
  const elevationsM = sources.map(() => new Float64Array(distancesM.length).fill(Number.NaN));
  const collector = inputs.points ? new CorridorCollector(line, inputs) : null;
  const stretchCount = Math.ceil(line.lengthM / STRETCH_M);
  for (let stretch = 0, station = 0; stretch < stretchCount; stretch++) {
    const beginM = (stretch * line.lengthM) / stretchCount;
    const endM = stretch + 1 === stretchCount ? line.lengthM : ((stretch + 1) * line.lengthM) / stretchCount;
    let stationEnd = station;
    while (stationEnd < distancesM.length && (distancesM[stationEnd]! < endM || endM === line.lengthM)) stationEnd++;
    const own = distancesM.subarray(station, stationEnd);
    const box = stretchBounds(line, beginM, endM);
    for (const [i, source] of sources.entries()) {
      const fraction = (stretch * sources.length + i) / (stretchCount * sources.length);
      context.progress({ phase: 'cut', fraction });
      if (!source.items.some((item) => boundsTouch(item.bounds, growBounds(box, inputs.widthM / 2)))) continue;
      if (own.length > 0 && source.items.some((item) => boundsTouch(item.bounds, box))) {
        elevationsM[i]!.set(await stretchElevations(source, line, own, inputs.maxEdgeM), station);
      }
      if (collector) {
        const points = await loadAllPoints(source, growBounds(box, inputs.widthM / 2));
        collector.add(points, i, beginM, endM);
      }
    }
    station = stationEnd;
  }
  return { distancesM, elevationsM, points: collector?.finish() ?? null };
}

async function stretchElevations(
  source: PointSource,
  line: Polyline,
  distancesM: Float64Array,
  maxEdgeM: number,
): Promise<Float64Array> {
  const { east, north } = positionsAlong(line, distancesM);
  const { tin } = await loadTin(source, boundsOf(east, north), maxEdgeM);
  return elevationsAt(tin, line, distancesM, maxEdgeM);
}

/** The rectangle around a part of the line. */
function stretchBounds(line: Polyline, beginM: number, endM: number) {
  const inner = line.distance.filter((distance) => distance > beginM && distance < endM);
  const { east, north } = positionsAlong(line, Float64Array.from([beginM, ...inner, endM]));
  return boundsOf(east, north);
}

function pointsAnswer(points: CorridorPoints): NonNullable<CrossSectionResult['points']> {
  return {
    distanceM: Array.from(points.distanceM),
    offsetM: Array.from(points.offsetM),
    elevationM: Array.from(points.elevationM),
    class: Array.from(points.classification),
    surface: Array.from(points.surface),
    total: points.total,
    returned: points.returned,
  };
}
