/**
 * Writes an alignment as LandXML 1.2 in the form of J-LandXML: CoordGeom of Line, Curve and Spiral, StaEquation, Profile. Positions are
 * "north east"; stations are start station + distance, as the schema's internal stations, with the jumps in StaEquation.
 * Source: LandXML 1.2 schema; J-LandXML Ver. 1.6 / XSD 1.7 (MLIT).
 */
import type { Alignment, AlignmentElement, AxisPlace } from '../alignment/alignment.ts';
import { elementEnd, elementPlace } from '../alignment/element.ts';
import { GeometryError } from '../errors.ts';
import { documentHead, escapeXml, type LandXmlDocument } from './document-head.ts';

/** A line of the profile as it was measured: [station, elevation]. */
export interface ProfileSurface {
  readonly name: string;
  readonly points: readonly (readonly [stationM: number, elevationM: number])[];
}

/** What goes into an alignment besides itself. */
export interface AlignmentExtras {
  readonly profileSurfaces?: readonly ProfileSurface[];
  /** The element CrossSects, in pieces. */
  readonly crossSections?: Iterable<string>;
  /** Main interval of stations. */
  readonly pitchM?: number;
}

/** Name of the profile of the design. */
export const profileName = (alignment: Alignment): string => `${alignment.name}-P`;

/**
 * A document of alignments only.
 * @throws {GeometryError} as `alignmentText`
 */
export function* landXmlAlignments(document: LandXmlDocument, alignments: readonly Alignment[]): Generator<string> {
  yield documentHead(document);
  yield '  <Alignments>\n';
  for (const alignment of alignments) yield* alignmentText(alignment);
  yield '  </Alignments>\n</LandXML>\n';
}

/** The element Alignment. @throws {GeometryError} for an alignment without elements, or numbers that are not finite */
export function* alignmentText(alignment: Alignment, extras: AlignmentExtras = {}): Generator<string> {
  const { name, lengthM, startStationM, elements, equations, points } = alignment;
  if (elements.length === 0) throw new GeometryError(`alignment ${name}: expected an element, got none`);
  const nameAt = (distanceM: number): string | null =>
    points.find((point) => Math.abs(point.distanceM - distanceM) < 1e-6)?.name ?? null;
  yield `    <Alignment name="${escapeXml(name)}" length="${exact(lengthM)}" staStart="${exact(startStationM)}">\n`;
  yield '      <CoordGeom>\n';
  for (const element of elements.flatMap(withoutInflexion)) yield elementText(element, nameAt);
  yield '      </CoordGeom>\n';
  for (const { distanceM, backM, aheadM } of equations) {
    const internal = exact(startStationM + distanceM);
    yield `      <StaEquation staBack="${exact(backM)}" staInternal="${internal}" staAhead="${exact(aheadM)}"/>\n`;
  }
  yield* profileText(alignment, extras.profileSurfaces ?? []);
  yield* extras.crossSections ?? [];
  yield '      <Feature name="Horizontal">\n        <Property label="method" value="要素法"/>\n      </Feature>\n';
  if (extras.pitchM !== undefined) {
    const main = metres(extras.pitchM);
    yield `      <Feature name="Interval">\n        <Property label="main" value="${main}"/>\n      </Feature>\n`;
  }
  yield '    </Alignment>\n';
}

/** A spiral has one rot: a clothoid that changes its side is two. */
function withoutInflexion(element: AlignmentElement): AlignmentElement[] {
  const { startCurvature: k0, endCurvature: k1, lengthM } = element;
  if (element.kind !== 'clothoid' || !(k0 * k1 < 0)) return [element];
  const middle = (lengthM * k0) / (k0 - k1);
  const { east, north, azimuthRad } = elementPlace(element, middle);
  const rest = { startE: east, startN: north, azimuthRad, lengthM: lengthM - middle, startCurvature: 0 };
  return [
    { ...element, lengthM: middle, endCurvature: 0 },
    { ...element, ...rest, distanceM: element.distanceM + middle },
  ];
}

