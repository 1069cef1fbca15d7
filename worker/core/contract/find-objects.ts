/** Request and result of the process `find-objects`: poles, wires, trees and buildings among the points above the ground. */
import Type, { type Static } from 'typebox';
import { Area, CrsName, PolygonGeometry } from './area.ts';
import { parseInputs } from './parse-request.ts';
import { Provenance, Warning } from './provenance.ts';
import { OBJECT_KINDS, ObjectKindSchema, SceneObject, UnmeasuredGround } from './scenario.ts';

export const MAX_FOUND = 2_000;

export const FindObjectsInputs = Type.Object(
  {
    collection: Type.String({ minLength: 1, maxLength: 128 }),
    area: Area,
    crs: Type.Optional(CrsName),
    kinds: Type.Optional(
      Type.Array(ObjectKindSchema, { minItems: 1, maxItems: OBJECT_KINDS.length, description: 'Default: all' }),
    ),
    minHeightM: Type.Optional(
      Type.Number({ minimum: 0.5, maximum: 100, description: 'Lower things are left out; default 2' }),
    ),
    maxObjects: Type.Optional(Type.Integer({ minimum: 1, maximum: MAX_FOUND, description: 'Default 500' })),
    under: Type.Optional(
      Type.Array(PolygonGeometry, {
        minItems: 1,
        maxItems: 20,
        description: 'Outlines whose unmeasured ground is wanted; inside of the area',
      }),
    ),
  },
  { additionalProperties: false },
);
export type FindObjectsInputs = Static<typeof FindObjectsInputs>;

export const FIND_OBJECTS_DEFAULTS = { minHeightM: 2, maxObjects: 500, kinds: [...OBJECT_KINDS] };
export type FindObjectsRequest = FindObjectsInputs &
  Required<Pick<FindObjectsInputs, keyof typeof FIND_OBJECTS_DEFAULTS>>;

/**
 * Reads the body of an execution request.
 * @throws {RequestError} INVALID_INPUT naming the path of the first field that does not fit
 */
export function parseFindObjectsRequest(body: unknown): FindObjectsRequest {
  const inputs: FindObjectsInputs = parseInputs(FindObjectsInputs, body);
  return { ...FIND_OBJECTS_DEFAULTS, ...inputs };
}

export const FoundSceneObject = Type.Object({
  ...SceneObject.properties,
  centre: Type.Array(Type.Number(), { minItems: 2, maxItems: 2, description: 'Of a tree its top, else the mean' }),
  heightM: Type.Number({ description: 'Of its top above the ground' }),
  foundBy: Type.Union([Type.Literal('class'), Type.Literal('shape')]),
  confidence: Type.Union([Type.Literal('high'), Type.Literal('medium'), Type.Literal('low')]),
  doubts: Type.Array(Type.String(), { description: 'few-points, crowns-touch, by-shape, odd-shape' }),
  groundMeasured: Type.Number({ description: 'Share of the ground under it that was measured, 0 to 1' }),
  unmeasured: Type.Union([UnmeasuredGround, Type.Null()]),
});
export type FoundSceneObject = Static<typeof FoundSceneObject>;

export const FindObjectsResult = Type.Object({
  collection: Type.String(),
  crs: Type.Union([Type.String(), Type.Null()]),
  objects: Type.Array(FoundSceneObject, { description: 'By kind, from west to east' }),
  counts: Type.Record(Type.String(), Type.Integer(), { description: 'Of all that were found, by kind' }),
  found: Type.Integer({ description: 'All; more than are listed where there are too many' }),
  under: Type.Array(Type.Union([UnmeasuredGround, Type.Null()]), { description: 'In the order of the request' }),
  pointsUsed: Type.Integer(),
  spacingM: Type.Number({ description: 'Mean distance of points in plan' }),
  method: Type.String(),
  provenance: Provenance,
  warnings: Type.Array(Warning),
  links: Type.Array(Type.Object({ rel: Type.String(), href: Type.String() }, { additionalProperties: true })),
});
export type FindObjectsResult = Static<typeof FindObjectsResult>;
