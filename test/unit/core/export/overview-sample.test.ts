import { describe, expect, it } from 'vitest';
import type { NodePoints } from '#core/export/node-points.ts';
import { readNodePoints } from '#core/export/node-points.ts';
import { CELL_GRID, type Cell, cellSpacingM } from '#core/export/overview-cell.ts';
import { type OverviewRecords, OverviewSampler } from '#core/export/overview-sample.ts';
import type { ColorBits } from '#core/export/point-color.ts';
import { seededRandom } from '../../../helpers/las-builder.ts';

const METRES = { horizontalUnitM: 1, verticalUnitM: 1 };
const cell: Cell = { isTop: false, level: 0, x: 51, y: -96 };
const corner = [51 * 1024, -96 * 1024] as const;

interface TestPoint {
  readonly e: number;
  readonly n: number;
  readonly h: number;
  readonly rgb?: readonly [number, number, number];
  readonly code?: number;
  readonly intensity?: number;
}

function pointsOf(list: readonly TestPoint[], hasColor = true): NodePoints {
  return {
    count: list.length,
    east: Float64Array.from(list, ({ e }) => corner[0] + e),
    north: Float64Array.from(list, ({ n }) => corner[1] + n),
    height: Float64Array.from(list, ({ h }) => h),
    classification: Uint8Array.from(list, ({ code = 2 }) => code),
    intensity: Uint16Array.from(list, ({ intensity = 7 }) => intensity),
    rgb: hasColor ? Uint16Array.from(list.flatMap(({ rgb = [0x1200, 0x3400, 0xff00] }) => rgb)) : null,
  };
}

function randomCloud(count: number, seed: number): TestPoint[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, () => ({
    // millimetres, some of them twice, some beyond the cell
    e: Math.round(random() * 1400_000 - 200_000) / 1000,
    n: Math.round(random() * 1400_000 - 200_000) / 1000,
    h: Math.round(random() * 90_000) / 1000,
    code: Math.floor(random() * 20),
    intensity: Math.floor(random() * 65536),
    rgb: [random() * 65535, random() * 65535, random() * 65535] as const,
  }));
}

function sampled(parts: readonly (readonly [NodePoints, ColorBits])[], where = cell): OverviewRecords {
  const sampler = new OverviewSampler({ cell: where, crs: METRES });
  for (const [points, bits] of parts) sampler.add(points, bits);
  const chosen = sampler.finish();
  if (!chosen) throw new Error('expected points');
  return chosen;
}

const read = ({ records, hasColor, scale, offset }: OverviewRecords) =>
  readNodePoints(
    records,
    { pointDataRecordFormat: hasColor ? 7 : 6, pointDataRecordLength: hasColor ? 36 : 30 },
    { scale, offset },
  );

