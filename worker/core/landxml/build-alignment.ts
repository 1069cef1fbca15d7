/** From what a LandXML file says of an alignment to the alignment: positions are "north east", rot cw turns right. */
import type { Alignment, AlignmentPoint, VerticalPoint } from '../alignment/alignment.ts';
import { curveShift } from '../alignment/element.ts';
import { alignmentFromElements, type ElementWithoutDistance } from '../alignment/from-elements.ts';
import { FormatError, GeometryError, UnsupportedError } from '../errors.ts';
import type { ReaderCheck } from '../surface/reader-check.ts';
import { shortNumber } from '../surface/reader-check.ts';
import type { LinearUnits } from './coordinate-system.ts';

type NorthEast = readonly [north: number, east: number];
type Attributes = Readonly<Record<string, string>>;

export interface RawElement {
  readonly kind: 'Line' | 'Curve' | 'Spiral';
  readonly attributes: Attributes;
  start: NorthEast | null;
  end: NorthEast | null;
  centre: NorthEast | null;
  startName: string | null;
  endName: string | null;
}

export interface RawVertical {
  readonly kind: 'PVI' | 'ParaCurve' | 'CircCurve';
  readonly sta: number;
  readonly elevation: number;
  /** Null where the file does not say it. */
  readonly length: number | null;
  readonly radius: number | null;
}

/** A line of pairs: [station, elevation] or [offset, elevation]. */
export interface MeasuredLine {
  readonly name: string;
  readonly points: (readonly [number, number])[];
}

export interface RawAlignment {
  readonly name: string;
  readonly staStart: number;
  readonly length: number | null;
  readonly elements: RawElement[];
  readonly equations: Attributes[];
  readonly profiles: { readonly name: string; readonly points: RawVertical[] }[];
  readonly profileSurfaces: MeasuredLine[];
  readonly crossSections: {
    readonly name: string;
    readonly sta: number;
    readonly surfaces: MeasuredLine[];
    readonly designs: {
      readonly name: string;
      readonly side: string;
      readonly points: { readonly code: string; readonly offset: number; readonly elevation: number }[];
    }[];
  }[];
}

/** A section of the file: offsets left negative, metres. */
export interface ReadCrossSection {
  readonly name: string;
  readonly distanceM: number;
  readonly surfaces: readonly MeasuredLine[];
  readonly designs: RawAlignment['crossSections'][number]['designs'];
}

export interface BuiltAlignment {
  readonly alignment: Alignment;
  readonly checks: readonly ReaderCheck[];
  /** Measured along the axis: [distance, elevation]. */
  readonly profileSurfaces: readonly MeasuredLine[];
  readonly crossSections: readonly ReadCrossSection[];
}

/** What a length or radius may differ from the positions by: they are in millimetres. */
const AGREE_M = 0.002;

/**
 * @throws {GeometryError} for elements that are no axis; {FormatError} for attributes that are missing; {UnsupportedError} for a spiral that is
 * no clothoid and stations that decrease
 */
export function buildAlignment(raw: RawAlignment, { horizontalM, heightM }: LinearUnits, addM: number): BuiltAlignment {
  const checks: ReaderCheck[] = [];
  const add = (code: string, message: string): void => {
    checks.push({ code, message });
  };
  const scale = (position: NorthEast): NorthEast => [position[0] * horizontalM, position[1] * horizontalM];
  const elements = raw.elements.map((element, i) => {
    const { start, end, centre } = element;
    if (!start || !end) throw missing(raw, i, 'Start and End');
    const parts = { start: scale(start), end: scale(end), centre: centre && scale(centre) };
    return elementOf(raw, i, parts, horizontalM, add);
  });
  const startStationM = raw.staStart * horizontalM;
  const distanceOf = (sta: number): number => (sta - raw.staStart) * horizontalM;
  const height = (elevation: number): number => elevation * heightM + addM;
  const { alignment, checks: joints } = alignmentFromElements({
    name: raw.name,
    elements,
    startStationM,
    equations: equationsOf(raw, horizontalM),
    profile: profileOf(raw, distanceOf, height, horizontalM, add),
  });
  if (raw.length !== null && Math.abs(raw.length * horizontalM - alignment.lengthM) > 0.01) {
    const seen = shortNumber(raw.length * horizontalM);
    add('LENGTH_DIFFERS', `the file says ${seen} m, its elements make ${shortNumber(alignment.lengthM)} m`);
  }
  const points = namesIn(raw, alignment);
  return {
    alignment: points.length > 0 ? { ...alignment, points } : alignment,
    checks: [...checks, ...joints],
    profileSurfaces: raw.profileSurfaces.map(({ name, points: line }) => ({
      name,
      points: line.map(([sta, elevation]) => [distanceOf(sta), height(elevation)] as const),
    })),
    crossSections: raw.crossSections.map(({ name, sta, surfaces, designs }) => ({
      name,
      distanceM: distanceOf(sta),
      surfaces: surfaces.map((line) => ({
        name: line.name,
        points: line.points.map(([offset, elevation]) => [offset * horizontalM, height(elevation)] as const),
      })),
      designs: designs.map((design) => ({
        ...design,
        points: design.points.map(({ code, offset, elevation }) => ({
          code,
          offset: offset * horizontalM,
          elevation: height(elevation),
        })),
      })),
    })),
  };
}

