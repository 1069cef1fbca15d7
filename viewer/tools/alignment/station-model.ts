/** The charts of an alignment's result: the section of a station, the longitudinal profile, the mass curve. Pure. */
import { stationName } from '#core/alignment/stations.ts';
import { profileElevation } from '#core/alignment/vertical.ts';
import type { SectionsResult, SectionVolumes, StationSection } from '../../api/sections.ts';
import { classColour, cssColour } from '../../state/point-classes.ts';
import { formatNumber, formatSigned } from '../../ui/format.ts';
import { type ChartLine, type ChartModel, type ChartText, extentOfParts, lineLooks } from '../chart/model.ts';
import { areaFills, knownParts, slopeTexts } from '../chart/parts.ts';

type Corners = Pick<ChartLine, 'parts'>;

export interface AlignmentWords {
  readonly section: string;
  readonly profile: string;
  readonly mass: string;
  readonly offset: string;
  readonly distance: string;
  readonly elevation: string;
  readonly massAxis: string;
  /** Heights of the design along the axis. */
  readonly design: string;
  readonly centreLine: string;
}

const CENTRE_COLOUR = '#5c6770';
const DESIGN_COLOUR = '#0f1720';
const CURRENT_COLOUR = '#d9480f';
/** Distance between the vertices of the drawn design, metres. */
const DESIGN_STEP_M = 2;

export function stationModel(result: SectionsResult, station: StationSection, words: AlignmentWords): ChartModel {
  const looks = lineLooks(result.surfaces.map(({ kind }) => kind));
  const lines = station.lines.map((line, index) => ({
    label: result.surfaces[index]?.name ?? String(index + 1),
    ...(looks[index] ?? { colour: '#000', widthPx: 2, dashed: false }),
    parts: knownParts(line.offsetsM, line.elevationsM),
  }));
  const { points } = station;
  const compared = result.compared === null ? undefined : lines[result.compared];
  const existing = lines[result.existing];
  const designLevel = station.designElevationM;
  return {
    title: `${words.section} ${station.name}`,
    xLabel: words.offset,
    yLabel: words.elevation,
    xRange: [-result.leftM, result.rightM],
    yExtent: widen(extentOfParts(lines.flatMap(({ parts }) => parts)), designLevel === null ? [] : [designLevel]),
    mirrored: result.looking === 'backward',
    fills: existing && compared ? areaFills(existing.parts, compared.parts) : [],
    lines,
    texts: slopeTexts(station.slopes, looks[result.compared ?? result.existing]?.colour ?? '#000'),
    marks: [{ x: 0, label: words.centreLine, colour: CENTRE_COLOUR }],
    dots: points
      ? { x: points.offsetM, y: points.elevationM, colourOf: (i) => cssColour(classColour(points.class[i] ?? 0)) }
      : null,
    yDecimals: 1,
  };
}

function widen(extent: readonly [number, number] | null, more: readonly number[]): [number, number] {
  if (!extent && more.length === 0) return [0, 1];
  return [Math.min(...(extent ? [extent[0]] : []), ...more), Math.max(...(extent ? [extent[1]] : []), ...more)];
}

export function profileModel(result: SectionsResult, current: number, words: AlignmentWords): ChartModel {
  const { profile, alignment, stations } = result;
  const looks = lineLooks(result.surfaces.map(({ kind }) => kind));
  const lines = profile.lines.map((line, index) => ({
    label: result.surfaces[index]?.name ?? String(index + 1),
    ...(looks[index] ?? { colour: '#000', widthPx: 2, dashed: false }),
    widthPx: 1.6,
    parts: knownParts(line.offsetsM, line.elevationsM),
  }));
  const design = designLine(alignment);
  const all = design ? [{ label: words.design, colour: DESIGN_COLOUR, widthPx: 3, parts: [design] }, ...lines] : lines;
  const station = stations[current];
  return {
    title: `${words.profile} ${alignment.name}`,
    xLabel: words.distance,
    yLabel: words.elevation,
    xRange: [0, alignment.lengthM],
    yExtent: widen(extentOfParts(all.flatMap(({ parts }) => parts)), []),
    fills: [],
    lines: all,
    texts: gradeTexts(result),
    marks: station ? [{ x: station.distanceM, label: station.name, colour: CURRENT_COLOUR, strong: true }] : [],
    dots: null,
    xNames: stationNames(result),
    yDecimals: 1,
  };
}

