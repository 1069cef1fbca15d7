import { describe, expect, test } from 'vitest';
import { childOf, epsgOf, nameOf, parseWkt } from '#core/crs/wkt-tree.ts';
import { CrsError } from '#core/errors.ts';

describe('parseWkt', () => {
  test('keeps names, numbers, bare words and children', () => {
    const root = parseWkt(
      'GEOGCS["a ""b"" c",DATUM["d",SPHEROID["s",6378137,298.25]],AXIS["Lat",NORTH],AUTHORITY["EPSG","4326"]]',
    );
    expect(nameOf(root)).toBe('a "b" c');
    expect(epsgOf(root)).toBe(4326);
    expect(childOf(childOf(root, 'DATUM')!, 'SPHEROID')!.values).toEqual(['s', 6378137, 298.25]);
    expect(childOf(root, 'AXIS')!.values).toEqual(['Lat', 'NORTH']);
  });

  test('takes round brackets, blanks, signs, exponents and trailing zero bytes', () => {
    const root = parseWkt(' unit ( "degree" , +1.745e-2 , -3 ) \n\0\0');
    expect(root).toMatchObject({ keyword: 'UNIT', values: ['degree', 0.01745, -3] });
  });

  test('a node knows where it stands in the text', () => {
    const text = ' PROJCS["p",GEOGCS["g"]]';
    const inner = childOf(parseWkt(text), 'GEOGCS')!;
    expect(text.slice(inner.begin, inner.end)).toBe('GEOGCS["g"]');
  });

  test('what follows a compound system that was closed too early belongs to it', () => {
    const root = parseWkt('COMPD_CS["c",PROJCS["p"]],VERT_CS["v"]]');
    expect(root.children.map(({ keyword }) => keyword)).toEqual(['PROJCS', 'VERT_CS']);
  });

  test.each([
    ['', /keyword at character 0, found the end/],
    ['GEOGCS["a"', /"," or "\]"/],
    ['GEOGCS["a",,]', /a value/],
    ['GEOGCS["a]', /character 7/],
    ['GEOGCS["a"] x', /the end/],
    ['{"type":"ProjectedCRS"}', /character 0, found "\{/],
  ])('"%s" is an error with the place', (text, message) => {
    expect(() => parseWkt(text)).toThrow(CrsError);
    expect(() => parseWkt(text)).toThrow(message);
  });

  test('endless nesting is refused instead of filling the stack', () => {
    expect(() => parseWkt('A['.repeat(100_000))).toThrow(CrsError);
  });

  test('a text too long for any CRS is refused before it is read', () => {
    expect(parseWkt(`A["${'a'.repeat(2 ** 20 - 5)}"]`).values[0]).toHaveLength(2 ** 20 - 5);
    expect(() => parseWkt(`A["${'a'.repeat(2 ** 24)}"]`)).toThrow(CrsError);
  });

  test('hostile text takes no more than linear time', () => {
    const started = performance.now();
    expect(() => parseWkt(`A["${'""'.repeat(100_000)}`)).toThrow(CrsError);
    expect(() => parseWkt(`${' '.repeat(300_000)}!`)).toThrow(CrsError);
    // milliseconds when linear, minutes when quadratic
    expect(performance.now() - started).toBeLessThan(2000);
  });
});
