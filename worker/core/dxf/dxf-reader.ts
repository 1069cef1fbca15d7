/**
 * Reads what a text DXF holds of surfaces and areas: faces of 3DFACE, POLYLINE (polyface and polygon mesh) and MESH;
 * closed LWPOLYLINE and POLYLINE outlines; texts, which name outlines. x = east, y = north. Only the section ENTITIES
 * is read: what stands in blocks is counted, not placed.
 *
 * Why not npm dxf-parser 1.1.2: measured on files of 3DFACEs, 300,000 (49 MB) took 1.5 s and 799 MiB, 1,000,000 (164 MB)
 * 5.0 s and 2,376 MiB, and a text above 512 MiB cannot be one string; it reads `1.5x` as 1.5 and `abc` as NaN without a
 * word, and has no MESH. This scanner holds the triangles only: the whole import of the same files, with cleaning and saving, took
 * 2.5 s and 252 MiB, and 6.8 s and 497 MiB.
 * Source: AutoCAD DXF Reference (2012), sections HEADER and ENTITIES.
 */
import { FOOT_M, US_SURVEY_FOOT_M } from '../crs/linear-unit.ts';
import { FormatError, LimitError } from '../errors.ts';
import { DxfFaces } from './dxf-faces.ts';
import { GroupCodes, numberOf } from './group-codes.ts';

export interface DxfOutline {
  readonly layer: string;
  /** Drawing units; the last vertex is joined to the first, which is not repeated. */
  readonly vertices: readonly (readonly [number, number])[];
  /** Of the edge that begins at each vertex. */
  readonly bulges: readonly number[];
  /** Of each vertex, drawing units; 0 where the drawing is flat. */
  readonly heights: readonly number[];
}

/** A POINT. */
export interface DxfPoint {
  readonly layer: string;
  readonly at: readonly [x: number, y: number, z: number];
}

/** Level; drawn by viewers, measured by nobody. */
export interface DxfCircle extends DxfPoint {
  readonly radius: number;
}

/** A line, an arc or an open polyline. */
export type DxfPath = DxfOutline;

export interface DxfText {
  readonly text: string;
  readonly at: readonly [number, number];
  readonly height: number;
}

export interface DxfDrawing {
  /** Faces by layer, in the order in which layers appear. */
  readonly faces: ReadonlyMap<string, DxfFaces>;
  readonly outlines: readonly DxfOutline[];
  readonly texts: readonly DxfText[];
  /** LINE, ARC and open polylines, as far as {@link MAX_PATH_VERTICES} goes. */
  readonly paths: readonly DxfPath[];
  /** At most {@link MAX_MARKS} of each. */
  readonly points: readonly DxfPoint[];
  readonly circles: readonly DxfCircle[];
  /** Metres per drawing unit; null when the file does not say. */
  readonly unitM: number | null;
  readonly openPolylines: number;
  /** Polylines on planes that are not horizontal. */
  readonly tilted: number;
  /** Blocks that are placed; what they hold is not read. */
  readonly inserts: number;
}

/** $INSUNITS → metres. */
const UNITS: Readonly<Record<number, number>> = {
  1: FOOT_M / 12,
  2: FOOT_M,
  3: 5280 * FOOT_M,
  4: 0.001,
  5: 0.01,
  6: 1,
  7: 1000,
  10: 3 * FOOT_M,
  14: 0.1,
  21: US_SURVEY_FOOT_M,
};

const MAX_OUTLINE_VERTICES = 5_000_000;
const MAX_TEXTS = 1_000_000;
/** An axis is no drawing of contours: further paths are counted, not kept. */
const MAX_PATH_VERTICES = 200_000;
const MAX_MARKS = 1_000_000;
const CLOSED = 1;
const POLYGON_MESH = 16;
const CLOSED_ACROSS = 32;
const POLYFACE = 64;

/** An entity while its groups come in. */
interface Entity {
  readonly type: string;
  layer: string;
  flags: number;
  x: number[];
  y: number[];
  z: number[];
  bulges: number[];
  /** 71 to 74. */
  counts: [number, number, number, number];
  extrusionZ: number;
  isTilted: boolean;
  text: string;
  /** MESH: which list the numbers of code 90 belong to. */
  list: 'none' | 'faces' | 'other';
  listed: number[];
  /** ARC: 40, and 50, 51 in degrees. */
  radius: number;
  angles: number[];
  /** LWPOLYLINE: 38. */
  elevation: number;
}

export class DxfReader {
  private readonly pairs = new GroupCodes((code, value, line) => this.take(code, value, line));
  private section: string | null = null;
  private expectsName = false;
  private variable = '';
  private entity: Entity | null = null;
  private polyline: { readonly head: Entity; readonly vertices: Entity[]; faces: number[][] } | null = null;
  private hasEntities = false;
  private isEnded = false;
  private vertexCount = 0;

