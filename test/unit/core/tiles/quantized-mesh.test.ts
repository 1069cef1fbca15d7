import { describe, expect, it } from 'vitest';
import { enuFrame, geodeticToEcef } from '#core/crs/ecef.ts';
import {
  LEVEL_ZERO_ERROR_M,
  TERRAIN_NODES,
  terrainBox,
  terrainNode,
  writeQuantizedMesh,
} from '#core/tiles/quantized-mesh.ts';
import { fillTerrainVoids } from '#core/tiles/terrain-voids.ts';
import { readQuantizedMesh } from '../../../helpers/quantized-mesh.ts';

const SIDE = TERRAIN_NODES;
/** Level 15 over Izusan. */
const address = { level: 15, x: 58_085, y: 22_778 };
const ground = (heightAt: (u: number, v: number) => number) =>
  Float64Array.from({ length: SIDE * SIDE }, (_, i) =>
    heightAt((i % SIDE) / (SIDE - 1), Math.floor(i / SIDE) / (SIDE - 1)),
  );
const hills = ground((u, v) => 240 + 60 * Math.sin(5 * u) * Math.cos(4 * v) + 8 * Math.sin(40 * u + 20 * v));

describe('writeQuantizedMesh', () => {
  it('comes back: every node of the grid within the level’s error and the step of its heights', () => {
    const mesh = readQuantizedMesh(writeQuantizedMesh({ address, heights: hills }));
    const allowed =
      (0.1 * LEVEL_ZERO_ERROR_M) / 2 ** address.level + (mesh.maximumHeight - mesh.minimumHeight) / 32_767;
    let seen = 0;
    for (let t = 0; t < mesh.triangles.length; t += 3) {
      const [a, b, c] = mesh.triangles.slice(t, t + 3) as [number, number, number];
      const at = (i: number) => [(mesh.u[i]! / 32_767) * (SIDE - 1), (mesh.v[i]! / 32_767) * (SIDE - 1)] as const;
      const [[ax, ay], [bx, by], [cx, cy]] = [at(a), at(b), at(c)];
      const twice = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax);
      expect(twice).toBeGreaterThan(0);
      for (let y = Math.ceil(Math.min(ay, by, cy) - 0.01); y <= Math.max(ay, by, cy) + 0.01; y++) {
        for (let x = Math.ceil(Math.min(ax, bx, cx) - 0.01); x <= Math.max(ax, bx, cx) + 0.01; x++) {
          const wa = ((bx - x) * (cy - y) - (by - y) * (cx - x)) / twice;
          const wb = ((cx - x) * (ay - y) - (cy - y) * (ax - x)) / twice;
          // nodes of the grid are rounded to 1/32767 of the tile
          if (Math.min(wa, wb, 1 - wa - wb) < -2e-3) continue;
          seen++;
          const height = wa * mesh.heights[a]! + wb * mesh.heights[b]! + (1 - wa - wb) * mesh.heights[c]!;
          expect(Math.abs(height - hills[y * SIDE + x]!)).toBeLessThan(allowed + 0.02);
        }
      }
    }
    expect(seen).toBeGreaterThanOrEqual(SIDE * SIDE);
  });

  it('its edges are whole and its sphere holds it', () => {
    const mesh = readQuantizedMesh(writeQuantizedMesh({ address, heights: hills }));
    const [west, south, east, north] = terrainBox(address);
    const [onWest, onSouth, onEast, onNorth] = mesh.edges as [number[], number[], number[], number[]];
    expect(onWest.every((i) => mesh.u[i] === 0) && onEast.every((i) => mesh.u[i] === 32_767)).toBe(true);
    expect(onSouth.every((i) => mesh.v[i] === 0) && onNorth.every((i) => mesh.v[i] === 32_767)).toBe(true);
    for (const [vertices, axis] of [
      [onWest, mesh.v],
      [onSouth, mesh.u],
    ] as const) {
      const places = vertices.map((i) => axis[i]!).sort((a, b) => a - b);
      expect([places[0], places.at(-1)]).toEqual([0, 32_767]);
    }
    for (let i = 0; i < mesh.u.length; i++) {
      const lon = west + (mesh.u[i]! / 32_767) * (east - west);
      const lat = south + (mesh.v[i]! / 32_767) * (north - south);
      const p = geodeticToEcef(lon, lat, mesh.heights[i]!);
      const away = Math.hypot(...p.map((value, k) => value - mesh.sphere.center[k]!));
      expect(away).toBeLessThan(mesh.sphere.radius + 0.5);
    }
    // beyond the ellipsoid, on the way through the tile
    expect(Math.hypot(...mesh.occlusionPoint)).toBeGreaterThan(1);
    expect(Math.hypot(...mesh.occlusionPoint)).toBeLessThan(1.001);
  });

  it('two tiles of a level share the nodes of their common side', () => {
    const next = { ...address, x: address.x + 1 };
    const [, , east] = terrainBox(address);
    const [west] = terrainBox(next);
    expect(west).toBe(east);
    expect(terrainNode(0, 1, SIDE - 1)).toBe(1);
  });

  it('normals are those of the ground', () => {
    // rises to the east by 1 in 2
    const [west, south, east, north] = terrainBox(address);
    const [lon, lat] = [(west + east) / 2, (south + north) / 2];
    const widthM = ((east - west) * Math.PI * 6_378_137 * Math.cos((lat * Math.PI) / 180)) / 180;
    const mesh = readQuantizedMesh(
      writeQuantizedMesh({ address, heights: ground((u) => 100 + (u * widthM) / 2), normals: true }),
    );
    const frame = enuFrame(lon, lat, 0);
    const expected = [0, 1, 2].map((k) => (frame.up[k]! - 0.5 * frame.east[k]!) / Math.hypot(1, 0.5));
    for (let i = 0; i < mesh.u.length; i++) {
      const dot = expected.reduce((sum, value, k) => sum + value * mesh.normals![3 * i + k]!, 0);
      expect(dot).toBeGreaterThan(Math.cos((2 * Math.PI) / 180));
    }
  });

  it('level ground takes two triangles; nothing is rounded away', () => {
    const mesh = readQuantizedMesh(writeQuantizedMesh({ address, heights: ground(() => 40.123) }));
    expect(mesh.triangles).toHaveLength(6);
    for (const height of mesh.heights) expect(height).toBeCloseTo(40.123, 4);
  });
});

describe('fillTerrainVoids', () => {
  it('ground runs out into the level within ten nodes; what was measured stays', () => {
    const heights = ground((u) => (u < 0.5 ? 100 : Number.NaN));
    const before = heights.slice();
    fillTerrainVoids(heights, SIDE, () => 0);
    const row = 30 * SIDE;
    for (let col = 0; col < SIDE; col++) {
      if (!Number.isNaN(before[row + col]!)) expect(heights[row + col]).toBe(100);
      else expect(heights[row + col]).toBeLessThanOrEqual(heights[row + col - 1]!);
    }
    expect(heights[row + 32]).toBeGreaterThan(85);
    expect(heights[row + 45]).toBe(0);
  });

  it('nothing measured lies at the level', () => {
    const heights = ground(() => Number.NaN);
    fillTerrainVoids(heights, SIDE, () => 3);
    expect(new Set(heights)).toEqual(new Set([3]));
  });
});
