import { MeshoptDecoder, MeshoptEncoder } from 'meshoptimizer';
import { Points, Vector3 } from 'three';
import { GLTFLoader } from 'three/examples/jsm/loaders/GLTFLoader.js';
import { beforeAll, describe, expect, test } from 'vitest';
import { crsFromCode } from '#core/crs/crs.ts';
import { encodeNodeGlb } from '#core/export/node-glb.ts';
import { readNodePoints } from '#core/export/node-points.ts';
import { createTileFrame } from '#core/export/tile-frame.ts';
import { decodeGlb } from '../../../helpers/decode-glb.ts';
import { nodeRecords } from '../../../helpers/node-records.ts';

beforeAll(async () => {
  await Promise.all([MeshoptEncoder.ready, MeshoptDecoder.ready]);
});

async function loadWithThree(glb: Uint8Array): Promise<Points[]> {
  const loader = new GLTFLoader().setMeshoptDecoder(MeshoptDecoder);
  const { scene } = await loader.parseAsync(glb.slice().buffer, '');
  scene.updateMatrixWorld(true);
  const found: Points[] = [];
  scene.traverse((object) => {
    if (object instanceof Points) found.push(object);
  });
  return found;
}

describe('our GLB in three.js, a reader that is not ours', () => {
  // 16 bits, floats, floats in several primitives
  test.each([40, 400, 20_000])('cube of %i m: positions, colours, classes and intensities arrive', async (sideM) => {
    const records = nodeRecords({ count: 1000, format: 7, sideM });
    const layout = { pointDataRecordFormat: 7, pointDataRecordLength: 36 };
    const points = readNodePoints(records, layout, { scale: [0.001, 0.001, 0.001], offset: [52000, -97200, 0] });
    const geoid = { name: 'none', fallback: false, accuracyM: 0, heightAt: () => 0 };
    const frame = createTileFrame('local', { crs: crsFromCode('EPSG:6676'), geoid, center: [52000, -97200, 0] });
    const pack = (bytes: Uint8Array, count: number, stride: number) =>
      MeshoptEncoder.encodeGltfBuffer(bytes, count, stride, 'ATTRIBUTES');
    const glb = encodeNodeGlb(points, { frame, colorBits: 16, pack });
    const ours = await decodeGlb(glb);
    let at = 0;
    for (const object of await loadWithThree(glb)) {
      const { position, color, _classification, _intensity } = object.geometry.attributes;
      for (let i = 0; i < position!.count; i++, at++) {
        // three's matrices are doubles, its attributes what the file holds
        const { x, y, z } = new Vector3().fromBufferAttribute(position!, i).applyMatrix4(object.matrixWorld);
        const [east, north, up] = ours.positions.subarray(3 * at, 3 * at + 3);
        expect(Math.hypot(x - east!, -z - north!, y - up!)).toBeLessThan(1e-6);
        expect(Math.round(color!.getX(i) * 255)).toBe(ours.colors![4 * at]);
        expect(_classification!.getX(i)).toBe(ours.classification[at]);
        expect(_intensity!.getX(i)).toBe(ours.intensity[at]);
      }
    }
    expect(at).toBe(1000);
  });
});
