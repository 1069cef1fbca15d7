import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { beforeEach, describe, expect, it } from 'vitest';
import '#worker/crs-registry.ts';
import { TengunError } from '#core/errors.ts';
import type { Raster } from '#core/surface/raster.ts';
import { type Imported, importFile } from '#worker/surfaces/import-file.ts';
import { type ImportOptions, NO_OPTIONS, parseImportOptions } from '#worker/surfaces/import-options.ts';
import { seededRandom } from '../../helpers/seeded-random.ts';
import { hasSharedData, sharedData } from '../../helpers/shared-data.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';
import { buildTiff, type TiffImage } from '../../helpers/tiff-builder.ts';
import { buildZip } from '../../helpers/zip.ts';

let dir: string;
beforeEach(async () => {
  dir = await temporaryFolder();
});

async function bring(
  name: string,
  bytes: string | Uint8Array,
  options: Partial<ImportOptions> = {},
): Promise<Imported> {
  const path = join(dir, 'bytes');
  await writeFile(path, bytes);
  return await importFile(path, name, { ...NO_OPTIONS, ...options }, dir);
}

async function bringRaster(name: string, bytes: string | Uint8Array, options: Partial<ImportOptions> = {}) {
  const imported = await bring(name, bytes, options);
  if (imported.kind !== 'surface' || imported.data.kind !== 'raster')
    throw new Error(`expected a raster, seen ${imported.kind}`);
  return { facts: imported.facts, raster: imported.data.raster, checks: imported.facts.checks.map(({ code }) => code) };
}

async function bringAreas(name: string, bytes: string | Uint8Array, options: Partial<ImportOptions> = {}) {
  const imported = await bring(name, bytes, options);
  if (imported.kind !== 'areas') throw new Error(`expected areas, seen ${imported.kind}`);
  return imported.areas;
}

const errorOf = async (work: Promise<unknown>): Promise<string> => {
  const error = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(TengunError);
  return `${(error as TengunError).code}: ${(error as TengunError).message}`;
};

const gridText = (minE: number, minN: number, cols = 400, rows = 300) =>
  Array.from({ length: cols * rows }, (_, i) => {
    const [col, row] = [i % cols, Math.floor(i / cols)];
    return `${(minE + 0.5 + col).toFixed(2)} ${(minN + 0.5 + row).toFixed(2)} ${(100 + col / 10 - row / 20).toFixed(2)}`;
  }).join('\n');

