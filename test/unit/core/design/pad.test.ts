import { describe, expect, it } from 'vitest';
import { makeDesign, meshVolume } from '#core/design/design.ts';
import { FILL_SLOPE, PLATFORM } from '#core/design/design-mesh.ts';
import { padPlatform } from '#core/design/platform.ts';
import { RequestError } from '#core/errors.ts';
import { polygonArea } from '#core/geometry/polygon.ts';
import { prismoidalVolume } from '#core/measure/prismoidal.ts';
import { dippingPlane, horizontalPlane } from '#core/surface/plane.ts';
import { meshShape, type PlaneShape } from '#core/surface/surface-shape.ts';
import {
  areaAt,
  BERMS,
  EAST,
  groundTin,
  L_SHAPE,
  midpointVolumes,
  NO_BERMS,
  NORTH,
  rectangle,
  validateMesh,
  worstAt,
} from '../../../helpers/design-scenes.ts';

const LEVEL: PlaneShape = { kind: 'plane', plane: horizontalPlane(100) };
const base = { rules: NO_BERMS, reachM: 100, target: null, maxHeightM: null } as const;
const pad = (heightM: number, width = 40, depth = 30) =>
  padPlatform(areaAt(rectangle(width, depth)), horizontalPlane(heightM));

/** Ground that rises by `grade` towards the east, metres from (EAST, NORTH). */
const inclined = (grade: number): { shape: PlaneShape; height: (e: number) => number } => ({
  shape: {
    kind: 'plane',
    plane: { originE: EAST, originN: NORTH, heightM: 100, slopeEast: grade, slopeNorth: 0 },
  },
  height: (e) => 100 + grade * e,
});

/** Distance to the rectangle, 0 in it. */
const toRectangle = (width: number, depth: number) => (e: number, n: number) =>
  Math.hypot(Math.max(0, -e, e - width), Math.max(0, -n, n - depth));

describe('a level pad on a level plane', () => {
  it('has the volume of pad, side slopes and corner cones within 0.01 %', () => {
    const [h, n] = [6, 1.8];
    const design = makeDesign({ ...base, platform: pad(106), ground: LEVEL });
    // the sectors of the cones are chords: π is 0.02 % short in the last term
    const truth = 1200 * h + (140 * n * h ** 2) / 2 + (Math.PI * n ** 2 * h ** 3) / 3;
    expect(Math.abs(design.volume.fillM3 / truth - 1)).toBeLessThan(1e-4);
    expect(design.volume.cutM3).toBeLessThan(1e-3);
    expect(Math.abs(design.footprintAreaM2 / (1200 + 140 * n * h + Math.PI * (n * h) ** 2) - 1)).toBeLessThan(1e-4);
    expect(Math.abs(design.toeLengthM / (140 + 2 * Math.PI * n * h) - 1)).toBeLessThan(1e-3);
    expect(design.fillSlopeHeightM).toBeCloseTo(h, 3);
    validateMesh(design.mesh, design.footprintAreaM2);
  });

  it('digs the same shape downwards with the slope of cut', () => {
    const [h, n] = [6, 1.2];
    const design = makeDesign({ ...base, platform: pad(94), ground: LEVEL });
    const truth = 1200 * h + (140 * n * h ** 2) / 2 + (Math.PI * n ** 2 * h ** 3) / 3;
    expect(Math.abs(design.volume.cutM3 / truth - 1)).toBeLessThan(1e-4);
    expect(design.volume.fillM3).toBeLessThan(1e-3);
  });

  it('steps outwards by the width of a berm at every height of it', () => {
    // 7 m high, berms 1.5 m wide at 3 m and 6 m below the edge: prismatoids with rounded corners, summed by height
    const design = makeDesign({ ...base, rules: BERMS, platform: pad(107), ground: LEVEL });
    const areaAtDistance = (d: number) => 1200 + 140 * d + Math.PI * d ** 2;
    const distanceAtDepth = (depth: number) => 1.8 * depth + 1.5 * Math.min(2, Math.floor(depth / 3));
    const steps = 7_000;
    let truth = 0;
    for (let i = 0; i < steps; i++) truth += (areaAtDistance(distanceAtDepth(((i + 0.5) * 7) / steps)) * 7) / steps;
    expect(Math.abs(design.volume.fillM3 / truth - 1)).toBeLessThan(2e-4);
    validateMesh(design.mesh, design.footprintAreaM2);
  });

  it('is flat where it is drawn flat, to a millimetre', () => {
    const design = makeDesign({ ...base, rules: BERMS, platform: pad(107), ground: LEVEL });
    expect(worstAt(design, PLATFORM, () => 107)).toBe(0);
    const toPad = toRectangle(40, 30);
    // vertices stand on whole millimetres and the cone's chords within 1.3 mm of it
    const slope = (e: number, n: number) => {
      const d = toPad(e, n);
      const [first, second] = [5.4 + 1.5, 2 * (5.4 + 1.5)];
      if (d < first) return 107 - Math.min(3, d / 1.8);
      if (d < second) return 107 - Math.min(6, 3 + (d - first) / 1.8);
      return 107 - 6 - (d - second) / 1.8;
    };
    expect(worstAt(design, FILL_SLOPE, slope)).toBeLessThan(2e-3);
  });
});

