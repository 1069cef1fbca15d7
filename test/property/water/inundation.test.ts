import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { alterGrid } from '#core/water/alter-grid.ts';
import { type Connectivity, connectionLevels } from '#core/water/connection-levels.ts';
import { dataEdge, edgeLevel } from '#core/water/data-edge.ts';
import { DEPTH_CLASSES } from '#core/water/depth-classes.ts';
import { cellOf, cellsOfBand, cellsOfLine } from '#core/water/grid-marks.ts';
import { depthsAt, waterAt } from '#core/water/water-level.ts';
import { seededRandom } from '../../helpers/seeded-random.ts';

interface Scene {
  readonly cols: number;
  readonly rows: number;
  readonly heights: Float64Array;
  readonly cellAreasM2: Float64Array;
  readonly seeds: readonly number[];
  readonly levelsM: readonly number[];
}

/** Hills and hollows in steps of a tenth (many equal heights), voids, cells that the area cuts. */
const scenes = fc
  .record({
    seed: fc.integer({ min: 1, max: 1e6 }),
    cols: fc.integer({ min: 1, max: 32 }),
    rows: fc.integer({ min: 1, max: 32 }),
    waves: fc.double({ min: 0.1, max: 1.5, noNaN: true }),
    stepM: fc.constantFrom(0.1, 1, 1e-9),
    seedCount: fc.integer({ min: 1, max: 4 }),
  })
  .map(({ seed, cols, rows, waves, stepM, seedCount }): Scene => {
    const random = seededRandom(seed);
    const heights = new Float64Array(cols * rows);
    const cellAreasM2 = new Float64Array(cols * rows);
    for (let cell = 0; cell < heights.length; cell++) {
      const z = 4 * Math.sin(waves * (cell % cols)) * Math.cos(waves * Math.floor(cell / cols)) + random.normal();
      const isVoid = random.uniform() < 0.08;
      heights[cell] = isVoid ? Number.NaN : Math.round(z / stepM) * stepM + 0;
      cellAreasM2[cell] = isVoid ? 0 : random.uniform() < 0.1 ? random.uniform() : 1;
    }
    const seeds = Array.from({ length: seedCount }, () => Math.floor(random.uniform() * heights.length));
    const levelsM = [-3, -1, 0, 0.3, 1, 2, 5].map((level) => level + (random.uniform() < 0.5 ? 0 : random.normal()));
    return { cols, rows, heights, cellAreasM2, seeds, levelsM };
  });

/** The definition: from the seeds through cells below the level, again for every level. */
function floodFill({ cols, rows, heights, seeds }: Scene, levelM: number, connectivity: Connectivity): Uint8Array {
  const wet = new Uint8Array(heights.length);
  const queue: number[] = [];
  const visit = (cell: number) => {
    if (wet[cell] || !(heights[cell]! < levelM)) return;
    wet[cell] = 1;
    queue.push(cell);
  };
  for (const seed of seeds) visit(seed);
  for (let cell = queue.shift(); cell !== undefined; cell = queue.shift()) {
    const [col, row] = [cell % cols, Math.floor(cell / cols)];
    for (const [dCol, dRow] of [
      [1, 0],
      [-1, 0],
      [0, 1],
      [0, -1],
      [1, 1],
      [1, -1],
      [-1, 1],
      [-1, -1],
    ] as const) {
      if (connectivity === 4 && dCol !== 0 && dRow !== 0) continue;
      const [c, r] = [col + dCol, row + dRow];
      if (c >= 0 && r >= 0 && c < cols && r < rows) visit(r * cols + c);
    }
  }
  return wet;
}

const flooded = (scene: Scene, connectivity: Connectivity) => ({
  ...scene,
  connections: connectionLevels(scene, scene.seeds, connectivity),
});

