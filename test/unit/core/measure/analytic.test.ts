import { describe, expect, it } from 'vitest';
import { parsePolygon } from '#core/geometry/polygon.ts';
import type { MeasuredSurface } from '#core/measure/cut-fill.ts';
import { measureVolume } from '#core/measure/volume-methods.ts';
import { type GridSpec, gridOver } from '#core/surface/grid.ts';
import { horizontalPlane, samplePlane } from '#core/surface/plane.ts';
import type { Raster } from '#core/surface/raster.ts';
import { sampleRasterOnGrid } from '#core/surface/raster-surface.ts';
import type { HeightAt } from '../../../helpers/flat-surface.ts';

/** The area is 28 m square around the origin, a little off the lines of the grids. */
const HALF = 14;
const AREA = parsePolygon({
  type: 'Polygon',
  coordinates: [
    [
      [-HALF, -HALF],
      [HALF, -HALF],
      [HALF, HALF],
      [-HALF, HALF],
      [-HALF, -HALF],
    ],
  ],
});
/** Shapes stand this far off the origin, so that no cell is like its mirror image. */
const [OFF_E, OFF_N] = [0.137, -0.219];

interface Body {
  readonly name: string;
  readonly heightAt: HeightAt;
  readonly cutM3: number;
  readonly fillM3: number;
  /** ∫ |∇²d| over the area, a bend of the slope by b over a length l counting b·l: what all errors are proportional to. */
  readonly bendM: number;
  /** A height that divides into its flats, so that slices meet them. */
  readonly intervalM: number;
}

const ROOT = Math.SQRT2;
const BODIES: readonly Body[] = [
  {
    name: 'a plane',
    // crosses 0 along n = −e: a wedge of fill and one of cut, over the square's halves
    heightAt: (e, n) => 0.1 * (e + n),
    cutM3: 0.1 * ((2 * HALF) ** 3 / 6),
    fillM3: 0.1 * ((2 * HALF) ** 3 / 6),
    // bends only where cut and fill part: by 0.1·√2 along the diagonal
    bendM: 0.1 * ROOT * 2 * HALF * ROOT,
    intervalM: 0.2,
  },
  {
    name: 'a cone',
    heightAt: (e, n) => Math.max(0, 5 * (1 - Math.hypot(e - OFF_E, n - OFF_N) / 10)),
    cutM3: 0,
    fillM3: (Math.PI * 100 * 5) / 3,
    bendM: 2 * Math.PI * 10 * 0.5 * 2,
    intervalM: 0.25,
  },
  {
    name: 'a paraboloid',
    heightAt: (e, n) => Math.max(0, 4 * (1 - ((e - OFF_E) ** 2 + (n - OFF_N) ** 2) / 100)),
    cutM3: 0,
    fillM3: (Math.PI * 100 * 4) / 2,
    bendM: 16 * Math.PI + 2 * Math.PI * 10 * 0.8,
    intervalM: 0.25,
  },
  {
    name: 'a sinusoid',
    // two whole waves over the side
    heightAt: (e) => Math.sin((2 * Math.PI * (e - OFF_E)) / HALF),
    cutM3: (2 * HALF) ** 2 / Math.PI,
    fillM3: (2 * HALF) ** 2 / Math.PI,
    // |sin''| over the area and the slope at the four zeros of each row
    bendM: ((2 * Math.PI) / HALF) * (8 + 4) * 2 * HALF,
    intervalM: 0.1,
  },
  {
    name: 'an embankment with a berm',
    heightAt: (e, n) => {
      const d = Math.max(Math.abs(e - OFF_E), Math.abs(n - OFF_N));
      if (d >= 9) return Math.max(0, (12 - d) / 1.5);
      return d >= 8 ? 2 : Math.min(4, 2 + (8 - d) / 1.5);
    },
    cutM3: 0,
    fillM3: ((4 / 3) * (12 ** 3 - 9 ** 3 + 8 ** 3 - 5 ** 3)) / 1.5,
    // four rims of 1/1.5: 24, 18, 16 and 10 m square, and the diagonals
    bendM: (4 * (24 + 18 + 16 + 10)) / 1.5 + 4 * 6 * ROOT * (ROOT / 1.5),
    intervalM: 0.25,
  },
];

/** The body as a raster whose nodes have exact heights. */
function rasterOf(heightAt: HeightAt, stepM: number): Raster {
  const count = Math.round((2 * HALF + 2) / stepM) + 1;
  const origin = -HALF - 1;
  const heights = Float64Array.from({ length: count * count }, (_, i) =>
    heightAt(origin + (i % count) * stepM, origin + Math.floor(i / count) * stepM),
  );
  return { originE: origin, originN: origin, stepM, cols: count, rows: count, heights };
}

