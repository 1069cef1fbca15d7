/** The process `board`: pictures with words on an A3 sheet, with a key plan of the data and their sources. */
import { parseBoardRequest } from '#core/contract/board.ts';
import type { JobContext } from '../entry.ts';
import type { FileResult } from '../file-result.ts';
import { boardToPdf } from '../papers/board-pdf.ts';
import { fileOf } from '../sections/section-paper.ts';
import { licenceText } from '../store/stac-collection.ts';
import { openStore } from '../store/store.ts';
import type { MeasureInput } from './compute-volume.ts';

/** @throws {RequestError} INVALID_INPUT for pictures that are none, NOT_FOUND for an unknown collection */
export async function run({ storeDir, audience, request }: MeasureInput, context: JobContext): Promise<FileResult> {
  const board = parseBoardRequest(request);
  const store = openStore(storeDir, audience ? { audience } : {});
  const collections = await Promise.all(board.collections.map((id) => store.getCollection(id)));
  const outlines = collections.flatMap(({ title, extent }) => {
    const [box] = extent.spatial.bbox;
    return box ? [{ title, bbox: planOf(box) }] : [];
  });
  const sources = collections.map((collection) => {
    const name = collection.attribution ?? collection.title;
    return licenceText(collection) === 'other' ? name : `${name} (${licenceText(collection)})`;
  });
  context.progress({ phase: 'draw', fraction: 0 });
  const bytes = await boardToPdf(board, { outlines, sources });
  const file = fileOf({ fileName: 'board.pdf', mediaType: 'application/pdf', bytes });
  context.transfer(file.bytes.buffer);
  return file;
}

/** A box of six numbers has heights in the middle. */
function planOf(box: readonly number[]): [west: number, south: number, east: number, north: number] {
  const half = box.length / 2;
  return [box[0] ?? 0, box[1] ?? 0, box[half] ?? 0, box[half + 1] ?? 0];
}