describe('inundation', () => {
  it.each([4, 8] as const)('equals a flood fill at every level, %i neighbours', (connectivity) => {
    fc.assert(
      fc.property(scenes, (scene) => {
        const ground = flooded(scene, connectivity);
        for (const levelM of scene.levelsM) {
          const wet = floodFill(scene, levelM, connectivity);
          let [areaM2, volumeM3, maxDepthM, wetCells] = [0, 0, 0, 0];
          const classes = DEPTH_CLASSES.map(() => 0);
          for (let cell = 0; cell < wet.length; cell++) {
            const isWet = ground.connections[cell]! < levelM;
            if (isWet !== (wet[cell] === 1)) throw new Error(`cell ${cell} at ${levelM}`);
            if (!isWet) continue;
            const depthM = levelM - scene.heights[cell]!;
            areaM2 += scene.cellAreasM2[cell]!;
            volumeM3 += scene.cellAreasM2[cell]! * depthM;
            maxDepthM = Math.max(maxDepthM, depthM);
            const at = DEPTH_CLASSES.findIndex(({ fromM, toM }) => depthM >= fromM && (toM === null || depthM < toM));
            classes[at]! += scene.cellAreasM2[cell]!;
            wetCells++;
          }
          const sums = waterAt(ground, levelM);
          expect(sums.wetCells).toBe(wetCells);
          expect(sums.areaM2).toBeCloseTo(areaM2, 9);
          expect(sums.volumeM3).toBeCloseTo(volumeM3, 8);
          expect(sums.maxDepthM).toBe(maxDepthM);
          for (const [i, own] of classes.entries()) expect(sums.classAreasM2[i]).toBeCloseTo(own, 9);
        }
      }),
      { numRuns: 150 },
    );
  });

  it('never falls when the level rises, and eight neighbours never reach less than four', () => {
    fc.assert(
      fc.property(scenes, (scene) => {
        const [four, eight] = [flooded(scene, 4), flooded(scene, 8)];
        const levels = [...scene.levelsM].sort((a, b) => a - b);
        let [areaM2, volumeM3] = [0, 0];
        for (const levelM of levels) {
          const [own, wider] = [waterAt(four, levelM), waterAt(eight, levelM)];
          expect(own.areaM2).toBeGreaterThanOrEqual(areaM2 - 1e-9);
          expect(own.volumeM3).toBeGreaterThanOrEqual(volumeM3 - 1e-9);
          expect(wider.wetCells).toBeGreaterThanOrEqual(own.wetCells);
          [areaM2, volumeM3] = [own.areaM2, own.volumeM3];
        }
      }),
      { numRuns: 60 },
    );
  });

  it('does not depend on the order of seeds, nor on where the grid is turned', () => {
    fc.assert(
      fc.property(scenes, (scene) => {
        const { cols, rows, heights, seeds } = scene;
        const levels = connectionLevels(scene, seeds, 8);
        expect(connectionLevels(scene, [...seeds].reverse(), 8)).toEqual(levels);
        const flip = (cell: number) => (rows - 1 - Math.floor(cell / cols)) * cols + (cols - 1 - (cell % cols));
        const turned = { cols, rows, heights: heights.map((_, cell) => heights[flip(cell)]!) };
        const back = connectionLevels(turned, seeds.map(flip), 8);
        expect(back.map((_, cell) => back[flip(cell)]!)).toEqual(levels);
      }),
      { numRuns: 60 },
    );
  });

  it('stands at the edge from the level that edgeLevel tells, as a flood fill sees it', () => {
    fc.assert(
      fc.property(scenes, fc.constantFrom(4 as const, 8 as const), (scene, connectivity) => {
        const { cols, rows, heights } = scene;
        const edge = dataEdge(scene);
        const edgeM = edgeLevel(scene, connectionLevels(scene, scene.seeds, connectivity), edge);
        for (const levelM of scene.levelsM) {
          const wet = floodFill(scene, levelM, connectivity);
          const isOpen = wet.some((isWet, cell) => {
            if (!isWet) return false;
            const [col, row] = [cell % cols, Math.floor(cell / cols)];
            for (let r = row - 1; r <= row + 1; r++) {
              for (let c = col - 1; c <= col + 1; c++) {
                if (r < 0 || c < 0 || r >= rows || c >= cols || edge.outside[r * cols + c]) return true;
              }
            }
            return false;
          });
          expect(edgeM !== null && levelM > edgeM).toBe(isOpen);
        }
        expect(edge.voidCells).toBe(heights.reduce((n, z, i) => (Number.isNaN(z) && !edge.outside[i] ? n + 1 : n), 0));
      }),
      { numRuns: 60 },
    );
  });
});

const lines = fc.array(
  fc.tuple(fc.double({ min: -3, max: 33, noNaN: true }), fc.double({ min: -3, max: 33, noNaN: true })),
  { minLength: 2, maxLength: 5 },
);
const latticeLines = fc.array(fc.tuple(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 0, max: 30 })), {
  minLength: 2,
  maxLength: 5,
});

