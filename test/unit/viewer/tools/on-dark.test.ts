/** Colours of charts on the dark page. */
import { describe, expect, it } from 'vitest';
import { FILL_COLOURS, lineLooks } from '../../../../viewer/tools/chart/model.ts';
import { contrastOnDark, DARK_PAPER, inkCss, onDark } from '../../../../viewer/tools/chart/on-dark.ts';

const parts = (colour: string) => {
  const [red, green, blue] = [1, 3, 5].map((from) => Number.parseInt(colour.slice(from, from + 2), 16));
  return [red ?? 0, green ?? 0, blue ?? 0] as const;
};

describe('onDark', () => {
  it('makes every colour of the charts readable', () => {
    const looks = lineLooks([...Array<'ground'>(4).fill('ground'), 'design', 'design']).map(({ colour }) => colour);
    for (const colour of [...looks, ...Object.values(FILL_COLOURS), '#000000', DARK_PAPER.axis]) {
      expect([colour, contrastOnDark(parts(onDark(colour))) >= 4.5]).toEqual([colour, true]);
    }
  });

  it('keeps different lines different, and bright colours as they are', () => {
    const looks = lineLooks(['ground', 'ground', 'ground', 'ground']).map(({ colour }) => onDark(colour));
    expect(new Set(looks).size).toBe(4);
    expect(onDark('#ffd140')).toBe('#ffd140');
    expect(onDark('currentcolor')).toBe('currentcolor');
  });

  it('knows the ends of the scale', () => {
    expect(contrastOnDark([255, 255, 255])).toBeCloseTo(15.47, 1);
    expect(contrastOnDark([0x1f, 0x25, 0x2b])).toBe(1);
  });

  it('gives CSS both colours', () => {
    expect(inkCss('#000000')).toMatch(/^light-dark\(#000000, #[0-9a-f]{6}\)$/);
  });
});
