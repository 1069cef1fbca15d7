import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { crsFromCode } from '#core/crs/crs.ts';
import { openLas } from '#core/las/las-file.ts';
import { readChunkIndex } from '#core/laz/chunk-index.ts';
import { chunkLayout, findLaszipVlr } from '#core/laz/laszip-vlr.ts';
import type { DiskFileResult } from '#worker/file-result.ts';
import { openFileSource } from '#worker/file-source.ts';
import { type ExtractStore, extractStore, lasParts, recordTexts } from '../../helpers/extract-store.ts';
import { buildLas, randomPoints, type TestPoint } from '../../helpers/las-builder.ts';
import { type DecodeWithLazPerf, lazPerfOracle } from '../../helpers/laz-perf-oracle.ts';
import { openWithCopcJs } from '../../helpers/read-with-copc-js.ts';
import { hasSharedData, sharedData } from '../../helpers/shared-data.ts';

const WKT = crsFromCode('EPSG:6676').wkt;
const EVERYWHERE = {
  type: 'Polygon',
  coordinates: [
    [
      [50_000, -100_000],
      [54_000, -100_000],
      [54_000, -95_000],
      [50_000, -95_000],
      [50_000, -100_000],
    ],
  ],
};

let store: ExtractStore;
let lazPerf: DecodeWithLazPerf;
beforeAll(async () => {
  store = await extractStore();
  lazPerf = await lazPerfOracle();
});
afterAll(() => store.close());

/** The descriptor of an extra dimension, by the specification. */
function descriptor(
  name: string,
  type: number,
  more: { scale?: number; offset?: number; noData?: bigint } = {},
): Uint8Array {
  const bytes = new Uint8Array(192);
  const view = new DataView(bytes.buffer);
  bytes[2] = type;
  bytes[3] =
    (more.noData === undefined ? 0 : 1) | (more.scale === undefined ? 0 : 8) | (more.offset === undefined ? 0 : 16);
  bytes.set(new TextEncoder().encode(name), 4);
  view.setBigInt64(40, more.noData ?? 0n, true);
  view.setFloat64(112, more.scale ?? 0, true);
  view.setFloat64(136, more.offset ?? 0, true);
  return bytes;
}
const extraVlr = (...descriptors: Uint8Array[]) => ({
  userId: 'LASF_Spec',
  recordId: 4,
  data: new Uint8Array(Buffer.concat(descriptors)),
});

const read = async ({ path }: DiskFileResult) => new Uint8Array(await readFile(path));

/** All records of a LAZ file, decoded by npm laz-perf. */
async function lazRecords({ path }: DiskFileResult) {
  await using source = await openFileSource(path);
  const file = await openLas(source);
  const { pointDataRecordFormat, pointDataRecordLength, offsetToPointData, pointCount } = file.header;
  const laszip = findLaszipVlr(file.vlrs);
  expect(laszip.chunkSize).toBe(50_000);
  const layout = chunkLayout(laszip, pointDataRecordFormat, pointDataRecordLength);
  const parts: Uint8Array[] = [];
  for (const chunk of await readChunkIndex(source, { offsetToPointData, pointCount, laszip })) {
    const bytes = await source.read(chunk.byteOffset, chunk.byteOffset + chunk.byteSize);
    parts.push(lazPerf(bytes, layout, chunk.pointCount));
  }
  return { header: file.header, file, records: new Uint8Array(Buffer.concat(parts)), length: pointDataRecordLength };
}

