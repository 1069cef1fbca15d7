import { describe, expect, test } from 'vitest';
import { createProjection, crsFromWkt, isBlankWkt } from '#core/crs/crs.ts';
import { CrsError } from '#core/errors.ts';

const GEOGCS =
  'GEOGCS["NAD83",DATUM["North_American_Datum_1983",SPHEROID["GRS 1980",6378137,298.257222101]],PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433]]';
const lambert = (unit: string, falseEasting: number, more = ''): string =>
  `PROJCS["Oregon Lambert",${GEOGCS},PROJECTION["Lambert_Conformal_Conic_2SP"],PARAMETER["latitude_of_origin",41.75],PARAMETER["central_meridian",-120.5],PARAMETER["standard_parallel_1",43],PARAMETER["standard_parallel_2",45.5],PARAMETER["false_easting",${falseEasting}],PARAMETER["false_northing",0],${unit}${more}]`;
const METRE = 'UNIT["metre",1]';
const FOOT = 'UNIT["foot",0.3048,AUTHORITY["EPSG","9002"]]';
const US_FOOT = 1200 / 3937;

describe('crsFromWkt', () => {
  test('feet without a vertical part: heights are in feet too', () => {
    expect(crsFromWkt(lambert(FOOT, 1312335.958))).toMatchObject({
      code: null,
      kind: 'projected',
      horizontalUnitM: 0.3048,
      verticalUnitM: 0.3048,
    });
  });

  test('the same place in metres and in feet has the same longitude and latitude', () => {
    const metres = createProjection(crsFromWkt(lambert(METRE, 400000)));
    const feet = createProjection(crsFromWkt(lambert(FOOT, 400000 / 0.3048)));
    const [lon, lat] = metres.toLonLat(194000, 264000);
    const [lonFeet, latFeet] = feet.toLonLat(194000 / 0.3048, 264000 / 0.3048);
    // 1e-10 degrees is 0.01 mm
    expect(Math.abs(lon - lonFeet)).toBeLessThan(1e-10);
    expect(Math.abs(lat - latFeet)).toBeLessThan(1e-10);
    // the false origin is the origin of the projection
    expect(feet.toLonLat(400000 / 0.3048, 0).map((v) => v.toFixed(9))).toEqual(['-120.500000000', '41.750000000']);
  });

  test('compound: metres across, survey feet up', () => {
    const vertical =
      'VERT_CS["NAVD88 height (ftUS)",VERT_DATUM["North American Vertical Datum 1988",2005],UNIT["US survey foot",0.304800609601219],AUTHORITY["EPSG","6360"]]';
    const crs = crsFromWkt(`COMPD_CS["both",${lambert(METRE, 400000)},${vertical}]`);
    expect(crs).toMatchObject({ name: 'both', verticalCode: 'EPSG:6360', horizontalUnitM: 1, verticalUnitM: US_FOOT });
  });

  test('a vertical part inside the projected one, its unit a survey foot "of 1"', () => {
    const vertical = ',VERTCS["NAVD88",VERT_DATUM["NAVD88",2005],UNIT["US survey foot",1.0],AUTHORITY["EPSG","5703"]]';
    const crs = crsFromWkt(lambert('UNIT["US survey foot",0.3048006096012192]', 1312333.3333, vertical));
    // NAVD88 in survey feet has a code of its own
    expect(crs).toMatchObject({ verticalCode: 'EPSG:6360', horizontalUnitM: US_FOOT, verticalUnitM: US_FOOT });
  });

  test('heights of an ellipsoidal vertical part need no geoid', () => {
    const vertical = 'VERT_CS["ellipsoid height",VERT_DATUM["Ellipsoid",2002],UNIT["metre",1]]';
    expect(crsFromWkt(`COMPD_CS["both",${lambert(METRE, 400000)},${vertical}]`).ellipsoidalHeights).toBe(true);
  });

  test('WKT 2: projected, compound and bound', () => {
    const wkt2 = `PROJCRS["JGD2011 / Japan Plane Rectangular CS VIII",BASEGEOGCRS["JGD2011",DATUM["Japanese Geodetic Datum 2011",ELLIPSOID["GRS 1980",6378137,298.257222101,LENGTHUNIT["metre",1]]],PRIMEM["Greenwich",0,ANGLEUNIT["degree",0.0174532925199433]]],CONVERSION["zone VIII",METHOD["Transverse Mercator",ID["EPSG",9807]],PARAMETER["Latitude of natural origin",36,ANGLEUNIT["degree",0.0174532925199433]],PARAMETER["Longitude of natural origin",138.5,ANGLEUNIT["degree",0.0174532925199433]],PARAMETER["Scale factor at natural origin",0.9999,SCALEUNIT["unity",1]],PARAMETER["False easting",0,LENGTHUNIT["metre",1]],PARAMETER["False northing",0,LENGTHUNIT["metre",1]]],CS[Cartesian,2],AXIS["northing (X)",north,ORDER[1],LENGTHUNIT["metre",1]],AXIS["easting (Y)",east,ORDER[2],LENGTHUNIT["metre",1]]]`;
    const place = [20668.095, -70899.259] as const;
    const vertical =
      'VERTCRS["JGD2024 height",VDATUM["JGD2024"],CS[vertical,1],AXIS["height",up,LENGTHUNIT["metre",1]],ID["EPSG",11317]]';
    const bound = `BOUNDCRS[SOURCECRS[${wkt2}],TARGETCRS[GEOGCRS["WGS 84"]]]`;
    for (const text of [wkt2, `COMPOUNDCRS["both",${wkt2},${vertical}]`, bound]) {
      const crs = crsFromWkt(text);
      expect(crs).toMatchObject({ kind: 'projected', horizontalUnitM: 1, verticalUnitM: 1 });
      // northing first in the text, easting first in our numbers: the vector has 5 decimals, its E and N 1 mm
      const [lon, lat] = createProjection(crs).toLonLat(...place);
      expect([lon.toFixed(7), lat.toFixed(7)]).toEqual(['138.7274300', '35.3607200']);
    }
    expect(crsFromWkt(`COMPOUNDCRS["both",${wkt2},${vertical}]`).verticalCode).toBe('EPSG:11317');
  });

  test('a geographic part in "metres" is read as degrees', () => {
    const wrong = GEOGCS.replace('UNIT["degree",0.0174532925199433]', 'UNIT["metres",1.0]');
    const right = createProjection(crsFromWkt(lambert(METRE, 400000))).toLonLat(194000, 264000);
    const read = createProjection(crsFromWkt(lambert(METRE, 400000).replace(GEOGCS, wrong))).toLonLat(194000, 264000);
    expect(read.map((v) => v.toFixed(9))).toEqual(right.map((v) => v.toFixed(9)));
  });

  test('pseudo Mercator without a code: its proj string counts, not the ellipsoid', () => {
    const extension = '+proj=merc +a=6378137 +b=6378137 +lon_0=0 +x_0=0 +y_0=0 +k=1 +units=m +nadgrids=@null +no_defs';
    const wkt = `PROJCS["Pseudo-Mercator",${GEOGCS},PROJECTION["Mercator_1SP"],PARAMETER["central_meridian",0],PARAMETER["scale_factor",1],PARAMETER["false_easting",0],PARAMETER["false_northing",0],UNIT["metre",1],EXTENSION["PROJ4","${extension}"]]`;
    const [, lat] = createProjection(crsFromWkt(wkt)).toLonLat(-8242596, 4966606);
    expect(lat).toBeCloseTo(40.692, 2);
  });

  test('geographic systems', () => {
    expect(crsFromWkt(GEOGCS)).toMatchObject({ kind: 'geographic', verticalUnitM: 1, ellipsoidalHeights: false });
  });

  test.each([
    ['', /blank/],
    ["''", /blank/],
    ['\0\0', /blank/],
    ['a text file', /WKT/],
    ['VERT_CS["heights",VERT_DATUM["d",2005]]', /VERT_CS/],
    ['LOCAL_CS["site",UNIT["metre",1]]', /LOCAL_CS/],
    ['GEODCRS["WGS 84",DATUM["d",ELLIPSOID["e",6378137,298]],CS[Cartesian,3]]', /geocentric/],
    ['COMPD_CS["c",VERT_CS["v"]]', /VERT_CS/],
    [`PROJCS["strange",${GEOGCS},PROJECTION["Butterfly"],UNIT["metre",1]]`, /strange/],
  ])('%j is an error that says why', (text, message) => {
    expect(() => crsFromWkt(text)).toThrow(CrsError);
    expect(() => crsFromWkt(text)).toThrow(message);
  });

  test('blank texts are told apart from broken ones', () => {
    expect(['', ' \0', "''", '""'].map(isBlankWkt)).toEqual([true, true, true, true]);
    expect(isBlankWkt('x')).toBe(false);
  });
});
