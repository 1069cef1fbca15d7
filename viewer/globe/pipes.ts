/** What lies under the ground of the globe: tubes and the walls of an excavation as primitives; the ground seen through, and cut away. */
import {
  Cartesian3,
  ClippingPlane,
  ClippingPlaneCollection,
  Color,
  Matrix3,
  Matrix4,
  PerInstanceColorAppearance,
  type Primitive,
  PrimitiveType,
  type Scene,
  Transforms,
} from '@cesium/engine';
import { gridConvergenceDeg, type SiteFrame } from '../state/site-frame.ts';
import { type ColouredMesh, digMesh, tubeMesh } from '../state/tube-mesh.ts';
import type { DigWalls, ViewUnderground } from '../state/underground-view.ts';
import { colouredPrimitive } from './coloured-primitive.ts';
import type { WorldFrame } from './world-frame.ts';

/** Behind the tubes where the ground is seen through, and under it. */
const UNDERGROUND = Color.fromCssColorString('#1d2329');
const RIM = Color.fromCssColorString('#ffd43b');

export interface GlobePipes {
  set(view: ViewUnderground | null): void;
}

export interface GlobePipesOptions {
  readonly scene: Scene;
  readonly frame: SiteFrame;
  readonly world: WorldFrame;
  /** How much of the points is drawn, 0…1: they cover the ground. */
  readonly setVeil: (opacity: number) => void;
  readonly onChange: () => void;
}

export function createGlobePipes({ scene, frame, world, setVeil, onChange }: GlobePipesOptions): GlobePipes {
  const { globe } = scene;
  let shown: ViewUnderground | null = null;
  let tubes: Primitive | null = null;
  let walls: Primitive | null = null;
  const replace = (before: Primitive | null, mesh: ColouredMesh | null, origin: Origin): Primitive | null => {
    if (before) scene.primitives.remove(before);
    const next = mesh && mesh.triangles.length > 0 ? primitiveOf(mesh, world, origin) : null;
    if (next) scene.primitives.add(next);
    return next;
  };
  return {
    set(view) {
      if (view?.tubes !== shown?.tubes) {
        const origin = originOf(view?.tubes[0]?.parts[0]);
        tubes = replace(tubes, view ? tubeMesh(view.tubes, origin) : null, origin);
      }
      if (view?.walls !== shown?.walls) {
        const origin = originOf(view?.walls?.rim);
        walls = replace(walls, view?.walls ? digMesh(view.walls, origin) : null, origin);
        // @ts-expect-error the engine's typing has no way to take the planes off again
        globe.clippingPlanes = view?.walls ? digPlanes(view.walls, frame, world) : undefined;
      }
      const opacity = view?.groundOpacity ?? 1;
      globe.translucency.enabled = opacity < 1;
      globe.translucency.frontFaceAlpha = opacity;
      globe.translucency.backFaceAlpha = opacity;
      globe.undergroundColor = UNDERGROUND;
      // points are many, one behind the other: they thin out faster than the ground
      if (opacity !== (shown?.groundOpacity ?? 1)) setVeil(opacity ** 2);
      shown = view;
      onChange();
    },
  };
}

type Origin = readonly [number, number, number];
const originOf = (places: Float64Array | undefined): Origin => [places?.[0] ?? 0, places?.[1] ?? 0, places?.[2] ?? 0];

function primitiveOf({ positions, colours, triangles }: ColouredMesh, world: WorldFrame, origin: Origin): Primitive {
  // light is in the colours
  const appearance = new PerInstanceColorAppearance({ flat: true, translucent: false, closed: false });
  const vertices = { world: world.place(positions, origin), colours, indices: triangles };
  return colouredPrimitive(vertices, PrimitiveType.TRIANGLES, appearance, { allowPicking: false });
}

/** Four upright planes around the box: what lies inside of all of them is not drawn. */
export function digPlanes({ box, floorM }: DigWalls, frame: SiteFrame, world: WorldFrame): ClippingPlaneCollection {
  const middle = world.toWorld({ east: box.east, north: box.north, height: floorM });
  const [lon, lat] = frame.toLonLat(box.east, box.north);
  // grid north to true north; the engine turns the other way round
  const heading = ((box.headingDeg - gridConvergenceDeg(frame, lon, lat)) * Math.PI) / 180;
  const modelMatrix = Matrix4.multiplyByMatrix3(
    Transforms.eastNorthUpToFixedFrame(middle),
    Matrix3.fromRotationZ(-heading),
    new Matrix4(),
  );
  const side = (x: number, y: number, awayM: number) => new ClippingPlane(new Cartesian3(x, y, 0), -awayM);
  return new ClippingPlaneCollection({
    modelMatrix,
    planes: [
      side(1, 0, box.widthM / 2),
      side(-1, 0, box.widthM / 2),
      side(0, 1, box.lengthM / 2),
      side(0, -1, box.lengthM / 2),
    ],
    edgeWidth: 1,
    edgeColor: RIM,
  });
}
