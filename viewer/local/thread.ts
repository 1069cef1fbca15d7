/** The thread of one file of the user: it alone reads the file, so that neither a large one nor a broken one holds up the page. */
import { TengunError } from '#core/errors.ts';
import { createKernelCodec, type KernelCodec, type KernelExports } from '#core/laz/kernel-codec.ts';
import kernelUrl from '../../worker/kernels/build/laz.wasm?url';
import type { PointColumns } from '../streaming/point-tree.ts';
import { blobSource } from './blob-source.ts';
import type { OwnFormat } from './file-format.ts';
import type { FileFacts, LocalReply, LocalRequest, LocalResult } from './messages.ts';
import type { Placing } from './placing.ts';
import { openPointFile, type PointFile } from './points/point-file.ts';
import { readFar, readPointFile } from './points/read-file.ts';
import type { ShapeDraft } from './shapes/draft.ts';
import { shapesOfDxf } from './shapes/from-dxf.ts';
import { shapesOfGeoJson, shapesOfKml } from './shapes/from-features.ts';
import { shapesOfGeoTiff } from './shapes/from-geotiff.ts';
import { shapesOfLandXml } from './shapes/from-landxml.ts';
import { shapesOfSima } from './shapes/from-sima.ts';
import { placeShapes } from './shapes/place-shapes.ts';
import { textOf } from './shapes/text.ts';

let codec: Promise<KernelCodec> | null = null;
let points: PointFile | null = null;
let draft: ShapeDraft | null = null;
let placing: Placing | null = null;
let every = 1;
const cancelled = new Set<number>();

async function loadCodec(): Promise<KernelCodec> {
  const response = await fetch(kernelUrl);
  if (!response.ok) throw new Error(`the decoder could not be loaded (${response.status})`);
  const kernel = await WebAssembly.compile(await response.arrayBuffer());
  const abort = () => {
    throw new Error('the LAZ kernel aborted');
  };
  return createKernelCodec(
    () => new WebAssembly.Instance(kernel, { env: { abort } }).exports as unknown as KernelExports,
  );
}

const decoder = async () => {
  codec ??= loadCodec();
  return (await codec).decoder;
};

class Cancelled extends Error {
  override readonly name = 'AbortError';
}

const signalOf = (id: number) => ({
  get aborted() {
    return cancelled.has(id);
  },
  throwIfAborted() {
    if (cancelled.has(id)) throw new Cancelled('cancelled');
  },
});

async function open(file: Blob, format: OwnFormat): Promise<FileFacts> {
  if (format === 'points') {
    points = await openPointFile(blobSource(file));
    const { header, crs, problem } = points;
    const extent = [header.min[0], header.min[1], header.max[0], header.max[1]] as const;
    return { format: points.format, pointCount: header.pointCount, extent, crs, problem, unitM: null };
  }
  draft = await draftOf(file, format);
  const { crs, problem, unitM } = draft;
  return { format: draft.format, pointCount: null, extent: extentOf(draft), crs, problem, unitM };
}

async function draftOf(file: Blob, format: Exclude<OwnFormat, 'points'>): Promise<ShapeDraft> {
  if (format === 'geotiff') return await shapesOfGeoTiff(file);
  const text = await textOf(file);
  const readers = {
    landxml: shapesOfLandXml,
    dxf: shapesOfDxf,
    sima: shapesOfSima,
    geojson: shapesOfGeoJson,
    kml: shapesOfKml,
  };
  return readers[format](text);
}

function extentOf({ lines, points: marks, vertices, texts, image }: ShapeDraft): FileFacts['extent'] {
  if (image) {
    return [image.west, image.north - image.rows * image.stepN, image.west + image.cols * image.stepE, image.north];
  }
  const extent = [Infinity, Infinity, -Infinity, -Infinity] as [number, number, number, number];
  for (const list of [lines, marks, vertices, ...texts.map(({ at }) => at)]) {
    for (let at = 0; at < list.length; at += 3) {
      extent[0] = Math.min(extent[0], list[at]!);
      extent[1] = Math.min(extent[1], list[at + 1]!);
      extent[2] = Math.max(extent[2], list[at]!);
      extent[3] = Math.max(extent[3], list[at + 1]!);
    }
  }
  return extent[0] === Infinity ? null : extent;
}

async function answer(request: Exclude<LocalRequest, { type: 'cancel' }>): Promise<LocalResult> {
  const { id } = request;
  const signal = signalOf(id);
  if (request.type === 'open') return { facts: await open(request.file, request.format) };
  if (request.type === 'far') {
    if (!points || !placing) throw new Error('the file is not open');
    return { columns: await readFar(points, request.node, every, { placing, decoder: await decoder(), signal }) };
  }
  placing = request.placing;
  if (draft) {
    const shapes = placeShapes(draft, placing);
    draft = null;
    return { shapes };
  }
  if (!points) throw new Error('the file is not open');
  const { pointLimit } = request;
  const total = Math.max(1, points.header.pointCount);
  const onProgress = (read: number) => self.postMessage({ id, progress: read / total } satisfies LocalReply);
  const read = await readPointFile(points, { placing, decoder: await decoder(), pointLimit, signal, onProgress });
  every = read.every;
  return { points: read };
}

/** The large lists of an answer go over without a copy. */
function listsOf(result: LocalResult): ArrayBuffer[] {
  const ofColumns = ({ position, colour, detail, time }: PointColumns) => [
    position,
    colour,
    detail,
    ...(time ? [time] : []),
  ];
  const lists: ArrayBufferView[] = [];
  if ('columns' in result) lists.push(...ofColumns(result.columns));
  if ('points' in result) lists.push(...result.points.nodes.flatMap(({ columns }) => ofColumns(columns)));
  if ('shapes' in result) {
    const { lines, faces, picture } = result.shapes;
    lists.push(lines, ...(faces ? [faces.position, faces.triangles] : []), ...(picture ? [picture.rgba] : []));
  }
  return [...new Set(lists.map(({ buffer }) => buffer as ArrayBuffer))];
}

/** One request after the other: each has the memory to itself. */
let last: Promise<void> = Promise.resolve();

async function handle(request: Exclude<LocalRequest, { type: 'cancel' }>): Promise<void> {
  const { id } = request;
  try {
    signalOf(id).throwIfAborted();
    const result = await answer(request);
    self.postMessage({ id, result } satisfies LocalReply, { transfer: listsOf(result) });
  } catch (error) {
    const { name, message } = error instanceof Error ? error : { name: 'Error', message: String(error) };
    const code = error instanceof TengunError ? error.code : name === 'AbortError' ? 'ABORTED' : 'UNKNOWN';
    self.postMessage({ id, error: { name, code, message } } satisfies LocalReply);
  } finally {
    cancelled.delete(id);
  }
}

self.onmessage = ({ data }: MessageEvent<LocalRequest>) => {
  if (data.type === 'cancel') cancelled.add(data.id);
  else last = last.then(() => handle(data));
};
