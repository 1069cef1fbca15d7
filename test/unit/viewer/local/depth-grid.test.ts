/** Grids of time steps: three formats, other systems, and files that mean harm. */
import { deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { createProjection, crsFromCode } from '#core/crs/crs.ts';
import { writeCog } from '#core/tiff/cog.ts';
import { readDepthGrid } from '../../../../viewer/local/grids/depth-grid.ts';

const CRS = crsFromCode('EPSG:6676');
const SITE = { proj4: CRS.proj4, unitM: 1, geoidHeightM: 0 };
const depth = (col: number, row: number) => (col === 0 ? Number.NaN : Math.fround(0.25 * col + row));
const [COLS, ROWS] = [6, 4];

const ascii = (noData = -9999) =>
  [
    `ncols ${COLS}`,
    `nrows ${ROWS}`,
    'xllcorner 52000',
    'yllcorner -97200',
    'cellsize 5',
    `NODATA_value ${noData}`,
    ...Array.from({ length: ROWS }, (_, i) =>
      Array.from({ length: COLS }, (__, col) => {
        const value = depth(col, ROWS - 1 - i);
        return Number.isNaN(value) ? noData : value;
      }).join(' '),
    ),
  ].join('\n');
const xyz = () =>
  Array.from({ length: COLS * ROWS }, (_, i) => {
    const [col, row] = [i % COLS, Math.floor(i / COLS)];
    return `${52_002.5 + 5 * col} ${-97_197.5 + 5 * row} ${Number.isNaN(depth(col, row)) ? -9999 : depth(col, row)}`;
  }).join('\n');
function tiff(crs = CRS, place = { west: 52_000, north: -97_200 + 5 * ROWS, step: 5 }): Uint8Array<ArrayBuffer> {
  const band = Float32Array.from({ length: COLS * ROWS }, (_, i) => depth(i % COLS, ROWS - 1 - Math.floor(i / COLS)));
  return writeCog({ cols: COLS, rows: ROWS, bands: [band], ...place, crs, noData: Number.NaN }, (tile) =>
    deflateSync(tile),
  );
}

describe('a grid of depths', () => {
  it.each([
    ['ESRI ASCII', () => ascii()],
    ['XYZ', () => xyz()],
    ['GeoTIFF', () => tiff()],
  ])('is the same from %s', async (format, make) => {
    const read = await readDepthGrid(new Blob([make()]), SITE);
    expect(read).toMatchObject({ format, every: 1, resampled: false, sourceCellM: 5 });
    expect(read.grid).toEqual({ cols: COLS, rows: ROWS, originE: 52_000, originN: -97_200, cellSizeM: 5 });
    expect(read.depths).toEqual(
      Float32Array.from({ length: COLS * ROWS }, (_, i) => depth(i % COLS, Math.floor(i / COLS))),
    );
    expect(read.maxDepthM).toBe(0.25 * 5 + 3);
  });

  it('in another system is moved to the site, nearest cells in their places', async () => {
    const zone9 = crsFromCode('EPSG:6677');
    const own = createProjection(CRS);
    const other = createProjection(zone9);
    const [west, north] = other.fromLonLat(...own.toLonLat(52_000, -97_180));
    const read = await readDepthGrid(new Blob([tiff(zone9, { west, north, step: 5 })]), SITE);
    expect(read.resampled).toBe(true);
    expect(read.grid.originE).toBeCloseTo(52_000, -0.5);
    expect(read.sourceCellM).toBeCloseTo(5, 0);
    expect(read.maxDepthM).toBe(0.25 * 5 + 3);
  });

  it('in degrees is known by its size', async () => {
    const [lon, lat] = createProjection(CRS).toLonLat(52_000, -97_200);
    const text = ascii()
      .replace('52000', String(lon))
      .replace('-97200', String(lat))
      .replace('cellsize 5', 'cellsize 0.00005');
    const read = await readDepthGrid(new Blob([text]), SITE);
    expect(read.resampled).toBe(true);
    expect(Math.abs(read.grid.originE - 52_000)).toBeLessThan(2);
    expect(read.grid.cellSizeM).toBeGreaterThan(4);
    expect(read.grid.cellSizeM).toBeLessThan(6);
  });

  it('of more than 1,024 cells a side is thinned, and says so', async () => {
    const [cols, rows] = [2100, 3];
    const head = `ncols ${cols}\nnrows ${rows}\nxllcorner 0\nyllcorner 1000\ncellsize 1\n`;
    const read = await readDepthGrid(new Blob([head, `${Array(cols).fill('1').join(' ')}\n`.repeat(rows)]), SITE);
    expect(read).toMatchObject({ every: 3, sourceCellM: 1 });
    expect([read.grid.cols, read.grid.rows, read.grid.cellSizeM]).toEqual([700, 1, 3]);
  });

  it.each([
    [
      'a size that would fill the memory',
      'ncols 999999\nnrows 999999\nxllcorner 0\nyllcorner 0\ncellsize 1\n1',
      /at most 16000000 cells/,
    ],
    ['no size', 'ncols 5\nxllcorner 0\nyllcorner 0\ncellsize 1\n1', /seen no size/],
    ['too few values', 'ncols 2\nnrows 2\nxllcorner 0\nyllcorner 0\ncellsize 1\n1 2 3', /3 values/],
    ['words', 'ncols 1\nnrows 1\nxllcorner 0\nyllcorner 0\ncellsize 1\nwet', /a number/],
    [
      'no data at all',
      'ncols 1\nnrows 1\nxllcorner 0\nyllcorner 0\ncellsize 1\nNODATA_value -9\n-9',
      /no data in any cell/,
    ],
    ['prose', 'It was a dark and stormy night;\nthe rain fell in torrents', /X Y Z/],
    ['points that are no grid', '0 0 1\n1e9 3e9 1\n5 7.3 2\n', /grid|step/i],
    ['nothing', '', /X Y Z/],
    ['zeros', '\0\0\0\0\0\0', /expected a GeoTIFF, an ESRI ASCII grid/],
  ])('is refused: %s', async (_, text, message) => {
    await expect(readDepthGrid(new Blob([text]), SITE)).rejects.toThrow(message);
  });

  it('a cut or garbled GeoTIFF is refused in plain words', async () => {
    const bytes = tiff();
    for (const cut of [8, 60, 200, bytes.length - 20]) {
      await expect(readDepthGrid(new Blob([bytes.slice(0, cut)]), SITE)).rejects.toThrow(/GeoTIFF|TIFF/);
    }
    const colours = writeCog(
      {
        cols: 2,
        rows: 2,
        bands: [new Uint8Array(4), new Uint8Array(4), new Uint8Array(4)],
        west: 0,
        north: 0,
        step: 1,
        crs: CRS,
        noData: null,
        isColour: true,
      },
      (tile) => deflateSync(tile),
    );
    await expect(readDepthGrid(new Blob([colours]), SITE)).rejects.toThrow(/expected one band of depths/);
  });
});