describe('GeoTIFF', () => {
  const image: TiffImage = {
    cols: 3,
    rows: 2,
    values: [1, 2, 3, 4, 5, 6],
    corner: [52_000, -97_000],
    step: [0.5, 0.5],
    projected: 6676,
  };
  const south = [4, 5, 6, 1, 2, 3];

  it('puts values of areas into the middle of pixels, of points onto nodes, rows from the south', async () => {
    const area = await bringRaster('dem.tif', buildTiff(image));
    expect(area.raster).toMatchObject({ originE: 52_000.25, originN: -97_000.75, stepM: 0.5, cols: 3, rows: 2 });
    expect(Array.from(area.raster.heights)).toEqual(south);
    expect(area.facts).toMatchObject({
      crs: 'EPSG:6676',
      verticalDatum: null,
      source: { format: 'geotiff', fileName: 'dem.tif' },
    });
    const point = await bringRaster('dem.tif', buildTiff({ ...image, pixelIsPoint: true }));
    expect(point.raster).toMatchObject({ originE: 52_000, originN: -97_000.5 });
    const matrix = [0.5, 0, 0, 52_000, 0, -0.5, 0, -97_000, 0, 0, 0, 0, 0, 0, 0, 1];
    expect((await bringRaster('dem.tif', buildTiff({ ...image, matrix }))).raster).toEqual(area.raster);
  });

  it('knows no data, deflated strips, and feet', async () => {
    const values = [1, -3.4028234663852886e38, 3, 4, Number.NaN, -9999];
    const { raster, checks } = await bringRaster(
      'dem.tif',
      buildTiff({ ...image, values, deflate: true, noData: '-3.4028234663852886e+38' }),
    );
    expect(Array.from(raster.heights)).toEqual([4, Number.NaN, Number.NaN, 1, Number.NaN, 3]);
    expect(checks).toEqual(['NO_DATA_VALUES']);
    const feet = await bringRaster('dem.tif', buildTiff({ ...image, corner: [100, 200], projected: 2994 }));
    expect(feet.raster.stepM).toBeCloseTo(0.5 * 0.3048, 12);
    expect(feet.raster.heights[0]).toBeCloseTo(4 * 0.3048, 12);
    expect(feet.checks).toEqual(['UNITS_CONVERTED']);
  });

  it('refuses what it cannot measure on', async () => {
    const refused = (change: Partial<TiffImage>) => errorOf(bring('dem.tif', buildTiff({ ...image, ...change })));
    expect(await refused({ bands: 2, values: Array<number>(12).fill(1) })).toMatch(/^UNSUPPORTED: .*2 bands/);
    expect(await refused({ step: [0.5, 0.4] })).toMatch(/^UNSUPPORTED: .*square/);
    expect(await refused({ matrix: [0.5, 0.1, 0, 0, 0.1, -0.5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1] })).toMatch(
      /^UNSUPPORTED: .*rotated/,
    );
    const degrees: TiffImage = { cols: 3, rows: 2, values: image.values, geographic: 6668 };
    expect(await errorOf(bring('dem.tif', buildTiff(degrees)))).toMatch(/^UNSUPPORTED: .*degrees/);
    expect(await refused({ cols: 40_000, rows: 40_000 })).toMatch(/^LIMIT: .*1600000000/);
    expect(await errorOf(bring('parcels.tif', buildTiff(image), { use: 'areas' }))).toMatch(
      /^INVALID_INPUT: .*surface, not as areas/,
    );
  });

  it('does not let a strip inflate beyond its pixels', async () => {
    const strip = deflateSync(Buffer.alloc(64 * 1024 * 1024));
    expect(await errorOf(bring('dem.tif', buildTiff({ ...image, deflate: true, strip })))).toMatch(/^FORMAT/);
  });

  it('gives typed errors for cuts and broken bytes', async () => {
    const bytes = buildTiff({ ...image, deflate: true, noData: '-9999' });
    const { uniform: random } = seededRandom(9);
    let failures = 0;
    for (let i = 0; i < 300; i++) {
      const broken = Buffer.from(i < 100 ? bytes.subarray(0, Math.floor(random() * bytes.length)) : bytes);
      if (i >= 100) broken[Math.floor(random() * broken.length)]! ^= 1 << Math.floor(random() * 8);
      await bring('dem.tif', broken).catch((error: unknown) => {
        failures++;
        if (!(error instanceof TengunError)) throw error;
      });
    }
    expect(failures).toBeGreaterThan(100);
  });

  it.runIf(hasSharedData())('reads the grids of others', async () => {
    const dtm = await bringRaster('dtm.tif', await readFile(sharedData('multiepoch/ttp_dtm_2015_1m.tif')!));
    expect(dtm.raster).toMatchObject({ originE: 633_994.5, originN: 4_831_296.5, stepM: 1, cols: 506, rows: 760 });
    expect(dtm.facts.crs).toBe('EPSG:26917');
    const reference = await bringRaster('ref.tif', await readFile(sharedData('ign/ref/DTM_77055_627760_50CM.tif')!));
    // the north-western pixel's middle is said to be 770549.75 + 0.25, 6277600.25 − 0.25
    const top = (raster: Raster) => raster.originN + (raster.rows - 1) * raster.stepM;
    expect([reference.raster.originE, top(reference.raster)]).toEqual([770_550, 6_277_600]);
  });
});

