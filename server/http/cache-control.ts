/** The ways in which answers may be kept. */

/** For URLs that name a version: what is behind them never changes. */
export const IMMUTABLE = 'public, max-age=31536000, immutable';
/** For the current version: keep it, ask each time whether it still is. */
export const REVALIDATE = 'public, no-cache';
/** For the catalogue: show what is there at once, and fetch what is new meanwhile. */
export const CATALOGUE = 'public, max-age=0, stale-while-revalidate=300';
