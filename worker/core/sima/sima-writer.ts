/**
 * Writes points as SIMA records (A01): the centre and both ends of every section. X is north, Y is east; three decimals, CRLF.
 * Routes, profiles and sections have records of their own in a standard that is sold: they are not written.
 */
import type { CrossSectionsResult } from '../contract/cross-sections.ts';
import { FormatError } from '../errors.ts';

export interface SimaPoint {
  readonly name: string;
  readonly east: number;
  readonly north: number;
  readonly heightM: number | null;
}

/** Offsets of a result are rounded to a tenth of a millimetre; at the axis's ends sections are cut two millimetres within. */
const SAME_PLACE_M = 0.003;

/** Centre "NO.1", left end "NO.1 L" and right end "NO.1 R" of every station; heights of the ground where they are known. */
export function sectionPoints({ stations, existing, leftM, rightM }: CrossSectionsResult): SimaPoint[] {
  return stations.flatMap(({ name, position, left, right, groundElevationM, lines }) => {
    const { offsetsM = [], elevationsM = [] } = lines[existing] ?? {};
    // a line that begins later has no height at the end of the section
    const heightAt = (index: number, offsetM: number) =>
      Math.abs((offsetsM.at(index) ?? Number.NaN) - offsetM) < SAME_PLACE_M ? (elevationsM.at(index) ?? null) : null;
    const place = ([east, north]: readonly number[], label: string, heightM: number | null) => ({
      name: label,
      east: east!,
      north: north!,
      heightM,
    });
    return [
      place(position, name, groundElevationM),
      place(left, `${name} L`, heightAt(0, -leftM)),
      place(right, `${name} R`, heightAt(-1, rightM)),
    ];
  });
}

/**
 * The text of a file, without its encoding.
 * @param site name of the site
 * @throws {FormatError} for a coordinate that is not finite
 */
export function simaText(points: readonly SimaPoint[], site: string): string {
  const lines = [
    `G00,01,${field(site)},`,
    'Z00,座標ﾃﾞｰﾀ,,',
    'A00,',
    ...points.map(({ name, east, north, heightM }, i) => {
      const height = heightM === null ? '' : metres(heightM, name);
      return `A01,${i + 1},${field(name)},${metres(north, name)},${metres(east, name)},${height},`;
    }),
    'A99,',
  ];
  return `${lines.join('\r\n')}\r\n`;
}

/** A comma or a line end would end the field. */
const field = (text: string): string => text.replace(/,/g, '，').replace(/[\r\n]+/g, ' ');

function metres(value: number, name: string): string {
  if (!Number.isFinite(value)) {
    throw new FormatError(`SIMA point ${name}: expected finite metres, got ${value}`, { offset: 0 });
  }
  const text = value.toFixed(3);
  return text === '-0.000' ? '0.000' : text;
}