describe('text grids', () => {
  it('take zone and place from the map sheet in the name', async () => {
    const text = gridText(52_000, -97_200);
    const grid = await bringRaster('08NF2330_grid.txt', text);
    expect(grid.facts.crs).toBe('EPSG:6676');
    expect(grid.checks).toEqual(['CRS_FROM_SHEET']);
    expect((await bringRaster('08NF2330.txt', text, { crs: 'EPSG:2450' })).checks).toEqual([]);
    const elsewhere = await bringRaster('08NF2331.txt', text);
    expect(elsewhere.checks).toEqual(['OUTSIDE_SHEET', 'CRS_FROM_SHEET']);
    const swapped = await bringRaster('08NF2330.txt', text.replace(/^(\S+) (\S+)/gm, '$2 $1'));
    expect(swapped.checks).toEqual(['AXES_SWAPPED', 'CRS_FROM_SHEET']);
    expect((await bringRaster('08NF2330.txt', text, { crs: 'EPSG:6677' })).checks).toEqual(['CRS_CONTRADICTS']);
  });

  it('knows the names of Hyogo, and its voids', async () => {
    const text = gridText(40_000, -60_000, 20, 30)
      .replace(/(\d)\.00$/gm, '$1.00')
      .replace(/ 100\.00$/m, ' -1.50');
    const grid = await bringRaster('DEM_05LF901_1g.txt', text, { voidBelowM: -1 });
    expect(grid.facts.crs).toBe('EPSG:6673');
    expect(grid.checks).toContain('VOID_BELOW');
    expect(grid.raster.heights[0]).toBeNaN();
  });

  it('come in zips, stored or deflated', async () => {
    const bytes = Buffer.from(gridText(52_000, -97_200, 40, 30));
    for (const deflate of [false, true]) {
      const zip = buildZip([
        { name: 'x/', bytes: Buffer.alloc(0) },
        { name: 'x/08NF2330.txt', bytes, deflate },
        { name: 'x/readme.pdf', bytes },
      ]);
      const grid = await bringRaster('delivery.zip', zip);
      expect(grid.raster).toMatchObject({ cols: 40, rows: 30 });
      expect(grid.facts).toMatchObject({
        crs: 'EPSG:6676',
        source: { fileName: '08NF2330.txt', sizeBytes: zip.length },
      });
    }
  });
});

describe('zips', () => {
  const entry = { name: 'a.txt', bytes: Buffer.from('0 0 1\n1 0 1\n0 1 1'), deflate: true };

  it('are refused with several files, none, wrong checksums, and when they are bombs', async () => {
    expect(await errorOf(bring('a.zip', buildZip([entry, { ...entry, name: 'b.txt' }])))).toMatch(
      /^UNSUPPORTED: .*zip of 2 files/,
    );
    expect(await errorOf(bring('a.zip', buildZip([{ ...entry, name: 'a.las' }])))).toMatch(/^FORMAT: zip: .*seen none/);
    const bomb = { name: 'a.txt', bytes: Buffer.alloc(8 * 1024 * 1024, '0'), deflate: true };
    expect(await errorOf(bring('a.zip', buildZip([bomb])))).toMatch(/^LIMIT: zip/);
    const lying = Buffer.from(buildZip([bomb]));
    // says that the entry is small
    lying.writeUInt32LE(1000, lying.indexOf('PK\x01\x02') + 24);
    expect(await errorOf(bring('a.zip', lying))).toMatch(/^FORMAT: zip/);
    const wrong = Buffer.from(buildZip([entry]));
    wrong.writeUInt32LE(7, wrong.indexOf('PK\x01\x02') + 16);
    expect(await errorOf(bring('a.zip', wrong))).toMatch(/CRC-32/);
    expect(await errorOf(bring('a.zip', buildZip([entry]).subarray(0, 60)))).toMatch(/^FORMAT: zip/);
  });
});

