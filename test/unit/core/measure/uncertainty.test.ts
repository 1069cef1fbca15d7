import { describe, expect, it } from 'vitest';
import { coverageOf, drawScene, measureScene, type SceneOptions } from '../../../helpers/volume-scenes.ts';

const BASE: Omit<SceneOptions, 'seed'> = {
  sideM: 50,
  pointsPerM2: 1,
  noiseSigmaM: 0.05,
  accuracyM: 0,
  changedShare: 0.1,
  changeM: 1.5,
  cellSizeM: 1,
};
const SCENES = 150;
const scenes = (options: Partial<SceneOptions>) =>
  Array.from({ length: SCENES }, (_, i) => measureScene({ ...BASE, ...options, seed: 1000 + i }));

/** A true 95 % gives 0.95 ± 0.035 (two standard deviations) over 150 scenes; the method is approximate on top. */
const [LOWEST, HIGHEST] = [0.89, 0.994];

describe('the 95 % intervals hold the truth about 95 times in 100', () => {
  const cases: [string, Partial<SceneOptions>][] = [
    ['where a tenth of the area changed', {}],
    ['where 2 % of the area changed and noise is most of raw cut and fill', { changedShare: 0.02 }],
    ['where nothing changed', { changedShare: 0 }],
    ['where 40 % of the area changed', { changedShare: 0.4 }],
    ['with points denser than the cells', { pointsPerM2: 4, sideM: 35 }],
    ['with points sparser than the cells', { pointsPerM2: 0.3, sideM: 70 }],
    ['with a common shift of each survey, drawn from the stated accuracy', { accuracyM: 0.05 }],
  ];
  for (const [name, options] of cases) {
    it(name, () => {
      const coverage = coverageOf(scenes(options));
      for (const share of Object.values(coverage)) {
        expect(share).toBeGreaterThanOrEqual(LOWEST);
        expect(share).toBeLessThanOrEqual(HIGHEST);
      }
    });
  }
});

describe('of scenes as users may bring them', () => {
  it('the intervals hold the truth; the 2,000 of `npm run simulate:volumes` in small', () => {
    const coverage = coverageOf(Array.from({ length: 200 }, (_, i) => measureScene(drawScene(5000 + i))));
    // 0.95 ± three standard deviations of 200
    for (const share of Object.values(coverage)) {
      expect(share).toBeGreaterThanOrEqual(0.905);
      expect(share).toBeLessThanOrEqual(0.995);
    }
  });
});

describe('the noise bias', () => {
  it('is most of raw cut and fill on ground that did not change, and the interval reaches down to nothing', () => {
    const { measured } = measureScene({ ...BASE, changedShare: 0, seed: 7 });
    expect(measured.fillM3).toBeGreaterThan(30);
    expect(measured.noise.biasM3 / measured.fillM3).toBeGreaterThan(0.9);
    expect(measured.uncertainty95.fillM3[0]).toBe(0);
    expect(measured.uncertainty95.fillM3[1]).toBeLessThan(0.2 * measured.fillM3);
  });

  it('is next to nothing where the area is drawn around a change far above noise', () => {
    const { measured } = measureScene({ ...BASE, changedShare: 0.4, changeM: 20, noiseSigmaM: 0.02, seed: 8 });
    expect(measured.noise.biasM3 / measured.fillM3).toBeLessThan(0.01);
  });
});

describe('the systematic part', () => {
  it('widens net by 1.96 times the combined accuracy over the covered area', () => {
    const options = { ...BASE, seed: 9, noiseSigmaM: 1e-4 };
    const { measured } = measureScene({ ...options, accuracyM: 0.1 });
    const [low, high] = measured.uncertainty95.netM3;
    // scatter of 0.1 mm is nothing beside it
    expect((high - low) / 2).toBeCloseTo(1.959964 * Math.SQRT2 * 0.1 * measured.coveredAreaM2, 0);
    expect(measured.noise.systematicM).toBeCloseTo(Math.SQRT2 * 0.1, 12);
    expect(measureScene(options).measured.noise.systematicM).toBeNull();
  });
});
