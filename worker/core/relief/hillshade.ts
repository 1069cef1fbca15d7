/** Light and shade (陰影起伏図): how a white surface looks under a sun. Source: Horn (1981). */
import type { Gradient } from './height-field.ts';

export interface Sun {
  /** Where the light comes from, clockwise from north. */
  readonly azimuthDeg: number;
  readonly altitudeDeg: number;
}

/** From the north-west, as maps have it. */
export const MAP_SUN: Sun = { azimuthDeg: 315, altitudeDeg: 45 };
/** Four suns together: no slope is left in the dark. */
export const FOUR_SUNS: readonly Sun[] = [225, 270, 315, 360].map((azimuthDeg) => ({ azimuthDeg, altitudeDeg: 45 }));

/** Brightness 0–1 of each cell, the mean of the suns; NaN is no data. A level surface has sin(altitude). */
export function hillshade({ east, north }: Gradient, suns: readonly Sun[] = [MAP_SUN]): Float32Array {
  const shade = new Float32Array(east.length);
  for (const { azimuthDeg, altitudeDeg } of suns) {
    const azimuth = (azimuthDeg * Math.PI) / 180;
    const altitude = (altitudeDeg * Math.PI) / 180;
    const [lightE, lightN, lightUp] = [
      Math.sin(azimuth) * Math.cos(altitude),
      Math.cos(azimuth) * Math.cos(altitude),
      Math.sin(altitude),
    ];
    for (let i = 0; i < shade.length; i++) {
      const [p, q] = [east[i]!, north[i]!];
      const bright = (lightUp - p * lightE - q * lightN) / Math.sqrt(1 + p * p + q * q);
      // NaN stays NaN
      shade[i]! += (bright < 0 ? 0 : bright) / suns.length;
    }
  }
  return shade;
}