  private readonly faces = new Map<string, DxfFaces>();
  private readonly outlines: DxfOutline[] = [];
  private readonly texts: DxfText[] = [];
  private readonly paths: DxfPath[] = [];
  private readonly points: DxfPoint[] = [];
  private readonly circles: DxfCircle[] = [];
  private pathVertices = 0;
  private unitM: number | null = null;
  private openPolylines = 0;
  private tilted = 0;
  private inserts = 0;

  /**
   * @throws {FormatError} for a line that is no group code or no finite number, and for meshes that contradict themselves
   * @throws {LimitError} above the bounds of meshes and outlines
   */
  write(piece: string): void {
    this.pairs.write(piece);
  }

  /** @throws {FormatError} when the file is cut off or has no section ENTITIES */
  end(): DxfDrawing {
    this.pairs.end();
    if (!this.hasEntities)
      throw new FormatError('DXF: expected a section ENTITIES, seen none', { offset: 0, expected: 'ENTITIES' });
    if (!this.isEnded) throw new FormatError('DXF: the file is cut off: expected EOF', { offset: 0, expected: 'EOF' });
    const { faces, outlines, texts, paths, points, circles, unitM, openPolylines, tilted, inserts } = this;
    return { faces, outlines, texts, paths, points, circles, unitM, openPolylines, tilted, inserts };
  }

  private take(code: number, value: string, line: number): void {
    if (code === 0) {
      this.finishEntity(line);
      this.begin(value.trim());
    } else if (this.expectsName) {
      this.expectsName = false;
      if (code === 2) this.section = value.trim();
      if (this.section === 'ENTITIES') this.hasEntities = true;
    } else if (this.section === 'HEADER') this.takeHeader(code, value, line);
    else if (this.entity) this.takeGroup(this.entity, code, value, line);
  }

  private begin(name: string): void {
    if (name === 'SECTION') this.expectsName = true;
    else if (name === 'ENDSEC') this.section = null;
    else if (name === 'EOF') this.isEnded = true;
    else if (this.section === 'ENTITIES') this.entity = newEntity(name);
  }

  private takeHeader(code: number, value: string, line: number): void {
    if (code === 9) this.variable = value.trim();
    else if (this.variable === '$INSUNITS' && code === 70) this.unitM = UNITS[numberOf(value, code, line)] ?? null;
  }

  private takeGroup(entity: Entity, code: number, value: string, line: number): void {
    if (code === 8) entity.layer = value.trim();
    else if (code === 1 || code === 3) {
      // code 3: the first parts of a long MTEXT
      if (entity.type === 'TEXT' || entity.type === 'MTEXT') entity.text += value;
    } else if (READ.has(entity.type)) takeNumber(entity, code, value, line);
  }

  private finishEntity(line: number): void {
    const { entity } = this;
    this.entity = null;
    if (!entity) return;
    switch (entity.type) {
      case '3DFACE':
        this.facesOf(entity.layer).add3dFace(cornersOf(entity, line));
        break;
      case 'MESH':
        this.finishMesh(entity, line);
        break;
      case 'LWPOLYLINE':
        this.addOutline(entity, entity.x, entity.y, [entity.elevation], entity.bulges, line);
        break;
      case 'POLYLINE':
        this.polyline = { head: entity, vertices: [], faces: [] };
        break;
      case 'VERTEX':
        this.addVertex(entity, line);
        break;
      case 'SEQEND':
        this.finishPolyline(line);
        break;
      case 'TEXT':
      case 'MTEXT':
        this.addText(entity);
        break;
      case 'LINE':
        if (!entity.isTilted && hasBothEnds(entity)) {
          this.addPath(entity, entity.x, entity.y, entity.z, []);
        }
        break;
      case 'ARC':
        this.addArc(entity);
        break;
      case 'POINT':
      case 'CIRCLE':
        this.addMark(entity);
        break;
      case 'INSERT':
        this.inserts++;
        break;
    }
  }

  private addMark({ type, layer, x, y, z, radius, extrusionZ, isTilted }: Entity): void {
    const list: DxfPoint[] = type === 'POINT' ? this.points : this.circles;
    if (isTilted || x.length === 0 || y.length === 0 || list.length >= MAX_MARKS) return;
    const at = [extrusionZ < 0 ? -x[0]! : x[0]!, y[0]!, z[0] ?? 0] as const;
    if (type === 'POINT') this.points.push({ layer, at });
    else if (radius > 0) this.circles.push({ layer, at, radius });
  }

