/** Files made to do harm: each is refused by a bound, with a typed error, before memory or time is spent on it. */
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { deflateSync, zstdCompressSync } from 'node:zlib';
import { beforeEach, describe, expect, it } from 'vitest';
import '#worker/crs-registry.ts';
import { crsFromCode } from '#core/crs/crs.ts';
import { TengunError } from '#core/errors.ts';
import { writeCog } from '#core/tiff/cog.ts';
import { readGeoidFile } from '#worker/geoid/geoid-file.ts';
import { assertLercBlock } from '#worker/geotiff-blocks.ts';
import { importFile } from '#worker/surfaces/import-file.ts';
import { type ImportOptions, NO_OPTIONS } from '#worker/surfaces/import-options.ts';
import { encodeLzw } from '../../helpers/lzw-encoder.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';
import { buildTiff, type TiffImage } from '../../helpers/tiff-builder.ts';
import { buildZip } from '../../helpers/zip.ts';

let dir: string;
beforeEach(async () => {
  dir = await temporaryFolder();
});

async function bring(name: string, bytes: string | Uint8Array, options: Partial<ImportOptions> = {}): Promise<unknown> {
  await writeFile(join(dir, 'bytes'), bytes);
  return await importFile(join(dir, 'bytes'), name, { ...NO_OPTIONS, ...options }, dir);
}

/** Code and message of a typed error; that it came soon, with little memory. */
async function refusal(work: () => Promise<unknown>, memoryMiB = 300): Promise<string> {
  const begin = process.cpuUsage();
  const rss = process.memoryUsage.rss();
  const error = await work().then(
    () => null,
    (thrown: unknown) => thrown,
  );
  const { user, system } = process.cpuUsage(begin);
  expect((user + system) / 1e6).toBeLessThan(5);
  expect(process.memoryUsage.rss() - rss).toBeLessThan(memoryMiB * 2 ** 20);
  expect(error).toBeInstanceOf(TengunError);
  return `${(error as TengunError).code}: ${(error as TengunError).message}`;
}

const GRID = Buffer.from('0 0 1\n1 0 1\n0 1 1');

describe('names in zips', () => {
  it.each([
    '../a.txt',
    '../../../../etc/a.txt',
    '/etc/a.txt',
    'a/../../b.txt',
    '..\\..\\a.txt',
    'C:\\a.txt',
    'C:/a.txt',
  ])('%j is refused, or taken as a bare name: nothing is written elsewhere', async (name) => {
    const zip = buildZip([{ name, bytes: GRID }]);
    const taken = await bring('a.zip', zip).catch((error: unknown) => error);
    if (taken instanceof Error) expect(taken).toBeInstanceOf(TengunError);
    else expect(taken).toMatchObject({ facts: { name: expect.stringMatching(/^[^/\\:]+\.txt$/) } });
    expect(await readdir(dir)).toEqual(['bytes']);
  });

  it('NUL, control characters and endless names do not reach the disk', async () => {
    for (const name of [
      'a\u0000.txt',
      '\u0000/etc/a.txt',
      '\r\n.txt',
      `${'x'.repeat(60_000)}.txt`,
      '.txt',
      '   .txt',
      'con.txt',
    ]) {
      await bring('a.zip', buildZip([{ name, bytes: GRID }])).catch((error: unknown) => {
        if (!(error instanceof TengunError)) throw error;
      });
      expect(await readdir(dir)).toEqual(['bytes']);
    }
  });
});

describe('archives that unpack to more than they are', () => {
  it('by their ratio, as KMZ too', async () => {
    const bomb = { bytes: Buffer.alloc(40 * 2 ** 20, 32), deflate: true };
    for (const [file, name] of [
      ['a.zip', 'a.txt'],
      ['a.kmz', 'doc.kml'],
    ] as const) {
      const zip = buildZip([{ name, ...bomb }]);
      expect(zip.length).toBeLessThan(2 ** 20);
      expect(await refusal(() => bring(file, zip))).toMatch(
        /^LIMIT: zip: expected at most \d+ bytes unpacked, it says 41943040/,
      );
    }
  });

  it('by a directory that says less than there is, or entries that overlap', async () => {
    const zip = Buffer.from(buildZip([{ name: 'a.txt', bytes: Buffer.alloc(8 * 2 ** 20, 49), deflate: true }]));
    const central = zip.indexOf('PK\x01\x02');
    zip.writeUInt32LE(1000, central + 24);
    expect(await refusal(() => bring('a.zip', zip))).toMatch(/^FORMAT: zip: .*too many bytes/);
    // the directory says that it has four billion entries
    const many = Buffer.from(buildZip([{ name: 'a.txt', bytes: GRID }]));
    many.writeUInt16LE(0xfffe, many.length - 12);
    many.writeUInt16LE(0xfffe, many.length - 14);
    expect(await refusal(() => bring('a.zip', many))).toMatch(/^FORMAT: zip/);
  });

  it('a zip in a zip is not unpacked', async () => {
    const inner = buildZip([{ name: 'a.txt', bytes: GRID }]);
    expect(await refusal(() => bring('a.zip', buildZip([{ name: 'b.zip', bytes: inner }])))).toMatch(/seen none/);
    expect(await refusal(() => bring('a.zip', buildZip([{ name: 'b.txt', bytes: inner }])))).toMatch(/a zip in a zip/);
  });
});

