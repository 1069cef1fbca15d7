import { describe, expect, it } from 'vitest';
import { csvField, csvText } from '../../../../viewer/tools/download.ts';

describe('CSV', () => {
  it('quotes what must be quoted, and leaves no data empty', () => {
    expect(csvField('a "b", c')).toBe('"a ""b"", c"');
    expect(csvField(null)).toBe('');
    expect(csvField(0)).toBe('0');
  });

  it('ends lines as spreadsheets want and marks itself as UTF-8', () => {
    expect(
      csvText([
        ['切土', 1.5],
        ['盛土', null],
      ]),
    ).toBe('\uFEFF切土,1.5\r\n盛土,\r\n');
  });
});
