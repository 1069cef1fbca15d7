/** The points of the picture as columns, for those who look at them without an engine. */
import type { Points } from 'three';
import type { LoadedPoints } from '../state/map-view.ts';

/** Where the class stands among the four bytes of `aColour`. */
const CLASS_AT = 3;

export function loadedPoints(objects: readonly Points[]): LoadedPoints[] {
  return objects.flatMap(({ name, position, geometry }) => {
    const places = geometry.getAttribute('position')?.array;
    const colours = geometry.getAttribute('aColour')?.array;
    if (!(places instanceof Float32Array)) return [];
    return {
      collection: name,
      count: places.length / 3,
      origin: [position.x, position.y, position.z] as const,
      position: places,
      classOf: (index: number) => colours?.[4 * index + CLASS_AT] ?? 0,
    };
  });
}