const image: TiffImage = { cols: 4, rows: 3, values: Array(12).fill(5), corner: [0, 0], projected: 6676 };

/** The entry of a tag: type at +2, count at +4, value or place at +8. */
function tagAt(bytes: Buffer, tag: number): number {
  const begin = bytes.readUInt32LE(4);
  for (let i = 0; i < bytes.readUInt16LE(begin); i++) {
    const at = begin + 2 + 12 * i;
    if (bytes.readUInt16LE(at) === tag) return at;
  }
  throw new Error(`no tag ${tag}`);
}
function withTag(tag: number, change: (bytes: Buffer, at: number) => void, of: TiffImage = image): Buffer {
  const bytes = Buffer.from(buildTiff(of));
  change(bytes, tagAt(bytes, tag));
  return bytes;
}

describe('GeoTIFFs that promise too much', () => {
  it.each([256, 257, 258, 273, 277, 278, 279, 33550, 33922, 34735])(
    'tag %d with a count, a value and a place of 10⁹',
    async (tag) => {
      for (const field of [4, 8]) {
        const bytes = withTag(tag, (all, at) => all.writeUInt32LE(1_000_000_000, at + field));
        const taken = await bring('a.tif', bytes).catch((error: unknown) => error);
        // a strip that says that it has more rows than the image is read as far as the image goes
        if (taken instanceof Error) expect(taken).toBeInstanceOf(TengunError);
      }
    },
  );

  it('10⁹ pixels, 10⁹ pixels in a tile, rows that are not there', async () => {
    expect(
      await refusal(() =>
        bring(
          'a.tif',
          withTag(256, (all, at) => all.writeUInt32LE(1_000_000_000, at + 8)),
        ),
      ),
    ).toMatch(/^LIMIT: GeoTIFF: pixels/);
    const tall = withTag(257, (all, at) => all.writeUInt32LE(16_000_000, at + 8));
    tall.writeUInt32LE(16_000_000, tagAt(tall, 278) + 8);
    expect(await refusal(() => bring('a.tif', tall))).toMatch(/^FORMAT: GeoTIFF/);
    const band = new Float32Array(300 * 300);
    const crs = crsFromCode('EPSG:6676');
    const tiled = Buffer.from(
      writeCog({ cols: 300, rows: 300, bands: [band], west: 0, north: 0, step: 1, crs, noData: null }, deflateSync),
    );
    for (const tag of [322, 323]) tiled.writeUInt32LE(1_000_000_000, tagAt(tiled, tag) + 8);
    for (const tag of [322, 323]) tiled.writeUInt16LE(4, tagAt(tiled, tag) + 2);
    expect(await refusal(() => bring('a.tif', tiled))).toMatch(/^LIMIT: GeoTIFF: pixels in a tile or strip/);
    // no rows in a strip: all rows in one, as TIFF 6.0 has it where nothing is said
    expect(
      await bring(
        'a.tif',
        withTag(278, (all, at) => all.writeUInt32LE(0, at + 8)),
      ),
    ).toMatchObject({ kind: 'surface' });
  });

  it('a directory that points at itself, and one at the end of the file', async () => {
    const loop = Buffer.from(buildTiff(image));
    const begin = loop.readUInt32LE(4);
    loop.writeUInt32LE(begin, begin + 2 + 12 * loop.readUInt16LE(begin));
    // only the first image counts: where the next one stands is not looked at
    expect(await bring('a.tif', loop)).toMatchObject({ data: { raster: { cols: 4, rows: 3 } } });
    const behind = Buffer.from(buildTiff(image));
    behind.writeUInt32LE(behind.length - 1, 4);
    expect(await refusal(() => bring('a.tif', behind))).toMatch(/^FORMAT: GeoTIFF/);
  });

  it.each([
    ['deflate', 8, (bytes: Uint8Array) => deflateSync(bytes)],
    ['LZW', 5, encodeLzw],
    ['ZSTD', 50_000, (bytes: Uint8Array) => zstdCompressSync(bytes)],
    [
      'PackBits',
      32_773,
      (bytes: Uint8Array) => Uint8Array.from({ length: (2 * bytes.length) / 128 }, (_, i) => (i % 2 === 0 ? 0x81 : 0)),
    ],
  ])('a strip packed by %s that holds more than its pixels', async (_, compression, pack) => {
    const packed = (bytes: Uint8Array) =>
      withTag(259, (all, at) => all.writeUInt16LE(compression, at + 8), { ...image, strip: pack(bytes) });
    const right = new Uint8Array(Float32Array.from({ length: 12 }, () => 0).buffer);
    if (compression !== 32_773)
      expect(await bring('a.tif', packed(right))).toMatchObject({ data: { raster: { cols: 4 } } });
    expect(await refusal(() => bring('a.tif', packed(new Uint8Array(128 * 300))))).toMatch(/^(FORMAT|LIMIT): /);
  });

  it('a compression that has no bound', async () => {
    for (const compression of [6, 7, 50_001, 34_712]) {
      const bytes = withTag(259, (all, at) => all.writeUInt16LE(compression, at + 8));
      expect(await refusal(() => bring('a.tif', bytes))).toMatch(/^UNSUPPORTED: .*TIFF compression/);
    }
  });

  it('LERC by the size in its head, packed or not', () => {
    const head = Buffer.alloc(100);
    head.write('Lerc2 ', 'latin1');
    head.writeInt32LE(4, 6);
    const sized = (rows: number, cols: number, depth: number): Buffer => {
      [rows, cols, depth].forEach((value, i) => void head.writeInt32LE(value, 14 + 4 * i));
      return Buffer.from(head);
    };
    expect(() => assertLercBlock(sized(10, 10, 1), 0, 100)).not.toThrow();
    for (const wrong of [sized(1_000_000, 1000, 1), sized(10, 10, 1_000_000), sized(-1, 5, 5)]) {
      expect(() => assertLercBlock(wrong, 0, 100)).toThrow(/LERC block of at most 100 pixels/);
      expect(() => assertLercBlock(deflateSync(wrong), 1, 100)).toThrow(/LERC block of at most 100 pixels/);
      expect(() => assertLercBlock(zstdCompressSync(wrong), 2, 100)).toThrow(/LERC block of at most 100 pixels/);
    }
    expect(() => assertLercBlock(Buffer.alloc(100), 0, 100)).toThrow(/LERC2 block/);
    expect(() => assertLercBlock(head, 9, 100)).toThrow(/method 9/);
    expect(() => assertLercBlock(deflateSync(Buffer.alloc(10 ** 7)), 1, 100)).toThrow();
  });

  it('geoids as GeoTIFF are held to the same bounds', async () => {
    const path = join(dir, 'a.tif');
    const geoid: TiffImage = { ...image, corner: [138, 35], geographic: 6668 };
    await writeFile(
      path,
      withTag(256, (all, at) => all.writeUInt32LE(1_000_000_000, at + 8), geoid),
    );
    expect(await refusal(() => readGeoidFile(path))).toMatch(/^LIMIT: geoid GeoTIFF/);
    for (const bytes of [
      buildTiff(geoid).subarray(0, 200),
      withTag(256, (all, at) => all.writeUInt16LE(77, at + 2), geoid),
    ]) {
      await writeFile(path, bytes);
      expect(await refusal(() => readGeoidFile(path))).toMatch(/^FORMAT: geoid GeoTIFF/);
    }
  });
});