function surfaceOf(body: Body, grid: GridSpec, stepM: number): MeasuredSurface {
  const raster = rasterOf(body.heightAt, stepM);
  const exact = { sigmaM: 0, areaPerPointM2: 0, accuracyM: 0, isExact: true };
  const { heights } = sampleRasterOnGrid(raster, grid);
  return { samples: { grid, heights }, shape: { kind: 'raster', raster }, ...exact };
}

function level(grid: GridSpec): MeasuredSurface {
  const plane = horizontalPlane(0);
  const exact = { sigmaM: 0, areaPerPointM2: 0, accuracyM: 0, isExact: true };
  return { samples: samplePlane(plane, grid), shape: { kind: 'plane', plane }, ...exact };
}

/** Error of fill and of cut (of net, where only that is known), m³. */
function errorOf(body: Body, method: string, cellSizeM: number, stepM: number, stationPitchM = cellSizeM): number {
  const grid = gridOver(AREA.bounds, cellSizeM);
  const input = { polygon: AREA, grid, existing: level(grid), compared: surfaceOf(body, grid, stepM) };
  const { cutM3, fillM3, netM3 } = measureVolume(method, input, { stationPitchM, contourIntervalM: body.intervalM });
  if (cutM3 === null || fillM3 === null) return Math.abs(netM3 - (body.fillM3 - body.cutM3));
  return Math.max(Math.abs(cutM3 - body.cutM3), Math.abs(fillM3 - body.fillM3));
}

/** A raster fine enough to be the body itself: its own error is of order step². */
const FINE_M = 0.0625;

describe.each(BODIES.map((body) => [body.name, body] as const))('%s', (_name, body) => {
  // a cell whose middle (corners) stand for it errs by at most s³/8 times the bend through it: s²/8·∫ in all
  const bound = (s: number) => (body.bendM * (s * s + FINE_M * FINE_M)) / 8 + 1e-6;

  it.each(['grid', 'four-point', 'four-point-columns'])('by %s within the square of the cell size', (method) => {
    for (const s of [2, 1, 0.5, 0.25]) expect(errorOf(body, method, s, FINE_M), `${s} m`).toBeLessThan(bound(s));
    expect(errorOf(body, method, 0.25, FINE_M)).toBeLessThan(0.003 * Math.max(body.fillM3, body.cutM3));
  });

  it('by average-end-area within the square of the pitch', () => {
    for (const s of [2, 1, 0.5]) {
      // along each section heights are 0.125 m apart
      const allowed = bound(s) + bound(0.125);
      expect(errorOf(body, 'average-end-area', 0.125, FINE_M, s), `${s} m`).toBeLessThan(allowed);
    }
  });

  it.each(['tin', 'tin-datum'])('by %s within the square of the spacing of its points', (method) => {
    for (const s of [1, 0.5, 0.25]) {
      expect(errorOf(body, method, 1, s), `${s} m`).toBeLessThan((body.bendM * s * s) / 8 + 1e-6);
    }
  });

  it('by contour within a few thousandths', () => {
    // slices of a twentieth to a sixteenth of the height; the area of a sinusoid falls like a root at its crest
    expect(errorOf(body, 'contour', 1, FINE_M) / Math.max(body.fillM3, body.cutM3)).toBeLessThan(0.01);
  });
});

describe('errors', () => {
  it('of a smooth body go down by four when cells, pitch or spacing are halved', () => {
    // a hill without rim: cos² × cos² over the whole area, bends everywhere and is level at the border
    const hill: Body = {
      name: 'a hill',
      heightAt: (e, n) =>
        5 * (Math.cos((Math.PI * e) / (2 * HALF)) * Math.cos((Math.PI * n) / (2 * HALF))) ** 2 + 0.02 * (e * e + n * n),
      cutM3: 0,
      fillM3: 5 * HALF * HALF + (0.02 * 2 * (2 * HALF) ** 4) / 12,
      bendM: 0,
      intervalM: 0.25,
    };
    const ratio = (error: (s: number) => number) => error(1) / error(0.5);
    for (const method of ['grid', 'four-point', 'four-point-columns']) {
      expect(Math.abs(ratio((s) => errorOf(hill, method, s, 0.03125)) - 4), method).toBeLessThan(0.1);
    }
    expect(Math.abs(ratio((s) => errorOf(hill, 'tin', 1, s)) - 4)).toBeLessThan(0.1);
    expect(Math.abs(ratio((s) => errorOf(hill, 'tin-datum', 1, s)) - 4)).toBeLessThan(0.1);
    expect(Math.abs(ratio((s) => errorOf(hill, 'average-end-area', 0.0625, 0.03125, 2 * s)) - 4)).toBeLessThan(0.2);
  });
});
