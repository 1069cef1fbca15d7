/** Seconds that sections take on a stored collection, once warm: as on a server that has answered before. */
import { extentOf, resolvePoints } from '#worker/measuring/surface-source.ts';
import { createPool } from '#worker/pool.ts';
import { openStore } from '#worker/store/store.ts';

export interface SectionSeconds {
  /** Section of 1 km, 0.5 m wide, with every point beside it; on a line where nothing was measured before. */
  readonly kilometreFirst: number;
  /** The same line again. */
  readonly kilometre: number;
  /** 51 sections of 40 m at a pitch of 20 m, with all their papers. */
  readonly batch: number;
}

const ROUNDS = 4;

export async function measureSections(storeDir: string, collection: string): Promise<SectionSeconds> {
  const pool = createPool({ threads: 1 });
  try {
    const source = await resolvePoints(openStore(storeDir), { collection });
    const { minE, minN, maxE, maxN } = extentOf(source.items);
    const unitM = source.crs.horizontalUnitM;
    const [midE, midN] = [(minE + maxE) / 2, (minN + maxN) / 2];
    const at = (aheadM: number) => {
      // neither along the rows of the octree nor along its diagonal
      const [dE, dN] = [Math.sin(1.1), Math.cos(1.1)];
      return [(midE + (aheadM - 500) * dE) / unitM, (midN + (aheadM - 500) * dN) / unitM];
    };
    const line = { type: 'LineString', coordinates: [at(0), at(1000)] };
    const surfaces = [{ collection }];
    const section = { line, surfaces, widthM: 0.5 };
    const design = [{ plane: { elevationM: 130 } }];
    const sections = {
      alignment: { line },
      surfaces: [...surfaces, ...design],
      pitchM: 20,
      leftM: 20,
      rightM: 20,
      format: 'zip',
    };
    const cutOne = () => pool.run('cut-section', { storeDir, request: { inputs: section } });
    // the code is warm, the nodes are not: another line elsewhere
    const away = 150 / unitM;
    const elsewhere = { type: 'LineString', coordinates: line.coordinates.map(([e, n]) => [e! - away, n! + away]) };
    for (let round = 0; round < 3; round++) {
      await pool.run('cut-section', { storeDir, request: { inputs: { ...section, line: elsewhere } } });
    }
    return {
      kilometreFirst: await once(cutOne),
      kilometre: await best(cutOne),
      batch: await best(() => pool.run('cut-sections', { storeDir, request: { inputs: sections } })),
    };
  } finally {
    await pool.close();
  }
}

async function once(run: () => Promise<unknown>): Promise<number> {
  const begin = performance.now();
  await run();
  return (performance.now() - begin) / 1000;
}

async function best(run: () => Promise<unknown>): Promise<number> {
  let least = Infinity;
  for (let round = 0; round < ROUNDS; round++) {
    least = Math.min(least, await once(run));
  }
  return least;
}
