/** From alignments as readers find them to a record: the user's words go before those of the file, and the place is looked at. */
import { axisPolyline } from '#core/alignment/place-on-axis.ts';
import { type Bounds, EMPTY_BOUNDS, uniteBounds } from '#core/geometry/bounds.ts';
import type { ImportOptions } from '../surfaces/import-options.ts';
import type { SurfaceCheck } from '../surfaces/surface-record.ts';
import type { AlignmentsRecord } from './alignments-record.ts';
import type { ReadAlignments } from './import-alignments.ts';

export type AlignmentsDraft = Omit<AlignmentsRecord, 'id'>;

const CHORD_ERROR_M = 0.5;
/** No zone of the plane rectangular systems reaches further from its origin. */
const ZONE_EAST_M = 250_000;
const ZONE_NORTH_M = 700_000;

export function settleAlignments(
  read: ReadAlignments,
  { crs, verticalDatum }: Pick<ImportOptions, 'crs' | 'verticalDatum'>,
  source: AlignmentsRecord['source'],
): AlignmentsDraft {
  const bounds = read.alignments
    .map(({ alignment }) => axisPolyline(alignment, CHORD_ERROR_M).bounds)
    .reduce(uniteBounds, EMPTY_BOUNDS);
  const checks = [...read.checks];
  const contradicts = (code: string, own: string | null, stated: string | null): void => {
    if (own !== null && stated !== null && own !== stated) {
      checks.push({ code, message: `the file says ${own}; ${stated} was taken` });
    }
  };
  contradicts('CRS_CONTRADICTS', read.crs, crs);
  contradicts('VERTICAL_DATUM_CONTRADICTS', read.verticalDatum, verticalDatum);
  checks.push(...checkZone(bounds));
  return {
    alignments: read.alignments,
    faults: read.faults,
    crs: crs ?? read.crs,
    verticalDatum: verticalDatum ?? read.verticalDatum,
    bounds,
    checks,
    source,
  };
}

function checkZone({ minE, minN, maxE, maxN }: Bounds): SurfaceCheck[] {
  const [east, north] = [Math.max(-minE, maxE), Math.max(-minN, maxN)];
  if (east <= ZONE_EAST_M && north <= ZONE_NORTH_M) return [];
  const hint =
    north <= ZONE_EAST_M && east <= ZONE_NORTH_M ? 'the axes may be exchanged' : 'its unit or system may be another';
  const message =
    `it lies ${Math.round(east / 1000)} km east or west and ${Math.round(north / 1000)} km north or south of the origin, ` +
    `further than any zone of the plane rectangular systems: ${hint}`;
  return [{ code: 'OUTSIDE_ZONE', message }];
}
