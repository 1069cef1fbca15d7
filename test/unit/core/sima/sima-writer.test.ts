import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { FormatError } from '#core/errors.ts';
import { roadAlignment } from '#core/scene/road-alignment.ts';
import { readSima } from '#core/sima/sima-reader.ts';
import { sectionPoints, simaText } from '#core/sima/sima-writer.ts';
import { toShiftJis } from '#worker/shift-jis.ts';
import { sectionsResult } from '../../../helpers/sections-result.ts';

describe('SIMA points', () => {
  const result = sectionsResult(roadAlignment());
  const points = sectionPoints(result);

  it('are the centre and both ends of every station, X north, Y east', () => {
    expect(points).toHaveLength(3 * result.stations.length);
    const lines = simaText(points, '谷線,1').split('\r\n');
    expect(lines.slice(0, 6)).toEqual([
      'G00,01,谷線，1,',
      'Z00,座標ﾃﾞｰﾀ,,',
      'A00,',
      `A01,1,BP (NO.0),-97083.090,52008.000,${points[0]!.heightM!.toFixed(3)},`,
      expect.stringMatching(/^A01,2,BP \(NO\.0\) L,-97\d{3}\.\d{3},52\d{3}\.\d{3},\d+\.\d{3},$/),
      expect.stringMatching(/^A01,3,BP \(NO\.0\) R,/),
    ]);
    expect(lines.slice(-2)).toEqual(['A99,', '']);
    // left of an axis that runs east is north
    expect(points[1]!.north).toBeGreaterThan(points[0]!.north);
    // no height where the ground is not known
    expect(lines[3 + 7]).toMatch(/^A01,8,NO\.2 L,[^,]+,[^,]+,,$/);
  });

  it('are read back by the reader, in a figure that names them', () => {
    const text = `${simaText(points.slice(0, 3), 'x')}D00,1,a,0,\r\nB01,1,,\r\nB01,2,,\r\nD99,\r\n`;
    const [figure] = readSima(text).lines;
    expect(figure!.line[0]).toEqual([52_008, -97_083.09]);
  });

  it('are bytes of Shift_JIS; what it does not have is replaced and reported', () => {
    const { bytes, replaced } = toShiftJis('座標ﾃﾞｰﾀ №①−〜鄧 𠮷野😀é,NO.1');
    expect(iconv.decode(Buffer.from(bytes), 'Shift_JIS')).toBe('座標ﾃﾞｰﾀ №①－～鄧 〓野〓〓,NO.1');
    expect(replaced).toEqual(['𠮷', '😀', 'é']);
    expect(bytes[0]).toBe(0x8d);
  });

  it('refuse a coordinate that is none', () => {
    expect(() => simaText([{ name: 'x', east: Number.NaN, north: 0, heightM: null }], 's')).toThrow(FormatError);
  });
});