  private addText({ x, y, z, text, extrusionZ }: Entity): void {
    if (this.texts.length >= MAX_TEXTS || x.length === 0 || y.length === 0 || text.trim() === '') return;
    // control words of MTEXT: \P is a line end, {\fArial;…} a font
    const plain = text
      .replace(/\\P/g, ' ')
      .replace(/\\[A-Za-z][^;\\{}]*;/g, '')
      .replace(/[{}]/g, '')
      .trim();
    this.texts.push({ text: plain, at: [extrusionZ < 0 ? -x[0]! : x[0]!, y[0]!], height: z[0] ?? 0 });
  }

  private addVertex(entity: Entity, line: number): void {
    const { polyline } = this;
    if (!polyline) throw new FormatError(`DXF line ${line}: a VERTEX without a POLYLINE`, { offset: line });
    // a polyface's face records are vertices with flag 128 and without 64
    if ((polyline.head.flags & POLYFACE) !== 0 && (entity.flags & 192) === 128) polyline.faces.push([...entity.counts]);
    else if ((entity.flags & 16) === 0 || (polyline.head.flags & POLYGON_MESH) !== 0) polyline.vertices.push(entity);
    this.checkCount(polyline.vertices.length);
  }

  private finishPolyline(line: number): void {
    const { polyline } = this;
    this.polyline = null;
    // an INSERT with attributes ends with SEQEND too
    if (!polyline) return;
    const { head, vertices, faces } = polyline;
    if ((head.flags & (POLYGON_MESH | POLYFACE)) === 0) {
      const [x, y] = [vertices.map((v) => v.x[0] ?? Number.NaN), vertices.map((v) => v.y[0] ?? Number.NaN)];
      this.addOutline(
        head,
        x,
        y,
        vertices.map((v) => v.z[0] ?? 0),
        vertices.map((v) => v.bulges[0] ?? 0),
        line,
      );
      return;
    }
    const target = this.facesOf(head.layer);
    const first = target.east.length;
    for (const { x, y, z } of vertices) target.addVertex(x[0] ?? Number.NaN, y[0] ?? Number.NaN, z[0] ?? 0);
    if ((head.flags & POLYFACE) !== 0) target.addPolyface(first, faces, line);
    else {
      const closed = [(head.flags & CLOSED) !== 0, (head.flags & CLOSED_ACROSS) !== 0] as const;
      target.addPolygonMesh(first, [head.counts[0], head.counts[1]], closed, line);
    }
  }

  private finishMesh({ layer, x, y, z, listed }: Entity, line: number): void {
    if (x.length !== y.length || x.length !== z.length) {
      throw new FormatError(`DXF MESH before line ${line}: expected x, y and z of every vertex`, { offset: line });
    }
    const target = this.facesOf(layer);
    const first = target.east.length;
    for (let v = 0; v < x.length; v++) target.addVertex(x[v]!, y[v]!, z[v]!);
    target.addMeshFaces(first, listed, line);
  }

  private addOutline(
    entity: Entity,
    x: readonly number[],
    y: readonly number[],
    z: readonly number[],
    bulges: readonly number[],
    line: number,
  ): void {
    this.vertexCount += x.length;
    this.checkCount(this.vertexCount);
    if (x.length !== y.length || x.some(Number.isNaN) || y.some(Number.isNaN)) {
      throw new FormatError(`DXF ${entity.type} before line ${line}: expected x and y of every vertex`, {
        offset: line,
      });
    }
    if (entity.isTilted) {
      this.tilted++;
      return;
    }
    const last = x.length - 1;
    const isRepeated = last > 0 && x[0] === x[last] && y[0] === y[last];
    if ((entity.flags & CLOSED) === 0 && !isRepeated) {
      this.openPolylines++;
      this.addPath(entity, x, y, z, bulges);
      return;
    }
    const count = isRepeated ? last : x.length;
    // an extrusion of −z looks at the drawing from below
    const side = entity.extrusionZ < 0 ? -1 : 1;
    this.outlines.push({
      layer: entity.layer,
      vertices: Array.from({ length: count }, (_, i) => [side * x[i]!, y[i]!] as const),
      bulges: Array.from({ length: count }, (_, i) => side * (bulges[i] ?? 0)),
      heights: Array.from({ length: count }, (_, i) => z[i] ?? z[0] ?? 0),
    });
  }

  private addPath(
    { layer, extrusionZ }: Entity,
    x: readonly number[],
    y: readonly number[],
    z: readonly number[],
    bulges: readonly number[],
  ): void {
    this.pathVertices += x.length;
    if (x.length < 2 || this.pathVertices > MAX_PATH_VERTICES) return;
    const side = extrusionZ < 0 ? -1 : 1;
    this.paths.push({
      layer,
      vertices: x.map((value, i) => [side * value, y[i]!] as const),
      bulges: x.map((_, i) => side * (bulges[i] ?? 0)),
      heights: x.map((_, i) => z[i] ?? z[0] ?? 0),
    });
  }

