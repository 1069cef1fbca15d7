import { describe, expect, it } from 'vitest';
import { makeDesign, meshVolume } from '#core/design/design.ts';
import { sectionPlatform } from '#core/design/section-platform.ts';
import { GeometryError, RequestError } from '#core/errors.ts';
import { polylineOf } from '#core/measure/polyline.ts';
import { dippingPlane, horizontalPlane } from '#core/surface/plane.ts';
import type { PlaneShape } from '#core/surface/surface-shape.ts';
import { BERMS, EAST, groundTin, NO_BERMS, NORTH, validateMesh } from '../../../helpers/design-scenes.ts';

const LEVEL: PlaneShape = { kind: 'plane', plane: horizontalPlane(100) };
const base = { rules: NO_BERMS, reachM: 120, target: null, maxHeightM: null } as const;
/** 4 m of carriageway with 2 % cross fall and a metre of level shoulder, on both sides. */
const SIDE = [
  { offsetM: 4, heightM: -0.08 },
  { offsetM: 5, heightM: -0.08 },
];
const ROAD = { left: SIDE, right: SIDE };
const lineAt = (...positions: [number, number][]) => polylineOf(positions.map(([e, n]) => [EAST + e, NORTH + n]));
const level = (lengthM: number, heightM: number) => ({
  stationM: Float64Array.of(0, lengthM),
  heightM: Float64Array.of(heightM, heightM),
});

/** Area between the section and ground `g` metres below its profile, with slopes 1:1.8. */
function sectionArea(g: number): number {
  const edge = g - 0.08;
  return 2 * (((g + edge) / 2) * 4 + edge * 1) + 1.8 * edge ** 2;
}

describe('a section swept along a straight line', () => {
  it('has the volume area × length on level ground, within 0.01 %', () => {
    const line = lineAt([0, 0], [200, 50]);
    const platform = sectionPlatform(line, level(line.lengthM, 105), ROAD);
    const design = makeDesign({ ...base, platform, ground: LEVEL });
    expect(Math.abs(design.volume.fillM3 / (sectionArea(5) * line.lengthM) - 1)).toBeLessThan(1e-4);
    expect(design.toeLengthM).toBeCloseTo(2 * line.lengthM, 1);
    // cut off straight at both ends: the width from toe to toe
    expect(design.endRimM).toBeCloseTo(2 * (10 + 2 * 1.8 * 4.92), 1);
    validateMesh(design.mesh, design.footprintAreaM2);
  });

  it('has the volume of the analytic integral on ground that falls along it, within 0.1 %', () => {
    const line = lineAt([0, 0], [150, 0]);
    const platform = sectionPlatform(line, level(150, 105), ROAD);
    // 105 − ground grows from 3 to 6 m over the length
    const ground: PlaneShape = {
      kind: 'plane',
      plane: { originE: EAST, originN: NORTH, heightM: 102, slopeEast: -0.02, slopeNorth: 0 },
    };
    const design = makeDesign({ ...base, platform, ground });
    let truth = 0;
    for (let i = 0; i < 15_000; i++) truth += sectionArea(3 + (3 * (i + 0.5)) / 15_000) * 0.01;
    expect(Math.abs(design.volume.fillM3 / truth - 1)).toBeLessThan(1e-3);
  });

  it('has the volume of the analytic integral on ground that falls across it, with cut on one side', () => {
    const line = lineAt([0, 0], [150, 0]);
    const platform = sectionPlatform(line, level(150, 100), ROAD);
    const ground: PlaneShape = {
      kind: 'plane',
      plane: { originE: EAST, originN: NORTH, heightM: 100, slopeEast: 0, slopeNorth: 0.25 },
    };
    const design = makeDesign({ ...base, platform, ground });
    let [fill, cut] = [0, 0];
    const step = 0.001;
    for (let o = -30; o < 30; o += step) {
      const at = o + step / 2;
      const edge = Math.abs(at);
      const road = edge < 4 ? -0.02 * edge : -0.08;
      const over = Math.max(0, edge - 5);
      const g = 0.25 * at;
      const d = Math.max(road - over / 1.8, Math.min(road + over / 1.2, g)) - g;
      if (d > 0) fill += d * step;
      else cut -= d * step;
    }
    expect(Math.abs(design.volume.fillM3 / (150 * fill) - 1)).toBeLessThan(1e-3);
    expect(Math.abs(design.volume.cutM3 / (150 * cut) - 1)).toBeLessThan(1e-3);
  });

  it('follows its profile, with the end areas of a rising embankment', () => {
    const line = lineAt([0, 0], [100, 0]);
    const profile = { stationM: Float64Array.of(0, 40, 100), heightM: Float64Array.of(102, 104, 105.5) };
    const design = makeDesign({ ...base, platform: sectionPlatform(line, profile, ROAD), ground: LEVEL });
    let truth = 0;
    for (let i = 0; i < 10_000; i++) {
      const s = (i + 0.5) / 100;
      truth += sectionArea(s < 40 ? 2 + s / 20 : 4 + (s - 40) / 40) / 100;
    }
    expect(Math.abs(design.volume.fillM3 / truth - 1)).toBeLessThan(1e-3);
  });
});

