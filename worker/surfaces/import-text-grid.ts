/** Grids as text: lines of coordinates, or an ESRI ASCII grid. */
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { AsciiGrid, isAsciiGrid } from '#core/grids/ascii-grid.ts';
import { TextGridHeights, TextGridProbe } from '#core/grids/text-grid.ts';
import { removeVoids } from '#core/grids/voids.ts';
import type { Raster } from '#core/surface/raster.ts';
import type { ImportOptions } from './import-options.ts';
import type { ReadSurface } from './import-surface.ts';
import { sheetOfGrid } from './sheet-of-grid.ts';
import type { SurfaceCheck } from './surface-record.ts';
import { firstBytes, textPieces } from './text-pieces.ts';

const PIECE_BYTES = 1 << 20;

/** @throws {FormatError}, {LimitError}, {UnsupportedError}: see the readers */
export async function readTextGrid(path: string, fileName: string, options: ImportOptions): Promise<ReadSurface> {
  const start = Buffer.from(await firstBytes(path, 256)).toString('latin1');
  const { raster, checks } = isAsciiGrid(start) ? await readAsciiGrid(path) : await readLines(path);
  const sheet = sheetOfGrid(fileName, raster, options.crs);
  return {
    data: { kind: 'raster', raster },
    format: 'text-grid',
    name: fileName,
    crs: sheet.crs,
    crsIsGuess: true,
    verticalDatum: null,
    accuracyM: null,
    checks: [...checks, ...removeVoids(raster.heights, options.voidBelowM), ...sheet.checks],
  };
}

interface ReadRaster {
  readonly raster: Raster;
  readonly checks: readonly SurfaceCheck[];
}

async function readLines(path: string): Promise<ReadRaster> {
  const probe = new TextGridProbe();
  for await (const bytes of createReadStream(path, { highWaterMark: PIECE_BYTES })) probe.write(bytes as Uint8Array);
  const heights = new TextGridHeights(probe.end());
  for await (const bytes of createReadStream(path, { highWaterMark: PIECE_BYTES })) heights.write(bytes as Uint8Array);
  return heights.end();
}

async function readAsciiGrid(path: string): Promise<ReadRaster> {
  const reader = new AsciiGrid((await stat(path)).size);
  for await (const piece of textPieces(path, 'latin1')) reader.write(piece);
  return { raster: reader.end(), checks: [] };
}
