/** Results of `cross-sections` made analytically: a road along a curved axis on a hillside, for the tests of the papers. */
import type { Alignment, AlignmentElement } from '#core/alignment/alignment.ts';
import { elementPlace } from '#core/alignment/element.ts';
import { axisPlace } from '#core/alignment/place-on-axis.ts';
import type {
  CrossSectionsResult,
  SectionArea,
  SectionLine,
  SlopeLabel,
  StationSection,
} from '#core/contract/cross-sections.ts';
import { roundHalfUp } from '#core/measure/rounding.ts';
import { endAreaVolumes } from './end-area-rows.ts';
import { seededRandom } from './seeded-random.ts';

export interface SectionSetOptions {
  /** Main stations, 20 m apart; default 13. */
  readonly count?: number;
  readonly halfWidthM?: number;
  readonly style?: 'road' | 'river';
  readonly looking?: 'forward' | 'backward';
  readonly points?: boolean;
  /** Without a design and a second epoch. */
  readonly groundOnly?: boolean;
  /** Metres of height for a metre along the axis. */
  readonly climb?: number;
}

const ORIGIN = { east: 52_180, north: -97_060 };

function elementsOf(lengthM: number): AlignmentElement[] {
  const radius = 90;
  const spiral = 40;
  const straight = Math.max(60, lengthM * 0.3);
  const arc = 70;
  const shapes: [AlignmentElement['kind'], number, number, number][] = [
    ['line', straight, 0, 0],
    ['clothoid', spiral, 0, 1 / radius],
    ['arc', arc, 1 / radius, 1 / radius],
    ['clothoid', spiral, 1 / radius, 0],
    ['line', Math.max(10, lengthM - straight - arc - 2 * spiral), 0, 0],
  ];
  const elements: AlignmentElement[] = [];
  let at = { east: ORIGIN.east, north: ORIGIN.north, azimuthRad: 0.9 };
  let distanceM = 0;
  for (const [kind, length, startCurvature, endCurvature] of shapes) {
    const element = { kind, startE: at.east, startN: at.north, azimuthRad: at.azimuthRad, lengthM: length };
    elements.push({ ...element, startCurvature, endCurvature, distanceM });
    at = elementPlace(elements.at(-1)!, length);
    distanceM += length;
  }
  return elements;
}

/** Heights of the design: two grades with a parabola of 60 m between them. */
function designHeight(distance: number, lengthM: number, climb: number): number {
  const [i1, i2, vcl] = [climb + 0.03, climb - 0.02, 60];
  const middle = lengthM / 2;
  const x = distance - (middle - vcl / 2);
  if (x <= 0) return 120 + i1 * distance;
  if (x >= vcl) return 120 + i1 * middle + i2 * (distance - middle);
  return 120 + i1 * distance + ((i2 - i1) / (2 * vcl)) * x * x;
}

function groundHeight(distance: number, offset: number, epoch: number, climb: number): number {
  const wave = 2.6 * Math.sin(distance / 38) + 0.5 * Math.sin(distance / 9);
  const slope = 0.28 * offset + 0.6 * Math.sin(offset / 5 + distance / 30);
  const slide = epoch > 0 ? -0.9 * Math.exp(-(((offset - 11) / 4) ** 2)) : 0;
  return 120.6 + (climb + 0.012) * distance + wave + slope + slide;
}

interface Break {
  offset: number;
  height: number;
}

/** One side of the template: carriageway, then slopes of 1:1.5 (fill) or 1:1.0 (cut) with a berm every 5 m to the ground. */
function side(sign: number, formation: number, ground: (offset: number) => number, reach: number): Break[] {
  const breaks: Break[] = [{ offset: sign * 4, height: formation - 4 * 0.015 }];
  let { offset, height } = breaks[0]!;
  const isCut = ground(offset) > height;
  const run = isCut ? 1.0 : 1.5;
  const up = isCut ? 1 : -1;
  for (let step = 0; step < 20; step++) {
    let risen = 0;
    while (risen < 5) {
      const before = ground(offset) - height;
      const [nextOffset, nextHeight] = [offset + sign * run * 0.01, height + up * 0.01];
      const after = ground(nextOffset) - nextHeight;
      if (before * up <= 0 || after * up <= 0 || Math.abs(nextOffset) > reach) {
        breaks.push({ offset: nextOffset, height: nextHeight });
        return breaks;
      }
      offset = nextOffset;
      height = nextHeight;
      risen += 0.01;
    }
    breaks.push({ offset, height });
    offset += sign * 1.5;
    if (Math.abs(offset) > reach) return breaks;
    breaks.push({ offset, height });
    if ((ground(offset) - height) * up <= 0) return breaks;
  }
  return breaks;
}

