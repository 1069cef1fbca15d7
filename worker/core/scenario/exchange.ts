/**
 * Scenarios as a file: GeoJSON features, one an edit, that other programs show; the edit itself stands in the member `tengun`, so
 * that nothing is lost on the way back. Coordinates of the geometries are those of the scenario's system (member `crs`, as GeoJSON
 * 2008 had it): design work is in plane coordinates, to the millimetre. Pure.
 */
import type { Scenario, SceneEdit } from '../contract/scenario.ts';
import { groundOf, namedBy } from './edit-parts.ts';

export const SCENARIO_FORMAT = 1;

export function scenarioGeoJson({ id, name, crs, date, edits }: Scenario): object {
  return {
    type: 'FeatureCollection',
    name,
    ...(crs === null ? {} : { crs: { type: 'name', properties: { name: crs } } }),
    tengun: { format: SCENARIO_FORMAT, kind: 'scenario', id, name, crs, ...(date === undefined ? {} : { date }) },
    features: edits.map((edit) => ({
      type: 'Feature',
      id: edit.id,
      geometry: geometryOf(edit),
      properties: { kind: edit.kind, name: edit.name, on: edit.on, simulated: true, tengun: edit },
    })),
  };
}

function geometryOf(edit: SceneEdit): object {
  const closed = (ring: readonly (readonly number[])[]) => [...ring, ring[0]!];
  switch (edit.kind) {
    case 'hide':
    case 'place-building':
      return { type: 'Polygon', coordinates: [closed(edit.outline)] };
    case 'hide-objects':
      return { type: 'MultiPolygon', coordinates: edit.objects.map(({ footprint }) => [closed(footprint)]) };
    case 'move':
      return { type: 'LineString', coordinates: [edit.from, edit.to] };
    case 'place-model':
      return { type: 'Point', coordinates: edit.at };
    case 'design':
      return { type: 'MultiPolygon', coordinates: edit.outlines.map((outline) => [closed(outline)]) };
    default:
      return { type: 'LineString', coordinates: edit.line };
  }
}

export interface Lost {
  readonly edit: string;
  readonly kind: 'collection' | 'surface';
  /** Its id. */
  readonly id: string;
}

/** Edits whose collection or surface is not there; the others stand. */
export function lostOf(
  { edits }: Scenario,
  known: { readonly collections: ReadonlySet<string>; readonly lostSurfaces: ReadonlySet<string> },
): Lost[] {
  return edits.flatMap((edit) => {
    const { collections, surfaces } = namedBy(edit);
    return [
      ...collections
        .filter((id) => !known.collections.has(id))
        .map((id) => ({ edit: edit.id, kind: 'collection' as const, id })),
      ...surfaces
        .filter((id) => known.lostSurfaces.has(id))
        .map((id) => ({ edit: edit.id, kind: 'surface' as const, id })),
    ];
  });
}

/** Area of ground under removed things that nobody has measured, m². */
export function unmeasuredAreaM2({ edits }: Pick<Scenario, 'edits'>): number {
  return edits.reduce((sum, edit) => {
    if (!edit.on) return sum;
    return groundOf(edit).reduce(
      (part, { heightsM, cellSizeM }) => part + heightsM.filter((height) => height !== null).length * cellSizeM ** 2,
      sum,
    );
  }, 0);
}
