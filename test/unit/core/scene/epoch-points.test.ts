import { describe, expect, it } from 'vitest';
import { createGround, type EpochName } from '#core/scene/epoch-ground.ts';
import { epochPoints } from '#core/scene/epoch-points.ts';
import { createSummary, RECORD_BYTES } from '#core/scene/las-12.ts';
import { riverOffset } from '#core/scene/layout.ts';
import { surfaceHeight } from '#core/scene/surface-grid.ts';
import { FLIGHTS, NOISE_SIGMA_M, SHEETS } from '#core/scene/survey.ts';
import { isInside, makePoints } from '../../../helpers/scene-fixture.ts';

const seed = 1;
const wanted = 300_000;
const ground = createGround(seed);
const points = { before: makePoints(ground, 'before', seed, wanted), after: makePoints(ground, 'after', seed, wanted) };
const epochs: EpochName[] = ['before', 'after'];

describe.each(epochs)('points of the epoch %s', (epoch) => {
  const cloud = points[epoch];
  const each = (visit: (i: number) => void) => {
    for (let i = 0; i < cloud.count; i++) visit(i);
  };

  it('are as many as asked for, to a hundredth', () => {
    expect(Math.abs(cloud.count / wanted - 1)).toBeLessThan(0.01);
  });

  it('lie in the scene and in the file of their sheet', () => {
    let wrong = 0;
    each((i) => {
      const inScene = cloud.e[i]! >= 0 && cloud.e[i]! < 600 && cloud.n[i]! >= 0 && cloud.n[i]! < 300;
      if (!inScene || cloud.sheet[i] !== (cloud.e[i]! < 400 ? 0 : 1)) wrong++;
    });
    expect(wrong).toBe(0);
  });

  it('have ground heights that are the surface plus normal noise of the stated deviation', () => {
    let count = 0;
    let sum = 0;
    let squares = 0;
    let beyond = 0;
    each((i) => {
      if (cloud.classification[i] !== 2) return;
      const miss = cloud.heightM[i]! - surfaceHeight(ground[epoch], cloud.e[i]!, cloud.n[i]!);
      count++;
      sum += miss;
      squares += miss * miss;
      if (Math.abs(miss) > 1.959964 * NOISE_SIGMA_M) beyond++;
    });
    expect(count).toBeGreaterThan(100_000);
    // five standard errors, and 0.2 mm for the rounding of coordinates to millimetres on slopes
    expect(Math.abs(sum / count)).toBeLessThan((5 * NOISE_SIGMA_M) / Math.sqrt(count) + 2e-4);
    expect(Math.abs(Math.sqrt(squares / count) / NOISE_SIGMA_M - 1)).toBeLessThan(0.02);
    expect(Math.abs(beyond / count - 0.05)).toBeLessThan(0.005);
  });

  it('have the classes of a delivery in plausible shares', () => {
    const shares = new Float64Array(256);
    each((i) => {
      shares[cloud.classification[i]!]! += 1 / cloud.count;
    });
    expect(shares[2]).toBeGreaterThan(0.45);
    expect(shares[5]).toBeGreaterThan(0.2);
    for (const code of [1, 3, 4, 6, 9, 13, 14, 15, 17]) expect(shares[code], `class ${code}`).toBeGreaterThan(0);
    const known = [1, 2, 3, 4, 5, 6, 9, 13, 14, 15, 17].reduce((sum, code) => sum + shares[code]!, 0);
    expect(known).toBeCloseTo(1, 6);
  });

  it('number the returns of a pulse from the top down', () => {
    let multiple = 0;
    let wrong = 0;
    let previous = -1;
    each((i) => {
      const [number, count] = [cloud.returnNumber[i]!, cloud.returnCount[i]!];
      if (number < 1 || number > count || count > 5) wrong++;
      if (count > 1) multiple++;
      // neighbours in the same file with the same time are one pulse
      if (previous >= 0 && cloud.gpsTimeS[previous] === cloud.gpsTimeS[i] && cloud.sheet[previous] === cloud.sheet[i]) {
        // 0.1 m: the echoes' own noise
        if (number <= cloud.returnNumber[previous]! || cloud.heightM[i]! > cloud.heightM[previous]! + 0.1) wrong++;
      }
      previous = i;
    });
    expect(wrong).toBe(0);
    expect(multiple / cloud.count).toBeGreaterThan(0.2);
  });

  it('run in time within each file, strip by strip, with angles that point away from the flight line', () => {
    const last = [0, 0];
    let wrong = 0;
    const angles = new Set<number>();
    each((i) => {
      const sheet = cloud.sheet[i]!;
      if (cloud.gpsTimeS[i]! < last[sheet]!) wrong++;
      last[sheet] = cloud.gpsTimeS[i]!;
      if (Math.abs(cloud.scanAngleDeg[i]!) > 16) wrong++;
      angles.add(cloud.scanAngleDeg[i]!);
      const strip = cloud.sourceId[i]! - FLIGHTS[epoch].firstStripId;
      if (strip < 0 || strip > 9) wrong++;
    });
    expect(wrong).toBe(0);
    expect(angles.size).toBeGreaterThan(25);
  });

  it('have colours of 8 bits in the high byte, and intensities of which water’s are the lowest', () => {
    let wrong = 0;
    const sums = new Map<number, [number, number]>();
    each((i) => {
      if ((cloud.red[i]! | cloud.green[i]! | cloud.blue[i]!) & 0xff) wrong++;
      const sum = sums.get(cloud.classification[i]!) ?? [0, 0];
      sums.set(cloud.classification[i]!, [sum[0] + cloud.intensity[i]!, sum[1] + 1]);
    });
    const mean = (code: number) => sums.get(code)![0] / sums.get(code)![1];
    expect(wrong).toBe(0);
    for (const code of [2, 3, 5, 6]) expect(mean(code)).toBeGreaterThan(2 * mean(9));
  });

  it('show water in the river only', () => {
    let wrong = 0;
    each((i) => {
      if (cloud.classification[i] === 9 && Math.abs(riverOffset(cloud.e[i]!, cloud.n[i]!)) > 8) wrong++;
    });
    expect(wrong).toBe(0);
  });
});

