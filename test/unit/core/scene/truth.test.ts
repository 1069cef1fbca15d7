import { describe, expect, it } from 'vitest';
import { createGround, type EpochName } from '#core/scene/epoch-ground.ts';
import { epochPoints } from '#core/scene/epoch-points.ts';
import { createSummary } from '#core/scene/las-12.ts';
import { SHEETS } from '#core/scene/survey.ts';
import { createTruth } from '#core/scene/truth.ts';

const seed = 1;
const ground = createGround(seed);
const count = (epoch: EpochName) => {
  const summaries = SHEETS.map(createSummary);
  for (const _ of epochPoints(ground, epoch, { seed, points: 30_000 }, summaries));
  return summaries;
};
const summaries = { before: count('before'), after: count('after') };
const truth = createTruth(ground, { seed, points: 30_000 }, summaries);

describe('truth', () => {
  it('says what was flown: files, points, classes', () => {
    expect(truth.crs).toBe('EPSG:6676');
    expect(truth.before.files).toEqual(['before/08NF2330.las', 'before/08NF2331.las']);
    const total = summaries.before[0]!.pointCount + summaries.before[1]!.pointCount;
    expect(truth.before.points).toBe(total);
    expect(Object.values(truth.before.classCounts).reduce((sum, n) => sum + n, 0)).toBe(total);
    expect(truth.before.datetime < truth.after.datetime).toBe(true);
  });

  it('has changes that add up to the whole, each with cut, fill and a net that is neither', () => {
    const sum = (pick: (change: { cutM3: number; fillM3: number; netM3: number }) => number) =>
      truth.changes.reduce((total, change) => total + pick(change), 0);
    expect(truth.whole.cutM3).toBeCloseTo(
      sum((c) => c.cutM3),
      6,
    );
    expect(truth.whole.fillM3).toBeCloseTo(
      sum((c) => c.fillM3),
      6,
    );
    expect(truth.changes.map(({ kind }) => kind)).toEqual(['slope-failure', 'fill']);
    for (const { cutM3, fillM3, netM3 } of truth.changes) {
      // large enough for one per cent of each to be more than the noise of the points
      expect(Math.min(cutM3, fillM3, Math.abs(netM3))).toBeGreaterThan(2000);
      expect(netM3).toBeCloseTo(fillM3 - cutM3, 9);
    }
  });

  it('has closed outlines and section lines within the sheets', () => {
    const inside = ([e, n]: readonly [number, number]) => e >= 52_000 && e <= 52_600 && n >= -97_200 && n <= -96_900;
    for (const { outline } of [...truth.changes, truth.whole]) {
      const ring = outline.coordinates[0]!;
      expect(ring[0]).toEqual(ring.at(-1));
      expect(ring.every(inside)).toBe(true);
    }
    expect(truth.suggestedSections).toHaveLength(3);
    for (const { line } of truth.suggestedSections) expect(line.every(inside)).toBe(true);
  });

  it('survives JSON', () => {
    expect(JSON.parse(JSON.stringify(truth))).toEqual(truth);
  });
});
