import { describe, expect, test } from 'vitest';
import { crsFromCode } from '#core/crs/crs.ts';
import {
  geoidModelOf,
  parseVerticalDatum,
  sameVerticalDatum,
  verticalDatumCode,
  verticalDatumOf,
} from '#core/crs/vertical-datum.ts';

describe('vertical datums', () => {
  test.each([
    ['EPSG:6676', null],
    ['EPSG:6676+6694', 'JGD2000'],
    ['EPSG:6676+6695', 'JGD2011'],
    ['EPSG:11326', 'JGD2024'],
    ['EPSG:26917+6360', 'NAVD88'],
    ['EPSG:4979', 'ellipsoid'],
  ])('%s states %s', (code, datum) => {
    expect(verticalDatumOf(crsFromCode(code))).toBe(datum);
  });

  test.each([
    ['jgd2024', 'JGD2024'],
    ['JGD 2011', 'JGD2011'],
    ['JGD2011 (vertical) height', 'JGD2011'],
    ['EPSG:11317', 'JGD2024'],
    ['EPSG:9999', 'EPSG:9999'],
    ['T.P. local', 'T.P. local'],
    ['Ellipsoidal', 'ellipsoid'],
    ['  ', null],
  ])('"%s" is understood as %s', (text, datum) => {
    expect(parseVerticalDatum(text)).toBe(datum);
  });

  test('two different datums do not compare, an unknown one is taken on trust', () => {
    expect(sameVerticalDatum('JGD2011', 'JGD2024')).toBe(false);
    expect(sameVerticalDatum('JGD2024', 'JGD2024')).toBe(true);
    expect(sameVerticalDatum(null, 'JGD2024')).toBe(true);
  });

  test('codes and geoid models of Japan', () => {
    expect(verticalDatumCode('JGD2011')).toBe('EPSG:6695');
    expect(verticalDatumCode('JGD2024')).toBe('EPSG:11317');
    expect(verticalDatumCode('NAVD88')).toBeNull();
    expect(geoidModelOf('JGD2011')).toBe('GSIGEO2011');
    expect(geoidModelOf('JGD2024')).toBe('JPGEO2024');
    expect(geoidModelOf(null)).toBeNull();
  });
});
