/** What a stretch of ground says it comes from, where it is none of a request's surfaces. */

/** Number of the source of what a request placed: this less the index. */
export const PLACED = -1;
/** Of ground that was put where something was removed. */
export const BARED = -1_000_000;
