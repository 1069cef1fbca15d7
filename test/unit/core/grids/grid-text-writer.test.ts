/** Written text grids come back through the readers of delivered ones. */
import { describe, expect, it } from 'vitest';
import { gridText } from '#core/grids/grid-text-writer.ts';
import { TextGridHeights, TextGridProbe } from '#core/grids/text-grid.ts';
import { removeVoids } from '#core/grids/voids.ts';
import { type GridSpec, gridOver } from '#core/surface/grid.ts';
import { seededRandom } from '../../../helpers/las-builder.ts';

const grid: GridSpec = gridOver({ minE: 52_000, minN: -97_200, maxE: 52_010, maxN: -97_194 }, 0.5);
const random = seededRandom(3);
const heights = Float32Array.from({ length: grid.cols * grid.rows }, (_, i) =>
  i % 7 === 3 ? Number.NaN : Math.fround(190 + 20 * random()),
);
// every row and column has a height, so that the axes are whole
heights[0] = 190;

function readBack(text: string) {
  const bytes = Buffer.from(text);
  const probe = new TextGridProbe();
  probe.write(bytes);
  const reader = new TextGridHeights(probe.end());
  reader.write(bytes);
  const { raster } = reader.end();
  removeVoids(raster.heights, null);
  return raster;
}

describe('gridText', () => {
  it.each(['xyz', 'grid-txt', 'grid-csv'] as const)('%s is read back, to the millimetre', (layout) => {
    const raster = readBack([...gridText(grid, heights, layout)].join(''));
    expect(raster).toMatchObject({ originE: 52_000.25, originN: -97_199.75, stepM: 0.5, cols: 20, rows: 12 });
    for (const [i, height] of heights.entries()) {
      if (Number.isNaN(height)) expect(raster.heights[i]).toBeNaN();
      else expect(Math.abs(raster.heights[i]! - height)).toBeLessThanOrEqual(0.0005 + 1e-9);
    }
  });

  it('the layouts: rows from the south with every cell, or from the north with what is known', () => {
    const lines = (layout: 'xyz' | 'grid-txt' | 'grid-csv') =>
      [...gridText(grid, heights, layout)].join('').split('\r\n');
    const known = heights.filter((height) => !Number.isNaN(height)).length;
    expect(lines('xyz')).toHaveLength(grid.cols * grid.rows + 1);
    expect(lines('xyz')[0]).toBe('52000.250 -97199.750 190.000');
    expect(lines('xyz')[3]).toBe('52001.750 -97199.750 -9999.000');
    expect(lines('grid-txt')).toHaveLength(known + 1);
    expect(lines('grid-txt')[0]!.split(' ')[1]).toBe('-97194.250');
    expect(lines('grid-csv')[0]).toMatch(/^1,5200\d\.\d50,-97194\.250,\d{3}\.\d{3},1$/);
    expect(lines('grid-csv').at(-2)).toMatch(new RegExp(`^${known},`));
  });

  it('coordinates of a grid in feet are feet', () => {
    const [first] = [...gridText(grid, heights, 'xyz', (metres) => metres / 0.3048)][0]!.split('\r\n');
    expect(Number(first!.split(' ')[0])).toBeCloseTo(52_000.25 / 0.3048, 3);
  });
});