const stationNames = ({ stations }: SectionsResult) =>
  stations.map(({ distanceM, name }) => ({ x: distanceM, name: shortStation(name) }));

/** `BP (NO.0)` → `BP` where room is scarce. */
export const shortStation = (name: string): string => name.replace(/ \(.*\)$/, '');

/** Heights of the design along the axis, its vertical curves as short chords. */
function designLine({ profile, lengthM }: SectionsResult['alignment']): [number, number][] | null {
  if (!profile) return null;
  const count = Math.min(5000, Math.ceil(lengthM / DESIGN_STEP_M));
  const distances = Array.from({ length: count + 1 }, (_, i) => (lengthM * i) / count);
  const points = [...distances, ...profile.map(({ distanceM }) => distanceM)].sort((a, b) => a - b);
  return points.flatMap((distanceM): [number, number][] => {
    const elevationM = profileElevation(profile, distanceM);
    return elevationM === null ? [] : [[distanceM, elevationM]];
  });
}

/** Where the grade of the design changes: its bends, and the beginnings and ends of its vertical curves. */
export function gradePoints({ alignment, profile }: Pick<SectionsResult, 'alignment' | 'profile'>): Corners[] {
  const line = alignment.profile;
  if (!line || !profile.design) return [];
  const at = profile.design.points.flatMap(({ distanceM, curveLengthM }) =>
    curveLengthM > 0 ? [distanceM - curveLengthM / 2, distanceM + curveLengthM / 2] : [distanceM],
  );
  const points = at.flatMap((distanceM): [number, number][] => {
    const elevationM = profileElevation(line, distanceM);
    return elevationM === null ? [] : [[distanceM, elevationM]];
  });
  return [{ parts: [points] }];
}

function gradeTexts({ profile }: SectionsResult): ChartText[] {
  const { design } = profile;
  if (!design) return [];
  const heightAt = (distanceM: number) => {
    const i = design.points.findIndex((point) => point.distanceM >= distanceM);
    const [a, b] = [design.points[Math.max(0, i - 1)], design.points[Math.max(0, i)]];
    if (!a || !b) return 0;
    const part = b.distanceM > a.distanceM ? (distanceM - a.distanceM) / (b.distanceM - a.distanceM) : 0;
    return a.elevationM + part * (b.elevationM - a.elevationM);
  };
  const grades = design.grades.map(({ fromM, toM, percent }) => ({
    x: (fromM + toM) / 2,
    y: heightAt((fromM + toM) / 2),
    text: `i = ${formatSigned(percent, 3)} %`,
    colour: DESIGN_COLOUR,
    fitsM: toM - fromM,
  }));
  const curves = design.points.flatMap(({ distanceM, elevationM, curveLengthM, curveRadiusM }) =>
    curveLengthM > 0
      ? [
          {
            x: distanceM,
            y: elevationM,
            text: `VCL ${formatNumber(curveLengthM, 1)}${curveRadiusM === null ? '' : `  VCR ${formatNumber(curveRadiusM)}`}`,
            colour: CENTRE_COLOUR,
            fitsM: curveLengthM,
          },
        ]
      : [],
  );
  return [...grades, ...curves];
}

/** Points of the mass curve by the distance of their stations. */
export function massPoints(result: SectionsResult, volumes: SectionVolumes): [number, number][] {
  const distances = new Map(result.stations.map(({ name, stationM, distanceM }) => [`${name} ${stationM}`, distanceM]));
  return volumes.rows.flatMap(({ name, stationM, massM3 }): [number, number][] => {
    const distanceM = distances.get(`${name} ${stationM}`);
    return distanceM === undefined ? [] : [[distanceM, massM3]];
  });
}

