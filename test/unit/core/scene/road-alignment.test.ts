import { describe, expect, it } from 'vitest';
import { axisPlace } from '#core/alignment/place-on-axis.ts';
import { stationList } from '#core/alignment/stations.ts';
import { createGround } from '#core/scene/epoch-ground.ts';
import { ROAD, roadHeight, SCENE_EXTENT } from '#core/scene/layout.ts';
import { roadAlignment, truthAlignment, truthRoad, truthWires } from '#core/scene/road-alignment.ts';
import { surfaceHeight } from '#core/scene/surface-grid.ts';

const ground = createGround(1);
const alignment = roadAlignment();

describe('the road as an alignment', () => {
  it('follows the axis that the ground was made of: 0.06 m in plan, 0.01 m in height', () => {
    const { planDeviationM, heightDeviationM, lengthM } = truthAlignment(alignment);
    expect(planDeviationM).toBeLessThan(0.06);
    expect(heightDeviationM).toBeLessThan(0.01);
    expect(lengthM).toBeCloseTo(589.2427, 4);
    expect(alignment.elements.map(({ kind }) => kind)).toEqual([
      'line',
      'clothoid',
      'arc',
      'clothoid',
      'line',
      'clothoid',
      'arc',
      'clothoid',
      'line',
    ]);
  });

  it('runs from the west, from NO.0, and lies within the scene', () => {
    const list = stationList(alignment, { pitchM: 20, plusDistancesM: [], namedPoints: false });
    expect(list[0]!.name).toBe('BP (NO.0)');
    expect(list.at(-1)!.name).toBe('EP (NO.29+9.24)');
    expect(list).toHaveLength(31);
    const { minE, maxE } = SCENE_EXTENT;
    for (const { distanceM } of list) {
      const { east } = axisPlace(alignment, distanceM);
      expect(east > minE && east < maxE).toBe(true);
    }
  });

  it('lies on the ground of the first epoch, whose grade is that of the truth', () => {
    const { gradesAt, crossFallPercent, pavedHalfWidthM } = truthRoad(alignment);
    expect([crossFallPercent, pavedHalfWidthM]).toEqual([2, ROAD.pavedHalfWidthM]);
    for (const { distanceM, percent } of gradesAt.slice(1, -1)) {
      const [a, b] = [axisPlace(alignment, distanceM - 5), axisPlace(alignment, distanceM + 5)];
      const rise = roadHeight(b.east - SCENE_EXTENT.minE) - roadHeight(a.east - SCENE_EXTENT.minE);
      expect(percent).toBeCloseTo(10 * rise, 1);
      const here = axisPlace(alignment, distanceM);
      const groundM = surfaceHeight(ground.before, here.east - SCENE_EXTENT.minE, here.north - SCENE_EXTENT.minN);
      expect(groundM).toBeCloseTo(roadHeight(here.east - SCENE_EXTENT.minE), 1);
    }
  });
});

describe('wires of the truth', () => {
  const wires = truthWires(ground, alignment);

  it('are those of both epochs; only the transmission line crosses the road', () => {
    expect(wires.filter(({ epoch }) => epoch === 'before').length).toBeGreaterThan(
      wires.filter(({ epoch }) => epoch === 'after').length,
    );
    const crossing = wires.filter(({ clearance }) => clearance !== null);
    expect(crossing).toHaveLength(14);
    for (const { sagM, clearance } of crossing) {
      expect(sagM).toBeGreaterThan(5);
      expect(Math.abs(clearance!.offsetM)).toBeLessThanOrEqual(ROAD.pavedHalfWidthM);
      expect(clearance!.heightM).toBeGreaterThan(5);
    }
  });

  it('hang as parabolas above the ground', () => {
    const { from, to, sagM, clearance } = wires.find((wire) => wire.clearance !== null)!;
    const { east, north, azimuthRad } = axisPlace(alignment, clearance!.distanceM);
    const [e, n] = [
      east + clearance!.offsetM * Math.cos(azimuthRad),
      north - clearance!.offsetM * Math.sin(azimuthRad),
    ];
    const t = Math.hypot(e - from[0], n - from[1]) / Math.hypot(to[0] - from[0], to[1] - from[1]);
    const wireM = from[2] + t * (to[2] - from[2]) - 4 * sagM * t * (1 - t);
    const groundM = surfaceHeight(ground.before, e - SCENE_EXTENT.minE, n - SCENE_EXTENT.minN);
    expect(clearance!.heightM).toBeCloseTo(wireM - groundM, 6);
  });
});