describe('the formats', () => {
  const points = randomPoints(70_000, { format: 8, seed: 2, extraBytes: 6 });
  const extras = extraVlr(
    descriptor('height_class', 1),
    descriptor('range', 3, { scale: 0.01, offset: 5 }),
    descriptor('odd,"name"', 4),
    descriptor('last', 1),
  );
  const source = buildLas(points, { format: 8, extraBytes: 6, wkt: WKT, vlrs: [extras] });
  const texts = recordTexts(lasParts(source).records, 44);
  beforeAll(() => store.add('a.las', source, { collection: 'formats' }));
  const extract = (format: string) => store.extract({ collection: 'formats', area: EVERYWHERE, format });

  it('las and laz hold every byte of every point; npm laz-perf reads them', async () => {
    const las = lasParts(await read(await extract('las')));
    expect([las.version, las.format, las.headerBytes, las.count]).toEqual([4, 8, 375, 70_000]);
    expect(recordTexts(las.records, las.length)).toEqual(texts);
    const laz = await lazRecords(await extract('laz'));
    expect(recordTexts(laz.records, laz.length)).toEqual(texts);
    expect(laz.file.extraDimensions.map(({ name }) => name)).toEqual(['height_class', 'range', 'odd,"name"', 'last']);
    expect(laz.file.wkt).toBe(WKT);
    expect(laz.header.min).toEqual(las.min);
    expect(las.max[0]).toBe(Math.max(...points.map(({ x }) => x)) * 0.001 + 52_000);
  });

  it('copc is one that npm copc reads', async () => {
    const file = await openWithCopcJs((await extract('copc')).path);
    const found: string[] = [];
    for await (const { records } of file.records()) found.push(...recordTexts(records, 44));
    await file.close();
    expect(found.sort()).toEqual(texts);
  });

  it('csv says every number exactly', async () => {
    const text = Buffer.from(await read(await extract('csv'))).toString('utf8');
    const [header, ...lines] = text.trimEnd().split('\n');
    expect(header).toBe(
      'x,y,z,intensity,return_number,number_of_returns,classification,synthetic,key_point,withheld,overlap,scanner_channel,' +
        'scan_direction,edge_of_flight_line,scan_angle,user_data,point_source_id,gps_time,red,green,blue,nir,height_class,range,"odd,""name""",last',
    );
    const fixed = (value: number, digits: number) => (value / 10 ** digits).toFixed(digits);
    const wanted = points.map((p: TestPoint) => {
      const extra = new DataView(p.extra.buffer, p.extra.byteOffset);
      return [
        fixed(p.x + 52_000_000, 3),
        fixed(p.y - 97_200_000, 3),
        fixed(p.z + 100_000, 3),
        p.intensity,
        p.returnNumber,
        p.numberOfReturns,
        p.classification,
        p.synthetic,
        p.keyPoint,
        p.withheld,
        p.overlap,
        p.scannerChannel,
        p.scanDirection,
        p.edgeOfFlightLine,
        fixed(6 * p.scanAngle, 3),
        p.userData,
        p.pointSourceId,
        p.gpsTime,
        p.red,
        p.green,
        p.blue,
        p.nir,
        extra.getUint8(0),
        fixed(extra.getUint16(1, true) + 500, 2),
        extra.getInt16(3, true),
        extra.getUint8(5),
      ].join(',');
    });
    expect(lines.sort()).toEqual(wanted.sort());
  });

  it('las12 and laz12 hold what LAS 1.2 can, and say what it cannot', async () => {
    const result = await extract('las12');
    const las = lasParts(await read(result));
    expect([las.version, las.format, las.headerBytes, las.length, las.count]).toEqual([2, 3, 227, 34, 70_000]);
    const legacy = points.map((p): TestPoint => {
      const isOverlap = p.overlap === 1 && p.classification <= 1;
      return {
        ...p,
        returnNumber: Math.min(5, p.returnNumber),
        numberOfReturns: Math.min(5, p.numberOfReturns),
        classification: isOverlap ? 12 : p.classification > 31 ? 1 : p.classification,
        scanAngle: Math.max(-90, Math.min(90, Math.round(p.scanAngle * 0.006))),
        extra: new Uint8Array(0),
      };
    });
    const wanted = lasParts(buildLas(legacy, { format: 3 }));
    expect(recordTexts(las.records, 34)).toEqual(recordTexts(wanted.records, 34));
    const codes = (result.summary.warnings as { code: string; message: string; messageJa: string }[]).map(
      ({ code }) => code,
    );
    expect(codes).toEqual(
      expect.arrayContaining([
        'INFRARED_DROPPED',
        'EXTRA_BYTES_DROPPED',
        'CLASSES_CHANGED',
        'RETURNS_CAPPED',
        'OVERLAP_DROPPED',
        'SCAN_ANGLES_CAPPED',
        'CHANNELS_DROPPED',
      ]),
    );
    const laz = await lazRecords(await extract('laz12'));
    expect(laz.header.versionMinor).toBe(2);
    expect(recordTexts(laz.records, 34)).toEqual(recordTexts(las.records, 34));
    expect(laz.header.pointCountByReturn.reduce((a, b) => a + b, 0)).toBe(70_000);
    expect(laz.file.geoKeys).not.toBeNull();
    // comes back through the indexer, with the system from its keys
    await store.add('again.laz', await read(await extract('laz12')), { collection: 'again' });
    const again = await store.extract({ collection: 'again', area: EVERYWHERE, format: 'las12' });
    expect(again.summary.crs).toBe('EPSG:6676');
    expect(recordTexts(lasParts(await read(again)).records, 34)).toEqual(recordTexts(las.records, 34));
  });

  it('points without colour and without times become the smaller formats', async () => {
    for (const [format, expectedFormat, length] of [
      [0, 0, 20],
      [1, 1, 28],
      [2, 2, 26],
    ] as const) {
      const some = randomPoints(5_000, { format, seed: 4 });
      await store.add(`f${format}.las`, buildLas(some, { format, vlrs: [] }), {
        collection: `f${format}`,
        crs: 'EPSG:6676',
      });
      const result = await store.extract({ collection: `f${format}`, area: EVERYWHERE, format: 'laz12' });
      const { header, records } = await lazRecords(result);
      expect([header.pointDataRecordFormat, header.pointDataRecordLength]).toEqual([expectedFormat, length]);
      const returned = (p: TestPoint) => ({
        ...p,
        returnNumber: Math.min(5, p.returnNumber),
        numberOfReturns: Math.min(5, p.numberOfReturns),
      });
      const wanted = lasParts(buildLas(some.map(returned), { format }));
      expect(recordTexts(records, length)).toEqual(recordTexts(wanted.records, length));
    }
  });
});

