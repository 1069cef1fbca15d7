/** The STAC and OGC API Features documents that the server answers with. */
import { Type } from '@fastify/type-provider-typebox';
import type { StacAsset, StacCollection, StacItem, StacLink } from '#worker/store/stac.ts';
import { LinkSchema } from './common.ts';

const Asset = Type.Object(
  {
    href: Type.String(),
    type: Type.Optional(Type.String()),
    title: Type.Optional(Type.String()),
    roles: Type.Optional(Type.Array(Type.String())),
  },
  { additionalProperties: true },
);

const Box = Type.Array(Type.Number(), { minItems: 4, maxItems: 6 });
const Bounds = Type.Array(Type.Number(), {
  minItems: 6,
  maxItems: 6,
  description: '[minE, minN, minH, maxE, maxN, maxH] in units of the CRS',
});

const Geometry = Type.Object({ type: Type.String(), coordinates: Type.Array(Type.Unknown()) });

export const ItemSchema = Type.Unsafe<StacItem>(
  Type.Object(
    {
      type: Type.Literal('Feature'),
      stac_version: Type.String(),
      stac_extensions: Type.Array(Type.String()),
      id: Type.String(),
      collection: Type.String(),
      geometry: Geometry,
      bbox: Box,
      properties: Type.Object(
        {
          datetime: Type.Union([Type.String(), Type.Null()]),
          created: Type.String(),
          updated: Type.String(),
          'pc:count': Type.Integer({ minimum: 1 }),
          'pc:type': Type.String(),
          'proj:code': Type.Union([Type.String(), Type.Null()]),
          'proj:bbox': Bounds,
          'tengun:version': Type.String(),
          'tengun:bounds': Bounds,
          'tengun:class_counts': Type.Record(Type.String(), Type.Integer()),
        },
        { additionalProperties: true },
      ),
      links: Type.Array(LinkSchema),
      assets: Type.Record(Type.String(), Asset),
    },
    { description: 'STAC item: one indexed point cloud' },
  ),
);

export const CollectionSchema = Type.Unsafe<ApiCollection>(
  Type.Object(
    {
      type: Type.Literal('Collection'),
      stac_version: Type.String(),
      id: Type.String(),
      title: Type.String(),
      description: Type.String(),
      license: Type.String(),
      keywords: Type.Array(Type.String()),
      itemType: Type.Literal('feature'),
      crs: Type.Array(Type.String()),
      extent: Type.Object({
        spatial: Type.Object({ bbox: Type.Array(Box) }),
        temporal: Type.Object({ interval: Type.Array(Type.Array(Type.Union([Type.String(), Type.Null()]))) }),
      }),
      summaries: Type.Record(Type.String(), Type.Array(Type.Union([Type.String(), Type.Number()]))),
      'tengun:crs': Type.Union([Type.String(), Type.Null()]),
      'tengun:proj4': Type.String(),
      'tengun:bounds': Bounds,
      'tengun:vertical_datum': Type.Union([Type.String(), Type.Null()]),
      'tengun:point_count': Type.Integer(),
      'tengun:item_count': Type.Integer(),
      'tengun:class_counts': Type.Record(Type.String(), Type.Integer()),
      'tengun:visibility': Type.String(),
      links: Type.Array(LinkSchema),
      assets: Type.Record(Type.String(), Asset),
    },
    { additionalProperties: true, description: 'STAC collection' },
  ),
);

export interface ApiCollection extends StacCollection {
  readonly itemType: 'feature';
  readonly crs: readonly string[];
  readonly assets: Readonly<Record<string, StacAsset>>;
}

export const CollectionsSchema = Type.Unsafe<{ collections: ApiCollection[]; links: StacLink[] }>(
  Type.Object({ collections: Type.Array(CollectionSchema), links: Type.Array(LinkSchema) }),
);

export const FeatureCollectionSchema = Type.Unsafe<FeatureCollection>(
  Type.Object({
    type: Type.Literal('FeatureCollection'),
    numberMatched: Type.Integer({ minimum: 0 }),
    numberReturned: Type.Integer({ minimum: 0 }),
    features: Type.Array(ItemSchema),
    links: Type.Array(LinkSchema),
  }),
);

export interface FeatureCollection {
  readonly type: 'FeatureCollection';
  readonly numberMatched: number;
  readonly numberReturned: number;
  readonly features: readonly StacItem[];
  readonly links: readonly StacLink[];
}
