/** The longitudinal profile as a chart and as rows: heights at stations, grades, clearances between surfaces. Pure. */
import type { ProfileResult } from '../../api/way.ts';
import { formatNumber, formatSigned } from '../../ui/format.ts';
import {
  type ChartFill,
  type ChartMark,
  type ChartModel,
  type ChartText,
  extentOfParts,
  lineLooks,
} from '../chart/model.ts';
import { knownParts } from '../chart/parts.ts';

export interface ProfileWords {
  readonly title: string;
  readonly distance: string;
  readonly elevation: string;
  readonly highest: string;
  readonly lowest: string;
  readonly steepest: string;
  readonly water: string;
}

const MARK_COLOUR = '#5c6770';
const STEEP_COLOUR = '#d9480f';
const WATER_COLOUR = '#0b7285';

/** @param surface the surface that climb and falls are told of */
export function profileChart(result: ProfileResult, surface: number, words: ProfileWords): ChartModel {
  const looks = lineLooks(result.surfaces.map(({ kind }) => kind));
  const lines = result.profile.lines.map((line, index) => ({
    label: result.surfaces[index]?.name ?? String(index + 1),
    ...(looks[index] ?? { colour: '#000', widthPx: 2, dashed: false }),
    parts: knownParts(line.offsetsM, line.elevationsM),
  }));
  const { water, fromM, toM } = result;
  const extent = extentOfParts(lines.flatMap(({ parts }) => parts)) ?? [0, 1];
  const yExtent = water ? ([Math.min(extent[0], water.levelM), Math.max(extent[1], water.levelM)] as const) : extent;
  const level = water && {
    label: `${words.water} ${formatNumber(water.levelM, 2)} m`,
    colour: WATER_COLOUR,
    widthPx: 1.4,
    dashed: true,
    parts: [
      [
        [fromM, water.levelM],
        [toM, water.levelM],
      ],
    ],
  };
  return {
    title: `${words.title} ${result.alignment.name}`,
    xLabel: words.distance,
    yLabel: words.elevation,
    xRange: [fromM, toM],
    yExtent,
    fills: water ? flooded(result, lines[result.existing]?.parts ?? []) : [],
    lines: level ? [...lines, level] : lines,
    texts: [...gradeTexts(result, surface, looks[surface]?.colour ?? '#000'), ...designTexts(result)],
    marks: spotMarks(result, surface, words),
    dots: null,
    xNames: result.stations.map(({ distanceM, name }) => ({ x: distanceM, name: name.replace(/ \(.*\)$/, '') })),
    yDecimals: 1,
  };
}

type Parts = ReturnType<typeof knownParts>;

/** The water over the ground, where it lies below the level. */
function flooded({ water }: ProfileResult, ground: Parts): ChartFill[] {
  if (!water) return [];
  return water.below.flatMap(({ fromM, toM }) =>
    ground.flatMap((part): ChartFill[] => {
      const inside = part.filter(([x = 0]) => x >= fromM && x <= toM);
      const [first, last] = [inside[0], inside.at(-1)];
      if (!first || !last) return [];
      const ring = [...inside.flat(), last[0] ?? toM, water.levelM, first[0] ?? fromM, water.levelM];
      return [{ kind: 'plain', ring }];
    }),
  );
}

/** Grades of the ground between the places where it turns. */
function gradeTexts({ climb }: ProfileResult, surface: number, colour: string): ChartText[] {
  return grades(climb[surface] ?? null).map(({ fromM, toM, fromElevationM, toElevationM, percent }) => ({
    x: (fromM + toM) / 2,
    y: (fromElevationM + toElevationM) / 2,
    text: `${formatSigned(percent, 1)} %`,
    colour,
    fitsM: toM - fromM,
  }));
}

function designTexts({ profile }: ProfileResult): ChartText[] {
  const { design } = profile;
  if (!design) return [];
  return design.grades.map(({ fromM, toM, percent }, i) => ({
    x: (fromM + toM) / 2,
    y: ((design.points[i]?.elevationM ?? 0) + (design.points[i + 1]?.elevationM ?? 0)) / 2,
    text: `i = ${formatSigned(percent, 3)} %`,
    colour: '#0f1720',
    fitsM: toM - fromM,
  }));
}

