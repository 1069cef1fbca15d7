/** The forms in which a request names a surface. */
import Type, { type Static } from 'typebox';

const Id = Type.String({ minLength: 1, maxLength: 128 });

export const CollectionSurface = Type.Object(
  {
    collection: Id,
    items: Type.Optional(Type.Array(Id, { minItems: 1, description: 'Default: all items of the collection' })),
    classes: Type.Optional(
      Type.Array(Type.Integer({ minimum: 0, maximum: 255 }), {
        minItems: 1,
        description: 'ASPRS classes; default [2], ground',
      }),
    ),
    sensors: Type.Optional(Type.Array(Type.String({ minLength: 1, maxLength: 40 }), { minItems: 1 })),
  },
  { additionalProperties: false, description: 'Points of a collection' },
);

const ElevationPlane = Type.Object({ elevationM: Type.Number() }, { additionalProperties: false });
const DippingPlane = Type.Object(
  {
    point: Type.Array(Type.Number(), { minItems: 3, maxItems: 3, description: '[easting, northing, height]' }),
    dipDeg: Type.Number({ minimum: 0, exclusiveMaximum: 90 }),
    azimuthDeg: Type.Number({ description: 'Where the plane falls to, clockwise from north' }),
  },
  { additionalProperties: false },
);
const FittedPlane = Type.Object(
  {
    fit: Type.Union(
      [
        Type.Literal('boundary'),
        Type.Literal('lowest'),
        Type.Literal('highest'),
        Type.Literal('mean'),
        Type.Literal('tin'),
      ],
      { description: 'Fitted to the other surface along the boundary of the area' },
    ),
  },
  { additionalProperties: false },
);

export const PlaneSurface = Type.Object(
  { plane: Type.Union([ElevationPlane, DippingPlane, FittedPlane]) },
  { additionalProperties: false, description: 'A plane' },
);
export const GridSurface = Type.Object({ grid: Id }, { additionalProperties: false, description: 'An uploaded grid' });
export const DesignSurface = Type.Object(
  { design: Id },
  { additionalProperties: false, description: 'An uploaded design surface' },
);

export const Surface = Type.Union([CollectionSurface, PlaneSurface, GridSurface, DesignSurface]);

export type CollectionSurface = Static<typeof CollectionSurface>;
export type PlaneSurface = Static<typeof PlaneSurface>;
export type Surface = Static<typeof Surface>;

/** Ground, when a request does not say which classes. */
export const DEFAULT_CLASSES: readonly number[] = [2];
