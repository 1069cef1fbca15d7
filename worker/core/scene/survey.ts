/** How the two surveys were made: sheets, flights, dates, noise. */
import type { EpochName } from './epoch-ground.ts';
import type { FlightPlan } from './flight.ts';

/** Standard deviation of the heights' noise (normal, independent from point to point). */
export const NOISE_SIGMA_M = 0.02;
/** The level-500 sheets that the scene lies in; a sheet's file holds the points with west ≤ east < next sheet. */
export const SHEETS = [
  { code: '08NF2330', minE: 52_000 },
  { code: '08NF2331', minE: 52_400 },
] as const;

/** Both flights; the sensor's angles stay within ±15.2°. */
export const FLIGHTS: Readonly<Record<EpochName, FlightPlan>> = {
  before: {
    azimuthRad: (83 * Math.PI) / 180,
    heightAboveGroundM: 480,
    halfSwathM: 130,
    stripSpacingM: 130,
    speedMps: 50,
    firstStripId: 101,
    // 2019-11-18 02:00 UTC
    startTimeS: 258_077_618,
    betweenStripsS: 420,
  },
  after: {
    azimuthRad: (79 * Math.PI) / 180,
    heightAboveGroundM: 480,
    halfSwathM: 130,
    stripSpacingM: 130,
    speedMps: 50,
    firstStripId: 201,
    // 2024-11-08 02:00 UTC
    startTimeS: 415_066_418,
    betweenStripsS: 390,
  },
};

/** Dates of the files, as their headers state them. */
export const FLIGHT_DATES: Readonly<Record<EpochName, { readonly year: number; readonly dayOfYear: number }>> = {
  before: { year: 2019, dayOfYear: 322 },
  after: { year: 2024, dayOfYear: 313 },
};
