/** The heat map of height differences in the site view: a mesh over the points. */
import { BufferAttribute, BufferGeometry, DoubleSide, Mesh, MeshBasicMaterial, type Vector3 } from 'three';
import { heatMapMesh } from '../state/heat-map-mesh.ts';
import type { HeatMap } from '../state/map-view.ts';

/** @param origin site position of the scene's origin */
export function createHeatMapObject(map: HeatMap, origin: Vector3): Mesh<BufferGeometry, MeshBasicMaterial> {
  const { positions, colours, triangles } = heatMapMesh(map);
  const local = new Float32Array(positions.length);
  for (let index = 0; index < positions.length; index += 3) {
    local[index] = (positions[index] as number) - origin.x;
    local[index + 1] = (positions[index + 1] as number) - origin.y;
    local[index + 2] = (positions[index + 2] as number) - origin.z;
  }
  const geometry = new BufferGeometry();
  geometry.setAttribute('position', new BufferAttribute(local, 3));
  geometry.setAttribute('color', new BufferAttribute(colours, 4, true));
  geometry.setIndex(new BufferAttribute(triangles, 1));
  // Colours are final: no conversion on the way to the screen.
  const material = new MeshBasicMaterial({
    vertexColors: true,
    side: DoubleSide,
    toneMapped: false,
    transparent: true,
  });
  return new Mesh(geometry, material);
}
