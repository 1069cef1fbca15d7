import { describe, expect, it } from 'vitest';
import { isDay } from '#core/day.ts';

describe('isDay', () => {
  it('takes days that exist', () => {
    for (const day of ['2026-01-01', '2024-02-29', '2000-02-29', '0001-01-01']) expect(isDay(day)).toBe(true);
  });

  it('refuses days that do not, and other spellings', () => {
    for (const text of [
      '2026-02-30',
      '2026-13-01',
      '2023-02-29',
      '1900-02-29',
      '2026-1-1',
      '2026-01',
      '20260101',
      '',
    ]) {
      expect(isDay(text), text).toBe(false);
    }
    for (const text of ['2026-01-01T00:00:00Z', ' 2026-01-01', '2026/01/01', '+12026-01-01'])
      expect(isDay(text), text).toBe(false);
  });
});
