/** Meshes and points with a colour at each vertex, as the engine takes them. */
import {
  type Appearance,
  BoundingSphere,
  ComponentDatatype,
  Geometry,
  GeometryAttribute,
  GeometryAttributes,
  GeometryInstance,
  Primitive,
  type PrimitiveType,
} from '@cesium/engine';

export interface ColouredVertices {
  /** Earth-centred, metres: x, y, z a vertex. */
  readonly world: Float64Array;
  /** Red, green, blue, opacity a vertex. */
  readonly colours: Uint8Array;
  /** Vertices in their order of drawing; absent: as they come. */
  readonly indices?: Uint16Array | Uint32Array;
}

/** Made at once: it is there in the next frame. */
export function colouredPrimitive(
  { world, colours, indices }: ColouredVertices,
  primitiveType: PrimitiveType,
  appearance: Appearance,
  options: { readonly allowPicking?: boolean } = {},
): Primitive {
  const attributes = new GeometryAttributes();
  attributes.position = new GeometryAttribute({
    componentDatatype: ComponentDatatype.DOUBLE,
    componentsPerAttribute: 3,
    values: world,
  });
  attributes.color = new GeometryAttribute({
    componentDatatype: ComponentDatatype.UNSIGNED_BYTE,
    componentsPerAttribute: 4,
    normalize: true,
    values: colours,
  });
  const boundingSphere = BoundingSphere.fromVertices(Array.from(world));
  const geometry = new Geometry({ attributes, primitiveType, boundingSphere, ...(indices ? { indices } : {}) });
  return new Primitive({
    geometryInstances: new GeometryInstance({ geometry }),
    appearance,
    asynchronous: false,
    compressVertices: false,
    ...options,
  });
}
