/**
 * A scenario: a named list of edits of what is seen. It changes pictures, never data. Positions are in units of the scenario's
 * reference system, heights in metres above the geoid.
 */
import Type, { type Static } from 'typebox';
import { isDay } from '../day.ts';
import { RequestError } from '../errors.ts';
import { groundOf, MAX_EDITS } from '../scenario/edit-parts.ts';
import { parse } from './parse-request.ts';

export const MAX_OUTLINE = 500;
export const MAX_OBJECTS = 1_000;
/** Cells of unmeasured ground that one edit keeps. */
export const MAX_GROUND_CELLS = 1_024;

const Coordinate = Type.Number({ minimum: -1e8, maximum: 1e8 });
const Position = Type.Array(Coordinate, { minItems: 2, maxItems: 2, description: '[easting, northing]' });
const HeightM = Type.Number({ minimum: -12_000, maximum: 12_000, description: 'Metres above the geoid' });
const Outline = Type.Array(Position, { minItems: 3, maxItems: MAX_OUTLINE, description: 'Not closed' });
const CollectionId = Type.String({ minLength: 1, maxLength: 128 });
const Colour = Type.String({ pattern: '^#[0-9a-f]{6}$', description: '#rrggbb' });
const Classes = Type.Array(Type.Integer({ minimum: 0, maximum: 255 }), { minItems: 1, maxItems: 256 });
const TurnDeg = Type.Number({ minimum: -360, maximum: 360, description: 'Clockwise, seen from above' });

const OBJECT_KIND_LIST = ['pole', 'wire', 'tree', 'building', 'other'] as const;
export const OBJECT_KINDS = OBJECT_KIND_LIST;
export type ObjectKind = (typeof OBJECT_KIND_LIST)[number];
export const ObjectKindSchema = Type.Union([
  Type.Literal('pole'),
  Type.Literal('wire'),
  Type.Literal('tree'),
  Type.Literal('building'),
  Type.Literal('other'),
]);

/** Ground under something that was taken away, where nobody has measured it: hatched, never filled as if it were known. */
export const UnmeasuredGround = Type.Object(
  {
    originE: Coordinate,
    originN: Coordinate,
    cellSizeM: Type.Number({ exclusiveMinimum: 0, maximum: 1000 }),
    cols: Type.Integer({ minimum: 1, maximum: MAX_GROUND_CELLS }),
    rows: Type.Integer({ minimum: 1, maximum: MAX_GROUND_CELLS }),
    heightsM: Type.Array(Type.Union([HeightM, Type.Null()]), {
      minItems: 1,
      maxItems: MAX_GROUND_CELLS,
      description:
        'Row-major from the south-west. Where the hatching is drawn: the height of the nearest measured ground; null: measured, or not under it',
    }),
  },
  { additionalProperties: false },
);
export type UnmeasuredGround = Static<typeof UnmeasuredGround>;

/** An object that was found among the points. */
export const SceneObject = Type.Object(
  {
    id: Type.String({ minLength: 1, maxLength: 64 }),
    kind: ObjectKindSchema,
    footprint: Outline,
    classes: Type.Union([Classes, Type.Null()], { description: 'Of its points; null: any' }),
    bottomM: HeightM,
    topM: HeightM,
    groundM: Type.Union([HeightM, Type.Null()], {
      description: 'Ground at its foot, from measured ground; null is no data',
    }),
    pointCount: Type.Integer({ minimum: 0 }),
  },
  { additionalProperties: false },
);
export type SceneObject = Static<typeof SceneObject>;

const COMMON = {
  id: Type.String({ pattern: '^[a-z0-9-]{1,40}$' }),
  name: Type.String({ maxLength: 200 }),
  on: Type.Boolean({ description: 'An edit that is off stays in the list' }),
};
const edit = <P extends Record<string, Type.TSchema>>(properties: P, description: string) =>
  Type.Object({ ...COMMON, ...properties }, { additionalProperties: false, description });

