/** A measurement as a page keeps it: plain JSON, for projects and files. */
import Type, { type Static } from 'typebox';
import { MeasureInputs, MeasureResult } from './measure.ts';
import { MAX_MEASURE_VERTICES, MAX_MEASUREMENTS } from './measure-kinds.ts';

const Id = Type.String({ minLength: 1, maxLength: 64 });

export const MeasurementVertex = Type.Object(
  {
    position: Type.Array(Type.Number(), {
      minItems: 2,
      maxItems: 2,
      description: '[easting, northing] in units of the reference system',
    }),
    heightM: Type.Union([Type.Number(), Type.Null()], { description: 'Metres above the geoid; null is not known yet' }),
    from: Type.Union([Type.Literal('point'), Type.Literal('plane'), Type.Literal('typed')], {
      description: 'A point of the cloud; a place on the plane of the picture; or a typed coordinate',
    }),
  },
  { additionalProperties: false },
);
export type MeasurementVertex = Static<typeof MeasurementVertex>;

export const MeasurementSettings = Type.Object(
  {
    collections: Type.Array(Type.String({ minLength: 1, maxLength: 128 }), { maxItems: 8 }),
    classes: Type.Union([Type.Array(Type.Integer({ minimum: 0, maximum: 255 }), { minItems: 1 }), Type.Null()], {
      description: 'null: ground, or all but noise where there is none',
    }),
    heights: Type.Union([Type.Literal('given'), Type.Literal('surface')]),
    radiusM: Type.Number({
      exclusiveMinimum: 0,
      maximum: 1000,
      description: 'Of the circle of a slope with one vertex',
    }),
  },
  { additionalProperties: false },
);
export type MeasurementSettings = Static<typeof MeasurementSettings>;

export const MeasurementRecord = Type.Object(
  {
    id: Id,
    kind: MeasureInputs.properties.kind,
    name: Type.String({ maxLength: 200 }),
    colour: Type.String({ pattern: '^#[0-9a-f]{6}$', description: '#rrggbb' }),
    visible: Type.Boolean(),
    vertices: Type.Array(MeasurementVertex, { maxItems: MAX_MEASURE_VERTICES }),
    crs: Type.Union([Type.String({ maxLength: 200 }), Type.Null()]),
    settings: MeasurementSettings,
    computed: Type.Union([Type.Object({ request: MeasureInputs, result: MeasureResult }), Type.Null()], {
      description: 'What the server was asked and what it answered; null before, and after a change of the shape',
    }),
  },
  { additionalProperties: false },
);
export type MeasurementRecord = Static<typeof MeasurementRecord>;

export const MeasurementList = Type.Array(MeasurementRecord, { maxItems: MAX_MEASUREMENTS });
