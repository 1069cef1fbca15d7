/** The sections of all stations of an alignment, its profile and its volumes: one model for the answer and for every paper. */

import type { Alignment } from '#core/alignment/alignment.ts';
import { distanceAt } from '#core/alignment/stations.ts';
import { profileElevation } from '#core/alignment/vertical.ts';
import type { CrossSectionsRequest, CrossSectionsResult, StationSection } from '#core/contract/cross-sections.ts';
import type { Warning } from '#core/contract/provenance.ts';
import { RequestError } from '#core/errors.ts';
import { growBounds } from '#core/geometry/bounds.ts';
import { CorridorCollector, type CorridorPoints } from '#core/measure/corridor-points.ts';
import { polylineOf } from '#core/measure/polyline.ts';
import { type AxisPiece, alongPiece, axisPieces } from '#core/section/axis-pieces.ts';
import { boundsOfSegments } from '#core/section/cut-tin.ts';
import { cuttingSegment, firstCrossing, placeSection, type SectionPlace } from '#core/section/place-sections.ts';
import { lineAnswer, openEnds, sectionAnswer } from '#core/section/section-answer.ts';
import { type HeightLine, joinLines } from '#core/section/section-line.ts';
import { sectionVolumes } from '#core/section/section-volumes.ts';
import { alignmentOfRequest } from '../alignments/request-alignment.ts';
import type { JobContext } from '../entry.ts';
import { frameOfSources } from '../measuring/load-surfaces.ts';
import { dataWarnings, provenanceOf, type UsedSource } from '../measuring/provenance.ts';
import type { RequestFrame } from '../measuring/request-frame.ts';
import { itemsTouching, resolveSurface, type SurfaceSource } from '../measuring/surface-source.ts';
import type { Audience } from '../store/audience.ts';
import { openStore } from '../store/store.ts';
import { alignmentAnswer, designAnswer, requestedStations } from './requested-stations.ts';
import { type SurfaceStretch, sectionSurfaces } from './section-surfaces.ts';
import { isDesign, storedRecords } from './source-words.ts';
import { densityAlong, groupByLength, stretchLength } from './stretches.ts';
import { commonDatum, surfacesAnswer } from './surface-credits.ts';

/** A skew belongs to the station this near. */
const SAME_STATION_M = 0.005;
/** A design that ends higher over the ground or lower under it than this does not meet it. */
const OPEN_END_M = 0.1;

export interface SectionsInput {
  readonly storeDir: string;
  readonly inputs: CrossSectionsRequest;
  readonly audience?: Audience | undefined;
}

export interface MeasuredSections {
  readonly result: CrossSectionsResult;
  readonly alignment: Alignment;
  readonly frame: RequestFrame;
  /** In the order of the request. */
  readonly sources: readonly SurfaceSource[];
}

/**
 * @throws {RequestError} INVALID_INPUT, NOT_FOUND, NO_DATA, NO_GROUND_CLASS
 * @throws {GeometryError} for an alignment that is none
 * @throws {LimitError} above 10,000 stations
 */