const Hide = edit(
  {
    kind: Type.Literal('hide'),
    outline: Outline,
    heightsM: Type.Optional(
      Type.Array(HeightM, { minItems: 2, maxItems: 2, description: '[low, high]; absent: every height' }),
    ),
    classes: Type.Optional(Classes),
    collections: Type.Optional(Type.Array(CollectionId, { minItems: 1, maxItems: 50 })),
    unmeasured: Type.Optional(UnmeasuredGround),
  },
  'Points inside of an outline are not shown',
);
const HideObjects = edit(
  {
    kind: Type.Literal('hide-objects'),
    collection: CollectionId,
    objects: Type.Array(SceneObject, { minItems: 1, maxItems: MAX_OBJECTS }),
    unmeasured: Type.Optional(Type.Array(UnmeasuredGround, { maxItems: MAX_OBJECTS })),
  },
  'Objects that were found are not shown',
);
const Move = edit(
  {
    kind: Type.Literal('move'),
    collection: CollectionId,
    object: SceneObject,
    from: Position,
    to: Position,
    turnDeg: TurnDeg,
    groundM: Type.Union([HeightM, Type.Null()], {
      description: 'Measured ground at the new place; null: none is known there, it keeps its height',
    }),
    unmeasured: Type.Optional(UnmeasuredGround),
  },
  'An object stands at another place, its foot on the ground there',
);
const PlaceBuilding = edit(
  {
    kind: Type.Literal('place-building'),
    outline: Outline,
    baseM: HeightM,
    heightM: Type.Number({ minimum: 0.1, maximum: 1000, description: 'Above its base' }),
    colour: Colour,
  },
  'A building as an extruded outline',
);
const PlaceModel = edit(
  {
    kind: Type.Literal('place-model'),
    file: Type.Object(
      {
        name: Type.String({ minLength: 1, maxLength: 200 }),
        sizeBytes: Type.Integer({ minimum: 1, maximum: 200_000_000 }),
        sha256: Type.String({ pattern: '^[0-9a-f]{64}$' }),
      },
      { additionalProperties: false, description: 'A binary glTF; the file itself stays with its user' },
    ),
    at: Position,
    baseM: HeightM,
    turnDeg: TurnDeg,
    scale: Type.Number({ exclusiveMinimum: 0, maximum: 1000 }),
  },
  'A building as a glTF model',
);
const Design = edit(
  {
    kind: Type.Literal('design'),
    surface: Type.String({ pattern: '^[0-9a-f]{32}$', description: 'Id of a stored surface' }),
    outlines: Type.Array(Outline, { minItems: 1, maxItems: 50 }),
  },
  'A design surface; the points above and below it, inside of its outline, are not shown',
);
const lineEdit = <K extends string>(kind: K, description: string) =>
  edit(
    {
      kind: Type.Literal(kind),
      line: Type.Array(Position, { minItems: 2, maxItems: MAX_OUTLINE }),
      ground: Type.Array(Type.Array(Type.Number({ minimum: -1e8, maximum: 1e8 }), { minItems: 3, maxItems: 3 }), {
        minItems: 2,
        maxItems: 2_000,
        description: '[easting, northing, height in metres] along the line, on measured ground',
      }),
      widthM: Type.Number({ minimum: 0.05, maximum: 200 }),
      heightM: Type.Number({ minimum: 0, maximum: 200 }),
      colour: Colour,
    },
    description,
  );

export const SceneEdit = Type.Union([
  Hide,
  HideObjects,
  Move,
  PlaceBuilding,
  PlaceModel,
  Design,
  lineEdit('road', 'A road on the ground: height is its thickness'),
  lineEdit('wall', 'A wall on the ground'),
]);
export type SceneEdit = Static<typeof SceneEdit>;
export type EditKind = SceneEdit['kind'];
export type EditOf<K extends EditKind> = Extract<SceneEdit, { readonly kind: K }>;

export const Scenario = Type.Object(
  {
    id: COMMON.id,
    name: Type.String({ minLength: 1, maxLength: 200 }),
    crs: Type.Union([Type.String({ minLength: 1, maxLength: 200 }), Type.Null()]),
    date: Type.Optional(
      Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$', description: 'The day on which it would look so; absent: any' }),
    ),
    edits: Type.Array(SceneEdit, { maxItems: MAX_EDITS }),
  },
  { additionalProperties: false },
);
export type Scenario = Static<typeof Scenario>;

/**
 * Reads a scenario of anybody.
 * @throws {RequestError} INVALID_INPUT saying which member does not fit
 */
export function parseScenario(value: unknown, path = 'scenario'): Scenario {
  const scenario: Scenario = parse(Scenario, value, path);
  if (scenario.date !== undefined && !isDay(scenario.date)) {
    throw invalid(`${path}.date`, `expected a day as 2027-04-01, got ${JSON.stringify(scenario.date)}`);
  }
  const seen = new Set<string>();
  for (const [index, one] of scenario.edits.entries()) {
    const at = `${path}.edits[${index}]`;
    if (seen.has(one.id)) throw invalid(`${at}.id`, `expected an id of its own, got ${JSON.stringify(one.id)} again`);
    seen.add(one.id);
    checkEdit(one, at);
  }
  return scenario;
}

function checkEdit(one: SceneEdit, at: string): void {
  if (one.kind === 'hide' && one.heightsM && one.heightsM[0]! > one.heightsM[1]!) {
    throw invalid(`${at}.heightsM`, `expected [low, high], got ${JSON.stringify(one.heightsM)}`);
  }
  const objects = one.kind === 'move' ? [one.object] : one.kind === 'hide-objects' ? one.objects : [];
  for (const { id, bottomM, topM } of objects) {
    if (bottomM > topM) throw invalid(at, `expected object ${id} to have its bottom below its top`);
  }
  for (const { cols, rows, heightsM } of groundOf(one)) {
    if (cols * rows !== heightsM.length) {
      throw invalid(`${at}.unmeasured`, `expected ${cols} × ${rows} heights, got ${heightsM.length}`);
    }
  }
}

function invalid(path: string, message: string): RequestError {
  return new RequestError('INVALID_INPUT', `${path}: ${message}`, { path });
}
