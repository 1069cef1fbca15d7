/** The feature under the pointer: places and lines by their distance on the screen, areas by what they enclose. Pure. */
import type { SitePosition } from '../../state/site-frame.ts';
import type { PlacedFeature } from './place.ts';

export interface ScreenPlace {
  readonly x: number;
  readonly y: number;
}

export type Project = (position: SitePosition) => ScreenPlace | null;

/** Reach of the pointer, CSS pixels. */
export const REACH_PX = 12;

/**
 * @param groundM height of what stands on the ground, as it is where the pointer is
 * @returns the nearest feature in reach; of areas, the smallest around the pointer; null: none
 */
export function featureUnder(
  features: readonly PlacedFeature[],
  at: ScreenPlace,
  project: Project,
  groundM: number,
): string | null {
  let nearest: { readonly id: string; readonly distance: number } | null = null;
  let around: { readonly id: string; readonly area: number } | null = null;
  for (const { id, type, parts } of features) {
    const rings = parts.map((part) =>
      part.map((place) => project(Number.isNaN(place.height) ? { ...place, height: groundM } : place)),
    );
    const distance = Math.min(...rings.map((ring) => distanceTo(ring, at)));
    if (distance <= REACH_PX && distance < (nearest?.distance ?? Infinity)) nearest = { id, distance };
    if (!type.endsWith('Polygon')) continue;
    const inside = rings.reduce((times, ring) => times + Number(encloses(ring, at)), 0);
    const area = rings.reduce((sum, ring) => sum + areaOf(ring), 0);
    if (inside % 2 === 1 && area < (around?.area ?? Infinity)) around = { id, area };
  }
  return nearest?.id ?? around?.id ?? null;
}

type Ring = readonly (ScreenPlace | null)[];

function distanceTo(ring: Ring, { x, y }: ScreenPlace): number {
  let least = Infinity;
  for (const [index, a] of ring.entries()) {
    if (!a) continue;
    const b = ring[index + 1] ?? a;
    const [dx, dy] = [b.x - a.x, b.y - a.y];
    const length = dx * dx + dy * dy;
    const part = length === 0 ? 0 : Math.min(1, Math.max(0, ((x - a.x) * dx + (y - a.y) * dy) / length));
    least = Math.min(least, Math.hypot(a.x + part * dx - x, a.y + part * dy - y));
  }
  return least;
}

/** Even and odd crossings; a ring that goes behind the eye encloses nothing. */
function encloses(ring: Ring, { x, y }: ScreenPlace): boolean {
  let isInside = false;
  for (let i = 1; i < ring.length; i++) {
    const [a, b] = [ring[i - 1], ring[i]];
    if (!a || !b) return false;
    if (a.y > y !== b.y > y && x < a.x + ((y - a.y) * (b.x - a.x)) / (b.y - a.y)) isInside = !isInside;
  }
  return isInside;
}

function areaOf(ring: Ring): number {
  let sum = 0;
  for (let i = 1; i < ring.length; i++) {
    const [a, b] = [ring[i - 1], ring[i]];
    if (a && b) sum += a.x * b.y - b.x * a.y;
  }
  return Math.abs(sum) / 2;
}
