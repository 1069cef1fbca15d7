/** The table on the terminal and the row in the history of this kind of machine. */
import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { dirname, join } from 'node:path';
import type { CodecSeconds, PointwiseSeconds } from './measure-codec.ts';
import type { SectionSeconds } from './measure-section.ts';
import type { ServingResult } from './measure-serving.ts';
import type { ViewerResult } from './measure-viewer.ts';
import type { VolumeSeconds } from './measure-volume.ts';

export interface IndexCost {
  readonly wallSeconds: number;
  readonly cpuSeconds: number | null;
  readonly peakMemoryBytes: number | null;
  readonly bytesAPoint: number;
}

export interface BenchResult {
  readonly cloud: string;
  readonly pointCount: number;
  readonly codec: CodecSeconds;
  readonly pointwise: PointwiseResult;
  /** Null when indexing was left out. */
  readonly index: IndexCost | null;
  /** Decoding the result of indexing again, with all checks. */
  readonly verify: Omit<IndexCost, 'bytesAPoint'> | null;
  /** Measuring on what was indexed; null when that was left out. */
  readonly volume: VolumeSeconds | null;
  readonly section: SectionSeconds | null;
  /** Ground, surface and picture beside the item. */
  readonly products: Omit<IndexCost, 'bytesAPoint'> | null;
  readonly serving: ServingResult | null;
  readonly viewer: ViewerResult | null;
}

/** Of a point-wise cloud of its own, with laz-perf's seconds for that. */
export type PointwiseResult = PointwiseSeconds & { readonly cloud: string; readonly pointCount: number };

const number = (value: number | null | undefined, digits = 2): string =>
  value === null || value === undefined ? '–' : value.toFixed(digits);

const mebibytes = (bytes: number | null | undefined): number | null =>
  bytes === null || bytes === undefined ? null : bytes / 2 ** 20;

export function tableOf({
  cloud,
  pointCount,
  codec,
  pointwise,
  index,
  verify,
  volume,
  section,
  products,
  serving,
  viewer,
}: BenchResult): string {
  const w = codec.lazPerf;
  const nanoseconds = (seconds: number) => number((seconds * 1e9) / pointCount, 0);
  const row = (name: string, seconds: number, rest = '') =>
    `${name.padEnd(34)}${number(seconds).padStart(8)} s ${number(seconds / w).padStart(6)} W ` +
    `${number(w / seconds).padStart(7)}×${nanoseconds(seconds).padStart(7)} ns/point ${rest}`;
  const lines = [
    `${cloud}: ${pointCount.toLocaleString('en')} points; one thread unless said otherwise; W = npm laz-perf decoding`,
    row('npm laz-perf decode (1 W)', w, `${number(codec.sourceBytes / pointCount)} B/point in the source`),
    row('decode, all layers', codec.decode),
    row('decode, XYZ + classification', codec.decodeSurface),
    row('encode', codec.encode, `${number(codec.encodedBytes / pointCount)} B/point`),
  ];
  const costs = ({ cpuSeconds, peakMemoryBytes }: Omit<IndexCost, 'bytesAPoint'>) => {
    const cpu = cpuSeconds === null ? '–' : `${number(cpuSeconds / w)} W`;
    return `CPU ${cpu}, peak ${number(mebibytes(peakMemoryBytes), 0)} MiB`;
  };
  if (index) {
    const rest = `${costs(index)}, ${number(index.bytesAPoint)} B/point`;
    lines.push(row(`tengun index, ${availableParallelism()} threads`, index.wallSeconds, rest));
  }
  if (verify) lines.push(row(`tengun verify, ${availableParallelism()} threads`, verify.wallSeconds, costs(verify)));
  if (volume) {
    const inW = (name: string, seconds: number) =>
      lines.push(`${name.padEnd(34)}${number(seconds, 3).padStart(8)} s ${number(seconds / w, 3).padStart(6)} W`);
    lines.push('measuring, two threads, best of four:');
    inW('cell means at 1 m, volume', volume.cellMean);
    inW('ground TIN at 1 m', volume.tinGrid);
    inW(`box of 100 m, ${volume.boxPoints} points`, volume.box);
    inW('stored grids, 1 km² at 0.5 m', volume.stored);
  }
  if (section) {
    const inW = (name: string, seconds: number) =>
      lines.push(`${name.padEnd(34)}${number(seconds, 3).padStart(8)} s ${number(seconds / w, 3).padStart(6)} W`);
    lines.push('sections, one job:');
    inW('1 km, 0.5 m wide, first time', section.kilometreFirst);
    inW('1 km, 0.5 m wide, best of four', section.kilometre);
    inW('51 sections of 40 m, all papers', section.batch);
  }
  if (products)
    lines.push(row(`tengun products, ${availableParallelism()} threads`, products.wallSeconds, costs(products)));
  if (serving) {
    lines.push(
      `serving, 200 connections, against @fastify/static with the same bytes: nodes ${number(serving.nodeRatio)}×, ` +
        `map tiles ${number(serving.mapRatio)}×, ${serving.errors} errors, memory ${number(serving.memoryGrowthMiB, 0)} MiB`,
      `a cold node against laz-perf decoding its chunk: ${number(serving.coldNodeRatio)}×`,
    );
  }
  if (viewer) {
    lines.push(
      `site view in Chromium: first points ${number(viewer.firstPointsMs, 0)} ms, ` +
        `${number(viewer.firstPointsMs / viewer.bareFirstPointsMs)}× a bare three.js page with one tile; ` +
        `frame of ${viewer.points.toLocaleString('en')} points ${number(viewer.frameMs / viewer.plainFrameMs)}× plain Points; ` +
        `globe: first points ${number(viewer.globeFirstPointsMs, 0)} ms, ` +
        `${number(viewer.globeFirstPointsMs / viewer.bareGlobeFirstPointsMs)}× a bare Cesium page with one tile`,
    );
  }
  const ofPointwise = (name: string, seconds: number) =>
    `${name.padEnd(34)}${number(seconds).padStart(8)} s ${number(seconds / pointwise.lazPerf).padStart(6)} W ` +
    `${number(pointwise.lazPerf / seconds).padStart(7)}×` +
    `${number((seconds * 1e9) / pointwise.pointCount, 0).padStart(7)} ns/point`;
  lines.push(
    `${pointwise.cloud}: ${pointwise.pointCount.toLocaleString('en')} points, point-wise, with a W of its own`,
    ofPointwise('npm laz-perf decode (1 W)', pointwise.lazPerf),
    ofPointwise('decode', pointwise.decode),
  );
  return `${lines.join('\n')}\n`;
}