describe('bends', () => {
  it('sweep area × length and the turned corner (Pappus), within 0.1 %', () => {
    const line = lineAt([0, 0], [100, 0], [160, 80]);
    const design = makeDesign({ ...base, platform: sectionPlatform(line, level(200, 105), ROAD), ground: LEVEL });
    // outside, every offset o turns about the vertex: α·o; inside, both legs end at the bisector: 2·tan(α/2)·o less
    const turn = Math.atan2(80, 60);
    const half = (o: number) => (o < 4 ? 5 - 0.02 * o : o < 5 ? 4.92 : Math.max(0, 4.92 - (o - 5) / 1.8));
    let moment = 0;
    for (let i = 0; i < 20_000; i++) moment += half((i + 0.5) / 1000) * ((i + 0.5) / 1000) * 0.001;
    const truth = sectionArea(5) * 200 + moment * (turn - 2 * Math.tan(turn / 2));
    expect(Math.abs(design.volume.fillM3 / truth - 1)).toBeLessThan(1e-3);
    validateMesh(design.mesh, design.footprintAreaM2);
  });

  it('with a grade leave no overlap and no gap on either side', () => {
    const line = lineAt([0, 0], [60, 0], [100, 40], [110, 100]);
    const end = line.lengthM;
    const profile = { stationM: Float64Array.of(0, end / 2, end), heightM: Float64Array.of(104, 109, 106) };
    const platform = sectionPlatform(line, profile, ROAD);
    const tin = groundTin((e, n) => 101 + 0.03 * e - 0.02 * n + Math.sin(e / 8) * Math.cos(n / 11));
    const ground = { kind: 'tin', tin, maxEdgeM: 10 } as const;
    const design = makeDesign({ ...base, rules: BERMS, platform, ground, reachM: 70 });
    validateMesh(design.mesh, design.footprintAreaM2);
    expect(design.voidRimM).toBe(0);
    expect(design.endRimM).toBeGreaterThan(20);
    expect(meshVolume(design.mesh, ground).fillM3).toBe(design.volume.fillM3);
  });

  it('balance by raising the whole profile', () => {
    const line = lineAt([0, 0], [80, 0], [130, 60]);
    const platform = sectionPlatform(line, level(line.lengthM + 1, 0), ROAD);
    const ground: PlaneShape = { kind: 'plane', plane: dippingPlane(EAST, NORTH, 101, 3, 45) };
    const target = { kind: 'balance', factor: 0.9 } as const;
    const design = makeDesign({ ...base, rules: BERMS, platform, ground, target });
    const again = meshVolume(design.mesh, ground);
    expect(Math.abs(again.cutM3 * 0.9 - again.fillM3)).toBeLessThan(1);
    expect(again.fillM3).toBeGreaterThan(100);
  });

  it('of an arc drawn as a polyline come close to the torus', () => {
    // a quarter circle of radius 60 m: area × length at the centroid's radius
    const arc = Array.from({ length: 46 }, (_, i): [number, number] => {
      const angle = (i / 45) * (Math.PI / 2);
      return [60 * Math.sin(angle), 60 - 60 * Math.cos(angle)];
    });
    const line = lineAt(...arc);
    const design = makeDesign({ ...base, platform: sectionPlatform(line, level(100, 105), ROAD), ground: LEVEL });
    const truth = (sectionArea(5) * 60 * Math.PI) / 2;
    expect(Math.abs(design.volume.fillM3 / truth - 1)).toBeLessThan(1e-3);
    validateMesh(design.mesh, design.footprintAreaM2);
  });
});

describe('what cannot be swept', () => {
  it('is a bend that is too sharp for the width', () => {
    const line = lineAt([0, 0], [50, 0], [50, 4], [100, 4]);
    expect(() => sectionPlatform(line, level(200, 105), ROAD)).toThrow(/bend at station 50.000 m is too sharp/);
  });

  it('is a line that crosses itself', () => {
    const line = lineAt([0, 0], [100, 0], [100, 60], [40, 60], [40, -60]);
    expect(() => sectionPlatform(line, level(400, 105), ROAD)).toThrow(GeometryError);
  });

  it('is a profile that ends before the line, and a section without a width', () => {
    const line = lineAt([0, 0], [100, 0]);
    expect(() => sectionPlatform(line, level(90, 105), ROAD)).toThrow(/stations from 0 to .* 100.000 m, got 0 to 90/);
    expect(() => sectionPlatform(line, level(100, 105), { left: [], right: [] })).toThrow(RequestError);
    const folded = [SIDE[1]!, SIDE[0]!];
    expect(() => sectionPlatform(line, level(100, 105), { left: folded, right: [] })).toThrow(/grow outwards/);
  });
});
