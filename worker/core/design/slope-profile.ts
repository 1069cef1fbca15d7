/** The side slope as a function of the distance from the platform's edge: 1:n, with level berms. Metres. */
import { LimitError, RequestError } from '#core/errors.ts';

export interface SlopeRule {
  /** Metres outwards for each metre of height: 1:n. */
  readonly run: number;
  /** A berm after each so many metres of height, measured from the platform's edge; null for none. */
  readonly bermEveryM: number | null;
  readonly bermWidthM: number;
}

/** A stretch of even gradient. */
export interface SlopeBand {
  readonly fromM: number;
  readonly toM: number;
  /** Height gained (cut) or lost (fill) up to `fromM`. */
  readonly startM: number;
  /** Height for each metre outwards; 0 on a berm. */
  readonly gradient: number;
}

/** Most berms from the edge to the ground. */
const MAX_BERMS = 100;

/** The bands from the edge until `heightM` is gained, and `reachM` at most. @throws {LimitError} for too many berms */
export function slopeBands({ run, bermEveryM, bermWidthM }: SlopeRule, heightM: number, reachM: number): SlopeBand[] {
  if (bermEveryM === null || bermWidthM === 0) {
    return [{ fromM: 0, toM: Math.min(reachM, run * heightM), startM: 0, gradient: 1 / run }];
  }
  const bands: SlopeBand[] = [];
  for (let berm = 0, fromM = 0; ; berm++) {
    const startM = berm * bermEveryM;
    const slopeEndM = fromM + run * Math.min(bermEveryM, heightM - startM);
    bands.push({ fromM, toM: Math.min(reachM, slopeEndM), startM, gradient: 1 / run });
    if (slopeEndM >= reachM || startM + bermEveryM >= heightM) return bands;
    if (berm === MAX_BERMS) {
      throw new LimitError(`slopes ${heightM.toFixed(1)} m high need more than ${MAX_BERMS} berms`, {
        limit: MAX_BERMS,
        actual: Math.ceil(heightM / bermEveryM),
      });
    }
    fromM = slopeEndM + bermWidthM;
    bands.push({ fromM: slopeEndM, toM: Math.min(reachM, fromM), startM: startM + bermEveryM, gradient: 0 });
    if (fromM >= reachM) return bands;
  }
}

/** Least mean gradient from the edge to any point of the slope: what a platform's own edge must stay below. */
export function leastGradient({ run, bermEveryM, bermWidthM }: SlopeRule): number {
  return bermEveryM === null ? 1 / run : bermEveryM / (run * bermEveryM + bermWidthM);
}

/** @throws {RequestError} INVALID_INPUT for a rule that is none */
export function checkSlopeRule({ run, bermEveryM, bermWidthM }: SlopeRule, name: string): void {
  if (run > 0 && run <= 100 && (bermEveryM === null || bermEveryM > 0) && bermWidthM >= 0) return;
  throw new RequestError(
    'INVALID_INPUT',
    `${name}: expected 1:n with n above 0 and up to 100, and berms above 0 m apart`,
  );
}