describe('several items in one file', () => {
  it('unites extra bytes by their names, and formats and steps without loss', async () => {
    const a = randomPoints(4_000, { format: 6, seed: 11, extraBytes: 3 });
    const b = randomPoints(4_000, { format: 7, seed: 12, extraBytes: 3 });
    await store.add(
      'x.las',
      buildLas(a, {
        format: 6,
        extraBytes: 3,
        wkt: WKT,
        vlrs: [extraVlr(descriptor('shared', 3), descriptor('only_x', 1, { noData: 99n }))],
      }),
      { collection: 'u1' },
    );
    await store.add(
      'y.las',
      buildLas(b, {
        format: 7,
        extraBytes: 3,
        wkt: WKT,
        scale: [0.01, 0.01, 0.01],
        vlrs: [extraVlr(descriptor('only_y', 1), descriptor('shared', 3))],
      }),
      { collection: 'u2' },
    );
    const wide = {
      ...EVERYWHERE,
      coordinates: [
        [
          [40_000, -110_000],
          [60_000, -110_000],
          [60_000, -90_000],
          [40_000, -90_000],
          [40_000, -110_000],
        ],
      ],
    };
    const result = await store.extract({ collections: ['u1', 'u2'], area: wide, format: 'las' });
    const las = lasParts(await read(result));
    expect([las.format, las.length, las.count, las.scale]).toEqual([7, 36 + 4, 8_000, [0.001, 0.001, 0.001]]);
    const united = (p: TestPoint, factor: number, extra: readonly number[], color: boolean): TestPoint => ({
      ...p,
      x: p.x * factor,
      y: p.y * factor,
      z: p.z * factor,
      ...(color ? {} : { red: 0, green: 0, blue: 0 }),
      extra: Uint8Array.from(extra),
    });
    const wanted = lasParts(
      buildLas(
        [
          ...a.map((p) => united(p, 1, [...p.extra, 0], false)),
          ...b.map((p) => united(p, 10, [p.extra[1]!, p.extra[2]!, 99, p.extra[0]!], true)),
        ],
        { format: 7, extraBytes: 4 },
      ),
    );
    expect(recordTexts(las.records, 40)).toEqual(recordTexts(wanted.records, 40));
    const codes = (result.summary.warnings as { code: string }[]).map(({ code }) => code);
    expect(codes).toEqual(['COLOR_MISSING', 'EXTRA_BYTES_PARTIAL']);
  });

  it('rounds only where steps do not fit, and says by how much', async () => {
    const a = randomPoints(1_000, { format: 7, seed: 21 });
    await store.add('p.las', buildLas(a, { format: 7, wkt: WKT }), { collection: 'r1' });
    await store.add('q.las', buildLas(a, { format: 7, wkt: WKT, scale: [0.003, 0.001, 0.001] }), { collection: 'r2' });
    const wide = {
      ...EVERYWHERE,
      coordinates: [
        [
          [40_000, -110_000],
          [60_000, -110_000],
          [60_000, -90_000],
          [40_000, -90_000],
          [40_000, -110_000],
        ],
      ],
    };
    const fits = await store.extract({ collections: ['r1', 'r2'], area: wide, format: 'las' });
    expect(fits.summary.warnings).toEqual([]);
    await store.add('s.las', buildLas(a, { format: 7, wkt: WKT, scale: [0.0017, 0.001, 0.001] }), { collection: 'r3' });
    const rounded = await store.extract({ collections: ['r1', 'r3'], area: wide, format: 'las' });
    expect(rounded.summary.warnings).toMatchObject([
      { code: 'REQUANTISED', message: expect.stringContaining('0.0005, 0, 0') },
    ]);
  });
});

