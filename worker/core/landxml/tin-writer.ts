/**
 * Writes TIN surfaces as LandXML 1.2, in the form that J-LandXML asks for: metres, points as "north east height".
 * Source: LandXML 1.2 schema; J-LandXML Ver. 1.6 / XSD 1.7 (MLIT).
 */
import { GeometryError } from '../errors.ts';

/** A triangulated surface in plane coordinates. */
export interface TinSurface {
  readonly name: string;
  /** What the surface is, in J-LandXML's words: `ExistingGround` or `DesignGround`. */
  readonly desc?: string;
  /** east, north, height of each vertex, metres; three numbers a vertex. */
  readonly positions: Float64Array;
  /** Indices of the vertices of each triangle, anticlockwise seen from above. */
  readonly triangles: Uint32Array;
}

/** What stands around the surfaces. */
export interface LandXmlDocument {
  readonly projectName: string;
  /** Properties of the project, in order: `applicationCriterion` and others that J-LandXML asks for. */
  readonly projectProperties?: Readonly<Record<string, string>>;
  readonly application: { readonly name: string; readonly version: string };
  /** `yyyy-mm-dd` and `hh:mm:ss`; given, not read from a clock, so that the same input gives the same bytes. */
  readonly date: string;
  readonly time: string;
  readonly coordinateSystem: {
    readonly name: string;
    readonly epsgCode?: string;
    /** JGD2011, JGD2000 or TD. */
    readonly horizontalDatum: string;
    /** T.P for heights above the mean sea level of Tokyo Bay. */
    readonly verticalDatum: string;
    /** Zone of the plane rectangular system, `8(X,Y)`. */
    readonly horizontalCoordinateSystemName: string;
  };
}

/** Decimals of a coordinate: millimetres. */
const DECIMALS = 3;

/**
 * The document in pieces, to be written one after another: memory does not grow with the surface.
 * @throws {GeometryError} when a surface has no triangle, a coordinate that is not finite, or an index without a vertex
 */
export function* landXmlTin(document: LandXmlDocument, surfaces: readonly TinSurface[]): Generator<string> {
  yield head(document);
  yield '  <Surfaces>\n';
  for (const surface of surfaces) yield* surfaceText(surface);
  yield '  </Surfaces>\n</LandXML>\n';
}

function head({
  projectName,
  projectProperties = {},
  application,
  date,
  time,
  coordinateSystem: crs,
}: LandXmlDocument): string {
  const epsg = crs.epsgCode === undefined ? '' : ` epsgCode="${escapeXml(crs.epsgCode)}"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<LandXML xmlns="http://www.landxml.org/schema/LandXML-1.2" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"' +
      ' xsi:schemaLocation="http://www.landxml.org/schema/LandXML-1.2 http://www.landxml.org/schema/LandXML-1.2/LandXML-1.2.xsd"' +
      ` date="${escapeXml(date)}" time="${escapeXml(time)}" version="1.2">`,
    ...projectLines(projectName, Object.entries(projectProperties)),
    `  <Application name="${escapeXml(application.name)}" version="${escapeXml(application.version)}"/>`,
    `  <CoordinateSystem name="${escapeXml(crs.name)}"${epsg} horizontalDatum="${escapeXml(crs.horizontalDatum)}"` +
      ` verticalDatum="${escapeXml(crs.verticalDatum)}"` +
      ` horizontalCoordinateSystemName="${escapeXml(crs.horizontalCoordinateSystemName)}"/>`,
    '  <Units>',
    '    <Metric areaUnit="squareMeter" linearUnit="meter" volumeUnit="cubicMeter" temperatureUnit="celsius"' +
      ' pressureUnit="HPA" angularUnit="decimal dd.mm.ss" directionUnit="decimal dd.mm.ss"/>',
    '  </Units>',
    '',
  ].join('\n');
}

function projectLines(name: string, properties: readonly (readonly [string, string])[]): string[] {
  const open = `  <Project name="${escapeXml(name)}"`;
  if (properties.length === 0) return [`${open}/>`];
  const lines = properties.map(
    ([label, value]) => `      <Property label="${escapeXml(label)}" value="${escapeXml(value)}"/>`,
  );
  return [`${open}>`, '    <Feature>', ...lines, '    </Feature>', '  </Project>'];
}

function* surfaceText({ name, desc, positions, triangles }: TinSurface): Generator<string> {
  const vertexCount = positions.length / 3;
  if (triangles.length === 0 || vertexCount < 3) {
    throw new GeometryError(
      `expected a surface with a triangle, got ${vertexCount} vertices and ${triangles.length / 3} triangles`,
      { surface: name },
    );
  }
  const description = desc === undefined ? '' : ` desc="${escapeXml(desc)}"`;
  yield `    <Surface name="${escapeXml(name)}"${description}>\n      <Definition surfType="TIN">\n        <Pnts>\n`;
  for (let v = 0; v < vertexCount; v++) {
    const [east, north, height] = [positions[3 * v]!, positions[3 * v + 1]!, positions[3 * v + 2]!];
    if (!Number.isFinite(east + north + height)) {
      throw new GeometryError(`expected finite coordinates, got ${east}, ${north}, ${height} at vertex ${v}`);
    }
    yield `          <P id="${v + 1}">${north.toFixed(DECIMALS)} ${east.toFixed(DECIMALS)} ${height.toFixed(DECIMALS)}</P>\n`;
  }
  yield '        </Pnts>\n        <Faces>\n';
  for (let t = 0; t < triangles.length; t += 3) {
    const corners = [triangles[t]!, triangles[t + 1]!, triangles[t + 2]!];
    if (corners.some((vertex) => !(vertex < vertexCount))) {
      throw new GeometryError(`expected vertices below ${vertexCount}, got ${corners.join(', ')} in triangle ${t / 3}`);
    }
    yield `          <F>${corners.map((vertex) => vertex + 1).join(' ')}</F>\n`;
  }
  yield '        </Faces>\n      </Definition>\n    </Surface>\n';
}

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escapeXml = (text: string): string => text.replace(/[&<>"]/g, (character) => ESCAPES[character] ?? character);
