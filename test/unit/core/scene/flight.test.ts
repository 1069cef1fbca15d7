import { describe, expect, it } from 'vitest';
import { type ScanLine, scanLines } from '#core/scene/flight.ts';
import { FLIGHTS } from '#core/scene/survey.ts';

describe.each(['before', 'after'] as const)('scan lines of the flight %s', (epoch) => {
  const plan = FLIGHTS[epoch];
  const pulsesPerM2 = 4;
  const lines: ScanLine[] = [...scanLines(plan, pulsesPerM2, 1)];

  it('cover the scene evenly from two strips at every place', () => {
    const cellM = 20;
    let outside = 0;
    const strips = new Map<string, Set<number>>();
    const counts = new Map<string, number>();
    for (const line of lines) {
      for (let k = 0; k < line.count; k++) {
        const e = line.e + k * line.stepE;
        const n = line.n + k * line.stepN;
        if (!(e >= 0 && e < 600 && n >= 0 && n < 300)) outside++;
        const cell = `${Math.floor(e / cellM)} ${Math.floor(n / cellM)}`;
        counts.set(cell, (counts.get(cell) ?? 0) + 1);
        strips.set(cell, (strips.get(cell) ?? new Set()).add(line.stripId));
      }
    }
    expect(outside).toBe(0);
    expect(counts.size).toBe(30 * 15);
    // a cell of 400 m² has 1,600 pulses; the edges of strips run through some
    for (const count of counts.values()) expect(Math.abs(count / (cellM * cellM) / pulsesPerM2 - 1)).toBeLessThan(0.12);
    for (const seen of strips.values()) expect(seen.size).toBeGreaterThanOrEqual(2);
  });

  it('stay within the angle of the sensor', () => {
    const widest = plan.halfSwathM + 4;
    for (const { offsetM, stepM, count } of lines) {
      expect(Math.max(Math.abs(offsetM), Math.abs(offsetM + (count - 1) * stepM))).toBeLessThan(widest);
    }
  });

  it('follow each other in time, strip by strip', () => {
    let last = Number.NEGATIVE_INFINITY;
    let strip = 0;
    for (const line of lines) {
      expect(line.timeS).toBeGreaterThan(last);
      expect(line.stripId).toBeGreaterThanOrEqual(strip);
      last = line.timeS + (line.count - 1) * line.stepS;
      strip = line.stripId;
    }
  });
});
