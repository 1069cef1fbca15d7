/** Heights for places that have none, from the points on the screen. */
import type { MapView } from './map-view.ts';
import type { SitePosition } from './site-frame.ts';

/** Of a large shape that lies beside everything, no more places are looked at: each costs a picture. */
const TRIED = 8;

/**
 * The places on the ground that is drawn; where there is none, as they were. Null where nothing is drawn at all: they lie
 * outside of the picture, or their points are still on their way.
 */
export function liftedPlaces<Place extends SitePosition>(
  view: Pick<MapView, 'heightAt'>,
  places: readonly Place[],
): readonly Place[] | null {
  const first = places.slice(0, TRIED).map(({ east, north }) => view.heightAt(east, north));
  if (first.every((height) => height === null)) return null;
  return places.map((place, i) => ({
    ...place,
    height: (i < TRIED ? first[i] : view.heightAt(place.east, place.north)) ?? place.height,
  }));
}