function spotMarks({ climb }: ProfileResult, surface: number, words: ProfileWords): ChartMark[] {
  const own = climb[surface];
  if (!own) return [];
  const { highest, lowest, steepest } = own;
  return [
    { x: highest.distanceM, label: words.highest, colour: MARK_COLOUR },
    { x: lowest.distanceM, label: words.lowest, colour: MARK_COLOUR },
    ...(steepest
      ? [{ x: (steepest.fromM + steepest.toM) / 2, label: words.steepest, colour: STEEP_COLOUR, strong: true }]
      : []),
  ];
}

export interface GradeRow {
  readonly fromM: number;
  readonly toM: number;
  readonly fromElevationM: number;
  readonly toElevationM: number;
  readonly heightM: number;
  /** Mean, rising positive. */
  readonly percent: number;
}

/** Mean grades between the turns of a climb: rises and falls that count. */
export function grades(climb: ProfileResult['climb'][number]): GradeRow[] {
  const turns = climb?.turns ?? [];
  return turns.slice(1).flatMap(([toM = 0, toElevationM = 0], i) => {
    const [fromM = 0, fromElevationM = 0] = turns[i] ?? [];
    if (!(toM > fromM)) return [];
    const heightM = toElevationM - fromElevationM;
    return [{ fromM, toM, fromElevationM, toElevationM, heightM, percent: (100 * heightM) / (toM - fromM) }];
  });
}

export interface ProfileRow {
  readonly name: string;
  readonly distanceM: number;
  readonly stationM: number;
  readonly elevationsM: readonly (number | null)[];
  /** Of each further surface over the first: its clearance; below it negative. */
  readonly clearancesM: readonly (number | null)[];
  readonly designM: number | null;
  /** From the station before, on the first surface, rising positive. */
  readonly gradePercent: number | null;
  readonly aboveWaterM: number | null;
  readonly position: readonly number[];
}

export function profileRows({ stations, existing }: ProfileResult): ProfileRow[] {
  return stations.map((station, index) => {
    const before = stations[index - 1];
    const ground = station.elevationsM[existing] ?? null;
    const behind = before?.elevationsM[existing] ?? null;
    const lengthM = before ? station.distanceM - before.distanceM : 0;
    return {
      name: station.name,
      distanceM: station.distanceM,
      stationM: station.stationM,
      elevationsM: station.elevationsM,
      clearancesM: station.elevationsM.map((height) => (height === null || ground === null ? null : height - ground)),
      designM: station.designElevationM,
      gradePercent: ground === null || behind === null || !(lengthM > 0) ? null : (100 * (ground - behind)) / lengthM,
      aboveWaterM: station.aboveWaterM,
      position: station.position,
    };
  });
}

interface ClearanceSpot {
  readonly distanceM: number;
  readonly clearanceM: number;
}

/** Where each further surface comes nearest to the first and where it is highest above it; among all samples of the profile. */
export function clearanceExtremes({ profile, existing }: ProfileResult): {
  readonly surface: number;
  readonly least: ClearanceSpot;
  readonly most: ClearanceSpot;
}[] {
  const ground = profile.lines[existing];
  if (!ground) return [];
  return profile.lines.flatMap((line, surface) => {
    if (surface === existing) return [];
    let least: ClearanceSpot | null = null;
    let most: ClearanceSpot | null = null;
    for (const [i, height] of line.elevationsM.entries()) {
      const below = ground.elevationsM[i] ?? null;
      const distanceM = line.offsetsM[i];
      if (height === null || below === null || distanceM === undefined || ground.offsetsM[i] !== distanceM) continue;
      const spot = { distanceM, clearanceM: height - below };
      if (!least || spot.clearanceM < least.clearanceM) least = spot;
      if (!most || spot.clearanceM > most.clearanceM) most = spot;
    }
    return least && most ? [{ surface, least, most }] : [];
  });
}
