/** Tubes and the walls of an excavation in the site view. */
import { BufferAttribute, BufferGeometry, DoubleSide, Mesh, MeshBasicMaterial, type Scene, type Vector3 } from 'three';
import { type ColouredMesh, digMesh, tubeMesh } from '../state/tube-mesh.ts';
import type { ViewUnderground } from '../state/underground-view.ts';

type Shown = Mesh<BufferGeometry, MeshBasicMaterial>;

export interface SitePipes {
  set(view: ViewUnderground | null): void;
  dispose(): void;
}

/**
 * @param scene among the points: what the dig box bares is seen in it
 * @param over over the points: tubes while the ground is seen through
 * @param origin site position of the scenes' origin
 */
export function createSitePipes(scene: Scene, over: Scene, origin: Vector3): SitePipes {
  let shown: ViewUnderground | null = null;
  let meshes: Shown[] = [];
  const remove = () => {
    for (const mesh of meshes) {
      mesh.removeFromParent();
      mesh.geometry.dispose();
      mesh.material.dispose();
    }
    meshes = [];
  };
  return {
    dispose: remove,
    set(view) {
      const isSame =
        view?.tubes === shown?.tubes &&
        view?.walls === shown?.walls &&
        (view?.groundOpacity ?? 1) < 1 === (shown?.groundOpacity ?? 1) < 1;
      shown = view;
      if (isSame) return;
      remove();
      if (!view) return;
      const from = [origin.x, origin.y, origin.z] as const;
      if (view.tubes.length > 0) {
        const mesh = meshOf(tubeMesh(view.tubes, from));
        meshes.push(mesh);
        (view.groundOpacity < 1 ? over : scene).add(mesh);
      }
      if (view.walls) {
        const mesh = meshOf(digMesh(view.walls, from));
        meshes.push(mesh);
        scene.add(mesh);
      }
    },
  };
}

function meshOf({ positions, colours, triangles }: ColouredMesh): Shown {
  const geometry = new BufferGeometry();
  geometry.setAttribute('position', new BufferAttribute(Float32Array.from(positions), 3));
  geometry.setAttribute('color', new BufferAttribute(colours, 4, true));
  geometry.setIndex(new BufferAttribute(triangles, 1));
  return new Mesh(geometry, new MeshBasicMaterial({ vertexColors: true, side: DoubleSide, toneMapped: false }));
}