describe('designs', () => {
  const landXml = (declaration: string, name: string) =>
    `<?xml version="1.0" encoding="${declaration}"?><LandXML date="2024-01-01"><Surfaces><Surface name="${name}" desc="DesignGround"><Definition surfType="TIN"><Pnts><P id="1">0 0 1</P><P id="2">0 10 2</P><P id="3">10 0 3</P></Pnts><Faces><F>1 3 2</F></Faces></Definition></Surface></Surfaces></LandXML>`;

  it('in Shift_JIS, by declaration', async () => {
    // 計画面 in Shift_JIS
    const [before, after] = landXml('Shift_JIS', '|')
      .split('|')
      .map((part) => Buffer.from(part)) as [Buffer, Buffer];
    const bytes = Buffer.concat([before, Buffer.from([0x8c, 0x76, 0x89, 0xe6, 0x96, 0xca]), after]);
    expect(await bring('a.xml', bytes)).toMatchObject({ facts: { name: '計画面', accuracyM: 0 } });
    expect(await bring('a.xml', Buffer.from(`\uFEFF${landXml('utf-16', '面')}`, 'utf16le'))).toMatchObject({
      facts: { name: '面' },
    });
  });

  it('what the user says goes before what the file says', async () => {
    const options = { crs: 'EPSG:6676', verticalDatum: 'JGD2024', accuracyM: 0.05, datetime: '2024-05-01' };
    expect(await bring('a.xml', landXml('utf-8', 'a'), options)).toMatchObject({ facts: options });
  });

  it('as DXF: by layer, with the code page of the drawing', async () => {
    const pairs = (layer: string) =>
      `0\nSECTION\n2\nHEADER\n9\n$ACADVER\n1\nAC1015\n9\n$DWGCODEPAGE\n3\nANSI_932\n9\n$INSUNITS\n70\n4\n0\nENDSEC\n0\nSECTION\n2\nENTITIES\n${[
        [0, 0],
        [5000, 0],
      ]
        .map(
          ([x, y]) =>
            `0\n3DFACE\n8\n${layer}\n10\n${x}\n20\n${y}\n30\n1000\n11\n${x! + 5000}\n21\n${y}\n31\n1000\n12\n${x}\n22\n5000\n32\n2000\n13\n${x}\n23\n5000\n33\n2000`,
        )
        .join('\n')}\n0\nENDSEC\n0\nEOF\n`;
    const [before, , after] = pairs('|').split('|') as [string, string, string];
    const name = Buffer.from([0x96, 0xca]); // 面
    const bytes = Buffer.concat([
      Buffer.from(before),
      name,
      Buffer.from(pairs('|').split('|')[1]!),
      name,
      Buffer.from(after),
    ]);
    const imported = await bring('a.dxf', bytes);
    expect(imported).toMatchObject({
      kind: 'surface',
      facts: { name: '面', crs: null, source: { format: 'dxf' }, checks: [{ code: 'UNITS_CONVERTED' }] },
      data: { kind: 'mesh', mesh: { triangles: { length: 6 }, east: { length: 5 } } },
    });
    expect(await errorOf(bring('a.dxf', bytes, { surfaceName: 'x' }))).toMatch(/^NOT_FOUND: .*"x".*"面"/);
    expect(await errorOf(bring('a.dxf', bytes, { use: 'areas' }))).toMatch(/^NO_DATA/);
    expect(await errorOf(bring('a.dxf', 'AutoCAD Binary DXF\r\n\x1a\0'))).toMatch(
      /^UNSUPPORTED: unsupported: binary DXF/,
    );
    expect(await errorOf(bring('a.dxf', 'AC1032\0\0\0'))).toMatch(/^UNSUPPORTED: unsupported: DWG/);
  });

  it.runIf(hasSharedData())('from a file that validates against the schema', async () => {
    const bytes = await readFile(sharedData('landxml/jlandxml_v17_minimal.xml')!);
    const imported = await bring('minimal.xml', bytes);
    expect(imported).toMatchObject({
      facts: { name: 'EG-1', crs: 'EPSG:6676', accuracyM: null },
      data: {
        mesh: {
          east: Float64Array.of(-10_710, -10_710, -10_690),
          north: Float64Array.of(-113_500, -113_480, -113_490),
        },
      },
    });
  });
});