describe('other units', () => {
  it('takes an area in degrees for data in degrees', async () => {
    const some = randomPoints(3_000, { format: 7, seed: 31 });
    const source = buildLas(some, {
      format: 7,
      wkt: crsFromCode('EPSG:6668').wkt,
      scale: [1e-7, 1e-7, 0.001],
      offset: [138.4, 34.9, 0],
    });
    await store.add('deg.las', source, { collection: 'degrees' });
    const [west, south] = [138.4 + 0.01, 34.9 + 0.005];
    const ring = [
      [west, south],
      [west + 0.02, south],
      [west + 0.02, south + 0.01],
      [west, south + 0.01],
      [west, south],
    ];
    const area = { type: 'Polygon', coordinates: [ring] };
    const wanted = some.filter((p) => {
      const [e, n] = [p.x * 1e-7 + 138.4, p.y * 1e-7 + 34.9];
      return e >= ring[0]![0]! && e < ring[1]![0]! && n >= ring[0]![1]! && n < ring[2]![1]!;
    });
    expect(wanted.length).toBeGreaterThan(200);
    for (const crs of [undefined, 'EPSG:6668', 'OGC:CRS84']) {
      const result = await store.extract({ collection: 'degrees', area, format: 'csv', ...(crs ? { crs } : {}) });
      expect(result.summary.points).toBe(wanted.length);
    }
    const thinned = await store.extract({ collection: 'degrees', area, format: 'csv', minSpacingM: 50 });
    expect(Number(thinned.summary.points)).toBeLessThan(wanted.length);
  });

  it.runIf(hasSharedData())('takes metres and degrees for data in feet', async () => {
    const bytes = new Uint8Array(await readFile(sharedData('als/autzen_trim.las')!));
    await store.add('autzen.las', bytes, { collection: 'feet' });
    const { min, max } = lasParts(bytes);
    const [e, n] = [(min[0]! + max[0]!) / 2, (min[1]! + max[1]!) / 2];
    const ring = [
      [min[0]! - 5, min[1]! - 5],
      [e, min[1]! - 5],
      [e, n],
      [min[0]! - 5, n],
      [min[0]! - 5, min[1]! - 5],
    ];
    const area = { type: 'Polygon', coordinates: [ring] };
    const result = await store.extract({ collection: 'feet', area, format: 'las' });
    const parts = lasParts(bytes);
    const view = new DataView(parts.records.buffer, parts.records.byteOffset);
    let wanted = 0;
    for (let i = 0; i < parts.count; i++) {
      const x = view.getInt32(i * parts.length, true) * parts.scale[0]! + parts.offset[0]!;
      const y = view.getInt32(i * parts.length + 4, true) * parts.scale[1]! + parts.offset[1]!;
      if (x < e && y < n) wanted += 1;
    }
    expect(result.summary.points).toBe(wanted);
    expect(wanted).toBeGreaterThan(1000);
    const out = lasParts(await read(result));
    expect([out.scale, out.offset]).toEqual([parts.scale, parts.offset]);
    const { createProjection, crsFromCode: fromCode } = await import('#core/crs/crs.ts');
    const { openStore } = await import('#worker/store/store.ts');
    const { crsOf } = await import('#worker/store/crs-properties.ts');
    const crs = crsOf((await openStore(store.storeDir).getItem('feet', 'autzen')).properties);
    expect(crs.horizontalUnitM).toBeLessThan(0.31);
    const lonLat = ring.map(([a, b]) => createProjection(crs).toLonLat(a!, b!));
    const there = await store.extract({
      collection: 'feet',
      area: { type: 'Polygon', coordinates: [lonLat] },
      crs: 'OGC:CRS84',
      format: 'las',
    });
    // edges that are straight in degrees bend by some centimetres over this distance
    expect(Math.abs(Number(there.summary.points) - wanted)).toBeLessThan(wanted * 0.002);
    expect(fromCode('EPSG:2992').horizontalUnitM).toBeLessThan(0.31);
    const old = await store.extract({ collection: 'feet', area, format: 'laz12' });
    await writeFile(join(store.dir, 'old.laz'), await read(old));
    await store.add('old-feet.laz', await read(old), { collection: 'feet-again' });
    const again = crsOf((await openStore(store.storeDir).getItem('feet-again', 'old-feet')).properties);
    expect(again.horizontalUnitM).toBeCloseTo(crs.horizontalUnitM, 9);
    expect(again.verticalUnitM).toBeCloseTo(crs.verticalUnitM, 9);
  });
});
