/** What one extraction may take. Each can be set by an environment variable. */

export interface ExtractLimits {
  /** Vertices of the area: `TENGUN_EXTRACT_VERTICES`. */
  readonly maxVertices: number;
  /** Points of the file. */
  readonly maxPoints: number;
  /** Points in the octree nodes that have to be read for it. */
  readonly maxReadPoints: number;
  /** What to do when there are more. */
  readonly hint: string;
}

/** Points that are read for each point that may come out: of a few classes, or thinned, more are read than are written. */
const READ_SHARE = 4;
export const DEFAULT_EXTRACT_VERTICES = 200_000;
/** As a job, or on the command line: `TENGUN_EXTRACT_POINTS`. */
export const DEFAULT_EXTRACT_POINTS = 500_000_000;
/** While the client waits: `TENGUN_EXTRACT_SYNC_POINTS`. */
export const DEFAULT_EXTRACT_SYNC_POINTS = 5_000_000;

/** @param canBeJob whether a job may have more points */
export function extractLimits(
  maxPoints: number,
  maxVertices = DEFAULT_EXTRACT_VERTICES,
  canBeJob = false,
): ExtractLimits {
  const smaller = 'ask for a smaller area';
  const hint = canBeJob ? `${smaller}, or run it as a job, with the header "Prefer: respond-async"` : smaller;
  return { maxVertices, maxPoints, maxReadPoints: READ_SHARE * maxPoints, hint };
}
