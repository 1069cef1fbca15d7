/** What the map sheet in a file's name tells of a grid: its zone, and whether its axes are swapped. */
import { type MapSheet, sheetFromFileName, sheetHolds } from '#core/crs/map-sheet.ts';
import type { Raster } from '#core/surface/raster.ts';
import type { SurfaceCheck } from './surface-record.ts';

const TOLERANCE_M = 50;

export interface SheetVerdict {
  /** `EPSG:6676`; null when the name has no sheet. */
  readonly crs: string | null;
  readonly checks: readonly SurfaceCheck[];
}

/** @param statedCrs what the file or the user says: the sheet's zone is then only a check */
export function sheetOfGrid(fileName: string, raster: Omit<Raster, 'heights'>, statedCrs: string | null): SheetVerdict {
  const { originE, originN, stepM, cols, rows } = raster;
  const [maxE, maxN] = [originE + (cols - 1) * stepM, originN + (rows - 1) * stepM];
  const extent = { minE: originE, minN: originN, maxE, maxN };
  const swapped = { minE: originN, minN: originE, maxE: maxN, maxN: maxE };
  const sheet = sheetIn(fileName, extent);
  if (!sheet) return { crs: null, checks: [] };
  const checks: SurfaceCheck[] = [];
  const fits = sheetHolds(sheet, extent, TOLERANCE_M);
  const swappedSheet = sheetIn(fileName, swapped) ?? sheet;
  if (!fits && sheetHolds(swappedSheet, swapped, TOLERANCE_M)) {
    const message = `the grid lies in sheet ${sheet.code} when its axes are swapped: X seems to be north, Y east`;
    checks.push({ code: 'AXES_SWAPPED', message });
  } else if (!fits) {
    const seen = `[${extent.minE}, ${extent.minN}] to [${extent.maxE}, ${extent.maxN}]`;
    checks.push({ code: 'OUTSIDE_SHEET', message: `the file is named after sheet ${sheet.code}, but lies at ${seen}` });
  }
  const crs = `EPSG:${sheet.epsg}`;
  if (statedCrs === null) {
    const older = `EPSG:${sheet.epsg - 4226}`;
    const message = `zone ${sheet.zone} was taken from sheet ${sheet.code} in the file's name, on JGD2011; of older data (JGD2000) it is ${older}`;
    checks.push({ code: 'CRS_FROM_SHEET', message });
  } else if (statedCrs !== crs && statedCrs !== `EPSG:${sheet.epsg - 4226}`) {
    checks.push({
      code: 'CRS_CONTRADICTS',
      message: `sheet ${sheet.code} is in ${crs}, the grid is said to be in ${statedCrs}`,
    });
  }
  return { crs, checks };
}

/** The sheet may stand behind a word: `DEM_05LF901_1g.txt`. */
function sheetIn(fileName: string, extent: Parameters<typeof sheetFromFileName>[1]): MapSheet | null {
  const words = fileName.replace(/^.*[/\\]/, '').split(/[_\s-]/);
  for (let i = 0; i < words.length; i++) {
    const sheet = sheetFromFileName(words.slice(i).join('_'), extent);
    if (sheet) return sheet;
  }
  return null;
}
