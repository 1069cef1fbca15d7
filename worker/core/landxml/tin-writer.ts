/**
 * Writes TIN surfaces as LandXML 1.2, in the form that J-LandXML asks for: metres, points as "north east height".
 * Source: LandXML 1.2 schema; J-LandXML Ver. 1.6 / XSD 1.7 (MLIT).
 */
import { GeometryError } from '../errors.ts';
import { documentHead, escapeXml, type LandXmlDocument } from './document-head.ts';

export type { LandXmlDocument } from './document-head.ts';

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

/** Decimals of a coordinate: millimetres. */
const DECIMALS = 3;

/**
 * The document in pieces, to be written one after another: memory does not grow with the surface.
 * @throws {GeometryError} when a surface has no triangle, a coordinate that is not finite, or an index without a vertex
 */
export function* landXmlTin(document: LandXmlDocument, surfaces: readonly TinSurface[]): Generator<string> {
  yield documentHead(document);
  yield* surfacesText(surfaces);
  yield '</LandXML>\n';
}

/** The element Surfaces. @throws {GeometryError} as `landXmlTin` */
export function* surfacesText(surfaces: readonly TinSurface[]): Generator<string> {
  yield '  <Surfaces>\n';
  for (const surface of surfaces) yield* surfaceText(surface);
  yield '  </Surfaces>\n';
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
