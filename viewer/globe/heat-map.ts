/** The heat map of height differences on the globe: a mesh with a colour at each vertex. */
import {
  BlendingState,
  Cartesian3,
  CullFace,
  PerInstanceColorAppearance,
  type Primitive,
  PrimitiveType,
} from '@cesium/engine';
import { heatMapMesh } from '../state/heat-map-mesh.ts';
import type { HeatMap } from '../state/map-view.ts';
import type { SiteFrame } from '../state/site-frame.ts';
import { colouredPrimitive } from './coloured-primitive.ts';

export function createHeatMapPrimitive(map: HeatMap, frame: SiteFrame): Primitive | null {
  const { positions, colours, triangles } = heatMapMesh(map);
  if (triangles.length === 0) return null;
  const world = new Float64Array(positions.length);
  for (let index = 0; index < positions.length; index += 3) {
    const [lon, lat] = frame.toLonLat(positions[index] as number, positions[index + 1] as number);
    const place = Cartesian3.fromDegrees(lon, lat, (positions[index + 2] as number) + frame.geoidHeightM);
    world[index] = place.x;
    world[index + 1] = place.y;
    world[index + 2] = place.z;
  }
  // Over the points, whichever epoch they are of; slopes that face away stay hidden.
  const appearance = new PerInstanceColorAppearance({
    flat: true,
    translucent: true,
    renderState: {
      depthTest: { enabled: false },
      depthMask: false,
      cull: { enabled: true, face: CullFace.BACK },
      blending: BlendingState.ALPHA_BLEND,
    },
  });
  return colouredPrimitive({ world, colours, indices: triangles }, PrimitiveType.TRIANGLES, appearance, {
    allowPicking: false,
  });
}
