import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parsePolygon } from '#core/geometry/polygon.ts';
import { cutRaster } from '#core/section/cut-raster.ts';
import { REFRACTION } from '#core/sight/curvature.ts';
import { lineOfSight } from '#core/sight/line-of-sight.ts';
import { bareOnRaster, placeOnRaster } from '#core/sight/obstacles.ts';
import { sightLineOf } from '#core/sight/sight-line.ts';
import { countSeen, SEEN, viewshed } from '#core/sight/viewshed.ts';
import { rasterHeight } from '#core/surface/raster-surface.ts';
import { rasterOf } from '../../../helpers/sight-rasters.ts';

describe('viewshed', () => {
  it('is the line of sight to every node, brute force', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1_000_000 }),
        fc.double({ min: 4.01, max: 13.99, noNaN: true }),
        fc.double({ min: 4.01, max: 13.99, noNaN: true }),
        fc.integer({ min: 0, max: 6 }),
        fc.boolean(),
        (seed, x, y, holes, isFar) => {
          const stepM = isFar ? 1500 : 1;
          const raster = rasterOf({ seed, cols: 18, rows: 18, stepM, roughM: isFar ? 120 : 5, holes });
          const [east, north] = [x * stepM, y * stepM];
          const groundM = rasterHeight(raster, east, north);
          if (Number.isNaN(groundM)) return;
          const eyeM = groundM + 1.5;
          const seen = viewshed(raster, {
            east,
            north,
            eyeM,
            targetHeightM: 0.3,
            refraction: REFRACTION,
            radiusM: 1e9,
          });
          for (let node = 0; node < seen.length; node++) {
            const [toE, toN] = [(node % 18) * stepM, Math.floor(node / 18) * stepM];
            const height = raster.heights[node]!;
            if (Number.isNaN(height)) {
              expect(seen[node]).toBe(SEEN.unknown);
              continue;
            }
            const lengthM = Math.hypot(toE - east, toN - north);
            const line = sightLineOf([cutRaster(raster, { fromE: east, fromN: north, toE, toN })], lengthM);
            const exact = lineOfSight(line, { eyeM, targetM: height + 0.3, refraction: REFRACTION });
            // rays along the rim have no triangle on one side in the other cutter
            if (toE === 0 || toN === 0 || toE === 17 * stepM || toN === 17 * stepM) {
              if (exact.verdict === 'unknown') continue;
            }
            if (Math.abs(exact.clearance?.clearanceM ?? 1) > 1e-5) expect(SEEN[exact.verdict]).toBe(seen[node]);
          }
        },
      ),
      { numRuns: 40, seed: 11 },
    );
  });

  it('sees all of a plain, and nothing behind a wall', () => {
    const heights = new Float64Array(41 * 41);
    for (let row = 0; row < 41; row++) heights[row * 41 + 30] = 20;
    const raster = { originE: 0, originN: 0, stepM: 1, cols: 41, rows: 41, heights };
    const asked = { east: 20.2, north: 20.4, eyeM: 1.5, targetHeightM: 0, refraction: REFRACTION, radiusM: 100 };
    const seen = viewshed(raster, asked);
    for (let node = 0; node < seen.length; node++) {
      expect(seen[node]).toBe(node % 41 > 30 ? SEEN.hidden : SEEN.visible);
    }
    expect(countSeen(seen)).toEqual({ visible: 41 * 31, hidden: 41 * 10, unknown: 0 });
    // only to the east, only so far
    const part = viewshed(raster, { ...asked, radiusM: 8, fromDeg: 45, toDeg: 135 });
    for (let node = 0; node < part.length; node++) {
      const [dx, dy] = [(node % 41) - 20.2, Math.floor(node / 41) - 20.4];
      const isAsked = Math.hypot(dx, dy) <= 8 && dx >= Math.abs(dy);
      expect(part[node]).toBe(isAsked ? SEEN.visible : SEEN.outside);
    }
  });

  it('sees over the ground that a building stood on, and not over a new one', () => {
    const heights = new Float64Array(41 * 41);
    const ground = { originE: 0, originN: 0, stepM: 1, cols: 41, rows: 41, heights: heights.slice() };
    const raster = { ...ground, heights };
    const polygon = parsePolygon({
      type: 'Polygon',
      coordinates: [
        [
          [25, 0],
          [27, 0],
          [27, 40],
          [25, 40],
          [25, 0],
        ],
      ],
    });
    const asked = { east: 5.5, north: 20.5, eyeM: 1.5, targetHeightM: 0, refraction: REFRACTION, radiusM: 100 };
    placeOnRaster(raster, { polygon, topM: 6, kind: 'over' });
    const behind = (seen: Uint8Array) => seen[20 * 41 + 35];
    expect(behind(viewshed(raster, asked))).toBe(SEEN.hidden);
    bareOnRaster(raster, polygon, ground);
    expect(behind(viewshed(raster, asked))).toBe(SEEN.visible);
  });
});