describe('grids that promise too much', () => {
  it('a header of ten thousand columns and rows over three values', async () => {
    const text = 'ncols 8000\nnrows 8000\nxllcorner 0\nyllcorner 0\ncellsize 1\n1 2 3\n';
    expect(await refusal(() => bring('a.asc', text))).toMatch(/^FORMAT: ESRI ASCII grid: expected at most \d+ values/);
    expect(await refusal(() => bring('a.asc', text.replace(/8000/g, '1000000000')))).toMatch(
      /^LIMIT: .*at most 64000000 nodes/,
    );
  });

  it('five lines kilometres apart', async () => {
    expect(await refusal(() => bring('a.txt', '0 0 1\n7000 0 1\n0 7000 1\n1 1 1\n6999 6999 1\n'))).toMatch(
      /^LIMIT: .*for 5 lines/,
    );
  });
});

describe('documents that nest or count too much', () => {
  const polygon =
    '<Polygon><outerBoundaryIs><LinearRing><coordinates>1,1 2,1 2,2 1,1</coordinates></LinearRing></outerBoundaryIs></Polygon>';

  it('KML: a place in a place, twenty thousand deep', async () => {
    const text = `<kml xmlns="http://www.opengis.net/kml/2.2">${'<Placemark>'.repeat(20_000)}${polygon}${'</Placemark>'.repeat(20_000)}</kml>`;
    expect(await refusal(() => bring('a.kml', text))).toMatch(/^LIMIT: KML: expected at most 100 levels/);
  });

  it('GeoJSON: a hundred thousand lists in each other', async () => {
    const text = `{"type":"Polygon","coordinates":${'['.repeat(100_000)}${']'.repeat(100_000)}}`;
    expect(await refusal(() => bring('a.geojson', text))).toMatch(/^LIMIT: GeoJSON: expected at most 64 levels/);
  });

  it('XML with a document type: nothing expands, nothing is fetched', async () => {
    const laughs = Array.from({ length: 30 }, (_, i) => `<!ENTITY l${i + 1} "${`&l${i};`.repeat(10)}">`).join('');
    for (const type of [
      `<!DOCTYPE x [<!ENTITY l0 "ha">${laughs}]>`,
      '<!DOCTYPE x [<!ENTITY l30 SYSTEM "file:///etc/passwd">]>',
    ]) {
      const kml = `${type}<kml xmlns="http://www.opengis.net/kml/2.2"><Placemark><name>&l30;</name>${polygon}</Placemark></kml>`;
      const landXml = `${type}<LandXML><Surfaces><Surface name="a"><Definition surfType="TIN"><Pnts><P id="1">&l30;</P></Pnts></Definition></Surface></Surfaces></LandXML>`;
      expect(await refusal(() => bring('a.kml', kml))).toMatch(/^FORMAT: KML/);
      expect(await refusal(() => bring('a.xml', landXml))).toMatch(/^FORMAT: LandXML: .*entity/);
    }
  });

  it('more positions than a file of areas may have', async () => {
    const ring = `[${'[0,0],'.repeat(2_000_001)}[0,0]]`;
    const text = `{"type":"Polygon","coordinates":[${ring}]}`;
    // the document itself has to be read to count them
    expect(await refusal(() => bring('a.geojson', text), 900)).toMatch(/^LIMIT: expected at most 2000000 positions/);
  });

  it('DXF: counts of 10⁹, ends without a place, thirty thousand lines from one point', async () => {
    const pairs = (...groups: (readonly [number, string | number])[]) =>
      groups.map(([code, value]) => `${code}\n${value}\n`).join('');
    const drawing = (entities: string) => `0\nSECTION\n2\nENTITIES\n${entities}0\nENDSEC\n0\nEOF\n`;
    const mesh = pairs([0, 'POLYLINE'], [70, 16], [71, 1_000_000_000], [72, 1_000_000_000], [0, 'SEQEND']);
    expect(await refusal(() => bring('a.dxf', drawing(mesh), { use: 'surface' }))).toMatch(
      /^(FORMAT|LIMIT|NOT_FOUND): /,
    );
    const oneEnd = pairs([0, 'LINE'], [20, 0], [11, 100], [21, 0]);
    expect(await refusal(() => bring('a.dxf', drawing(oneEnd), { use: 'alignment' }))).toMatch(/^GEOMETRY: .*got none/);
    const star = Array.from({ length: 30_000 }, (_, i) =>
      pairs([0, 'LINE'], [10, 0], [20, 0], [11, 1 + (i % 300)], [21, 2]),
    ).join('');
    const begin = process.cpuUsage();
    await bring('a.dxf', drawing(star), { use: 'alignment' }).catch((error: unknown) =>
      expect(error).toBeInstanceOf(TengunError),
    );
    expect(process.cpuUsage(begin).user / 1e6).toBeLessThan(10);
  });
});