describe('the sample of a cell', () => {
  const cloud = randomCloud(20_000, 1);

  it('holds one point a square, the one nearest to its middle', () => {
    const points = read(sampled([[pointsOf(cloud), 16]]));
    const spacing = cellSpacingM(cell);
    const squareOf = (e: number, n: number) => `${Math.floor(e / spacing)},${Math.floor(n / spacing)}`;
    const best = new Map<string, number>();
    for (const { e, n } of cloud) {
      const square = squareOf(corner[0] + e, corner[1] + n);
      const away = (at: number) => ((at / spacing) % 1) - 0.5 + (at < 0 && at % spacing !== 0 ? 1 : 0);
      const distance = Math.hypot(away(corner[0] + e), away(corner[1] + n));
      best.set(square, Math.min(best.get(square) ?? Infinity, distance));
    }
    expect(points.count).toBe(best.size);
    const seen = new Set<string>();
    for (let point = 0; point < points.count; point++) {
      const [e, n] = [points.east[point]!, points.north[point]!];
      const square = squareOf(e, n);
      expect(seen.has(square)).toBe(false);
      seen.add(square);
      const away = (at: number) => ((at / spacing) % 1) - 0.5 + (at < 0 && at % spacing !== 0 ? 1 : 0);
      expect(Math.hypot(away(e), away(n))).toBeCloseTo(best.get(square)!, 3);
    }
    expect(points.count).toBeLessThan((2 * CELL_GRID) ** 2);
  });

  it('is the same bytes whatever the order and the parts in which points come', () => {
    // equal places with other attributes: what the points say decides
    const doubled = [...cloud, ...cloud.slice(0, 5000).map((point) => ({ ...point, code: (point.code ?? 0) ^ 1 }))];
    const whole = sampled([[pointsOf(doubled), 16]]);
    const reversed = sampled([[pointsOf([...doubled].reverse()), 16]]);
    const parts = sampled([
      [pointsOf(doubled.slice(12_000)), 16],
      [pointsOf(doubled.slice(0, 12_000)), 16],
    ]);
    for (const other of [reversed, parts]) {
      expect(Buffer.compare(whole.records, other.records)).toBe(0);
      expect([other.min, other.max]).toEqual([whole.min, whole.max]);
    }
  });

  it('of its parts is the sample of the whole: levels build on each other', () => {
    const above: Cell = { isTop: false, level: 1, x: 25, y: -48 };
    const inside = cloud.filter(({ e, n }) => e >= 0 && e < 1024 && n >= 0 && n < 1024);
    const one = sampled([[pointsOf(inside), 16]]);
    const twice = read(sampled([[read(one), 16]], above));
    const direct = read(sampled([[pointsOf(inside), 16]], above));
    expect(twice.count).toBe(direct.count);
    // what a level up chooses is among what the level below chose
    const known = new Set(Array.from(read(one).east, (east) => east.toFixed(3)));
    for (const east of twice.east) expect(known.has(east.toFixed(3))).toBe(true);
  });

  it('brings colours of 8 and 16 bits together and leaves points without colour white', () => {
    const at = (e: number, rgb: readonly [number, number, number]) => ({ e, n: 3, h: 1, rgb });
    const points = read(
      sampled([
        [pointsOf([at(3, [18, 52, 255])]), 8],
        [pointsOf([at(103, [0x12ff, 0x3400, 0xffff])]), 16],
        [pointsOf([{ e: 203, n: 3, h: 1 }], false), null],
      ]),
    );
    const colors = Array.from({ length: 3 }, (_, i) => [points.east[i]!, ...points.rgb!.subarray(3 * i, 3 * i + 3)]);
    expect(colors.sort((a, b) => a[0]! - b[0]!).map((color) => color.slice(1))).toEqual([
      [18 * 257, 52 * 257, 65535],
      [18 * 257, 52 * 257, 65535],
      [65535, 65535, 65535],
    ]);
  });

  it('needs no colour where no source has one', () => {
    const chosen = sampled([[pointsOf([{ e: 3, n: 3, h: 1, code: 9, intensity: 500 }], false), null]]);
    expect(chosen.hasColor).toBe(false);
    const points = read(chosen);
    expect([points.classification[0], points.intensity[0], points.rgb]).toEqual([9, 500, null]);
  });

  it('keeps places to a millimetre, in feet too', () => {
    const feet = { horizontalUnitM: 0.3048, verticalUnitM: 0.3048 };
    const sampler = new OverviewSampler({ cell: { isTop: false, level: 0, x: 1000, y: 900 }, crs: feet });
    const [east, north] = [(1000.4 * 1024) / 0.3048, (900.4 * 1024) / 0.3048];
    sampler.add(
      { ...pointsOf([{ e: 0, n: 0, h: 812.25 }]), east: Float64Array.of(east), north: Float64Array.of(north) },
      16,
    );
    const points = read(sampler.finish()!);
    expect(Math.abs(points.east[0]! - east)).toBeLessThan(0.0011);
    expect(Math.abs(points.north[0]! - north)).toBeLessThan(0.0011);
    expect(points.height[0]).toBeCloseTo(812.25, 6);
  });

  it('is null without points, and leaves out those far away', () => {
    const sampler = new OverviewSampler({ cell, crs: METRES });
    expect(sampler.finish()).toBeNull();
    sampler.add(pointsOf([{ e: 5000, n: 0, h: 0 }]), 16);
    expect(sampler.finish()).toBeNull();
  });
});
