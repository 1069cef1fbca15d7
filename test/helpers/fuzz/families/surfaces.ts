/** Files of users that are no points: designs, grids, areas, alignments, ledgers, pipes, geoids; bare and in zips. */
import '#worker/crs-registry.ts';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { crsFromCode } from '#core/crs/crs.ts';
import { writeCog } from '#core/tiff/cog.ts';
import type { ImportOptions } from '#worker/surfaces/import-options.ts';
import { NO_OPTIONS } from '#worker/surfaces/import-options.ts';
import { encodeSurface } from '#worker/surfaces/surface-file.ts';
import { seededRandom } from '../../seeded-random.ts';
import { buildTiff } from '../../tiff-builder.ts';
import { buildZip } from '../../zip.ts';
import { chance, pick, type Uniform } from '../draw.ts';
import { caseSeed, type Family, type FuzzInput } from '../family.ts';
import { mutate } from '../mutate.ts';
import type { Seed } from '../seeds.ts';
import { driveSurface, type SurfaceInput } from '../surface-drive.ts';
import { type TextSeed, textSeeds } from '../surface-texts.ts';
import { mutateText } from '../text-mutate.ts';
import { tiffSeed } from '../tiff-seed.ts';
import { zipSeed } from '../zip-seed.ts';

interface BinarySeed {
  readonly seed: Seed;
  readonly extension: string;
  readonly reader: SurfaceInput['reader'];
}

const heights = (count: number): number[] => Array.from({ length: count }, (_, i) => 100 + (i % 9) / 2);

function binarySeeds(): BinarySeed[] {
  const place = { corner: [52_000, -96_900], step: [0.5, 0.5], projected: 6676 } as const;
  const image = { cols: 8, rows: 6, values: heights(48), ...place, noData: '-9999' };
  const tiff = (name: string, bytes: Uint8Array, reader: BinarySeed['reader'] = 'import'): BinarySeed => ({
    ...{ seed: tiffSeed(name, bytes), extension: '.tif', reader },
  });
  const band = Float32Array.from(heights(300 * 280));
  const crs = crsFromCode('EPSG:6676');
  const cog = writeCog(
    { cols: 300, rows: 280, bands: [band], west: 0, north: 0, step: 1, crs, noData: -9999 },
    deflateSync,
  );
  const geoid = { cols: 3, rows: 3, values: heights(9), corner: [138, 35], step: [1, 1], geographic: 6668 } as const;
  const gtx = Buffer.alloc(40 + 4 * 6);
  [34, 138, 0.5, 0.5].forEach((value, i) => void gtx.writeDoubleBE(value, 8 * i));
  gtx.writeInt32BE(2, 32);
  gtx.writeInt32BE(3, 36);
  const mesh = {
    ...{ east: Float64Array.of(0, 1, 0), north: Float64Array.of(0, 0, 1), height: Float64Array.of(1, 2, 3) },
    triangles: Uint32Array.of(0, 1, 2),
  };
  const raster = { originE: 0, originN: 0, stepM: 1, cols: 3, rows: 2, heights: Float64Array.from(heights(6)) };
  const counted = (name: string, bytes: Uint8Array, fields: Seed['fields']): Seed => ({
    ...{ name, kind: 'file', bytes, fields, regions: [{ name: 'header', begin: 0, end: 40 }] },
  });
  const stored = (name: string, bytes: Uint8Array): BinarySeed => ({
    seed: counted(name, bytes, [
      ...[0, 4].map((at) => ({ at, bytes: 4 as const })),
      ...[8, 16].map((at) => ({ at, bytes: 8 as const })),
    ]),
    extension: '.bin',
    reader: 'stored',
  });
  const gtxFields: Seed['fields'] = [32, 36].map((at) => ({ at, bytes: 4 as const }));
  return [
    tiff('GeoTIFF', buildTiff(image)),
    tiff('GeoTIFF deflated', buildTiff({ ...image, deflate: true, pixelIsPoint: true })),
    tiff(
      'GeoTIFF by matrix',
      buildTiff({ ...image, matrix: [0.5, 0, 0, 52_000, 0, -0.5, 0, -96_900, 0, 0, 0, 0, 0, 0, 0, 1] }),
    ),
    tiff('GeoTIFF tiled', cog),
    tiff('geoid GeoTIFF', buildTiff(geoid), 'geoid'),
    { seed: counted('geoid GTX', gtx, gtxFields), extension: '.gtx', reader: 'geoid' },
    stored('stored mesh', encodeSurface({ kind: 'mesh', mesh })),
    stored('stored raster', encodeSurface({ kind: 'raster', raster })),
  ];
}

