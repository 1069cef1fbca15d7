/**
 * What `_CLASSIFICATION` and `_INTENSITY` of a point tile mean, as an EXT_structural_metadata schema.
 * Source: EXT_structural_metadata; class names of LAS 1.4 R16, table 17.
 */

const ASPRS_CLASSES = [
  'never_classified',
  'unclassified',
  'ground',
  'low_vegetation',
  'medium_vegetation',
  'high_vegetation',
  'building',
  'low_point_noise',
  'model_key_point',
  'water',
  'rail',
  'road_surface',
  'overlap',
  'wire_guard',
  'wire_conductor',
  'transmission_tower',
  'wire_connector',
  'bridge_deck',
  'high_noise',
  'overhead_structure',
  'ignored_ground',
  'snow',
  'temporal_exclusion',
] as const;

/** Name of a class code: ASPRS's, else `class_N`. */
export function className(code: number): string {
  return ASPRS_CLASSES[code] ?? `class_${code}`;
}

/** The schema: every standard class, and those of the data that the standard does not name. */
export function pointSchema(classification: Uint8Array): object {
  const present = new Set<number>(classification);
  const codes = [...new Set([...ASPRS_CLASSES.keys(), ...present])].sort((a, b) => a - b);
  return {
    id: 'tengun_point',
    enums: {
      asprs_class: { valueType: 'UINT8', values: codes.map((value) => ({ name: className(value), value })) },
    },
    classes: {
      point: {
        properties: {
          classification: { type: 'ENUM', enumType: 'asprs_class', required: true },
          intensity: { type: 'SCALAR', componentType: 'UINT16', required: true },
        },
      },
    },
  };
}

/** The property attributes that go with {@link pointSchema}. */
export const POINT_PROPERTY_ATTRIBUTES = [
  {
    class: 'point',
    properties: { classification: { attribute: '_CLASSIFICATION' }, intensity: { attribute: '_INTENSITY' } },
  },
];
