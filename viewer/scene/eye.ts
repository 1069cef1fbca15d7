/** A three.js camera as the selection of nodes sees it. */
import { Frustum, Matrix4, type PerspectiveCamera, type Vector3 } from 'three';
import { FIELD_OF_VIEW_DEG } from '../state/camera-pose.ts';
import type { Eye } from '../streaming/selection.ts';
import { isOrthographic } from './orbit.ts';

/**
 * @param origin site position of the scene's origin
 * @param heightPx of the canvas, device pixels
 */
export function eyeOf(camera: PerspectiveCamera, origin: Vector3, heightPx: number): Eye {
  const matrix = new Matrix4().multiplyMatrices(camera.projectionMatrix, camera.matrixWorldInverse);
  const planes = new Float64Array(24);
  // the far plane moves with the distance: it cuts nothing that should be seen
  for (const [index, { normal, constant }] of new Frustum().setFromProjectionMatrix(matrix).planes.entries()) {
    planes.set([normal.x, normal.y, normal.z, constant - normal.dot(origin)], 4 * index);
  }
  const isParallel = isOrthographic(camera);
  return {
    east: camera.position.x + origin.x,
    north: camera.position.y + origin.y,
    height: camera.position.z + origin.z,
    planes,
    pixelsPerRadian: isParallel ? 0 : heightPx / (2 * Math.tan((FIELD_OF_VIEW_DEG * Math.PI) / 360)),
    pixelsPerMetre: isParallel ? (heightPx * (camera.projectionMatrix.elements[5] ?? 0)) / 2 : 0,
  };
}
