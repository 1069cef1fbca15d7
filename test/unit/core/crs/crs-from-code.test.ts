import { describe, expect, test } from 'vitest';
import { compoundCode, crsFromCode, crsFromWkt } from '#core/crs/crs.ts';
import { builtInDefinition } from '#core/crs/definitions.ts';
import { verticalDatumOf } from '#core/crs/vertical-datum.ts';
import { CrsError } from '#core/errors.ts';

describe('crsFromCode', () => {
  test('EPSG:6676 is zone VIII in metres, without a stated vertical datum', () => {
    expect(crsFromCode('EPSG:6676')).toMatchObject({
      code: 'EPSG:6676',
      verticalCode: null,
      name: 'JGD2011 / Japan Plane Rectangular CS VIII',
      kind: 'projected',
      horizontalUnitM: 1,
      verticalUnitM: 1,
      ellipsoidalHeights: false,
    });
  });

  test.each([
    ['6676', 'EPSG:6676'],
    [6676, 'EPSG:6676'],
    [' epsg:6676 ', 'EPSG:6676'],
    ['EPSG:6676+6695', 'EPSG:6676+6695'],
    ['EPSG:6676+EPSG:11317', 'EPSG:6676+11317'],
    ['EPSG:10169', 'EPSG:6676+6695'],
    ['EPSG:10162', 'EPSG:6669+6695'],
    ['EPSG:10174', 'EPSG:6681+6695'],
    ['EPSG:10170', 'EPSG:6677+6695'],
    ['EPSG:11326', 'EPSG:6676+11317'],
    ['EPSG:11325', 'EPSG:6675+11317'],
    ['EPSG:11330', 'EPSG:6680+11317'],
    ['EPSG:6697', 'EPSG:6668+6695'],
    ['EPSG:11318', 'EPSG:6668+11317'],
    ['OGC:CRS84', 'OGC:CRS84'],
    ['http://www.opengis.net/def/crs/OGC/1.3/CRS84', 'OGC:CRS84'],
    ['http://www.opengis.net/def/crs/EPSG/0/6676', 'EPSG:6676'],
    ['urn:ogc:def:crs:EPSG::6676', 'EPSG:6676'],
    ['EPSG:32654', 'EPSG:32654'],
    ['EPSG:3857', 'EPSG:3857'],
  ])('%s is read as %s', (text, code) => {
    expect(compoundCode(crsFromCode(text))).toBe(code);
  });

  test('the compound codes of the two datums say which heights they mean', () => {
    expect(verticalDatumOf(crsFromCode('EPSG:10169'))).toBe('JGD2011');
    expect(verticalDatumOf(crsFromCode('EPSG:11326'))).toBe('JGD2024');
    expect(verticalDatumOf(crsFromCode('EPSG:6676'))).toBeNull();
  });

  test('heights in feet keep their own unit beside metres', () => {
    expect(crsFromCode('EPSG:26917+6360')).toMatchObject({ horizontalUnitM: 1, verticalUnitM: 1200 / 3937 });
    expect(crsFromCode('EPSG:26917+8228')).toMatchObject({ horizontalUnitM: 1, verticalUnitM: 0.3048 });
  });

  test('three-dimensional geographic systems have ellipsoidal heights', () => {
    expect(crsFromCode('EPSG:4979').ellipsoidalHeights).toBe(true);
    expect(crsFromCode('EPSG:4326').ellipsoidalHeights).toBe(false);
    expect(crsFromCode('EPSG:4979+5773').ellipsoidalHeights).toBe(false);
  });

  test.each([
    'EPSG:99999',
    'EPSG:1234567',
    'nonsense',
    '',
    'EPSG:6695',
    'EPSG:6676+6677',
    'EPSG:10169+6695',
    'EPSG:6676+99999',
    'EPSG:4978',
  ])('"%s" is an error that names it', (text) => {
    expect(() => crsFromCode(text)).toThrow(CrsError);
    const named = text.match(/\d{4,}/g)?.some((code) => new RegExp(code).test(messageOf(() => crsFromCode(text))));
    expect(named ?? messageOf(() => crsFromCode(text)).includes(`"${text}"`)).toBe(true);
  });

  test('codes that are not built in are unknown until a register is handed in', () => {
    expect(builtInDefinition(2994)).toBeNull();
  });

  test('the WKT of every built-in system is read back as the same system', () => {
    const zones = Array.from({ length: 19 }, (_, index) => [6669 + index, 2443 + index]).flat();
    const others = [4326, 4979, 6668, 6667, 4612, 4269, 4258, 3857, 32601, 32660, 32754, 26917, 25832, 6690, 3099];
    for (const epsg of [...zones, ...others]) {
      for (const vertical of ['', '+6695', '+11317', '+6360']) {
        const crs = crsFromCode(`EPSG:${epsg}${vertical}`);
        const { wkt: _, name: __, ...meaning } = crs;
        expect(crsFromWkt(crs.wkt)).toMatchObject(meaning);
      }
    }
  });
});

function messageOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return '';
}
