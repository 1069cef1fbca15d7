/** Slopes, light, curvature and openness of surfaces whose answer is known. */
import { describe, expect, it } from 'vitest';
import { csMap, generalCurvature, smoothed } from '#core/relief/cs-map.ts';
import { type HeightField, hornGradient, slopeRad } from '#core/relief/height-field.ts';
import { hillshade } from '#core/relief/hillshade.ts';
import { openness } from '#core/relief/openness.ts';
import { reliefPicture } from '#core/relief/relief-picture.ts';

/** Rows from the north: height(east, north), metres from the south-west corner. */
function field(size: number, stepM: number, height: (east: number, north: number) => number): HeightField {
  const heights = Float64Array.from({ length: size * size }, (_, i) => {
    const [col, row] = [i % size, Math.floor(i / size)];
    return height(col * stepM, (size - 1 - row) * stepM);
  });
  return { cols: size, rows: size, stepM, heights };
}
const middle = (size: number) => Math.floor(size / 2) * size + Math.floor(size / 2);

describe('slope', () => {
  it('of a plane is that of the plane everywhere, at the border and beside voids too', () => {
    const plane = field(9, 0.5, (e, n) => 100 + 0.3 * e - 0.4 * n);
    plane.heights[20] = Number.NaN;
    const gradient = hornGradient(plane);
    for (const [i, slope] of slopeRad(gradient).entries()) {
      if (i === 20) expect(slope).toBeNaN();
      else {
        expect(slope).toBeCloseTo(Math.atan(0.5), 6);
        expect(gradient.east[i]).toBeCloseTo(0.3, 6);
        expect(gradient.north[i]).toBeCloseTo(-0.4, 6);
      }
    }
  });
});

describe('hillshade', () => {
  it('of level ground is the sine of the sun’s altitude', () => {
    const shade = hillshade(hornGradient(field(5, 1, () => 7)), [{ azimuthDeg: 315, altitudeDeg: 45 }]);
    expect(shade[12]).toBeCloseTo(Math.SQRT1_2, 6);
  });

  it('is full where a slope faces the sun, none where it faces away', () => {
    const sun = { azimuthDeg: 90, altitudeDeg: 45 };
    // falls to the east, where the sun is
    expect(hillshade(hornGradient(field(5, 1, (e) => -e)), [sun])[12]).toBeCloseTo(1, 6);
    expect(hillshade(hornGradient(field(5, 1, (e) => e)), [sun])[12]).toBeCloseTo(0, 6);
  });
});

describe('curvature', () => {
  it.each([0.25, 0.5, 1, 2])('of a dome is the same from cells of %s m', (stepM) => {
    // z = −k (x² + y²) / 2: r = t = −k / 2 in the recipe’s terms, curvature −2 (r + t) = 2 k
    const k = 0.02;
    const size = 2 * Math.round(20 / stepM) + 1;
    const dome = field(size, stepM, (e, n) => (-k * ((e - 20) ** 2 + (n - 20) ** 2)) / 2);
    expect(generalCurvature(dome)[middle(size)]).toBeCloseTo(2 * k, 7);
    // smoothing lowers a dome as a whole: its curvature stays, but for the cut of the bell at 2σ
    expect(generalCurvature(smoothed(dome))[middle(size)]).toBeCloseTo(2 * k, 4);
  });

  it('ridges turn red, valleys blue, steep ground dark', () => {
    const size = 61;
    const at = (height: (e: number, n: number) => number) => {
      const pixels = csMap(field(size, 1, height));
      return [...pixels.subarray(4 * middle(size), 4 * middle(size) + 4)] as [number, number, number, number];
    };
    const ridge = at((e) => 100 - 0.3 * Math.abs(e - 30));
    const valley = at((e) => 100 + 0.3 * Math.abs(e - 30));
    expect(ridge[0] - ridge[2]).toBeGreaterThan(valley[0] - valley[2] + 20);
    const [level, steep] = [at(() => 100), at((e) => 100 + 3 * e)];
    expect(steep[0] + steep[1] + steep[2]).toBeLessThan(level[0] + level[1] + level[2] - 150);
  });

  it('the recipe’s sum for level ground at sea level', () => {
    const pixels = csMap(field(31, 1, () => 0));
    // slope 0: 255 and (255, 245, 235); curvature 0: the middle of both ramps; height 0: 255
    const expected = [0, 1, 2].map(
      (k) =>
        0.5 * 255 +
        0.25 * 245 +
        0.125 * [255, 245, 235][k]! +
        0.06125 * [(35 + 225) / 2, (80 + 235) / 2, (100 + 245) / 2][k]! +
        0.030625 * 255,
    );
    for (const [k, value] of expected.entries()) expect(Math.abs(pixels[k]! - value)).toBeLessThanOrEqual(0.5 + 1e-6);
  });
});

describe('openness', () => {
  it('of level ground is a right angle, above and below', () => {
    const { positiveDeg, negativeDeg } = openness(
      field(21, 1, () => 5),
      8,
    );
    expect(positiveDeg[middle(21)]).toBeCloseTo(90, 5);
    expect(negativeDeg[middle(21)]).toBeCloseTo(90, 5);
  });

  it('in a cone-shaped pit the sky is the cone', () => {
    // walls rise at 30°: the horizon stands 30° above level all round
    const pit = field(41, 1, (e, n) => Math.tan(Math.PI / 6) * Math.hypot(e - 20, n - 20));
    const { positiveDeg, negativeDeg } = openness(pit, 15);
    expect(positiveDeg[middle(41)]).toBeCloseTo(60, 4);
    expect(negativeDeg[middle(41)]).toBeCloseTo(120, 4);
  });
});

describe('reliefPicture', () => {
  it.each(['hillshade', 'slope', 'cs', 'openness', 'elevation'] as const)(
    '%s: cells without data are clear',
    (style) => {
      const some = field(20, 1, (e, n) => e + n);
      some.heights[45] = Number.NaN;
      const pixels = reliefPicture(some, style);
      for (let i = 0; i < 400; i++) expect(pixels[4 * i + 3]).toBe(i === 45 ? 0 : 255);
    },
  );
});