export async function measureSections(
  { storeDir, inputs, audience }: SectionsInput,
  context: JobContext,
): Promise<MeasuredSections> {
  const store = openStore(storeDir, { audience });
  const sources: SurfaceSource[] = [];
  for (const surface of inputs.surfaces) sources.push(await resolveSurface(store, storeDir, surface));
  const frame = frameOfSources(sources, inputs.crs);
  const alignment = await alignmentOfRequest(store, inputs.alignment, frame);
  const places = placesOf(alignment, inputs);
  const surfaces = await sectionSurfaces(storeDir, sources, frame);
  const axis = axisPieces(alignment, places[0]!.distanceM, places.at(-1)!.distanceM);
  const all = [...places, ...axis].map(({ segment }) => segment);
  const used = sources.flatMap((source): UsedSource[] =>
    source.kind === 'points' ? [{ source, items: itemsTouching(source, growBounds(boundsOfSegments(all), 1)) }] : [],
  );
  const cut = await cutAll({ inputs, axisLengthM: alignment.lengthM, sources, surfaces, places, axis, context });
  const designs = sources.map(isDesign);
  const lodM = levelOfDetection(cut.sigmasM, inputs);
  const stations = places.map((place, i): StationSection => {
    const answer = sectionAnswer(place, cut.sections[i]!, profileElevation(alignment.profile, place.distanceM), {
      ...inputs,
      designs,
      lodM,
    });
    const points = cut.points[i];
    return points ? { ...answer, points: pointsAnswer(points, inputs.leftM) } : answer;
  });
  const result: CrossSectionsResult = {
    alignment: alignmentAnswer(alignment),
    surfaces: await surfacesAnswer(store, sources, inputs.labels),
    existing: inputs.existing,
    compared: inputs.compared,
    style: inputs.style,
    looking: inputs.style === 'road' ? 'forward' : inputs.downstream,
    leftM: inputs.leftM,
    rightM: inputs.rightM,
    stations,
    volumes:
      inputs.compared === null || stations.length < 2 ? null : sectionVolumes(alignment, stations, { ...inputs, lodM }),
    profile: {
      lines: cut.profile.map((line) => lineAnswer(line, 0, inputs.simplifyM)),
      design: designAnswer(alignment),
    },
    stepM: inputs.stepM,
    maxEdgeM: inputs.maxEdgeM,
    simplifyM: inputs.simplifyM,
    crs: frame.crs.code,
    verticalDatum: commonDatum(used),
    provenance: provenanceOf('cross-sections', measured(inputs), used, storedRecords(sources)),
    warnings: [
      ...dataWarnings(used),
      ...sectionWarnings(places, stations),
      ...designWarnings(places, cut.sections, designs, inputs),
      ...noiseWarnings(cut.sigmasM, stations, inputs),
      ...soilWarnings(inputs),
    ],
    links: [],
  };
  return { result, alignment, frame, sources };
}

/** What of a request the numbers depend on: papers in two languages have the same hash. */
function measured({ format: _, header: __, lang: ___, ...inputs }: CrossSectionsRequest) {
  return inputs;
}

function placesOf(alignment: Alignment, inputs: CrossSectionsRequest): SectionPlace[] {
  const { skews } = inputs;
  const stations = requestedStations(alignment, inputs);
  const skewAt = new Map<number, number>();
  for (const [i, { station, skewDeg }] of skews.entries()) {
    const distanceM = distanceAt(alignment, station);
    const at = stations.findIndex((own) => Math.abs(own.distanceM - distanceM) <= SAME_STATION_M);
    if (at < 0) {
      throw new RequestError(
        'INVALID_INPUT',
        `inputs.skews[${i}].station: ${station} is none of the stations; add it to plusStations`,
        {
          path: `inputs.skews[${i}].station`,
        },
      );
    }
    skewAt.set(at, skewDeg);
  }
  return stations.map((station, i) => {
    const named = inputs.style === 'river' ? { ...station, name: riverName(station) } : station;
    return placeSection(alignment, named, skewAt.get(i) ?? 0, inputs);
  });
}

/** Rivers count kilometres (距離標): 0.200k. */
function riverName({ name, stationM }: { readonly name: string; readonly stationM: number }): string {
  const post = `${(stationM / 1000).toFixed(3)}k`;
  const own = /^(.*) \(.*\)$/.exec(name)?.[1];
  return own ? `${own} (${post})` : post;
}

interface Work {
  readonly inputs: CrossSectionsRequest;
  readonly axisLengthM: number;
  readonly sources: readonly SurfaceSource[];
  readonly surfaces: readonly SurfaceStretch[];
  readonly places: readonly SectionPlace[];
  readonly axis: readonly AxisPiece[];
  readonly context: JobContext;
}

