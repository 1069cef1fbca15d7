/** Wires as rows, and the files of both results. Pure. */
import type { AlignmentChecksResult, ProfileResult } from '../../api/way.ts';
import { profileRows } from './profile-model.ts';

export type WireSpan = NonNullable<AlignmentChecksResult['wires']>['spans'][number];

/** Spans over the carriageway first, the lowest one at the head; those beside it behind. */
export function wireRows({ wires }: AlignmentChecksResult): WireSpan[] {
  const height = ({ clearance }: WireSpan) => clearance?.heightM ?? Number.POSITIVE_INFINITY;
  const beside = ({ clearance }: WireSpan) => (clearance === null ? 1 : 0);
  return [...(wires?.spans ?? [])].sort((a, b) => beside(a) - beside(b) || height(a) - height(b) || a.id - b.id);
}

/** The span whose wire hangs lowest over the carriageway. */
export function lowestSpan(result: AlignmentChecksResult): WireSpan | null {
  const [first] = wireRows(result);
  return first?.clearance ? first : null;
}

/** The rows of the file of spans: numbers as the server sent them. */
export function wireFileRows(result: AlignmentChecksResult): (string | number | null)[][] {
  const heads = [
    'span',
    'kind',
    'clearance_m',
    'standard_error_m',
    'station',
    'distance_m',
    'offset_m',
    'easting',
    'northing',
    'wire_elevation_m',
    'road_elevation_m',
    'length_m',
    'sag_m',
    'points',
    'verdict',
  ];
  const rows = wireRows(result).map(({ id, kind, clearance, lengthM, sagM, points, judgement }) => [
    id,
    kind,
    clearance?.heightM ?? null,
    clearance?.standardErrorM ?? null,
    clearance?.station ?? null,
    clearance?.distanceM ?? null,
    clearance?.offsetM ?? null,
    clearance?.position[0] ?? null,
    clearance?.position[1] ?? null,
    clearance?.wireElevationM ?? null,
    clearance?.roadElevationM ?? null,
    lengthM,
    sagM,
    points,
    judgement.verdict,
  ]);
  return [heads, ...rows];
}

/** The rows of the file of stations. */
export function profileFileRows(result: ProfileResult): (string | number | null)[][] {
  const names = result.surfaces.map(({ name }) => name);
  const above = names.flatMap((name, i) => (i === result.existing ? [] : [`above ground ${name}`]));
  const heads = ['station', 'distance_m', ...names, 'grade_percent', ...above, 'design_m', 'above_water_m'];
  const rows = profileRows(result).map((row) => [
    row.name,
    row.distanceM,
    ...row.elevationsM,
    row.gradePercent,
    ...row.clearancesM.filter((_, i) => i !== result.existing),
    row.designM,
    row.aboveWaterM,
  ]);
  return [heads, ...rows];
}
