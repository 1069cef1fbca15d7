import { existsSync, readdirSync, readFileSync } from 'node:fs';
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

/** Files written by LASzip, laz-rs and laz-perf whose LAS twin holds the same records. */
const TWINS = [
  ['formats/loadersgl/pdrf6-1.4.laz', 'formats/loadersgl/pdrf6-1.4.las'],
  ['formats/loadersgl/pdrf7-v4-1.4.laz', 'formats/loadersgl/pdrf7-v4-1.4.las'],
  ['formats/loadersgl/pdrf8-1.4.laz', 'formats/loadersgl/pdrf8-1.4.las'],
  ['formats/laspy/1_4_w_evlr.laz', 'formats/laspy/1_4_w_evlr.las'],
  ['formats/lazperf/1815.laz', 'formats/lazperf/1815.las'],
  ['formats/lazperf/extrabytes.laz', 'formats/lazperf/extrabytes.las'],
  ['formats/lazperf/point-color-time.las.laz', 'formats/lazperf/point-color-time.las'],
  ['formats/lazperf/point-color.las.laz', 'formats/lazperf/point-color.las'],
  ['formats/lazperf/point-time.las.laz', 'formats/lazperf/point-time.las'],
  ['formats/lazperf/point10.las.laz', 'formats/lazperf/point10.las'],
  ['formats/lazperf/point10-1.0.laz', 'formats/lazperf/point10-1.0.las'],
  ['als/autzen_trim.laz', 'als/autzen_trim.las'],
] as const;

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

  it('decodes no LAZ of formats with wave packets, and says so', async () => {
    const folder = sharedData('formats/loadersgl')!;
    for (const name of ['pdrf4-1.3.laz', 'pdrf5-1.3.laz', 'pdrf9-1.4.laz', 'pdrf10-1.4.laz']) {
      const { layout, chunks } = await readLaz(join(folder, name));
      expect(decoder.supports(layout)).toBe(false);
      expect(() => decoder.decode(chunks[0]!.bytes, layout, chunks[0]!.pointCount)).toThrow(/unsupported: LAZ/);
    }
  });
});
