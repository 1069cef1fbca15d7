import { describe, expect, test } from 'vitest';
import '#worker/crs-registry.ts';
import { compoundCode, createProjection, crsFromCode, crsFromGeoKeys, crsFromWkt } from '#core/crs/crs.ts';
import { builtInDefinition, findDefinition } from '#core/crs/definitions.ts';
import { CrsError } from '#core/errors.ts';
import { epsgRegistry } from '#worker/crs-registry.ts';

describe('the EPSG register', () => {
  test.each([
    ['EPSG:2994', 0.3048],
    ['EPSG:2903', 1200 / 3937],
    ['EPSG:2154', 1],
    ['EPSG:3826', 1],
    ['EPSG:5514', 1],
  ])('%s with %f metres a unit, projected and back to a millimetre, and read again from its own WKT', (code, unitM) => {
    const crs = crsFromCode(code);
    expect(crs).toMatchObject({ code, kind: 'projected', horizontalUnitM: unitM });
    const again = crsFromWkt(crs.wkt);
    expect(again).toMatchObject({ code, horizontalUnitM: unitM });
    for (const read of [crs, again]) {
      const { toLonLat, fromLonLat } = createProjection(read);
      const [lon, lat] = createProjection(crs).toLonLat(...fromLonLat(...middleOf[code]!));
      expect(Math.hypot(lon - middleOf[code]![0], lat - middleOf[code]![1])).toBeLessThan(1e-7);
      expect(toLonLat(...fromLonLat(...middleOf[code]!)).every(Number.isFinite)).toBe(true);
    }
  });

  test('a system whose WKT the index lacks is written with its proj string and read back', () => {
    const crs = crsFromCode('EPSG:3561');
    expect(crs.wkt).toContain('EXTENSION["PROJ4"');
    expect(crsFromWkt(crs.wkt)).toMatchObject({ code: 'EPSG:3561', horizontalUnitM: crs.horizontalUnitM });
  });

  test('a system whose WKT the index lacks and whose projection proj4 lacks is no system, by code and by keys', () => {
    expect(epsgRegistry(6247)).toBeNull(); // Bogota urban grid: +proj=col_urban
    expect(() => crsFromCode('EPSG:6247')).toThrow(CrsError);
    const directory = Uint16Array.of(1, 1, 0, 1, 3072, 0, 1, 6247);
    expect(() => crsFromGeoKeys({ directory, doubles: new Float64Array(), ascii: '' })).toThrow(CrsError);
  });

  test('compound and vertical codes', () => {
    expect(compoundCode(crsFromCode('EPSG:5698'))).toBe('EPSG:2154+5720');
    expect(crsFromCode('EPSG:2154+5720').verticalUnitM).toBe(1);
    expect(crsFromCode('EPSG:6350+6360').verticalUnitM).toBe(1200 / 3937);
  });

  test('three-dimensional systems keep their heights on the ellipsoid through WKT', () => {
    const crs = crsFromCode('EPSG:6319');
    expect(crs.ellipsoidalHeights).toBe(true);
    expect(crsFromWkt(crs.wkt)).toMatchObject({ code: 'EPSG:6319', ellipsoidalHeights: true });
  });

  test('what is built in stays as it is: the register is asked for the rest only', () => {
    expect(findDefinition(6671)).toEqual(builtInDefinition(6671));
    // the index rounds 132°10′ to twelve decimals
    const own = builtInDefinition(6671);
    expect(own?.kind === 'projected' && own.proj4).toContain('+lon_0=132.16666666666666');
  });

  test('codes that do not exist, and numbers that would leave the folder of the index', () => {
    for (const epsg of [1, 65535, -5, 1.5, Number.NaN]) expect(epsgRegistry(epsg)).toBeNull();
    expect(() => crsFromCode('EPSG:9999')).toThrow(CrsError);
  });

  test('a system that needs a grid of shifts is an error that says so, not a place that is wrong', () => {
    for (const [code, message] of [
      ['EPSG:26717', /NAD27 \/ UTM zone 17N.*grid of datum shifts/],
      ['EPSG:27700', /British National Grid.*grid of datum shifts/],
    ] as const) {
      expect(() => createProjection(crsFromCode(code))).toThrow(CrsError);
      expect(() => createProjection(crsFromCode(code))).toThrow(message);
    }
  });
});

/** A place in the middle of each system, longitude and latitude. */
const middleOf: Readonly<Record<string, [number, number]>> = {
  'EPSG:2994': [-121, 44],
  'EPSG:2903': [-106, 35],
  'EPSG:2154': [3, 46],
  'EPSG:3826': [121, 24],
  'EPSG:5514': [16, 49.8],
};
