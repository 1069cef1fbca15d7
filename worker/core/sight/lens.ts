/** What a lens sees: focal lengths for the 35 mm film (36 × 24 mm) as angles. */

export const FRAME_WIDTH_MM = 36;
export const FRAME_HEIGHT_MM = 24;
/** Width over height of the picture. */
export const FRAME_ASPECT = FRAME_WIDTH_MM / FRAME_HEIGHT_MM;

const angleDeg = (sideMm: number, lensMm: number) => (2 * Math.atan(sideMm / (2 * lensMm)) * 180) / Math.PI;

/** Horizontal and vertical field of view of the whole picture, degrees. 35 mm: 54.43 × 37.85. */
export function fieldOfView(lensMm: number): { readonly horizontalDeg: number; readonly verticalDeg: number } {
  return { horizontalDeg: angleDeg(FRAME_WIDTH_MM, lensMm), verticalDeg: angleDeg(FRAME_HEIGHT_MM, lensMm) };
}

/** The vertical field of view of a screen that shows the whole picture and, beside or above it, more of the same. */
export function screenFieldDeg(lensMm: number, screenAspect: number): number {
  const { horizontalDeg, verticalDeg } = fieldOfView(lensMm);
  if (screenAspect >= FRAME_ASPECT) return verticalDeg;
  return (2 * Math.atan(Math.tan((horizontalDeg * Math.PI) / 360) / screenAspect) * 180) / Math.PI;
}