describe('a pad on sloping ground', () => {
  const { shape, height } = inclined(0.2);
  const toPad = toRectangle(60, 40);
  const surface = (level: number) => (e: number, n: number) => {
    const d = toPad(e, n);
    return Math.max(level - d / 1.8, Math.min(level + d / 1.2, height(e)));
  };

  it('has the volumes of max(lower, min(upper, ground)), by an independent quadrature', () => {
    const platform = pad(106, 60, 40);
    const design = makeDesign({ ...base, platform, ground: shape });
    const box = { from: [-60, -60], to: [120, 100], step: 0.1 } as const;
    const truth = midpointVolumes(box, surface(106), height);
    // the quadrature itself is good to 1e-5 here
    expect(Math.abs(design.volume.fillM3 / truth.fillM3 - 1)).toBeLessThan(2e-4);
    expect(Math.abs(design.volume.cutM3 / truth.cutM3 - 1)).toBeLessThan(2e-4);
    expect(design.voidAreaM2).toBe(0);
    validateMesh(design.mesh, design.footprintAreaM2);
  });

  it.each([0.85, 0.9, 1])('finds the balance for C = %f within 1 m³', (factor) => {
    const design = makeDesign({
      ...base,
      platform: pad(0, 60, 40),
      ground: shape,
      target: { kind: 'balance', factor },
    });
    // recomputed by the volume engine over the footprint's box, from the mesh alone
    const again = meshVolume(design.mesh, shape);
    expect(Math.abs(again.cutM3 * factor - again.fillM3)).toBeLessThan(1);
    // and by the quadrature over the surface that the height alone defines
    const box = { from: [-60, -60], to: [120, 100], step: 0.1 } as const;
    const truth = midpointVolumes(box, surface(design.raisedM), height);
    expect(Math.abs(truth.cutM3 * factor - truth.fillM3)).toBeLessThan(1);
  });

  it('finds the balance height itself: on an even slope of a symmetric pad with equal slopes it is the middle', () => {
    const equal = { fill: { ...NO_BERMS.fill, run: 1.5 }, cut: { ...NO_BERMS.cut, run: 1.5 } };
    const target = { kind: 'balance', factor: 1 } as const;
    const design = makeDesign({ ...base, rules: equal, platform: pad(0, 60, 40), ground: shape, target });
    // cut and fill mirror each other about the middle of the pad, at 106 m; 0.1 m³ over some 3,000 m²
    expect(Math.abs(design.raisedM - 106)).toBeLessThan(1e-4);
  });

  it('reaches a target of fill, and one of cut', () => {
    const fill = makeDesign({
      ...base,
      platform: pad(0, 60, 40),
      ground: shape,
      target: { kind: 'fill', volumeM3: 10_000 },
    });
    expect(Math.abs(fill.volume.fillM3 - 10_000)).toBeLessThan(1);
    const cut = makeDesign({
      ...base,
      platform: pad(0, 60, 40),
      ground: shape,
      target: { kind: 'cut', volumeM3: 7_000 },
    });
    expect(Math.abs(cut.volume.cutM3 - 7_000)).toBeLessThan(1);
  });

  it('says what a height limit leaves out of reach', () => {
    const input = {
      ...base,
      platform: pad(0, 60, 40),
      ground: shape,
      target: { kind: 'fill', volumeM3: 40_000 } as const,
    };
    expect(() => makeDesign({ ...input, maxHeightM: 5 })).toThrow(/maxHeightM: .* at most 5 m/);
    expect(makeDesign({ ...input, maxHeightM: 50 }).volume.fillM3).toBeCloseTo(40_000, 0);
  });
});

describe('a sloping pad', () => {
  it('starts its slopes from its own edge, and stays one plane', () => {
    const plane = dippingPlane(EAST, NORTH, 106, 2, 120);
    const platform = padPlatform(areaAt(rectangle(40, 30)), plane);
    const design = makeDesign({ ...base, platform, ground: LEVEL });
    const height = (e: number, n: number) => 106 + plane.slopeEast * e + plane.slopeNorth * n;
    expect(worstAt(design, PLATFORM, height)).toBeLessThan(1e-9);
    // the height of the nearest edge, less the slope: what a cross-section at right angles to the edge shows
    const surface = (e: number, n: number) => {
      const [fe, fn] = [Math.min(40, Math.max(0, e)), Math.min(30, Math.max(0, n))];
      return Math.max(100, height(fe, fn) - Math.hypot(e - fe, n - fn) / 1.8);
    };
    const truth = midpointVolumes({ from: [-20, -20], to: [60, 50], step: 0.05 }, surface, () => 100);
    expect(Math.abs(design.volume.fillM3 / truth.fillM3 - 1)).toBeLessThan(2e-4);
  });

  it('is refused when it is as steep as its side slopes', () => {
    const platform = padPlatform(areaAt(rectangle(40, 30)), dippingPlane(EAST, NORTH, 106, 30, 90));
    expect(() => makeDesign({ ...base, platform, ground: LEVEL })).toThrow(RequestError);
  });
});