  /** ARC: centre, radius and two angles, anticlockwise; kept as two vertices with a bulge. */
  private addArc(entity: Entity): void {
    const { x, y, z, radius, angles, isTilted } = entity;
    const [from, to] = angles;
    if (isTilted || x.length === 0 || y.length === 0 || !(radius > 0) || from === undefined || to === undefined) return;
    const turn = (((to - from) % 360) + 360) % 360;
    const at = (deg: number) => (deg * Math.PI) / 180;
    const ends = [from, to].map((deg) => [x[0]! + radius * Math.cos(at(deg)), y[0]! + radius * Math.sin(at(deg))]);
    const bulge = Math.tan(at(turn) / 4);
    this.addPath(
      entity,
      ends.map(([e]) => e!),
      ends.map(([, n]) => n!),
      [z[0] ?? 0],
      [bulge, 0],
    );
  }

  private checkCount(actual: number): void {
    if (actual <= MAX_OUTLINE_VERTICES) return;
    const message = `DXF: expected at most ${MAX_OUTLINE_VERTICES} vertices of polylines, seen more`;
    throw new LimitError(message, { limit: MAX_OUTLINE_VERTICES, actual });
  }

  private facesOf(layer: string): DxfFaces {
    let faces = this.faces.get(layer);
    if (!faces) {
      faces = new DxfFaces();
      this.faces.set(layer, faces);
    }
    return faces;
  }
}

const READ = new Set([
  '3DFACE',
  'MESH',
  'LWPOLYLINE',
  'POLYLINE',
  'VERTEX',
  'TEXT',
  'MTEXT',
  'LINE',
  'ARC',
  'POINT',
  'CIRCLE',
]);

function newEntity(type: string): Entity {
  return {
    type,
    layer: '0',
    flags: 0,
    x: [],
    y: [],
    z: [],
    bulges: [],
    counts: [0, 0, 0, 0],
    extrusionZ: 1,
    isTilted: false,
    text: '',
    list: 'none',
    listed: [],
    radius: 0,
    angles: [],
    elevation: 0,
  };
}

/** Whether a LINE says x and y of both ends: they come in any order, and one may be missing. */
const hasBothEnds = ({ x, y }: Entity): boolean => [x[0], x[1], y[0], y[1]].every((value) => value !== undefined);

function takeNumber(entity: Entity, code: number, value: string, line: number): void {
  const is3dFace = entity.type === '3DFACE';
  const isLine = entity.type === 'LINE';
  if (code >= 10 && code <= 39 && (code % 10 === 0 || (is3dFace && code % 10 <= 3) || (isLine && code % 10 === 1))) {
    const axis = code < 20 ? entity.x : code < 30 ? entity.y : entity.z;
    if (is3dFace || isLine) axis[code % 10] = numberOf(value, code, line);
    else axis.push(numberOf(value, code, line));
    if (entity.type === 'LWPOLYLINE' && code === 10) entity.bulges.push(0);
  } else if (code === 42 && (entity.type === 'LWPOLYLINE' || entity.type === 'VERTEX')) {
    entity.bulges[Math.max(0, entity.bulges.length - 1)] = numberOf(value, code, line);
  } else if (code === 38 && entity.type === 'LWPOLYLINE') entity.elevation = numberOf(value, code, line);
  else if (code === 40 && (entity.type === 'ARC' || entity.type === 'CIRCLE'))
    entity.radius = numberOf(value, code, line);
  else if ((code === 50 || code === 51) && entity.type === 'ARC')
    entity.angles[code - 50] = numberOf(value, code, line);
  else if (code === 70) entity.flags = numberOf(value, code, line);
  else if (code >= 71 && code <= 74 && !is3dFace) entity.counts[code - 71] = numberOf(value, code, line);
  else if (code === 210 || code === 220) {
    if (Math.abs(numberOf(value, code, line)) > 1e-9) entity.isTilted = true;
  } else if (code === 230) entity.extrusionZ = numberOf(value, code, line);
  else if (entity.type === 'MESH' && code >= 93 && code <= 95) entity.list = code === 93 ? 'faces' : 'other';
  else if (entity.type === 'MESH' && code === 90 && entity.list === 'faces')
    entity.listed.push(numberOf(value, code, line));
}

function cornersOf({ x, y, z, layer }: Entity, line: number): (readonly [number, number, number])[] {
  const count = Math.max(x.length, y.length);
  const corners = Array.from({ length: count }, (_, i) => [x[i] ?? Number.NaN, y[i] ?? Number.NaN, z[i] ?? 0] as const);
  if (count < 3 || count > 4 || corners.some(([e, n]) => Number.isNaN(e) || Number.isNaN(n))) {
    throw new FormatError(
      `DXF 3DFACE on layer ${layer.slice(0, 40)} before line ${line}: expected 3 or 4 corners, seen ${count}`,
      {
        offset: line,
        expected: 4,
        actual: count,
      },
    );
  }
  return corners;
}