export function massModel(
  result: SectionsResult,
  volumes: SectionVolumes,
  current: number,
  words: AlignmentWords,
): ChartModel {
  const points = massPoints(result, volumes);
  const { lengthM } = result.alignment;
  const station = result.stations[current];
  const zero: [number, number][] = [
    [0, 0],
    [lengthM, 0],
  ];
  return {
    title: `${words.mass} ${result.alignment.name}`,
    xLabel: words.distance,
    yLabel: words.massAxis,
    xRange: [0, lengthM],
    yExtent: widen(extentOfParts([points, zero]), []),
    fills: areaFills([zero], [points]).map(({ ring }) => ({ kind: 'plain', ring })),
    lines: [
      { label: words.mass, colour: '#1f6fb5', widthPx: 2.2, parts: [points] },
      { label: '0', colour: CENTRE_COLOUR, widthPx: 1, parts: [zero] },
    ],
    texts: [],
    marks: station ? [{ x: station.distanceM, label: station.name, colour: CURRENT_COLOUR, strong: true }] : [],
    dots: null,
    xNames: stationNames(result),
    yDecimals: 0,
  };
}

/** The station nearest to a distance. */
export function nearestStation({ stations }: Pick<SectionsResult, 'stations'>, distanceM: number): number {
  let best = 0;
  for (const [index, station] of stations.entries()) {
    const before = stations[best];
    if (before && Math.abs(station.distanceM - distanceM) < Math.abs(before.distanceM - distanceM)) best = index;
  }
  return best;
}

/** Sections of which more than this share of the width is unknown are marked. */
const VOID_SHARE = 0.01;

export interface StationRow {
  readonly index: number;
  readonly name: string;
  readonly groundM: number | null;
  readonly designM: number | null;
  readonly cutM2: number | null;
  readonly fillM2: number | null;
  /** Metres of the section without data, when they are worth a mark. */
  readonly voidM: number | null;
}

export function stationRows({ stations, leftM, rightM }: SectionsResult): StationRow[] {
  return stations.map(({ name, groundElevationM, designElevationM, area }, index) => ({
    index,
    name,
    groundM: groundElevationM,
    designM: designElevationM,
    cutM2: area?.cutM2 ?? null,
    fillM2: area?.fillM2 ?? null,
    voidM: area && area.voidM > VOID_SHARE * (leftM + rightM) ? area.voidM : null,
  }));
}

export interface LobeRow {
  readonly key: string;
  readonly kind: SectionVolumes['lobes'][number]['kind'];
  readonly from: string;
  readonly to: string;
  readonly volumeM3: number;
  readonly direction: 'forward' | 'backward' | null;
  readonly haulM: number | null;
}

/** As the sections are named: roads by number, rivers by kilometre. */
export function placeName(style: SectionsResult['style'], stationM: number, pitchM: number): string {
  return style === 'river' ? `${(stationM / 1000).toFixed(3)}k` : stationName(stationM, pitchM);
}

/** @param pitchM by which stations are named */
export function lobeRows(
  { lobes }: Pick<SectionVolumes, 'lobes'>,
  style: SectionsResult['style'],
  pitchM: number,
): LobeRow[] {
  return lobes.map(({ kind, fromStationM, toStationM, volumeM3, direction, haulM }) => ({
    key: `${kind} ${fromStationM} ${toStationM}`,
    kind,
    from: placeName(style, fromStationM, pitchM),
    to: placeName(style, toStationM, pitchM),
    volumeM3,
    direction,
    haulM,
  }));
}

/** Mean distance of all hauls, weighted by volume; null when nothing is hauled. */
export function meanHaulM({ lobes }: Pick<SectionVolumes, 'lobes'>): number | null {
  const hauled = lobes.filter(({ haulM }) => haulM !== null);
  const volume = hauled.reduce((sum, { volumeM3 }) => sum + volumeM3, 0);
  return volume > 0 ? hauled.reduce((sum, { volumeM3, haulM }) => sum + volumeM3 * (haulM ?? 0), 0) / volume : null;
}