describe('outlines of any form', () => {
  const toL = (e: number, n: number) => Math.min(toRectangle(60, 20)(e, n), toRectangle(25, 50)(e, n));

  it('are exact at concave corners', () => {
    const platform = padPlatform(areaAt(L_SHAPE), horizontalPlane(108));
    const design = makeDesign({ ...base, platform, ground: LEVEL });
    const surface = (e: number, n: number) => Math.max(100, 108 - toL(e, n) / 1.8);
    const truth = midpointVolumes({ from: [-20, -20], to: [80, 70], step: 0.05 }, surface, () => 100);
    expect(Math.abs(design.volume.fillM3 / truth.fillM3 - 1)).toBeLessThan(2e-4);
    validateMesh(design.mesh, design.footprintAreaM2);
  });

  it('may have holes, whose slopes meet in the middle', () => {
    const hole: [number, number][] = [
      [10, 10],
      [10, 20],
      [30, 20],
      [30, 10],
    ];
    const area = areaAt(rectangle(40, 30), hole);
    const design = makeDesign({ ...base, platform: padPlatform(area, horizontalPlane(110)), ground: LEVEL });
    const surface = (e: number, n: number) => {
      const inHole = e > 10 && e < 30 && n > 10 && n < 20;
      const d = inHole ? Math.min(e - 10, 30 - e, n - 10, 20 - n) : toRectangle(40, 30)(e, n);
      return Math.max(100, 110 - d / 1.8);
    };
    const truth = midpointVolumes({ from: [-20, -20], to: [60, 50], step: 0.05 }, surface, () => 100);
    expect(Math.abs(design.volume.fillM3 / truth.fillM3 - 1)).toBeLessThan(2e-4);
    expect(design.footprintAreaM2).toBeGreaterThan(polygonArea(area) + 200);
    validateMesh(design.mesh, design.footprintAreaM2);
  });
});

describe('ground of points', () => {
  const height = (e: number, n: number) => 100 + 0.15 * e + 0.05 * n + 1.5 * Math.sin(e / 9) * Math.cos(n / 7);
  const tin = groundTin(height);
  const ground = { kind: 'tin', tin, maxEdgeM: 10 } as const;
  const platform = padPlatform(areaAt(L_SHAPE), horizontalPlane(106));

  it('is met by the rim exactly, and balances', () => {
    const target = { kind: 'balance', factor: 0.9 } as const;
    const design = makeDesign({ ...base, rules: BERMS, platform, ground, target });
    validateMesh(design.mesh, design.footprintAreaM2);
    const again = meshVolume(design.mesh, ground);
    expect(Math.abs(again.cutM3 * 0.9 - again.fillM3)).toBeLessThan(1);
    expect(design.voidRimM).toBe(0);
    expect(design.voidAreaM2).toBe(0);
  });

  it('gives the volumes of the tin method over any area that holds the design', () => {
    const design = makeDesign({ ...base, platform, ground });
    const box = areaAt([
      [-60, -60],
      [120, -60],
      [120, 110],
      [-60, 110],
    ]);
    const engine = prismoidalVolume(box, ground, meshShape(design.mesh));
    expect(engine.fillM3).toBeCloseTo(design.volume.fillM3, 6);
    expect(engine.cutM3).toBeCloseTo(design.volume.cutM3, 6);
  });

  it('ends the design where it is void, and says for how long', () => {
    const gap = groundTin(height, { hole: (e, n) => e > 62 && e < 80 && n > -10 && n < 30 });
    const design = makeDesign({ ...base, platform, ground: { kind: 'tin', tin: gap, maxEdgeM: 5 } });
    expect(design.voidRimM).toBeGreaterThan(5);
    expect(design.voidRimM).toBeLessThan(60);
    expect(design.toeLengthM).toBeGreaterThan(100);
    validateMesh(design.mesh, design.footprintAreaM2);
  });

  it('under the pad may be void: the area is told and in no volume', () => {
    const gap = groundTin(height, { hole: (e, n) => e > 5 && e < 18 && n > 5 && n < 15 });
    const design = makeDesign({ ...base, platform, ground: { kind: 'tin', tin: gap, maxEdgeM: 5 } });
    expect(design.voidAreaM2).toBeGreaterThan(80);
    expect(design.voidAreaM2).toBeLessThan(200);
  });

  it('gives the same bytes twice', () => {
    const make = () => makeDesign({ ...base, rules: BERMS, platform, ground });
    const [one, other] = [make(), make()];
    expect(one.mesh).toEqual(other.mesh);
    expect(one.volume).toEqual(other.volume);
  });
});
