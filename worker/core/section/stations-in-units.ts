import type { StationSection } from '../contract/cross-sections.ts';

/** Sections with their places in units of the CRS, as answers have them: inside, and on papers, everything is metres. */
export function stationsInUnits(stations: readonly StationSection[], unitM: number): StationSection[] {
  const place = (position: readonly number[]) => position.map((metres) => metres / unitM);
  if (unitM === 1) return [...stations];
  return stations.map((station) => ({
    ...station,
    position: place(station.position),
    left: place(station.left),
    right: place(station.right),
  }));
}
