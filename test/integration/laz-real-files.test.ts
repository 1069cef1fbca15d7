import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { memorySource } from '#core/binary/memory-source.ts';
import { openCopc } from '#core/copc/copc.ts';
import type { ChunkDecoder, ChunkEncoder } from '#core/laz/chunk-codec.ts';
import { createCodec } from '#worker/codec/codec.ts';
import { readLasRecords, readLaz } from '../helpers/laz-file.ts';
import { type DecodeWithLazPerf, lazPerfOracle } from '../helpers/laz-perf-oracle.ts';
import { hasSharedData, sharedData } from '../helpers/shared-data.ts';

let decoder: ChunkDecoder;
let encoder: ChunkEncoder;
let lazPerf: DecodeWithLazPerf;
beforeAll(async () => {
  ({ decoder, encoder } = await createCodec());
  lazPerf = await lazPerfOracle();
});

/** Files written by LASzip, laz-rs and laz-perf whose LAS twin holds the same records: all pairs that there are. */
const TWINS = [
  ['als/autzen_trim.laz', 'als/autzen_trim.las'],
  ['formats/laspy/1_4_w_evlr.laz', 'formats/laspy/1_4_w_evlr.las'],
  ['formats/lazperf/1815.laz', 'formats/lazperf/1815.las'],
  ['formats/lazperf/extrabytes.laz', 'formats/lazperf/extrabytes.las'],
  ['formats/lazperf/no-points-1.3.laz', 'formats/lazperf/no-points-1.3.las'],
  ['formats/lazperf/point-color-time.las.laz', 'formats/lazperf/point-color-time.las'],
  ['formats/lazperf/point-color.las.laz', 'formats/lazperf/point-color.las'],
  ['formats/lazperf/point-time.las.laz', 'formats/lazperf/point-time.las'],
  ['formats/lazperf/point-time-1.4.las.laz', 'formats/lazperf/point-time.las'],
  ['formats/lazperf/point10.las.laz', 'formats/lazperf/point10.las'],
  ['formats/lazperf/point10-1.0.laz', 'formats/lazperf/point10-1.0.las'],
  ['formats/lazperf/point10-1.1.laz', 'formats/lazperf/point10-1.1.las'],
  ['formats/loadersgl/pdrf4-1.3.laz', 'formats/loadersgl/pdrf4-1.3.las'],
  ['formats/loadersgl/pdrf5-1.3.laz', 'formats/loadersgl/pdrf5-1.3.las'],
  ['formats/loadersgl/pdrf6-1.4.laz', 'formats/loadersgl/pdrf6-1.4.las'],
  ['formats/loadersgl/pdrf7-v4-1.4.laz', 'formats/loadersgl/pdrf7-v4-1.4.las'],
  ['formats/loadersgl/pdrf8-1.4.laz', 'formats/loadersgl/pdrf8-1.4.las'],
  ['formats/loadersgl/pdrf9-1.4.laz', 'formats/loadersgl/pdrf9-1.4.las'],
  ['formats/loadersgl/pdrf9-1.5.laz', 'formats/loadersgl/pdrf9-1.5.las'],
  ['formats/loadersgl/pdrf10-1.4.laz', 'formats/loadersgl/pdrf10-1.4.las'],
  ['formats/loadersgl/pdrf10-1.5.laz', 'formats/loadersgl/pdrf10-1.5.las'],
  ['formats/rlas/example.laz', 'formats/rlas/example.las'],
  ['formats/rlas/extra_byte.laz', 'formats/rlas/extra_byte.las'],
] as const;

/** Point-wise files without a twin: laz-perf is the judge. */
const POINTWISE = [
  'als/Megaplot.laz',
  'als/MixedConifer.laz',
  'als/Topography.laz',
  'copc/ellipsoid.laz',
  'formats/laspy/extra.laz',
  'formats/laspy/plane.laz',
  'ign/misc/classified_pf3_77050_627760.laz',
  'ign/misc/test_noepsg_043500_629205_IGN69.laz',
];

