/** The axis of an alignment as a polyline for a plan: lines by their ends, arcs and clothoids by short chords. */
import type { AlignmentElement, AxisPlace } from '../alignment/alignment.ts';

/** Nodes and weights of the 4-point Gauss–Legendre rule on [0, 1]. */
const NODES = [0.069431844202973, 0.330009478207572, 0.669990521792428, 0.930568155797027];
const WEIGHTS = [0.173927422568727, 0.326072577431273, 0.326072577431273, 0.173927422568727];

/** The place on an element `along` metres from its beginning. Turns are cut into parts of at most 0.2 rad: exact to 1e-9 m. */
export function placeOnElement(element: AlignmentElement, along: number): AxisPlace {
  const { startCurvature, endCurvature, azimuthRad, lengthM } = element;
  const rate = lengthM > 0 ? (endCurvature - startCurvature) / lengthM : 0;
  const azimuthAt = (s: number) => azimuthRad + startCurvature * s + (rate * s * s) / 2;
  const turned = Math.abs(along) * Math.max(Math.abs(startCurvature), Math.abs(endCurvature));
  const parts = Math.min(1000, Math.max(1, Math.ceil(turned / 0.2)));
  const step = along / parts;
  let { startE: east, startN: north } = element;
  for (let part = 0; part < parts; part++) {
    for (let k = 0; k < 4; k++) {
      const azimuth = azimuthAt((part + NODES[k]!) * step);
      east += WEIGHTS[k]! * step * Math.sin(azimuth);
      north += WEIGHTS[k]! * step * Math.cos(azimuth);
    }
  }
  return { east, north, azimuthRad: azimuthAt(along), curvature: startCurvature + rate * along };
}

/** The place at a distance along the axis; before its beginning and behind its end it goes on straight. */
export function placeOnAxis(elements: readonly AlignmentElement[], distanceM: number): AxisPlace {
  let element = elements[0];
  if (!element) throw new RangeError('expected an axis of one element or more, got none');
  for (const next of elements) if (next.distanceM <= distanceM) element = next;
  const along = Math.min(Math.max(distanceM - element.distanceM, 0), element.lengthM);
  const place = placeOnElement(element, along);
  const beyond = distanceM - element.distanceM - along;
  if (beyond === 0) return place;
  return {
    ...place,
    east: place.east + beyond * Math.sin(place.azimuthRad),
    north: place.north + beyond * Math.cos(place.azimuthRad),
    curvature: 0,
  };
}

/** The axis as e, n, e, n …; a chord leaves its curve by at most `toleranceM`. */
export function axisPolyline(elements: readonly AlignmentElement[], toleranceM: number): number[] {
  const points: number[] = [];
  for (const element of elements) {
    const curvature = Math.max(Math.abs(element.startCurvature), Math.abs(element.endCurvature));
    const chord = curvature > 0 ? Math.sqrt((8 * toleranceM) / curvature) : Number.POSITIVE_INFINITY;
    const parts = Math.min(2000, Math.max(1, Math.ceil(element.lengthM / chord)));
    for (let part = 0; part < parts; part++) {
      const { east, north } = placeOnElement(element, (element.lengthM * part) / parts);
      points.push(east, north);
    }
  }
  const last = elements.at(-1);
  if (last) {
    const { east, north } = placeOnElement(last, last.lengthM);
    points.push(east, north);
  }
  return points;
}
