import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import iconv from 'iconv-lite';
import { beforeEach, describe, expect, it } from 'vitest';
import '#worker/crs-registry.ts';
import { axisPlace } from '#core/alignment/place-on-axis.ts';
import { crsFromCode } from '#core/crs/crs.ts';
import { TengunError } from '#core/errors.ts';
import { landXmlAlignments } from '#core/landxml/alignment-writer.ts';
import { landXmlTin } from '#core/landxml/tin-writer.ts';
import { roadAlignment } from '#core/scene/road-alignment.ts';
import { designDocument } from '#core/scene/truth.ts';
import { loadAlignment } from '#worker/alignments/alignment-store.ts';
import { alignmentLines } from '#worker/alignments/alignments-summary.ts';
import { run } from '#worker/jobs/import-upload.ts';
import { checkPlacement } from '#worker/surfaces/check-placement.ts';
import { type ImportOptions, NO_OPTIONS } from '#worker/surfaces/import-options.ts';
import { loadSurface } from '#worker/surfaces/surface-store.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

const id = '0123456789abcdef0123456789abcdef';
let storeDir: string;
beforeEach(async () => {
  storeDir = await temporaryFolder();
});

async function bring(fileName: string, bytes: string | Uint8Array, options: Partial<ImportOptions> = {}) {
  const path = join(storeDir, 'bytes');
  await writeFile(path, bytes);
  return await run({ storeDir, id, path, fileName, options: { ...NO_OPTIONS, ...options }, scratchDir: storeDir });
}
async function bringAxis(fileName: string, bytes: string | Uint8Array, options: Partial<ImportOptions> = {}) {
  const brought = await bring(fileName, bytes, options);
  if (brought.kind !== 'alignment') throw new Error(`expected an alignment, seen ${brought.kind}`);
  return brought.alignments;
}
const errorOf = async (work: Promise<unknown>): Promise<string> => {
  const error = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(TengunError);
  return `${(error as TengunError).code}: ${(error as TengunError).message}`;
};

const frame = designDocument('Tengun 1');
const roadXml = [...landXmlAlignments(frame, [roadAlignment()])].join('');
const tinXml = [
  ...landXmlTin(frame, [
    {
      name: 'pad',
      positions: Float64Array.from([52_000, -97_000, 1, 52_010, -97_000, 1, 52_000, -96_990, 1]),
      triangles: Uint32Array.from([0, 1, 2]),
    },
  ]),
].join('');
const bothXml = tinXml.replace(
  '  <Surfaces>',
  `${/ {2}<Alignments>[\s\S]*<\/Alignments>\n/.exec(roadXml)![0]}  <Surfaces>`,
);

