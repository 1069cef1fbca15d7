import { describe, expect, it } from 'vitest';
import { colourAt, DIFFERENCE_STOPS, rgbParts } from '../../../../viewer/state/colour-ramp.ts';
import { differenceLimit, heatMapMesh } from '../../../../viewer/state/heat-map-mesh.ts';
import type { HeatMap } from '../../../../viewer/state/map-view.ts';

function grid(cols: number, rows: number, valueAt: (col: number, row: number) => number | null): HeatMap {
  const valuesM: (number | null)[] = [];
  for (let row = 0; row < rows; row++) for (let col = 0; col < cols; col++) valuesM.push(valueAt(col, row));
  const heightsM = valuesM.map((value) => (value === null ? null : 100 + value));
  return { cols, rows, originE: 10, originN: 20, cellSizeM: 2, valuesM, heightsM, limitM: 1 };
}

describe('the heat map', () => {
  it('puts a vertex in the middle of each cell, from the south-west', () => {
    const { positions, triangles } = heatMapMesh(grid(2, 2, () => 0));
    expect([...positions.subarray(0, 3)]).toEqual([11, 21, 100.15]);
    expect([...positions.subarray(9, 12)]).toEqual([13, 23, 100.15]);
    expect(triangles).toHaveLength(6);
  });

  it('leaves holes where there is no data', () => {
    const { positions, triangles } = heatMapMesh(grid(3, 3, (col, row) => (col === 1 && row === 1 ? null : 0.5)));
    expect(positions).toHaveLength(8 * 3);
    // Of eight triangles around the hole, the two that do not touch it are left.
    expect(triangles).toHaveLength(2 * 3);
    expect(Math.max(...triangles)).toBeLessThan(8);
  });

  it('faces up', () => {
    const { positions, triangles } = heatMapMesh(grid(2, 2, () => 0));
    const at = (vertex: number) => [positions[vertex * 3] ?? 0, positions[vertex * 3 + 1] ?? 0] as const;
    for (let first = 0; first < triangles.length; first += 3) {
      const [a, b, c] = [at(triangles[first] ?? 0), at(triangles[first + 1] ?? 0), at(triangles[first + 2] ?? 0)];
      expect((b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])).toBeGreaterThan(0);
    }
  });

  it('paints cut blue, fill red, and clamps beyond the limit', () => {
    const { colours } = heatMapMesh(grid(3, 1, (col) => [-5, 0, 5][col] ?? null));
    const channels = (vertex: number) => [...colours.subarray(vertex * 4, vertex * 4 + 3)].map((part) => part / 255);
    const ends = [DIFFERENCE_STOPS[0] ?? 0, DIFFERENCE_STOPS.at(-1) ?? 0].map(rgbParts);
    for (const [channel, value] of (ends[0] ?? []).entries()) expect(channels(0)[channel]).toBeCloseTo(value, 2);
    for (const [channel, value] of (ends[1] ?? []).entries()) expect(channels(2)[channel]).toBeCloseTo(value, 2);
    expect(Math.min(...channels(1))).toBeGreaterThan(0.9);
  });

  it('lets the ground show through where a difference is within the scatter', () => {
    const values = grid(3, 1, (col) => [-0.2, 0.1, 0.2][col] ?? null);
    const opacities = ({ colours }: { colours: Uint8Array }) => [3, 7, 11].map((at) => colours[at] ?? 0);
    const [cut, none, fill] = opacities(heatMapMesh({ ...values, lodM: 0.15 }));
    expect(cut).toBe(fill);
    expect(none).toBeLessThan((cut ?? 0) / 2);
    expect(opacities(heatMapMesh(values))).toEqual([255, 255, 255]);
  });

  it('draws a large grid from every n-th cell', () => {
    const { positions } = heatMapMesh(grid(1000, 800, () => 1));
    expect(positions.length / 3).toBeLessThanOrEqual(200_000);
    expect(positions.length / 3).toBeGreaterThan(100_000);
  });

  it('takes a round limit that holds nearly all differences', () => {
    expect(differenceLimit([0.01, -0.02, null])).toBe(0.1);
    expect(differenceLimit([-6.6, 1, 2])).toBe(8);
    expect(differenceLimit([350])).toBe(400);
    expect(differenceLimit([])).toBe(0.1);
  });
});

describe('a ramp', () => {
  it('hits its ends and clamps', () => {
    expect(colourAt([0x000000, 0xffffff], -1)).toEqual([0, 0, 0]);
    expect(colourAt([0x000000, 0xffffff], 2)).toEqual([1, 1, 1]);
    expect(colourAt([0x000000, 0xff0000], 0.5)[0]).toBeCloseTo(0.5, 9);
  });
});
