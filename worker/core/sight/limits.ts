/** How much one request about sight may change of what it looks over. */

/** Areas that it may take away. */
export const MAX_REMOVED = 1_000;
/** Things that it may place. */
export const MAX_OBSTACLES = 200;