interface Positions {
  readonly start: NorthEast;
  readonly end: NorthEast;
  readonly centre: NorthEast | null;
}

type Add = (code: string, message: string) => void;

function elementOf(raw: RawAlignment, i: number, at: Positions, unitM: number, add: Add): ElementWithoutDistance {
  const element = raw.elements[i]!;
  const [startN, startE] = at.start;
  const [dN, dE] = [at.end[0] - startN, at.end[1] - startE];
  const chordM = Math.hypot(dE, dN);
  const chordRad = Math.atan2(dE, dN);
  if (element.kind === 'Line') {
    return { kind: 'line', startE, startN, azimuthRad: chordRad, lengthM: chordM, startCurvature: 0, endCurvature: 0 };
  }
  const side = sideOf(raw, i);
  if (element.kind === 'Curve') {
    if (!at.centre) throw missing(raw, i, 'Center');
    return { startE, startN, ...arcOf(raw, i, at, side, unitM, add) };
  }
  const { length, radiusStart, radiusEnd, spiType = 'clothoid' } = element.attributes;
  if (!/^clothoid$/i.test(spiType.trim())) throw new UnsupportedError(`LandXML spiral of type ${spiType.slice(0, 40)}`);
  const lengthM = numberOf(raw, i, 'length', length) * unitM;
  const curvature = (name: string, text: string | undefined): number => {
    if (text === undefined || /^\+?inf/i.test(text.trim())) return 0;
    const radius = numberOf(raw, i, name, text) * unitM;
    return radius === 0 ? 0 : side / Math.abs(radius);
  };
  const [k0, k1] = [curvature('radiusStart', radiusStart), curvature('radiusEnd', radiusEnd)];
  if (!(lengthM > 0)) throw new GeometryError(`${where(raw, i)}: expected a length above 0, got ${lengthM} m`);
  const [ahead, right] = curveShift(k0, (k1 - k0) / lengthM, lengthM);
  const differs = Math.abs(Math.hypot(ahead, right) - chordM);
  if (differs > AGREE_M) {
    add('SPIRAL_DIFFERS', `${where(raw, i)}: its ends lie ${shortNumber(differs)} m off those of its clothoid`);
  }
  const azimuthRad = chordRad - Math.atan2(right, ahead);
  return { kind: 'clothoid', startE, startN, azimuthRad, lengthM, startCurvature: k0, endCurvature: k1 };
}

function arcOf(raw: RawAlignment, i: number, at: Positions, side: number, unitM: number, add: Add) {
  const { attributes } = raw.elements[i]!;
  const [centreN, centreE] = at.centre!;
  const azimuth = ([n, e]: NorthEast) => Math.atan2(side * (n - centreN), side * (centreE - e));
  const azimuthRad = azimuth(at.start);
  const fromStart = Math.hypot(at.start[0] - centreN, at.start[1] - centreE);
  const stated = attributes.radius === undefined ? Number.NaN : Number(attributes.radius) * unitM;
  const isStated = Math.abs(stated - fromStart) <= AGREE_M;
  if (Number.isFinite(stated) && !isStated) {
    add(
      'RADIUS_DIFFERS',
      `${where(raw, i)}: radius ${shortNumber(stated)} m, its centre lies ${shortNumber(fromStart)} m away`,
    );
  }
  const radiusM = isStated ? stated : fromStart;
  let turn = (side * (azimuth(at.end) - azimuthRad)) % (2 * Math.PI);
  if (turn < 0) turn += 2 * Math.PI;
  // ends at one place, to rounding, are no full circle
  if (turn > 2 * Math.PI - 1e-6) turn = 0;
  const curvature = side / radiusM;
  return {
    kind: 'arc' as const,
    azimuthRad,
    lengthM: turn * radiusM,
    startCurvature: curvature,
    endCurvature: curvature,
  };
}

