/** GeoJSON geometries and reference systems in requests. Positions are [easting, northing], or [lon, lat] with OGC:CRS84. */
import Type from 'typebox';

const Position = Type.Array(Type.Number(), {
  minItems: 2,
  maxItems: 4,
  description: '[easting, northing] or [lon, lat]',
});
const LinearRing = Type.Array(Position, { minItems: 1, description: 'Closed: the last position repeats the first.' });

export const PolygonGeometry = Type.Object(
  {
    type: Type.Literal('Polygon'),
    coordinates: Type.Array(LinearRing, { minItems: 1 }),
    bbox: Type.Optional(Type.Array(Type.Number())),
  },
  { additionalProperties: false },
);

export const MultiPolygonGeometry = Type.Object(
  {
    type: Type.Literal('MultiPolygon'),
    coordinates: Type.Array(Type.Array(LinearRing, { minItems: 1 }), { minItems: 1 }),
    bbox: Type.Optional(Type.Array(Type.Number())),
  },
  { additionalProperties: false },
);

export const Area = Type.Union([PolygonGeometry, MultiPolygonGeometry], {
  description: 'GeoJSON Polygon or MultiPolygon',
});

export const NamedAreas = Type.Object(
  {
    type: Type.Literal('FeatureCollection'),
    features: Type.Array(
      Type.Object(
        {
          type: Type.Literal('Feature'),
          geometry: Area,
          properties: Type.Optional(
            Type.Union([Type.Record(Type.String(), Type.Unknown()), Type.Null()], {
              description: '`name` names the area in the result',
            }),
          ),
          id: Type.Optional(Type.Union([Type.String(), Type.Number()])),
          bbox: Type.Optional(Type.Array(Type.Number())),
        },
        { additionalProperties: false },
      ),
      { minItems: 1, maxItems: 1_000 },
    ),
    bbox: Type.Optional(Type.Array(Type.Number())),
  },
  { additionalProperties: true, description: 'GeoJSON FeatureCollection of named polygons' },
);

export const Line = Type.Object(
  {
    type: Type.Literal('LineString'),
    coordinates: Type.Array(Position, { minItems: 2, maxItems: 2_000 }),
    bbox: Type.Optional(Type.Array(Type.Number())),
  },
  { additionalProperties: false, description: 'GeoJSON LineString' },
);

export const CrsName = Type.String({
  minLength: 1,
  maxLength: 200,
  description: 'EPSG:6676 or OGC:CRS84; default: the reference system of the first collection',
});