describe('LandXML', () => {
  it('becomes an alignment that a request can name', async () => {
    const record = await bringAxis('road.xml', roadXml);
    expect(record).toMatchObject({ id, crs: 'EPSG:6676', verticalDatum: 'JGD2011', faults: [], checks: [] });
    const { alignment, crs } = await loadAlignment(storeDir, { stored: id });
    expect([alignment.name, crs]).toEqual(['市道 谷線', 'EPSG:6676']);
    expect((await loadAlignment(storeDir, { stored: id, name: '市道 谷線' })).alignment).toEqual(alignment);
    expect(await errorOf(loadAlignment(storeDir, { stored: id, name: 'x' }))).toMatch(/NOT_FOUND.*it has "市道 谷線"/);
    expect(await errorOf(loadAlignment(storeDir, { stored: '../x' }))).toMatch(/NOT_FOUND.*32 hex digits/);
  });

  it('with a surface and an alignment becomes both, under one id; use chooses one', async () => {
    const both = await bring('both.xml', bothXml);
    expect(both.kind).toBe('surface');
    expect((await loadSurface(storeDir, id)).record.name).toBe('pad');
    expect((await loadAlignment(storeDir, { stored: id })).alignment.name).toBe('市道 谷線');
    expect((await bring('both.xml', bothXml, { use: 'alignment' })).kind).toBe('alignment');
    const one = await bring('both.xml', bothXml, { use: 'surface' });
    expect(one).not.toHaveProperty('alignments');
    expect(await errorOf(bring('pad.xml', tinXml, { use: 'alignment' }))).toMatch(/NOT_FOUND.*no alignment/);
    expect(await errorOf(bring('road.xml', roadXml, { use: 'surface' }))).toMatch(/NOT_FOUND.*no TIN surface/);
  });

  it('keeps the surface where the alignment is broken, and says so', async () => {
    const broken = bothXml.replace(/<Line length="4\.8[\s\S]*?<\/Line>/, '');
    const gap = broken.replace(/<Curve[\s\S]*?<\/Curve>/, '');
    const brought = await bring('both.xml', gap);
    if (brought.kind !== 'surface') throw new Error('expected a surface');
    expect(brought.alignments).toBeUndefined();
    expect(brought.surface.checks).toEqual([
      { code: 'ALIGNMENTS_NOT_READ', message: expect.stringMatching(/a gap of [\d.]+ m between element/) },
    ]);
  });

  it('is read right when its declaration has UTF-8 and Shift_JIS mixed up', async () => {
    const saysUtf8 = iconv.encode(roadXml, 'Shift_JIS');
    const saysSjis = Buffer.from(roadXml.replace('encoding="UTF-8"', 'encoding="Shift_JIS"'), 'utf8');
    for (const bytes of [saysUtf8, saysSjis]) {
      const { alignments, checks } = await bringAxis('road.xml', bytes);
      expect(alignments[0]!.alignment.name).toBe('市道 谷線');
      expect(checks.map(({ code }) => code)).toEqual(['ENCODING_CORRECTED']);
    }
    const right = iconv.encode(roadXml.replace('encoding="UTF-8"', 'encoding="Shift_JIS"'), 'Shift_JIS');
    expect((await bringAxis('road.xml', right)).checks).toEqual([]);
    const neither = Buffer.concat([Buffer.from(roadXml), Buffer.from([0x0a, 0xff, 0xfe, 0x0a])]);
    const at = neither.indexOf('谷');
    neither[at] = 0xff;
    expect((await bringAxis('road.xml', neither.subarray(0, -4))).checks.map(({ code }) => code)).toEqual([
      'ENCODING_DAMAGED',
    ]);
  });
});

const SIMA = `G00,01,SITE,
Z00,座標ﾃﾞｰﾀ,,
A00,
A01,1,BP,-97083.090,52008.000,,
A01,2,IP1,-97047.890,52150.130,,
A01,3,EP,-97101.090,52504.830,,
A99,
Z00,区画ﾃﾞｰﾀ,
D00,1,道路中心線,0,
B01,1,BP,
B01,2,IP1,
B01,3,EP,
D99,
`.replaceAll('\n', '\r\n');

describe('SIMA', () => {
  it('open figures are alignments, in Shift_JIS and UTF-8', async () => {
    for (const bytes of [iconv.encode(SIMA, 'Shift_JIS'), Buffer.from(SIMA)]) {
      const { alignments, crs } = await bringAxis('road.sim', bytes, { crs: 'EPSG:6676' });
      expect(crs).toBe('EPSG:6676');
      const { alignment } = alignments[0]!;
      expect(alignment.name).toBe('道路中心線');
      expect(alignment.points.map(({ name }) => name)).toEqual(['BP', 'IP.1', 'EP']);
      expect(axisPlace(alignment, 0)).toMatchObject({ east: 52_008, north: -97_083.09 });
    }
  });

  it('in the wrong zone is told, with the zone that brings it there', async () => {
    const { bounds, crs } = await bringAxis('road.sim', SIMA, { crs: 'EPSG:6675' });
    const collection = {
      bounds: { minE: 52_000, minN: -97_200, maxE: 52_600, maxN: -96_900 },
      crs: crsFromCode('EPSG:6676'),
      minHeightM: 180,
      maxHeightM: 300,
      verticalDatum: 'JGD2011',
    };
    const { checks, corrections, overlap } = checkPlacement({ bounds, crs }, null, collection);
    expect(overlap).toBe(0);
    expect(checks[0]!.code).toBe('PLACED_ELSEWHERE');
    expect(corrections[0]).toMatchObject({ crs: 'EPSG:6676', overlap: 1 });
  });

  it('far from every zone is told at once', async () => {
    const far = SIMA.replaceAll('52', '520').replaceAll(',5200', ',5200000');
    expect((await bringAxis('road.sim', far)).checks.map(({ code }) => code)).toContain('OUTSIDE_ZONE');
  });

  it('names the points that are not there', async () => {
    const broken = SIMA.replace('B01,2,IP1', 'B01,9,IP9');
    expect(await errorOf(bring('road.sim', broken, { use: 'alignment' }))).toMatch(/no line/);
  });
});

const dxf = (entities: string) => `0\nSECTION\n2\nENTITIES\n${entities}0\nENDSEC\n0\nEOF\n`;
const dxfLine = (layer: string, [x0, y0, x1, y1]: number[]) =>
  `0\nLINE\n8\n${layer}\n10\n${x0}\n20\n${y0}\n11\n${x1}\n21\n${y1}\n`;

describe('DXF', () => {
  it('lines and arcs that meet are one axis, whatever their order and direction', async () => {
    const arc = '0\nARC\n8\nCL\n10\n100\n20\n50\n40\n50\n50\n270\n51\n360\n';
    const parts = [
      dxfLine('CL', [150, 80, 150, 50]),
      arc,
      dxfLine('CL', [0, 0, 100, 0]),
      dxfLine('other', [0, 9, 5, 9]),
    ];
    const { alignments } = await bringAxis('road.dxf', dxf(parts.join('')));
    expect(alignments.map(({ alignment }) => alignment.name)).toEqual(['CL', 'other']);
    const { elements, lengthM } = alignments[0]!.alignment;
    expect(elements.map(({ kind }) => kind)).toEqual(['line', 'arc', 'line']);
    expect(lengthM).toBeCloseTo(130 + 25 * Math.PI, 9);
    // the direction of the first piece in the drawing: from the top downwards, then right
    expect(elements[1]!.startCurvature).toBeCloseTo(1 / 50, 12);
    expect(elements[2]).toMatchObject({ startE: 100 });
  });

  it('an open polyline with bulges is lines and arcs', async () => {
    const bulge = Math.tan(Math.PI / 8);
    const polyline = `0\nLWPOLYLINE\n8\n中心線\n90\n4\n70\n0\n10\n0\n20\n0\n10\n100\n20\n0\n42\n${bulge}\n10\n150\n20\n50\n10\n150\n20\n80\n`;
    const { alignments, checks } = await bringAxis('road.dxf', dxf(polyline));
    const { elements } = alignments[0]!.alignment;
    expect(elements.map(({ kind }) => kind)).toEqual(['line', 'arc', 'line']);
    expect(elements[1]!.startCurvature).toBeCloseTo(-1 / 50, 12);
    expect(elements[1]!.lengthM).toBeCloseTo(25 * Math.PI, 9);
    expect(checks.map(({ code }) => code)).toEqual(['UNITS_UNKNOWN']);
  });

  it('that holds nothing but a crossing says what is wrong', async () => {
    const cross = '0\nLWPOLYLINE\n8\nx\n90\n4\n70\n0\n10\n0\n20\n0\n10\n10\n20\n0\n10\n10\n20\n10\n10\n5\n20\n-5\n';
    expect(await errorOf(bring('x.dxf', dxf(cross)))).toMatch(/GEOMETRY.*meets itself/);
  });
});

describe('GeoJSON', () => {
  const line = (coordinates: unknown) =>
    JSON.stringify({ type: 'Feature', properties: { name: '中心線' }, geometry: { type: 'LineString', coordinates } });

  it('in metres is taken as it is; in degrees it is laid into the plane that is named', async () => {
    const metres = await bringAxis(
      'a.geojson',
      line([
        [52_000, -97_000],
        [52_100, -97_000],
      ]),
      { crs: 'EPSG:6676' },
    );
    expect(metres.alignments[0]!.alignment).toMatchObject({ name: '中心線', lengthM: 100 });
    const degrees = line([
      [139.0785, 35.1245],
      [139.0795, 35.1245],
    ]);
    expect(await errorOf(bring('a.geojson', degrees))).toMatch(/INVALID_INPUT.*degrees: expected crs/);
    const placed = await bringAxis('a.geojson', degrees, { crs: 'EPSG:6676' });
    const [start] = placed.alignments[0]!.alignment.elements;
    expect(start!.startE).toBeGreaterThan(52_000);
    expect(start!.startE).toBeLessThan(53_500);
    const { features } = alignmentLines(placed, 'OGC:CRS84') as {
      features: { geometry: { coordinates: number[][] } }[];
    };
    const [lon, lat] = features[0]!.geometry.coordinates[0]!;
    expect([lon, lat]).toEqual([expect.closeTo(139.0785, 8), expect.closeTo(35.1245, 8)]);
  });

  it('with numbers that are none is refused', async () => {
    expect(
      await errorOf(
        bring(
          'a.geojson',
          line([
            [0, 'x'],
            [1, 2],
          ]),
          { use: 'alignment' },
        ),
      ),
    ).toMatch(/not finite|finite/);
  });
});