function interpolate(breaks: readonly Break[], offset: number): number | null {
  for (let i = 1; i < breaks.length; i++) {
    const [a, b] = [breaks[i - 1]!, breaks[i]!];
    // the offsets of the grid are rounded to 0.1 mm
    if (offset >= a.offset - 1e-4 && offset <= b.offset + 1e-4)
      return a.height + ((b.height - a.height) * (offset - a.offset)) / (b.offset - a.offset || 1);
  }
  return null;
}

function sectionLine(offsets: readonly number[], height: (offset: number) => number | null): SectionLine {
  const elevationsM = offsets.map((offset) => {
    const value = height(offset);
    return value === null ? null : Number(value.toFixed(4));
  });
  const simplified: [number, number][][] = [];
  let part: [number, number][] = [];
  const close = () => {
    if (part.length > 1) simplified.push(thin(part));
    part = [];
  };
  offsets.forEach((offset, i) => {
    const z = elevationsM[i]!;
    if (z === null) close();
    else part.push([offset, z]);
  });
  close();
  return { offsetsM: [...offsets], elevationsM, simplified };
}

/** Keeps the vertices that a chord would miss by more than 2 cm. */
function thin(part: [number, number][]): [number, number][] {
  const [first, last] = [part[0]!, part.at(-1)!];
  let worst = 0.02;
  let at = -1;
  for (let i = 1; i < part.length - 1; i++) {
    const t = (part[i]![0] - first[0]) / (last[0] - first[0]);
    const off = Math.abs(part[i]![1] - (first[1] + t * (last[1] - first[1])));
    if (off > worst) [worst, at] = [off, i];
  }
  if (at < 0) return [first, last];
  return [...thin(part.slice(0, at + 1)), ...thin(part.slice(at)).slice(1)];
}

function areaBetween(existing: SectionLine, compared: SectionLine): SectionArea {
  const sums = { cut: 0, fill: 0, cutMoment: 0, fillMoment: 0, covered: 0 };
  const offsets = existing.offsetsM;
  for (let i = 1; i < offsets.length; i++) {
    const heights = [
      existing.elevationsM[i - 1],
      compared.elevationsM[i - 1],
      existing.elevationsM[i],
      compared.elevationsM[i],
    ];
    if (heights.some((z) => z === null || z === undefined)) continue;
    const width = offsets[i]! - offsets[i - 1]!;
    const [a, b] = [heights[1]! - heights[0]!, heights[3]! - heights[2]!];
    const middle = (offsets[i]! + offsets[i - 1]!) / 2;
    sums.covered += width;
    const parts =
      a * b < 0
        ? [
            ((a * a * width) / (2 * (Math.abs(a) + Math.abs(b)))) * Math.sign(a),
            ((b * b * width) / (2 * (Math.abs(a) + Math.abs(b)))) * Math.sign(b),
          ]
        : [((a + b) / 2) * width];
    for (const area of parts) {
      if (area > 0) [sums.fill, sums.fillMoment] = [sums.fill + area, sums.fillMoment + area * middle];
      else [sums.cut, sums.cutMoment] = [sums.cut - area, sums.cutMoment - area * middle];
    }
  }
  return {
    cutM2: sums.cut,
    fillM2: sums.fill,
    significantCutM2: sums.cut,
    significantFillM2: sums.fill,
    cutOffsetM: sums.cut > 0 ? sums.cutMoment / sums.cut : 0,
    fillOffsetM: sums.fill > 0 ? sums.fillMoment / sums.fill : 0,
    coveredM: sums.covered,
    voidM: 0,
  };
}