function elementText(element: AlignmentElement, nameAt: (distanceM: number) => string | null): string {
  const { kind, lengthM, startCurvature: k0, endCurvature: k1, distanceM } = element;
  const start = elementPlace(element, 0);
  const end = elementEnd(element);
  const named = (tag: string, place: Pick<AxisPlace, 'east' | 'north'>, at: number | null): string => {
    const label = at === null ? null : nameAt(at);
    const attribute = label === null ? '' : ` name="${escapeXml(label)}"`;
    return `          <${tag}${attribute}>${exact(place.north)} ${exact(place.east)}</${tag}>\n`;
  };
  const startText = named('Start', start, distanceM);
  const endText = named('End', end, distanceM + lengthM);
  if (kind === 'line') return `        <Line length="${exact(lengthM)}">\n${startText}${endText}        </Line>\n`;
  const rot = (k0 || k1) > 0 ? 'cw' : 'ccw';
  if (kind === 'arc') {
    const centre = named('Center', centreOf(start), null);
    return `        <Curve rot="${rot}" radius="${exact(Math.abs(1 / k0))}" length="${exact(lengthM)}">\n${startText}${centre}${endText}        </Curve>\n`;
  }
  const radius = (k: number) => (k === 0 ? 'INF' : exact(Math.abs(1 / k)));
  const parameter = Math.sqrt(lengthM / Math.abs(k1 - k0));
  return (
    `        <Spiral length="${exact(lengthM)}" radiusStart="${radius(k0)}" radiusEnd="${radius(k1)}" rot="${rot}" spiType="clothoid">\n` +
    `${startText}${named('PI', tangentsMeet(start, end), null)}${endText}` +
    `          <Feature>\n            <Property label="A" value="${exact(parameter)}"/>\n          </Feature>\n        </Spiral>\n`
  );
}

function centreOf({ east, north, azimuthRad, curvature }: AxisPlace): { east: number; north: number } {
  return { east: east + Math.cos(azimuthRad) / curvature, north: north - Math.sin(azimuthRad) / curvature };
}

/** Where the tangents at both ends meet; halfway where they are parallel. */
function tangentsMeet(start: AxisPlace, end: AxisPlace): { east: number; north: number } {
  const turn = Math.sin(end.azimuthRad - start.azimuthRad);
  const [dE, dN] = [end.east - start.east, end.north - start.north];
  const ahead =
    Math.abs(turn) < 1e-9
      ? Math.hypot(dE, dN) / 2
      : (dN * Math.sin(end.azimuthRad) - dE * Math.cos(end.azimuthRad)) / turn;
  return {
    east: start.east + ahead * Math.sin(start.azimuthRad),
    north: start.north + ahead * Math.cos(start.azimuthRad),
  };
}

function* profileText(alignment: Alignment, surfaces: readonly ProfileSurface[]): Generator<string> {
  const { profile, startStationM } = alignment;
  const lines = surfaces.filter(({ points }) => points.length >= 2);
  if (!profile && lines.length === 0) return;
  yield '      <Profile>\n';
  if (profile) {
    yield `        <ProfAlign name="${escapeXml(profileName(alignment))}">\n`;
    for (const { distanceM, elevationM, curveLengthM } of profile) {
      const at = `${exact(startStationM + distanceM)} ${exact(elevationM)}`;
      yield curveLengthM > 0
        ? `          <ParaCurve length="${exact(curveLengthM)}">${at}</ParaCurve>\n`
        : `          <PVI>${at}</PVI>\n`;
    }
    yield '        </ProfAlign>\n';
  }
  for (const { name, points } of lines) {
    yield `        <ProfSurf name="${escapeXml(name)}">\n          <PntList2D>${pointList(points)}</PntList2D>\n        </ProfSurf>\n`;
  }
  yield '      </Profile>\n';
}

/** "a b c d …", millimetres. */
export const pointList = (points: readonly (readonly [number, number])[]): string =>
  points.map(([first, second]) => `${metres(first)} ${metres(second)}`).join(' ');

/** Three decimals. @throws {GeometryError} for a number that is not finite */
export function metres(value: number): string {
  if (!Number.isFinite(value)) throw new GeometryError(`LandXML: expected finite metres, got ${value}`);
  const text = value.toFixed(3);
  return text === '-0.000' ? '0.000' : text;
}

/** Nine decimals where they say something, three at least: what an axis needs to come back as it was. */
function exact(value: number): string {
  if (!Number.isFinite(value)) throw new GeometryError(`LandXML: expected finite metres, got ${value}`);
  const text = value.toFixed(9).replace(/0{1,6}$/, '');
  return /^-0\.0*$/.test(text) ? text.slice(1) : text;
}
