/** Request of the process `extract`: the stored points inside an area, as a file. */
import Type, { type Static } from 'typebox';
import { RequestError } from '../errors.ts';
import { Area, CrsName } from './area.ts';
import { parseInputs } from './parse-request.ts';

const Id = Type.String({ minLength: 1, maxLength: 128 });
const Name = Type.String({ minLength: 1, maxLength: 40 });
const Bbox = Type.Optional(Type.Array(Type.Number()));

const Collected = Type.Object(
  {
    type: Type.Literal('GeometryCollection'),
    geometries: Type.Array(Area, { minItems: 1 }),
    bbox: Bbox,
  },
  { additionalProperties: true, description: 'GeoJSON GeometryCollection of polygons' },
);

const Feature = Type.Object(
  {
    type: Type.Literal('Feature'),
    geometry: Type.Union([Area, Collected, Type.Null()]),
    properties: Type.Optional(Type.Union([Type.Record(Type.String(), Type.Unknown()), Type.Null()])),
    id: Type.Optional(Type.Union([Type.String(), Type.Number()])),
    bbox: Bbox,
  },
  { additionalProperties: true, description: 'GeoJSON Feature' },
);

const Features = Type.Object(
  { type: Type.Literal('FeatureCollection'), features: Type.Array(Feature, { minItems: 1 }), bbox: Bbox },
  { additionalProperties: true, description: 'GeoJSON FeatureCollection' },
);

/** Polygons in any of GeoJSON's wrappings; what lies in any of them is wanted, once. */
export const ExtractArea = Type.Union([Area, Feature, Features, Collected], {
  description: 'GeoJSON polygons: a geometry, a feature or a collection of either',
});
export type ExtractArea = Static<typeof ExtractArea>;

export const EXTRACT_FORMATS = ['las', 'laz', 'copc', 'csv', 'las12', 'laz12'] as const;
export type ExtractFormat = (typeof EXTRACT_FORMATS)[number];

const Format = Type.Unsafe<ExtractFormat>(
  Type.Union(
    EXTRACT_FORMATS.map((name) => Type.Literal(name)),
    {
      description:
        'las, laz: LAS 1.4; copc: cloud-optimized LAZ; csv: text; las12, laz12: LAS 1.2 for older programs, which holds less',
    },
  ),
);

export const ExtractInputs = Type.Object(
  {
    area: ExtractArea,
    crs: Type.Optional(CrsName),
    collection: Type.Optional(Id),
    collections: Type.Optional(
      Type.Array(Id, { minItems: 1, maxItems: 32, description: 'Instead of `collection`; in one horizontal system' }),
    ),
    items: Type.Optional(
      Type.Array(Id, { minItems: 1, maxItems: 10_000, description: 'Default: all items of the collections' }),
    ),
    classes: Type.Optional(
      Type.Array(Type.Integer({ minimum: 0, maximum: 255 }), {
        minItems: 1,
        description: 'ASPRS classes; default: all',
      }),
    ),
    sensors: Type.Optional(Type.Array(Name, { minItems: 1, description: 'lp, alb, mms, uav, tls; default: all' })),
    products: Type.Optional(Type.Array(Name, { minItems: 1, description: 'original, ground; default: all' })),
    minSpacingM: Type.Optional(
      Type.Number({
        minimum: 0.001,
        maximum: 1000,
        description: 'Thins: no two points are nearer to each other, in space. Default: every point',
      }),
    ),
    format: Type.Optional(Format),
  },
  { additionalProperties: false },
);
export type ExtractInputs = Static<typeof ExtractInputs>;

/**
 * The same without a look into the geometry: of hundreds of thousands of positions a schema is checked too slowly for the
 * thread that answers requests. `areaRings` holds them against it.
 */
const UncheckedArea = Type.Object(
  { ...ExtractInputs.properties, area: Type.Unsafe<ExtractArea>({ type: 'object' }) },
  { additionalProperties: false },
);

/** The inputs with every default filled in. */
export type ExtractRequest = Omit<ExtractInputs, 'collection' | 'collections' | 'format'> & {
  readonly collections: readonly string[];
  readonly format: ExtractFormat;
};

/**
 * Reads the body of an execution request. The area is still to be read.
 * @throws {RequestError} INVALID_INPUT naming the path of the first field that does not fit
 */
export function parseExtractRequest(body: unknown): ExtractRequest {
  const { collection, collections, format = 'laz', ...inputs }: ExtractInputs = parseInputs(UncheckedArea, body);
  const wrong = (field: string, message: string) => {
    const path = `inputs.${field}`;
    return new RequestError('INVALID_INPUT', `${path}: ${message}`, { path });
  };
  if (collection !== undefined && collections) throw wrong('collections', 'expected one of collection and collections');
  const named = collections ?? (collection === undefined ? [] : [collection]);
  if (named.length === 0) throw wrong('collection', 'is missing');
  const twice = named.find((id, i) => named.indexOf(id) !== i);
  if (twice !== undefined) throw wrong('collections', `${twice} is named twice`);
  return { ...inputs, collections: named, format };
}