function slopesOf(breaks: readonly Break[]): SlopeLabel[] {
  const labels: SlopeLabel[] = [];
  for (let i = 1; i < breaks.length; i++) {
    const [a, b] = [breaks[i - 1]!, breaks[i]!];
    const rise = Math.abs(b.height - a.height);
    const ratio = rise > 0 ? Math.abs(b.offset - a.offset) / rise : Number.POSITIVE_INFINITY;
    if (ratio > 10 || Math.abs(b.offset - a.offset) < 0.5) continue;
    labels.push({
      fromM: a.offset,
      toM: b.offset,
      fromElevationM: a.height,
      toElevationM: b.height,
      ratio,
      text: `1:${roundHalfUp(ratio, 0.1)}`,
    });
  }
  return labels;
}

function stationName(stationM: number): string {
  const main = Math.floor(stationM / 20 + 1e-9);
  const rest = stationM - main * 20;
  return rest < 0.005 ? `NO.${main}` : `NO.${main}+${roundHalfUp(rest, 0.01)}`;
}

/** A whole result; the same options give the same result. */
export function makeSectionSet(options: SectionSetOptions = {}): CrossSectionsResult {
  const { count = 13, halfWidthM = 20, groundOnly = false, climb = 0 } = options;
  const axisLength = Math.max(240, (count - 1) * 20 + 7.4);
  const elements = elementsOf(axisLength);
  const lengthM = elements.reduce((sum, element) => sum + element.lengthM, 0);
  const axis: Alignment = {
    name: 'axis',
    elements,
    lengthM,
    startStationM: 0,
    equations: [],
    profile: null,
    points: [],
  };
  const distances = Array.from({ length: count }, (_, i) => i * 20).filter((distance) => distance < lengthM);
  if (count > 4) distances.push(72.5);
  distances.push(lengthM);
  distances.sort((a, b) => a - b);
  const random = seededRandom(7);
  const stations = distances.map((distance, index): StationSection => {
    const place = axisPlace(axis, distance);
    const hole = index % 5 === 3;
    const ground = (epoch: number) => (offset: number) => groundHeight(distance, offset, epoch, climb);
    const known = (epoch: number) => (offset: number) =>
      hole && offset > 9 && offset < 11.5 ? null : ground(epoch)(offset);
    const formation = designHeight(distance, lengthM, climb);
    const left = side(-1, formation, ground(0), halfWidthM);
    const right = side(1, formation, ground(0), halfWidthM);
    const breaks = [...left.reverse(), { offset: 0, height: formation }, ...right];
    const grid = Array.from({ length: halfWidthM * 8 + 1 }, (_, i) => -halfWidthM + i * 0.25);
    const offsets = [...new Set([...grid, ...breaks.map((b) => Number(b.offset.toFixed(4)))])].sort((a, b) => a - b);
    const inside = offsets.filter((offset) => Math.abs(offset) <= halfWidthM);
    const lines = [sectionLine(inside, known(0))];
    if (!groundOnly) {
      lines.push(sectionLine(inside, known(1)));
      lines.push(sectionLine(inside, (offset) => interpolate(breaks, offset)));
    }
    const across = (offset: number) => [
      place.east + offset * Math.cos(place.azimuthRad),
      place.north - offset * Math.sin(place.azimuthRad),
    ];
    const cloud = Array.from({ length: 400 }, () => {
      const offset = (random.uniform() * 2 - 1) * halfWidthM;
      return { offset, z: ground(0)(offset) + 0.04 * random.normal() };
    });
    return {
      name: index === 0 ? 'NO.0' : stationName(distance),
      stationM: distance,
      distanceM: distance,
      position: [place.east, place.north],
      azimuthDeg: ((place.azimuthRad * 180) / Math.PI + 360) % 360,
      skewDeg: 0,
      left: across(-halfWidthM),
      right: across(halfWidthM),
      lines,
      groundElevationM: known(0)(0),
      designElevationM: groundOnly ? null : formation,
      slopes: groundOnly ? [] : slopesOf(breaks),
      area: groundOnly ? null : areaBetween(lines[0]!, lines[2]!),
      ...(options.points
        ? {
            points: {
              offsetM: cloud.map((p) => p.offset),
              alongM: cloud.map(() => 0),
              elevationM: cloud.map((p) => p.z),
              class: cloud.map(() => 2),
              surface: cloud.map(() => 0),
              total: 400,
              returned: 400,
            },
          }
        : {}),
    };
  });
  const along = Array.from({ length: Math.floor(lengthM) + 1 }, (_, i) => i);
  const grades = [climb + 0.03, climb - 0.02];
  const profile = [
    { distanceM: 0, elevationM: designHeight(0, lengthM, climb), curveLengthM: 0 },
    { distanceM: lengthM / 2, elevationM: 120 + (grades[0]! * lengthM) / 2, curveLengthM: 60 },
    { distanceM: lengthM, elevationM: designHeight(lengthM, lengthM, climb), curveLengthM: 0 },
  ];
  const names = ['KA1', 'KE1', 'KE2', 'KA2'];
  const points = [
    { name: 'BP', distanceM: 0 },
    ...names.map((name, i) => ({ name, distanceM: elements[i + 1]!.distanceM })),
    { name: 'EP', distanceM: lengthM },
  ];
  const surface = (name: string, kind: 'ground' | 'design', licence: string[]) => ({
    name,
    kind,
    licences: licence,
    attributions: licence.length > 0 ? ['静岡県 VIRTUAL SHIZUOKA'] : [],
  });
  return {
    alignment: {
      name: '本線',
      lengthM,
      startStationM: 0,
      elements,
      equations: [],
      points,
      profile: groundOnly ? null : profile,
    },
    surfaces: groundOnly
      ? [surface('2019年 地盤', 'ground', ['CC-BY-4.0'])]
      : [
          surface('2019年 地盤', 'ground', ['CC-BY-4.0']),
          surface('2024年 地盤', 'ground', ['ODbL-1.0']),
          surface('計画', 'design', []),
        ],
    existing: 0,
    compared: groundOnly ? null : 2,
    style: options.style ?? 'road',
    looking: options.looking ?? 'forward',
    leftM: halfWidthM,
    rightM: halfWidthM,
    stations,
    volumes: groundOnly ? null : endAreaVolumes(stations, { C: 0.9, L: 1.2 }),
    profile: {
      lines: (groundOnly ? [0] : [0, 1, 2]).map((s) =>
        sectionLine(along, (d) =>
          s === 2 ? designHeight(d, lengthM, climb) : d > 101 && d < 108 ? null : groundHeight(d, 0, s, climb),
        ),
      ),
      design: groundOnly
        ? null
        : {
            points: profile.map((p) => ({
              distanceM: p.distanceM,
              stationM: p.distanceM,
              elevationM: p.elevationM,
              curveLengthM: p.curveLengthM,
              curveRadiusM: p.curveLengthM > 0 ? p.curveLengthM / 0.05 : null,
              middleOrdinateM: p.curveLengthM > 0 ? (0.05 * p.curveLengthM) / 8 : 0,
            })),
            grades: [
              { fromM: 0, toM: lengthM / 2, percent: grades[0]! * 100 },
              { fromM: lengthM / 2, toM: lengthM, percent: grades[1]! * 100 },
            ],
          },
    },
    stepM: 0.25,
    maxEdgeM: 5,
    simplifyM: 0.02,
    crs: 'EPSG:6676',
    verticalDatum: 'JGD2011',
    provenance: {
      items: [
        {
          id: '08NF2330',
          collection: 'izu-2019',
          version: '1-3fb2',
          datetime: '2019-12-01T00:00:00Z',
          verticalDatum: 'JGD2011',
          accuracyM: 0.1,
        },
        {
          id: '08NF2330',
          collection: 'izu-2024',
          version: '1-77aa',
          datetime: '2024-11-01T00:00:00Z',
          verticalDatum: 'JGD2011',
          accuracyM: null,
        },
      ],
      requestHash: 'sha256:5f0c8a1de2b94c7790aa5e3bb1c2d3e4f5061728394a5b6c7d8e9f0a1b2c3d4e',
      software: 'Tengun 0.1.0',
    },
    warnings: [{ code: 'PARTIAL_VOID', message: '3 sections have stretches without data' }],
    links: [{ rel: 'self', href: 'https://example.org/api/results/5f0c8a1d' }],
  };
}
