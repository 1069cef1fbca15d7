/** From the coordinates of a file to those of the site. Pure. */
import type { PipeInput } from '#core/contract/pipe-check.ts';
import { createProjection, crsFromCode } from '#core/crs/crs.ts';
import { CrsError } from '#core/errors.ts';
import type { ReadPipes } from '#core/pipes/read-pipes.ts';
import type { SiteFrame } from '../../state/site-frame.ts';

/** Tenths of a millimetre: the same file gives the same request. */
const DIGIT = 10_000;

/**
 * The pipes in units of the site's system.
 * @throws {CrsError} for a system that this page does not know, and places that it cannot hold
 */
export function placePipes({ pipes, crs }: Pick<ReadPipes, 'pipes' | 'crs'>, frame: SiteFrame): PipeInput[] {
  if (crs === null || crs.toUpperCase() === frame.code?.toUpperCase()) return [...pipes];
  const toLonLat = lonLatOf(crs);
  return pipes.map((pipe) => ({
    ...pipe,
    line: pipe.line.map(([x, y]) => {
      const [lon, lat] = toLonLat(x ?? Number.NaN, y ?? Number.NaN);
      const [east, north] = frame.fromLonLat(lon, lat);
      if (!Number.isFinite(east) || !Number.isFinite(north)) {
        throw new CrsError(`pipe ${pipe.id}: [${x}, ${y}] in ${crs} cannot be placed here`);
      }
      return [rounded(east / frame.unitM), rounded(north / frame.unitM)];
    }),
  }));
}

function lonLatOf(name: string): (x: number, y: number) => [number, number] {
  if (/CRS84$/i.test(name)) return (lon, lat) => [lon, lat];
  const crs = crsFromCode(name);
  if (crs.kind === 'geographic') return (lon, lat) => [lon, lat];
  const projection = createProjection(crs);
  return (east, north) => projection.toLonLat(east, north);
}

const rounded = (value: number): number => Math.round(value * DIGIT) / DIGIT;
