/** The lists of the check as rows of a file: numbers as the server sent them; where it comes from stands after them. Pure. */
import type { PipeCheckResult } from '../../api/pipes.ts';

type Cell = string | number | null;

export function coverFileRows(result: PipeCheckResult): Cell[][] {
  return [
    [
      'pipe',
      'name',
      'kind',
      'accuracy_class',
      'diameter_mm',
      'outer_diameter_m',
      'length_m',
      'level_from',
      'under',
      'required_cover_m',
      'min_cover_m',
      'min_at_m',
      'easting_or_lon',
      'northing_or_lat',
      'mean_cover_m',
      'unknown_m',
      'verdict',
      'short_stretches',
    ],
    ...result.pipes.map((pipe): Cell[] => [
      pipe.id,
      pipe.name,
      pipe.kind,
      pipe.accuracy,
      pipe.diameterMm,
      pipe.outerDiameterM,
      pipe.lengthM,
      pipe.levelFrom,
      pipe.under,
      pipe.requiredCoverM,
      pipe.cover?.minM ?? null,
      pipe.cover?.minAtM ?? null,
      pipe.cover?.minPosition[0] ?? null,
      pipe.cover?.minPosition[1] ?? null,
      pipe.cover?.meanM ?? null,
      pipe.unknownM,
      pipe.verdict,
      pipe.short.map(({ fromM, toM, minM }) => `${fromM}-${toM} (min ${minM})`).join('; '),
    ]),
    [],
    ...sourceRows(result),
  ];
}

export function clearanceFileRows(result: PipeCheckResult): Cell[][] {
  const { pipes, clearances, requiredClearanceM } = result;
  return [
    [
      'pipe_a',
      'pipe_b',
      'form',
      'station_a_m',
      'station_b_m',
      'easting_or_lon',
      'northing_or_lat',
      'axis_a_m',
      'axis_b_m',
      'upper',
      'clearance_m',
      'required_m',
      'joined',
      'verdict',
    ],
    ...clearances.map((one): Cell[] => [
      pipes[one.a]?.id ?? null,
      pipes[one.b]?.id ?? null,
      one.form,
      one.atAM,
      one.atBM,
      one.position[0] ?? null,
      one.position[1] ?? null,
      one.axisAM,
      one.axisBM,
      one.upper,
      one.clearanceM,
      requiredClearanceM,
      one.joined ? 1 : 0,
      one.verdict,
    ]),
    [],
    ...sourceRows(result),
  ];
}

function sourceRows({ label, surface, crs, verticalDatum, depthHolds, provenance }: PipeCheckResult): Cell[][] {
  return [
    ['label', label],
    ['note', 'a check of the given ledger data, not a survey'],
    ['ground', surface.name],
    ['crs', crs],
    ['vertical_datum', verticalDatum],
    ['depth_holds', depthHolds],
    ['request_hash', provenance.requestHash],
    ['software', provenance.software],
  ];
}