interface AllCut {
  /** Of each station the lines of the surfaces, from its left end. */
  readonly sections: readonly (readonly HeightLine[])[];
  readonly points: readonly (CorridorPoints | null)[];
  /** Lines of the surfaces along the axis. */
  readonly profile: readonly HeightLine[];
  /** Scatter of the surfaces' points on the first stretch that has them, metres; 0 of designs. */
  readonly sigmasM: readonly number[];
}

async function cutAll({ inputs, axisLengthM, sources, surfaces, places, axis, context }: Work): Promise<AllCut> {
  const { maxEdgeM, leftM, rightM, widthM } = inputs;
  const segments = [...places, ...axis].map(({ segment }) => segment);
  const stretchM = stretchLength(densityAlong(sources, segments), 4 * maxEdgeM);
  const spacingM = axis.length > 0 ? (axis.at(-1)!.endM - axis[0]!.beginM) / places.length : 0;
  const groups = groupByLength(places, () => leftM + rightM + spacingM, stretchM);
  const sections: HeightLine[][] = places.map(() => []);
  const collectors = places.map((place) => (inputs.points ? collectorOf(place, inputs) : null));
  const profile: { line: HeightLine; beginM: number }[][] = surfaces.map(() => []);
  const sigmasM = surfaces.map(() => 0);
  let first = 0;
  for (const [g, group] of groups.entries()) {
    const beginM = group[0]!.distanceM;
    const endM = groups[g + 1]?.[0]?.distanceM ?? Infinity;
    const pieces = axis.filter((piece) => piece.beginM >= beginM && piece.beginM < endM);
    const own = [...group, ...pieces].map(({ segment }) => segment);
    for (const [i, surface] of surfaces.entries()) {
      context.progress({ phase: 'cut', fraction: (g * surfaces.length + i) / (groups.length * surfaces.length) });
      const { cut, points, sigmaM } = await surface(own, {
        maxEdgeM,
        ...(inputs.points ? { pointsReachM: widthM / 2 } : {}),
      });
      // the first stretch that has points tells it
      if (inputs.compared !== null && sigmasM[i] === 0) sigmasM[i] = sigmaM();
      for (const [k, place] of group.entries()) {
        sections[first + k]!.push(cut(cuttingSegment(place, axisLengthM)));
        if (points) collectors[first + k]?.add(points, i);
      }
      for (const piece of pieces)
        profile[i]!.push({ line: alongPiece(cut(piece.segment), piece), beginM: piece.beginM });
    }
    first += group.length;
  }
  return {
    sections,
    points: collectors.map((collector) => collector?.finish() ?? null),
    profile: profile.map((parts) => joinLines(parts)),
    sigmasM,
  };
}

function collectorOf(
  { segment: { fromE, fromN, toE, toN } }: SectionPlace,
  { widthM, maxPoints }: CrossSectionsRequest,
) {
  return new CorridorCollector(
    polylineOf([
      [fromE, fromN],
      [toE, toN],
    ]),
    { widthM, maxPoints },
  );
}

/** Right of a section's line, which runs from left to right, is where the axis comes from. */
function pointsAnswer(points: CorridorPoints, leftM: number): NonNullable<StationSection['points']> {
  return {
    offsetM: Array.from(points.distanceM, (at) => at - leftM),
    alongM: Array.from(points.offsetM, (offset) => 0 - offset),
    elevationM: Array.from(points.elevationM),
    class: Array.from(points.classification),
    surface: Array.from(points.surface),
    total: points.total,
    returned: points.returned,
  };
}