describe('areas', () => {
  const ring = [
    [138.93, 34.79],
    [138.94, 34.79],
    [138.94, 34.8],
    [138.93, 34.79],
  ];
  const feature = (properties: object, geometry: object) => ({ type: 'Feature', properties, geometry });

  it('of GeoJSON: names, systems, holes, and what is wrong', async () => {
    const collection = {
      type: 'FeatureCollection',
      features: [
        feature({ name: 'A' }, { type: 'Polygon', coordinates: [ring.map((position) => [...position, 12])] }),
        feature({ 地番: '12-3' }, { type: 'MultiPolygon', coordinates: [[ring]] }),
        feature({}, { type: 'Point', coordinates: [0, 0] }),
        feature(
          { name: 'bow' },
          {
            type: 'Polygon',
            coordinates: [
              [
                [0, 0],
                [1, 1],
                [1, 0],
                [0, 1],
                [0, 0],
              ],
            ],
          },
        ),
        feature(
          { name: 'thin' },
          {
            type: 'Polygon',
            coordinates: [
              [
                [0, 0],
                [1, 1],
                [0, 0],
              ],
            ],
          },
        ),
        feature(
          { name: 'open' },
          {
            type: 'Polygon',
            coordinates: [
              [
                [0, 0],
                [1, 1],
                [0, 1],
              ],
            ],
          },
        ),
        feature(
          { name: 'words' },
          {
            type: 'Polygon',
            coordinates: [
              [
                ['a', 0],
                [1, 1],
                [0, 1],
                ['a', 0],
              ],
            ],
          },
        ),
      ],
    };
    const areas = await bringAreas('a.geojson', JSON.stringify(collection));
    expect(areas.features.map(({ properties, geometry }) => [properties.name, geometry.type])).toEqual([
      ['A', 'Polygon'],
      ['12-3', 'MultiPolygon'],
    ]);
    expect(areas.features[0]!.geometry.coordinates[0]![0]).toEqual([138.93, 34.79]);
    expect(areas.faults.map(({ name, code }) => [name, code])).toEqual([
      ['bow', 'GEOMETRY'],
      ['thin', 'GEOMETRY'],
      ['open', 'GEOMETRY'],
      ['words', 'GEOMETRY'],
    ]);
    expect(areas.checks).toMatchObject([{ code: 'NOT_AREAS' }]);
  });

  it('of GeoJSON: the system by its member, by magnitude, by the user', async () => {
    const plane = {
      type: 'Polygon',
      coordinates: [
        [
          [52_000, -97_000],
          [52_010, -97_000],
          [52_010, -96_990],
          [52_000, -97_000],
        ],
      ],
    };
    const crsOf = async (document: object, options = {}) =>
      (await bringAreas('a.json', JSON.stringify(document), options)).crs;
    expect(await crsOf(plane)).toBeNull();
    expect(await crsOf(plane, { crs: 'EPSG:6676' })).toBe('EPSG:6676');
    expect(await crsOf({ ...plane, crs: { type: 'name', properties: { name: 'urn:ogc:def:crs:EPSG::6676' } } })).toBe(
      'EPSG:6676',
    );
    expect(await crsOf({ type: 'Polygon', coordinates: [ring] })).toBe('OGC:CRS84');
    expect(
      await crsOf({
        type: 'Polygon',
        coordinates: [ring],
        crs: { properties: { name: 'urn:ogc:def:crs:OGC:1.3:CRS84' } },
      }),
    ).toBe('OGC:CRS84');
  });

  it('of SIMA in Shift_JIS', async () => {
    const text =
      'G00,01,X,\r\nA01,1,a,0,0,,\r\nA01,2,b,0,10,,\r\nA01,3,c,10,0,,\r\nD00,1,|,1,\r\nB01,1,a,\r\nB01,2,b,\r\nB01,3,c,\r\nD99,\r\n';
    const [before, after] = text.split('|').map((part) => Buffer.from(part)) as [Buffer, Buffer];
    // ﾃｽﾄ, half-width, and 区
    const areas = await bringAreas(
      'a.sim',
      Buffer.concat([before, Buffer.from([0xc3, 0xbd, 0xc4, 0x8b, 0xe6]), after]),
    );
    expect(areas).toMatchObject({
      crs: null,
      features: [
        {
          properties: { name: 'ﾃｽﾄ区' },
          geometry: {
            coordinates: [
              [
                [0, 0],
                [10, 0],
                [0, 10],
                [0, 0],
              ],
            ],
          },
        },
      ],
    });
  });

  it('of KML and KMZ', async () => {
    const polygon = `<Polygon><outerBoundaryIs><LinearRing><coordinates>${ring.map((position) => `${position.join(',')},0`).join(' ')}</coordinates></LinearRing></outerBoundaryIs></Polygon>`;
    const kml = `<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document><Placemark><name>工区1</name>${polygon}</Placemark><Placemark><name>two</name><MultiGeometry>${polygon}<Point><coordinates>1,2</coordinates></Point></MultiGeometry></Placemark><Placemark><name>line</name><LineString><coordinates>1,2 3,4</coordinates></LineString></Placemark></Document></kml>`;
    for (const [name, bytes] of [
      ['a.kml', Buffer.from(kml)],
      ['a.kmz', buildZip([{ name: 'doc.kml', bytes: Buffer.from(kml), deflate: true }])],
    ] as const) {
      const areas = await bringAreas(name, bytes);
      expect(areas.crs).toBe('OGC:CRS84');
      expect(areas.features.map(({ properties }) => properties.name)).toEqual(['工区1', 'two']);
      expect(areas.features[0]!.geometry).toEqual({ type: 'Polygon', coordinates: [ring] });
      expect(areas.source.fileName).toBe(name);
    }
    const laughs = kml
      .replace('<kml', '<!DOCTYPE kml [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><kml')
      .replace('工区1', '&b;');
    expect(await errorOf(bring('a.kml', laughs))).toMatch(/^FORMAT: KML: .*entity/);
    expect(await errorOf(bring('a.kml', kml.slice(0, 300)))).toMatch(/^FORMAT: KML/);
  });

  it('give typed errors for cuts and broken bytes', async () => {
    const { uniform: random } = seededRandom(3);
    const text = JSON.stringify({
      type: 'FeatureCollection',
      features: [feature({ name: 'A' }, { type: 'Polygon', coordinates: [ring] })],
    });
    for (let i = 0; i < 200; i++) {
      const broken = Buffer.from(text.slice(0, i < 60 ? Math.floor(random() * text.length) : text.length));
      if (broken.length > 0) broken[Math.floor(random() * broken.length)]! ^= 1 << Math.floor(random() * 7);
      await bring('a.geojson', broken).catch((error: unknown) => {
        if (!(error instanceof TengunError)) throw error;
      });
    }
  });
});

describe('parseImportOptions', () => {
  it('reads texts, and names what is wrong', () => {
    expect(
      parseImportOptions({ crs: '6676', accuracyM: ' 0.05 ', voidBelowM: '-1', use: '', verticalDatum: 'jgd2024' }),
    ).toEqual({
      ...NO_OPTIONS,
      crs: 'EPSG:6676',
      accuracyM: 0.05,
      voidBelowM: -1,
      verticalDatum: 'JGD2024',
    });
    for (const [name, wrong] of Object.entries({
      crs: 'zone 8',
      accuracyM: '-1',
      voidBelowM: 'low',
      use: 'both',
      datetime: 'spring',
    })) {
      expect(() => parseImportOptions({ [name]: wrong }), name).toThrow(TengunError);
    }
  });
});
