/**
 * The join to the measuring tool: its measurements as entries of a project, and back. A measurement is kept whole in `properties.record`;
 * geometry and result stand beside it in the form that all entries have.
 */
import type { Computed, EntryContent, ProjectEntry } from '../../api/projects.ts';
import type { AppState } from '../../state/app-state.ts';
import type { SiteFrame } from '../../state/site-frame.ts';
import { type GeometryKind, geometryOf } from './geometry.ts';

/** What a project needs to know of a measurement; the measuring tool's record has more, and comes back with it. */
export interface KeptMeasurement {
  readonly id: string;
  readonly kind: string;
  readonly name: string;
  readonly vertices: readonly { readonly position: readonly number[]; readonly heightM: number | null }[];
  readonly computed: { readonly request: object; readonly result: object } | null;
}

/** Kinds whose vertices go around an area; a point stands alone; all others are lines. */
const AREAS: ReadonlySet<string> = new Set(['area', 'slope']);

/** The measurements that the page shows. */
export function presentMeasurements(state: AppState): readonly KeptMeasurement[] {
  const measure: unknown = Reflect.get(state, 'measure');
  const list: unknown = typeof measure === 'object' && measure !== null ? Reflect.get(measure, 'records') : null;
  return Array.isArray(list) ? list.filter(isMeasurement) : [];
}

export function entryOfMeasurement(
  record: KeptMeasurement,
  frame: SiteFrame,
  scene: string,
): { readonly content: EntryContent; readonly computed: Computed | null } {
  const { kind, name, vertices, computed } = record;
  const places = vertices.map(({ position: [east = 0, north = 0], heightM }) => ({
    east: east * frame.unitM,
    north: north * frame.unitM,
    height: heightM,
  }));
  const shape: GeometryKind =
    places.length === 1 ? 'Point' : AREAS.has(kind) && places.length > 2 ? 'Polygon' : 'LineString';
  return {
    content: {
      kind: 'measurement',
      name: name || kind,
      ...(places.length > 0 ? geometryOf(frame, shape, places) : {}),
      scene,
      properties: { record },
    },
    computed: computed && {
      process: 'measure',
      inputs: { ...computed.request },
      result: { ...computed.result },
    },
  };
}

/** The measuring tool's own record in an entry; null for entries of other kinds. */
export function measurementOf({ kind, properties }: ProjectEntry): KeptMeasurement | null {
  const record = kind === 'measurement' ? properties?.record : null;
  return isMeasurement(record) ? record : null;
}

function isMeasurement(value: unknown): value is KeptMeasurement {
  if (typeof value !== 'object' || value === null) return false;
  const has = (name: string, type: string) => typeof Reflect.get(value, name) === type;
  return has('id', 'string') && has('kind', 'string') && Array.isArray(Reflect.get(value, 'vertices'));
}