function sectionWarnings(places: readonly SectionPlace[], stations: readonly StationSection[]): Warning[] {
  const warnings: Warning[] = [];
  const crossing = firstCrossing(places);
  if (crossing) {
    warnings.push({
      code: 'SECTIONS_CROSS',
      message: `sections ${crossing[0].name} and ${crossing[1].name} cross inside the bend: make them narrower, or their ground counts twice`,
      messageJa: `横断 ${crossing[0].name} と ${crossing[1].name} が曲線の内側で交差する。幅を狭めないと地面を二重に数える`,
    });
  }
  const gappy = stations.filter(({ area }) => area && area.voidM > 0.01 * (area.coveredM + area.voidM));
  if (gappy.length > 0) {
    const names = gappy
      .slice(0, 3)
      .map(({ name }) => name)
      .join(', ');
    warnings.push({
      code: 'VOID',
      message: `${gappy.length} of ${stations.length} sections have no data over more than 1 % of their width (${names}${gappy.length > 3 ? ', …' : ''}): what is missing is in no area`,
      messageJa: `${stations.length} 断面のうち ${gappy.length} 断面で、幅の 1 % を超えてデータがない（${names}${gappy.length > 3 ? ' ほか' : ''}）。欠けた部分は面積に含まない`,
    });
  }
  return warnings;
}

function designWarnings(
  places: readonly SectionPlace[],
  sections: readonly (readonly HeightLine[])[],
  designs: readonly boolean[],
  { existing, compared }: CrossSectionsRequest,
): Warning[] {
  if (compared === null || !designs[compared] || designs[existing]) return [];
  const open = places.filter((_, i) => {
    const { leftM, rightM } = openEnds(sections[i]![compared]!, sections[i]![existing]!);
    return Math.max(Math.abs(leftM ?? 0), Math.abs(rightM ?? 0)) > OPEN_END_M;
  });
  if (open.length === 0) return [];
  return [
    {
      code: 'DESIGN_OPEN',
      message: `at ${open.length} of ${places.length} sections the design ends more than ${OPEN_END_M} m over or under the ground (first at ${open[0]!.name}): widen the sections or the design`,
      messageJa: `${places.length} 断面のうち ${open.length} 断面で、計画線の端が地盤から ${OPEN_END_M} m より離れている（最初は ${open[0]!.name}）。横断幅か計画を広げること`,
    },
  ];
}

/** Scatter of the difference between two TINs of points that scatter by σ: each TIN scatters by about σ/√2. */
const scatterOfDifference = (sigmasM: readonly number[], existing: number, compared: number): number =>
  Math.hypot(sigmasM[existing] ?? 0, sigmasM[compared] ?? 0) * Math.SQRT1_2;

/** What 95 % of the scatter stays below, metres. */
function levelOfDetection(sigmasM: readonly number[], { existing, compared }: CrossSectionsRequest): number {
  return compared === null ? 0 : 1.96 * scatterOfDifference(sigmasM, existing, compared);
}

/** Noise of σ makes σ/√(2π) of cut and of fill on a metre of unchanged ground. */
function noiseWarnings(
  sigmasM: readonly number[],
  stations: readonly StationSection[],
  { existing, compared }: CrossSectionsRequest,
): Warning[] {
  if (compared === null) return [];
  const sigmaM = scatterOfDifference(sigmasM, existing, compared);
  const widthM = stations.reduce((sum, { area }) => sum + (area?.coveredM ?? 0), 0) / stations.length;
  const areaM2 = (widthM * sigmaM) / Math.sqrt(2 * Math.PI);
  if (areaM2 < 0.05) return [];
  const [area, width] = [areaM2.toFixed(1), widthM.toFixed(0)];
  return [
    {
      code: 'NOISE',
      message: `the points' scatter alone makes about ${area} m² of cut and as much of fill in a section that compares ${width} m of unchanged ground`,
      messageJa: `点のばらつきだけで、変化のない地面を ${width} m 比べる断面に切土・盛土それぞれ約 ${area} m² が見かけ上含まれる`,
    },
  ];
}

function soilWarnings({ soil, compared }: CrossSectionsRequest): Warning[] {
  if (soil || compared === null) return [];
  return [
    {
      code: 'SOIL_UNKNOWN',
      message: 'no soil was named: L = C = 1, as if soil kept its volume when it is dug and compacted',
      messageJa: '土質の指定がないため L = C = 1 とした（掘削・締固めで土量が変わらないものとする）',
    },
  ];
}