/** A name for the kind of machine that is fit for a file name. */
export function machineSlug(): string {
  const model = cpus()[0]?.model ?? 'unknown';
  return (
    model
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-+|-+$/g, '') || 'unknown'
  );
}

const COLUMNS = [
  'date',
  'version',
  'cores',
  'cloud',
  'points',
  'w_seconds',
  'decode_w',
  'decode_xyz_class_w',
  'encode_w',
  'encoded_bytes_per_point',
  'index_w',
  'index_cpu_w',
  'index_peak_mib',
  'index_bytes_per_point',
  'pointwise_decode_w',
  'cell_mean_volume_w',
  'tin_grid_w',
  'box_100m_w',
  'stored_grids_km2_w',
  'section_km_first_w',
  'section_km_w',
  'sections_51_papers_w',
  'products_w',
  'served_nodes_ratio',
  'served_maps_ratio',
  'cold_node_ratio',
  'viewer_first_points_ratio',
  'viewer_frame_ratio',
  'globe_first_points_ratio',
];

/** Columns are only ever added at the end: rows from before them are filled up. */
function addColumns(file: string): void {
  const [head = '', ...rows] = readFileSync(file, 'utf8').trimEnd().split('\n');
  const held = head.split(',');
  if (held.length === COLUMNS.length) return;
  const missing = COLUMNS.length - held.length;
  if (missing < 0 || held.some((name, i) => name !== COLUMNS[i])) throw new Error(`${file} has other columns`);
  const filled = rows.map((row) => row + `,${number(null)}`.repeat(missing));
  writeFileSync(file, `${[COLUMNS.join(','), ...filled].join('\n')}\n`);
}

/** Appends a row; @returns the file */
export function appendHistory(
  folder: string,
  version: string,
  { cloud, pointCount, codec, pointwise, index, volume, section, products, serving, viewer }: BenchResult,
): string {
  const file = join(folder, `${machineSlug()}.csv`);
  mkdirSync(dirname(file), { recursive: true });
  if (existsSync(file)) addColumns(file);
  else writeFileSync(file, `${COLUMNS.join(',')}\n`);
  const w = codec.lazPerf;
  const inW = (seconds: number | null | undefined) => (seconds === null || seconds === undefined ? null : seconds / w);
  const cells = [
    new Date().toISOString().slice(0, 10),
    version,
    String(availableParallelism()),
    cloud.replaceAll(',', ' '),
    String(pointCount),
    number(w, 3),
    number(inW(codec.decode), 3),
    number(inW(codec.decodeSurface), 3),
    number(inW(codec.encode), 3),
    number(codec.encodedBytes / pointCount, 3),
    number(inW(index?.wallSeconds), 3),
    number(inW(index?.cpuSeconds), 3),
    number(mebibytes(index?.peakMemoryBytes), 0),
    number(index?.bytesAPoint, 3),
    number(pointwise.decode / pointwise.lazPerf, 3),
    ...[volume?.cellMean, volume?.tinGrid, volume?.box, volume?.stored].map((seconds) => number(inW(seconds), 3)),
    ...[section?.kilometreFirst, section?.kilometre, section?.batch].map((seconds) => number(inW(seconds), 3)),
    number(inW(products?.wallSeconds), 3),
    number(serving?.nodeRatio, 3),
    number(serving?.mapRatio, 3),
    number(serving?.coldNodeRatio, 3),
    number(viewer && viewer.firstPointsMs / viewer.bareFirstPointsMs, 3),
    number(viewer && viewer.frameMs / viewer.plainFrameMs, 3),
    number(viewer && viewer.globeFirstPointsMs / viewer.bareGlobeFirstPointsMs, 3),
  ];
  appendFileSync(file, `${cells.join(',')}\n`);
  return file;
}
