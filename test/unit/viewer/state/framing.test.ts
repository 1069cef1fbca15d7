import { describe, expect, it } from 'vitest';
import { parseCollection } from '../../../../viewer/api/collections.ts';
import { extentOf, framePose } from '../../../../viewer/state/framing.ts';

function collection(id: string, bbox: readonly number[], heights: readonly [number, number]) {
  const parsed = parseCollection({
    id,
    extent: { spatial: { bbox: [bbox] } },
    'tengun:bounds': [0, 0, heights[0], 1, 1, heights[1]],
  });
  return parsed ? [parsed] : [];
}

const before = collection('before', [139.0, 35.1, 139.01, 35.11], [180, 300]);
const after = collection('after', [139.005, 35.105, 139.02, 35.12], [150, 290]);

describe('an extent', () => {
  it('holds all collections', () => {
    expect(extentOf([...before, ...after])).toEqual({
      west: 139.0,
      south: 35.1,
      east: 139.02,
      north: 35.12,
      minElevationM: 150,
      maxElevationM: 300,
    });
  });

  it('takes the short way around the earth', () => {
    const oregon = collection('autzen', [-123.07, 44.05, -123.06, 44.06], [100, 200]);
    const extent = extentOf([...before, ...oregon]);
    expect(extent?.west).toBe(139);
    expect(extent?.east).toBeCloseTo(236.94, 9);
    const pose = extent && framePose(extent, { aspect: 1.5 });
    expect(pose?.lon).toBeCloseTo(-172.03, 2);
  });

  it('is nothing without a place', () => {
    const parsed = parseCollection({ id: 'nowhere' });
    expect(extentOf(parsed ? [parsed] : [])).toBeNull();
    expect(extentOf([])).toBeNull();
  });
});

describe('framing', () => {
  const extent = { west: 139, south: 35, east: 139.01, north: 35.005, minElevationM: 100, maxElevationM: 200 };

  it('looks at the middle', () => {
    expect(framePose(extent, { aspect: 1.5 })).toMatchObject({ lon: 139.005, lat: 35.0025, elevationM: 150 });
  });

  it('stands farther off when the picture is narrow', () => {
    const wide = framePose(extent, { aspect: 2 }).rangeM;
    expect(framePose(extent, { aspect: 0.5 }).rangeM).toBeGreaterThan(wide * 2);
  });

  it('keeps a distance from a single point', () => {
    const point = { west: 139, south: 35, east: 139, north: 35, minElevationM: 5, maxElevationM: 5 };
    expect(framePose(point, { aspect: 1 }).rangeM).toBe(20);
  });

  it('looks straight down on data an ocean apart', () => {
    const wide = framePose({ ...extent, west: -123, north: 44 }, { aspect: 1.5 });
    expect(wide.pitchDeg).toBe(-90);
    expect(wide.rangeM).toBeGreaterThan(1e7);
  });
});