/** Layered files of other writers without a twin: laz-perf is the judge of what they hold. */
const LAYERED = [
  'copc/autzen_clip_4326.copc.laz',
  'copc/autzen_clip_native.copc.laz',
  'copc/ellipsoid.copc.laz',
  'copc/lion_takanawa.copc.laz',
  'copc/pdal_1.2-with-color.copc.laz',
  'formats/laspy/append-bug.laz',
  'formats/rlas/las14_prf6.laz',
  'formats/rlas/example.copc.laz',
  'ign/misc/crop_duplicate.laz',
  'ign/misc/test_data_0436_6384_LA93_IGN69_single_point.laz',
  'ign/misc/test_data_77055_627755_LA93_IGN69_extra_dims.laz',
  'bench/autzen.laz',
];
const MAX_CHUNKS = 12;

function tiles(): string[] {
  const folder = sharedData('ign/tiles');
  if (!folder || !existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith('.laz'))
    .map((name) => `ign/tiles/${name}`);
}

describe.skipIf(!hasSharedData())('real LAZ files', () => {
  it.each(TWINS)('%s holds the records of its LAS twin', async (lazPath, lasPath) => {
    const { layout, chunks } = await readLaz(sharedData(lazPath)!);
    const records = chunks.map(({ bytes, pointCount }) => decoder.decode(bytes, layout, pointCount));
    const expected = await readLasRecords(sharedData(lasPath)!);
    expect(Buffer.compare(Buffer.concat(records), expected)).toBe(0);
  });

  it.each([...LAYERED, ...tiles()])(
    '%s: we decode what laz-perf decodes, and it decodes what we encode',
    async (path) => {
      const { layout, chunks } = await readLaz(sharedData(path)!, MAX_CHUNKS);
      expect(chunks.length).toBeGreaterThan(0);
      for (const { bytes, pointCount } of chunks) {
        const records = decoder.decode(bytes, layout, pointCount);
        expect(Buffer.compare(records, lazPerf(bytes, layout, pointCount))).toBe(0);
        const ours = encoder.encode(records, layout);
        // LASzip's own writers leave out what we leave out: the same points give the same bytes
        expect(Buffer.compare(ours, bytes)).toBe(0);
      }
    },
  );

  it.each(['copc/lion_takanawa.copc.laz', 'copc/ellipsoid.copc.laz'])('%s: every COPC node decodes', async (path) => {
    const copc = await openCopc(memorySource(new Uint8Array(readFileSync(sharedData(path)!))));
    const { pointDataRecordFormat, pointDataRecordLength, pointCount } = copc.header;
    const layout = { pointDataRecordFormat, pointDataRecordLength };
    let points = 0;
    for (const node of (await copc.loadAllNodes()).values()) {
      if (node.pointCount === 0) continue;
      points += decoder.decode(await copc.readChunk(node), layout, node.pointCount).length / pointDataRecordLength;
    }
    expect(points).toBe(pointCount);
  });

  it.each(POINTWISE)('%s: we decode what laz-perf decodes', async (path) => {
    const { layout, chunks } = await readLaz(sharedData(path)!);
    expect(chunks.length).toBeGreaterThan(0);
    for (const { bytes, pointCount } of chunks) {
      const records = decoder.decode(bytes, layout, pointCount);
      expect(Buffer.compare(records, lazPerf(bytes, layout, pointCount))).toBe(0);
    }
  });

  it('a bare chunk without a file around it decodes too', () => {
    const chunk = new Uint8Array(readFileSync(sharedData('formats/lazperf/point10-1.las.laz.raw')!));
    const expected = readFileSync(sharedData('formats/lazperf/point10-1.las.raw')!);
    const layout = { pointDataRecordFormat: 0, pointDataRecordLength: 20 };
    expect(Buffer.compare(decoder.decode(chunk, layout, expected.length / 20), expected)).toBe(0);
  });

  it('every LAZ file with a LAS file of its name beside it is in the list of twins', () => {
    const root = sharedData('.')!;
    const paired = globSync('**/*.laz', { cwd: root }).filter((path) => {
      const twin = path.replace(/(\.las)?\.laz$/, '.las');
      return existsSync(join(root, twin));
    });
    process.stdout.write(`${TWINS.length} LAS/LAZ pairs are compared byte for byte\n`);
    expect(TWINS.map(([laz]) => laz)).toEqual(expect.arrayContaining(paired.sort()));
  });
});
