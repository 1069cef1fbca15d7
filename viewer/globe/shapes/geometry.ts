/** Lines and faces as geometries of the engine: earth-centred doubles, which it splits for the shader. */
import {
  BoundingSphere,
  ComponentDatatype,
  Geometry,
  GeometryAttribute,
  GeometryAttributes,
  PrimitiveType,
} from '@cesium/engine';

/** Light from the south-west, as in the site view. */
const LIGHT = [-0.37, 0.58, 0.72] as const;

interface Column {
  readonly values: Float64Array | Float32Array | Uint8Array;
  readonly parts: number;
}

function geometryOf(columns: Readonly<Record<string, Column>>, indices: Uint32Array, position: Float64Array): Geometry {
  const attributes = new GeometryAttributes();
  for (const [name, { values, parts }] of Object.entries(columns)) {
    const componentDatatype =
      values instanceof Float64Array
        ? ComponentDatatype.DOUBLE
        : values instanceof Uint8Array
          ? ComponentDatatype.UNSIGNED_BYTE
          : ComponentDatatype.FLOAT;
    Reflect.set(
      attributes,
      name,
      new GeometryAttribute({
        componentDatatype,
        componentsPerAttribute: parts,
        normalize: values instanceof Uint8Array,
        values: values as unknown as number[],
      } as ConstructorParameters<typeof GeometryAttribute>[0]),
    );
  }
  return new Geometry({
    attributes,
    indices,
    primitiveType: PrimitiveType.TRIANGLES,
    boundingSphere: BoundingSphere.fromVertices(position as unknown as number[]),
  });
}

/** @param segments pairs of ends, earth-centred, six numbers a pair @param widthPx CSS pixels */
export function lineGeometry(segments: Float64Array, widthPx: number): Geometry {
  const count = segments.length / 6;
  const [position, previous, next] = [0, 0, 0].map(() => new Float64Array(12 * count)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const expand = new Float32Array(8 * count);
  const st = new Float32Array(8 * count);
  const indices = new Uint32Array(6 * count);
  const isSame = (a: number, b: number) => [0, 1, 2].every((axis) => segments[a + axis] === segments[b + axis]);
  for (let k = 0; k < count; k++) {
    const [from, to] = [6 * k, 6 * k + 3];
    const joinsBefore = k > 0 && isSame(from - 3, from);
    const joinsAfter = k + 1 < count && isSame(to, to + 3);
    for (let corner = 0; corner < 4; corner++) {
      const isEnd = corner >= 2;
      const vertex = 4 * k + corner;
      for (let axis = 0; axis < 3; axis++) {
        const [a, b] = [segments[from + axis]!, segments[to + axis]!];
        const before = joinsBefore ? segments[from - 6 + axis]! : 2 * a - b;
        const after = joinsAfter ? segments[to + 6 + axis]! : 2 * b - a;
        position[3 * vertex + axis] = isEnd ? b : a;
        previous[3 * vertex + axis] = isEnd ? a : before;
        next[3 * vertex + axis] = isEnd ? after : b;
      }
      const side = corner % 2;
      expand.set([2 * side - 1, isEnd ? -widthPx : widthPx], 2 * vertex);
      st.set([isEnd ? 1 : 0, side], 2 * vertex);
    }
    indices.set(
      [0, 2, 1, 1, 2, 3].map((corner) => 4 * k + corner),
      6 * k,
    );
  }
  return geometryOf(
    {
      position: { values: position, parts: 3 },
      prevPosition: { values: previous, parts: 3 },
      nextPosition: { values: next, parts: 3 },
      expandAndWidth: { values: expand, parts: 2 },
      st: { values: st, parts: 2 },
    },
    indices,
    position,
  );
}

/**
 * @param world earth-centred places of the vertices
 * @param local the same in the site frame: the shading is of the plane
 * @param colour red, green, blue a vertex, or null for white
 * @param uv places in a picture, or null; a picture is not shaded
 */
export function faceGeometry(
  world: Float64Array,
  local: Float32Array,
  triangles: Uint32Array,
  colour: Uint8Array | null,
  uv: Float32Array | null,
): Geometry {
  const count = local.length / 3;
  const shade = new Float32Array(3 * count).fill(1);
  if (!uv && !colour) shadeFaces(local, triangles, shade);
  else if (colour) for (let at = 0; at < shade.length; at++) shade[at] = colour[at]! / 255;
  const st = new Float32Array(2 * count);
  // the engine counts from the picture's foot
  if (uv) for (let at = 0; at < st.length; at++) st[at] = at % 2 === 0 ? uv[at]! : 1 - uv[at]!;
  return geometryOf(
    {
      position: { values: world, parts: 3 },
      shade: { values: shade, parts: 3 },
      st: { values: st, parts: 2 },
    },
    triangles,
    world,
  );
}

/** Greys by the mean direction of the faces around each vertex. */
function shadeFaces(local: Float32Array, triangles: Uint32Array, shade: Float32Array): void {
  const normal = new Float32Array(local.length);
  for (let at = 0; at < triangles.length; at += 3) {
    const [a, b, c] = [3 * triangles[at]!, 3 * triangles[at + 1]!, 3 * triangles[at + 2]!];
    const [ux, uy, uz] = [local[b]! - local[a]!, local[b + 1]! - local[a + 1]!, local[b + 2]! - local[a + 2]!];
    const [vx, vy, vz] = [local[c]! - local[a]!, local[c + 1]! - local[a + 1]!, local[c + 2]! - local[a + 2]!];
    let [nx, ny, nz] = [uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx];
    if (nz < 0) [nx, ny, nz] = [-nx, -ny, -nz];
    for (const corner of [a, b, c]) {
      normal[corner]! += nx;
      normal[corner + 1]! += ny;
      normal[corner + 2]! += nz;
    }
  }
  for (let at = 0; at < local.length; at += 3) {
    const length = Math.hypot(normal[at]!, normal[at + 1]!, normal[at + 2]!);
    const dot =
      length > 0 ? (normal[at]! * LIGHT[0] + normal[at + 1]! * LIGHT[1] + normal[at + 2]! * LIGHT[2]) / length : 1;
    shade.fill(0.45 + 0.55 * Math.max(0, dot), at, at + 3);
  }
}
