/** Counts of the long runs: `npm run test:full` takes the full one, the suite a smaller twin. */
export function fullOr(full: number, small: number): number {
  return process.env.TENGUN_FULL === '1' ? full : small;
}