function sideOf(raw: RawAlignment, i: number): number {
  const rot = (raw.elements[i]!.attributes.rot ?? '').trim().toLowerCase();
  if (rot === 'cw' || rot === 'ccw') return rot === 'cw' ? 1 : -1;
  throw missing(raw, i, 'rot="cw" or rot="ccw"');
}

function numberOf(raw: RawAlignment, i: number, name: string, text: string | undefined): number {
  const value = text === undefined || text.trim() === '' ? Number.NaN : Number(text);
  if (Number.isFinite(value)) return value;
  throw missing(raw, i, `a number for ${name}`);
}

const where = (raw: RawAlignment, i: number): string =>
  `alignment ${raw.name.slice(0, 80)}, element ${i + 1} (${raw.elements[i]!.kind})`;

const missing = (raw: RawAlignment, i: number, expected: string): FormatError =>
  new FormatError(`LandXML ${where(raw, i)}: expected ${expected}`, { offset: 0, expected });

function equationsOf(raw: RawAlignment, unitM: number): { backM: number; aheadM: number }[] {
  let [internal, station] = [raw.staStart, raw.staStart];
  return raw.equations.map(({ staBack, staAhead, staInternal, staIncrement }, i) => {
    if (/decreas/i.test(staIncrement ?? '')) throw new UnsupportedError('LandXML StaEquation with decreasing stations');
    const [back, ahead, at] = [staBack, staAhead, staInternal].map((text) =>
      text === undefined ? null : Number(text),
    );
    const backM = back ?? (at == null ? Number.NaN : station + (at - internal));
    if (!Number.isFinite(backM) || ahead == null || !Number.isFinite(ahead)) {
      const message = `LandXML alignment ${raw.name.slice(0, 80)}: StaEquation ${i + 1}: expected staBack and staAhead`;
      throw new FormatError(message, { offset: 0, expected: 'staBack, staAhead' });
    }
    internal += backM - station;
    station = ahead;
    return { backM: backM * unitM, aheadM: ahead * unitM };
  });
}

function profileOf(
  raw: RawAlignment,
  distanceOf: (sta: number) => number,
  height: (elevation: number) => number,
  unitM: number,
  add: Add,
): VerticalPoint[] | null {
  const [used, ...others] = raw.profiles.filter(({ points }) => points.length >= 2);
  if (!used) return null;
  if (others.length > 0) add('OTHER_PROFILES', `profile "${used.name}" was read; there are ${others.length} more`);
  const points = used.points.map(({ sta, elevation }) => ({
    distanceM: distanceOf(sta),
    elevationM: height(elevation),
  }));
  const circles = used.points.filter(({ kind }) => kind === 'CircCurve').length;
  if (circles > 0) add('CIRCLES_AS_PARABOLAS', `${circles} circular vertical curves were taken for parabolas`);
  return used.points.map(({ length, radius }, i) => {
    const slope = (k: number) =>
      (points[k + 1]!.elevationM - points[k]!.elevationM) / (points[k + 1]!.distanceM - points[k]!.distanceM);
    const isInside = i > 0 && i < points.length - 1;
    const bend = isInside ? Math.abs(slope(i) - slope(i - 1)) : 0;
    return { ...points[i]!, curveLengthM: (length ?? Math.abs(radius ?? 0) * bend) * unitM };
  });
}

/** Names that the file gives to the ends of its elements. */
function namesIn(raw: RawAlignment, { elements, lengthM }: Alignment): AlignmentPoint[] {
  const named: AlignmentPoint[] = [];
  raw.elements.forEach(({ startName, endName }, i) => {
    const before = raw.elements[i - 1]?.endName;
    const label = startName || before;
    if (label) named.push({ name: label.slice(0, 80), distanceM: elements[i]!.distanceM });
    if (i === raw.elements.length - 1 && endName) named.push({ name: endName.slice(0, 80), distanceM: lengthM });
  });
  return named;
}
