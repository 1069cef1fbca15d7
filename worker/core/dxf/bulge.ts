/** Arcs of DXF polylines as chords. */

type Position = readonly [number, number];

/** Most chords of one arc. */
const MAX_CHORDS = 4096;

/**
 * The vertices between the ends of an arc, both excluded.
 * @param bulge tangent of a quarter of the included angle; positive turns left
 * @param sagitta largest distance of a chord from the arc, units of the positions
 */
export function arcVertices([aE, aN]: Position, [bE, bN]: Position, bulge: number, sagitta: number): Position[] {
  const chord = Math.hypot(bE - aE, bN - aN);
  if (bulge === 0 || chord === 0) return [];
  const angle = 4 * Math.atan(bulge);
  const radius = Math.abs((chord * (1 + bulge * bulge)) / (4 * bulge));
  const step = 2 * Math.acos(Math.max(-1, 1 - sagitta / radius));
  const count = Math.min(MAX_CHORDS, Math.ceil(Math.abs(angle) / step));
  if (!(count > 1)) return [];
  // from the middle of the chord to the centre, to the left of a → b for a small positive bulge
  const toCentre = (1 - bulge * bulge) / (4 * bulge);
  const centreE = (aE + bE) / 2 - toCentre * (bN - aN);
  const centreN = (aN + bN) / 2 + toCentre * (bE - aE);
  const start = Math.atan2(aN - centreN, aE - centreE);
  return Array.from({ length: count - 1 }, (_, i) => {
    const at = start + (angle * (i + 1)) / count;
    return [centreE + radius * Math.cos(at), centreN + radius * Math.sin(at)] as const;
  });
}