describe('epochs', () => {
  it('see the ground of the slide through the forest before, and bare after', () => {
    const outline = ground.changes[0].outline;
    const inSlide = (epoch: EpochName) => {
      const cloud = points[epoch];
      let soil = 0;
      let trees = 0;
      for (let i = 0; i < cloud.count; i++) {
        if (!isInside(outline, cloud.e[i]!, cloud.n[i]!)) continue;
        if (cloud.classification[i] === 2) soil++;
        if (cloud.classification[i] === 5) trees++;
      }
      return { soil, trees };
    };
    const before = inSlide('before');
    const after = inSlide('after');
    expect(before.trees).toBeGreaterThan(before.soil);
    // a tenth of the default density here: at three million points this is more than 6 ground points a square metre
    expect(before.soil / 7337).toBeGreaterThan(0.6);
    // the convex outline takes in some of the forest beside the slide
    expect(after.trees).toBeLessThan(0.15 * before.trees);
  });

  it('are the same bytes for the same seed, other bytes for another, and count what they hand out', () => {
    const make = (of: number, epoch: EpochName) => {
      const summaries = SHEETS.map(createSummary);
      const batches = [...epochPoints(ground, epoch, { seed: of, points: 20_000 }, summaries)];
      return { bytes: Buffer.concat(batches.map(({ records }) => records)), summaries };
    };
    const [a, b, c] = [make(1, 'before'), make(1, 'before'), make(2, 'before')];
    expect(a.bytes.equals(b.bytes)).toBe(true);
    expect(a.bytes.equals(c.bytes)).toBe(false);
    expect(a.summaries.reduce((sum, { pointCount }) => sum + pointCount, 0) * RECORD_BYTES).toBe(a.bytes.byteLength);
    for (const { pointCount, byReturn, byClass } of a.summaries) {
      expect(byReturn.reduce((sum, count) => sum + count, 0)).toBe(pointCount);
      expect(byClass.reduce((sum, count) => sum + count, 0)).toBe(pointCount);
    }
  });
});
