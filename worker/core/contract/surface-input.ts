/** The forms in which a request names a surface. */
import Type, { type Static } from 'typebox';
import { CrsName } from './area.ts';

const Id = Type.String({ minLength: 1, maxLength: 128 });
const Name = Type.String({ minLength: 1, maxLength: 40 });

const HeightShift = Type.Optional(
  Type.Number({ minimum: -1000, maximum: 1000, description: 'Added to every height, metres; as a tie found it' }),
);
const StatedAccuracy = Type.Optional(
  Type.Number({
    minimum: 0,
    maximum: 100,
    description: 'Vertical accuracy, 1σ in metres, where the data do not state theirs',
  }),
);

export const CollectionSurface = Type.Object(
  {
    collection: Id,
    items: Type.Optional(Type.Array(Id, { minItems: 1, description: 'Default: all items of the collection' })),
    classes: Type.Optional(
      Type.Array(Type.Integer({ minimum: 0, maximum: 255 }), {
        minItems: 1,
        description: 'ASPRS classes; default [2], ground; with first returns all but noise (7, 18)',
      }),
    ),
    returns: Type.Optional(
      Type.Union([Type.Literal('all'), Type.Literal('first')], {
        description: 'first: the surface of first returns (crowns, roofs)',
      }),
    ),
    sensors: Type.Optional(
      Type.Array(Name, {
        minItems: 1,
        description:
          'Sensors to use, the one that goes before the others first: a later one counts where the earlier have no surface. Default: all, in the order tls, mms, uav, lp, alb',
      }),
    ),
    products: Type.Optional(Type.Array(Name, { minItems: 1, description: 'original, ground; default: both' })),
    heightShiftM: HeightShift,
    accuracyM: StatedAccuracy,
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

const Corrections = {
  crs: Type.Optional(CrsName),
  swapXY: Type.Optional(Type.Boolean({ description: 'The file has northing where easting belongs' })),
  heightShiftM: HeightShift,
};
export const GridSurface = Type.Object(
  { grid: Id, ...Corrections, accuracyM: StatedAccuracy },
  { additionalProperties: false, description: 'An uploaded grid' },
);
export const DesignSurface = Type.Object(
  { design: Id, ...Corrections },
  { additionalProperties: false, description: 'An uploaded design surface, or one made here' },
);

export const StackSurface = Type.Object(
  {
    stack: Type.Array(CollectionSurface, {
      minItems: 1,
      maxItems: 8,
      description: 'A later one counts where the earlier have no surface',
    }),
  },
  { additionalProperties: false, description: 'Several collections, the one that goes before the others first' },
);

export const Surface = Type.Union([CollectionSurface, PlaneSurface, GridSurface, DesignSurface, StackSurface]);

export type CollectionSurface = Static<typeof CollectionSurface>;
export type PlaneSurface = Static<typeof PlaneSurface>;
export type StackSurface = Static<typeof StackSurface>;
export type GridSurface = Static<typeof GridSurface>;
export type DesignSurface = Static<typeof DesignSurface>;
export type Surface = Static<typeof Surface>;

/** Ground, when a request does not say which classes. */
export const DEFAULT_CLASSES: readonly number[] = [2];
/** With first returns: everything but low and high noise. */
export const FIRST_RETURN_CLASSES: readonly number[] = Array.from({ length: 256 }, (_, code) => code).filter(
  (code) => code !== 7 && code !== 18,
);
/** Which sensor goes before which where a request does not say: the nearer to the ground it measures, the earlier. */
export const SENSOR_PRIORITY: readonly string[] = ['tls', 'mms', 'uav', 'lp', 'alb'];
