/** The scale of the picture against what the camera's geometry says. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { metresPerPixel, scaleBar, scaleText } from '../../../../viewer/state/scale-bar.ts';

describe('metresPerPixel', () => {
  it('is the height of the view at the target over the pixels of the canvas', () => {
    // At 45° the view is 2·tan(22.5°) = 0.828427… times as high as it is away.
    expect(metresPerPixel(1000, 500)).toBeCloseTo(1.65685424949238, 12);
    expect(metresPerPixel(500, 500)).toBeCloseTo(metresPerPixel(1000, 1000), 12);
  });
});

describe('scaleBar', () => {
  it.each([
    [1, 120, 100],
    [0.5, 120, 50],
    [0.41, 120, 20],
    [1, 100, 100],
    [1, 99.99, 50],
    [0.001, 120, 0.1],
    [10_000, 120, 1_000_000],
  ])('at %d m a pixel within %d px is %d m long', (metres, most, lengthM) => {
    const bar = scaleBar(metres, most);
    expect(bar?.lengthM).toBeCloseTo(lengthM, 9);
    expect(bar?.widthPx).toBeCloseTo(lengthM / metres, 6);
  });

  it('is as long as it can be, of 1, 2 or 5 times a power of ten', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-4, max: 1e5, noNaN: true }), (metres) => {
        const bar = scaleBar(metres, 120);
        if (!bar) throw new Error('expected a bar');
        expect(bar.widthPx).toBeLessThanOrEqual(120.001);
        expect(bar.widthPx).toBeGreaterThan(120 / 2.5 - 1e-6);
        const digit = bar.lengthM / 10 ** Math.floor(Math.log10(bar.lengthM) + 1e-9);
        expect([1, 2, 5].some((one) => Math.abs(digit - one) < 1e-6)).toBe(true);
      }),
    );
  });

  it('is none without a scale', () => {
    expect(scaleBar(0, 120)).toBeNull();
    expect(scaleBar(Number.NaN, 120)).toBeNull();
    expect(scaleBar(Number.POSITIVE_INFINITY, 120)).toBeNull();
  });
});

describe('scaleText', () => {
  it.each([
    [0.005, '5 mm'],
    [0.05, '5 cm'],
    [0.2, '20 cm'],
    [1, '1 m'],
    [500, '500 m'],
    [1000, '1 km'],
    [200_000, '200 km'],
  ])('of %d m is %s', (lengthM, text) => {
    expect(scaleText(lengthM)).toBe(text);
  });
});