describe('walls and channels', () => {
  const grid = { cellSizeM: 1, firstCol: 0, firstRow: 0, cols: 30, rows: 30 };

  it('hold the water wherever they run: a wall from side to side parts the ground for both connectivities', () => {
    fc.assert(
      fc.property(fc.double({ min: 1, max: 29, noNaN: true }), lines, (first, inner) => {
        const heights = new Float64Array(900);
        const line = [
          [-1, first] as const,
          ...inner.map(([e, n]) => [e, Math.min(29, Math.max(1, n))] as const),
          [31, 15] as const,
        ];
        alterGrid(grid, heights, [{ line, levelM: 5, widthM: 0 }], []);
        const south = heights.indexOf(0);
        const levels = connectionLevels({ ...grid, heights }, [south], 8);
        const four = connectionLevels({ ...grid, heights }, [south], 4);
        // what both reach without the wall is on this side of it
        for (let cell = 0; cell < 900; cell++) expect(levels[cell]! < 1).toBe(four[cell]! < 1);
        const northRow = Array.from({ length: 30 }, (_, col) => 29 * 30 + col);
        if (northRow.every((cell) => heights[cell] === 0) && south < 30) {
          for (const cell of northRow) expect(levels[cell]).toBe(5);
        }
      }),
      { numRuns: 150 },
    );
  });

  it('lead the water along: through a block of high ground a channel connects its ends through sides', () => {
    fc.assert(
      fc.property(fc.oneof(latticeLines, lines), (line) => {
        const inside = line.map(([e, n]) => [Math.min(30, Math.max(0, e)), Math.min(30, Math.max(0, n))] as const);
        const heights = new Float64Array(900).fill(9);
        alterGrid(grid, heights, [], [{ line: inside, levelM: 1, widthM: 0 }]);
        const [from, to] = [cellOf(grid, inside[0]!), cellOf(grid, inside.at(-1)!)];
        expect(connectionLevels({ ...grid, heights }, [from], 4)[to]).toBe(1);
      }),
      { numRuns: 200 },
    );
  });

  it('mark every cell that the line truly enters, and a band every centre within its half width', () => {
    fc.assert(
      fc.property(lines, fc.double({ min: 0, max: 6, noNaN: true }), (line, widthM) => {
        const marked = cellsOfLine(grid, line);
        for (let i = 0; i + 1 < line.length; i++) {
          const [[aE, aN], [bE, bN]] = [line[i]!, line[i + 1]!];
          for (let t = 0; t <= 1; t += 0.003) {
            const [e, n] = [aE + t * (bE - aE), aN + t * (bN - aN)];
            const nearSide = Math.min(e - Math.floor(e), Math.ceil(e) - e, n - Math.floor(n), Math.ceil(n) - n) < 1e-6;
            const cell = cellOf(grid, [e, n]);
            if (cell >= 0 && !nearSide) expect(marked.has(cell)).toBe(true);
          }
        }
        const band = cellsOfBand(grid, line, widthM);
        for (const cell of marked) expect(band.has(cell)).toBe(true);
        for (let cell = 0; cell < 900; cell++) {
          const [e, n] = [(cell % 30) + 0.5, Math.floor(cell / 30) + 0.5];
          const away = Math.min(...line.slice(1).map((to, i) => distance(line[i]!, to, e, n)));
          if (away < widthM / 2 - 1e-9) expect(band.has(cell)).toBe(true);
          if (away > widthM / 2 + 1e-9 && !marked.has(cell)) expect(band.has(cell)).toBe(false);
        }
      }),
      { numRuns: 60 },
    );
  });
});

function distance([aE, aN]: readonly [number, number], [bE, bN]: readonly [number, number], e: number, n: number) {
  const length2 = (bE - aE) ** 2 + (bN - aN) ** 2;
  const t = length2 > 0 ? Math.min(1, Math.max(0, ((e - aE) * (bE - aE) + (n - aN) * (bN - aN)) / length2)) : 0;
  return Math.hypot(e - aE - t * (bE - aE), n - aN - t * (bN - aN));
}

describe('depths', () => {
  it('are those of the wet cells inside the area', () => {
    fc.assert(
      fc.property(scenes, (scene) => {
        const ground = flooded(scene, 8);
        const depths = depthsAt(ground, 1);
        const { wetCells, maxDepthM } = waterAt(ground, 1);
        const wet = depths.filter((depth) => !Number.isNaN(depth));
        expect(wet.length).toBe(wetCells);
        expect(wet.reduce((a, b) => Math.max(a, b), 0)).toBe(maxDepthM);
      }),
      { numRuns: 30 },
    );
  });
});