/** Names that a zip may hold, and should do no harm. */
const ENTRY_NAMES = [
  ...[
    'doc.kml',
    'a.txt',
    'dir/08NF2330.txt',
    '../../a.txt',
    '/etc/a.txt',
    '..\\..\\a.txt',
    'C:\\a.txt',
    'a\u0000.txt',
    '.txt',
  ],
  ...['__MACOSX/a.txt', `${'x'.repeat(4000)}.txt`, 'a/', 'あ.txt', 'a.txt/../../b.txt', '//a.txt', 'con.txt', 'a.zip'],
];

function zipped(inner: Uint8Array, extension: string, uniform: Uniform): Uint8Array {
  const named = () => pick(uniform, [`a${extension}`, ...ENTRY_NAMES.map((name) => name.replace('.txt', extension))]);
  const deflate = chance(uniform, 0.6);
  const entries = [{ name: chance(uniform, 0.5) ? `a${extension}` : named(), bytes: inner, deflate }];
  if (chance(uniform, 0.15)) entries.push({ name: named(), bytes: inner, deflate: !deflate });
  // an entry that unpacks to far more than it is
  if (chance(uniform, 0.02)) entries[0] = { name: `a${extension}`, bytes: Buffer.alloc(4_000_000, 32), deflate: true };
  return buildZip(entries);
}

const USES: readonly ImportOptions['use'][] = [null, null, null, 'surface', 'areas', 'alignment'];

function drawnOptions(uniform: Uniform): ImportOptions {
  return {
    ...NO_OPTIONS,
    use: pick(uniform, USES),
    crs: pick(uniform, [null, null, 'EPSG:6676', 'EPSG:4326', 'EPSG:6668', 'EPSG:2994']),
    surfaceName: pick(uniform, [null, null, null, null, '計画面', 'M', 'x']),
    voidBelowM: pick(uniform, [null, null, null, 0, -1e308]),
  };
}

/** A collection that everything is held against. */
const PLACED = {
  bounds: { minE: 51_900, minN: -97_100, maxE: 52_500, maxN: -96_700 },
  crs: crsFromCode('EPSG:6676'),
  ...{ minHeightM: 0, maxHeightM: 300, verticalDatum: 'JGD2011' },
};

export interface SurfaceCase extends FuzzInput, SurfaceInput {}

export async function openFamily(): Promise<Family<SurfaceCase>> {
  const [texts, binaries] = [textSeeds(), binarySeeds()];
  const dir = await mkdtemp(join(tmpdir(), 'tengun-fuzz-'));
  const count = texts.length + binaries.length;
  const input = (seed: BinarySeed | TextSeed): SurfaceCase => {
    const isText = 'text' in seed;
    const [name, bytes] = isText ? [seed.name, Buffer.from(seed.text)] : [seed.seed.name, seed.seed.bytes];
    const { extension, reader } = seed;
    return { name, steps: [], bytes, extension, reader, fileName: `08NF2330${extension}`, options: NO_OPTIONS };
  };
  const all = binaries.map(({ seed }) => seed);
  const makeCase = (runSeed: number, number: number): SurfaceCase => {
    const { uniform } = seededRandom(caseSeed(runSeed, number));
    const seed = pick<BinarySeed | TextSeed>(uniform, [...texts, ...binaries]);
    const made = 'text' in seed ? mutateText(seed.text, seed.kind, uniform) : mutate(seed.seed, all, uniform);
    const plain = { ...input(seed), bytes: made.bytes, steps: made.steps, options: drawnOptions(uniform) };
    const { reader, extension } = plain;
    if (reader === 'ledger' || reader === 'pipes' || reader === 'stored') return plain;
    if (reader === 'import' && chance(uniform, 0.12)) {
      // a zip around a whole file, or around a broken one, itself whole or broken
      const inner = chance(uniform, 0.5) ? input(seed).bytes : plain.bytes;
      const zip = zipped(inner, extension, uniform);
      const { bytes, steps } = chance(uniform, 0.5)
        ? { bytes: zip, steps: [] }
        : mutate(zipSeed('zip', zip), all, uniform);
      return { ...plain, bytes, steps: [...plain.steps, 'zip', ...steps], extension: '.zip', fileName: 'a.zip' };
    }
    // a file that is called otherwise than it is
    if (chance(uniform, 0.03)) return { ...plain, fileName: `a${pick(uniform, [...texts, ...binaries]).extension}` };
    return plain;
  };
  return {
    seedCount: count,
    slowMs: 1000,
    clock: 'cpu',
    makeCase,
    drive: (one) => driveSurface(one, dir, PLACED),
    /** Every seed is still taken by its reader. */
    async checkUnharmed() {
      for (const seed of [...texts, ...binaries]) {
        for (const { reader, result } of await driveSurface(input(seed), dir, PLACED)) {
          if (result !== 'ok') throw new Error(`${input(seed).name}: ${reader} is ${result}`);
        }
      }
    },
    close: () => rm(dir, { recursive: true, force: true }),
  };
}
