/** The STAC 1.1 documents of the store, as far as Tengun writes and reads them. */
import type { CrsKind } from '#core/crs/crs.ts';
import type { Contact } from './contact.ts';
import type { AccessVisibility, NativeBounds, Visibility } from './index-summary.ts';

export const STAC_VERSION = '1.1.0';
export const POINT_CLOUD_EXTENSION = 'https://stac-extensions.github.io/pointcloud/v2.0.0/schema.json';
export const PROJECTION_EXTENSION = 'https://stac-extensions.github.io/projection/v2.0.0/schema.json';
export const PROCESSING_EXTENSION = 'https://stac-extensions.github.io/processing/v1.2.0/schema.json';
export const CONTACTS_EXTENSION = 'https://stac-extensions.github.io/contacts/v0.1.1/schema.json';
export const FILE_EXTENSION = 'https://stac-extensions.github.io/file/v2.1.0/schema.json';
export const COPC_MEDIA_TYPE = 'application/vnd.laszip+copc';

export interface StacLink {
  readonly rel: string;
  readonly href: string;
  readonly type?: string;
  readonly title?: string;
  readonly method?: string;
  readonly body?: Readonly<Record<string, unknown>>;
}

export interface StacAsset {
  readonly href: string;
  readonly type?: string;
  readonly title?: string;
  readonly roles?: readonly string[];
  readonly 'file:size'?: number;
  /** Multihash in hex: 1220 + sha256. */
  readonly 'file:checksum'?: string;
  /** Cell size of a raster, metres. */
  readonly gsd?: number;
  readonly 'proj:code'?: string | null;
  /** Rows, columns. */
  readonly 'proj:shape'?: readonly [number, number];
  readonly 'proj:transform'?: readonly number[];
  /** Of a surface: `ground`, `surface`. */
  readonly 'tengun:kind'?: string;
  readonly 'tengun:max_edge_m'?: number;
  /** Names everything that the file was made from: points, neighbours, settings. */
  readonly 'tengun:made_from'?: string;
}

/** [lon, lat] rings; the first ring is the outline, counter-clockwise, first vertex repeated at the end. */
export interface PolygonGeometry {
  readonly type: 'Polygon';
  readonly coordinates: readonly (readonly (readonly [number, number])[])[];
}

export interface PointGeometry {
  readonly type: 'Point';
  readonly coordinates: readonly [number, number];
}

/** A CRS in every form that clients ask for; on items and on collections. */
export interface CrsProperties {
  /** `EPSG:6676`; null when only parameters are known. */
  readonly 'tengun:crs': string | null;
  readonly 'tengun:crs_name': string;
  readonly 'tengun:crs_kind': CrsKind;
  readonly 'tengun:vertical_crs': string | null;
  readonly 'tengun:ellipsoidal_heights': boolean;
  /** The CRS as the data file has it (WKT 1 or 2), and for proj4, for clients without a registry of codes. */
  readonly 'tengun:wkt': string;
  readonly 'tengun:proj4': string;
  readonly 'tengun:horizontal_unit_m': number;
  readonly 'tengun:vertical_unit_m': number;
}

/** [west, south, east, north], degrees, WGS 84. */
export type LonLatBox = readonly [number, number, number, number];

export interface ItemProperties extends CrsProperties {
  readonly title?: string;
  readonly datetime: string | null;
  readonly start_datetime?: string;
  readonly end_datetime?: string;
  readonly created: string;
  readonly updated: string;
  readonly 'pc:count': number;
  readonly 'pc:type': 'lidar';
  /** Points per square metre of the bounding rectangle. */
  readonly 'pc:density'?: number;
  readonly 'pc:schemas': readonly { readonly name: string; readonly size: number; readonly type: string }[];
  readonly 'pc:statistics': readonly {
    readonly name: string;
    readonly position: number;
    readonly minimum: number;
    readonly maximum: number;
    readonly average?: number;
    readonly count: number;
  }[];
  readonly 'proj:code': string | null;
  readonly 'proj:wkt2'?: string;
  readonly 'proj:bbox': NativeBounds;
  readonly 'proj:geometry'?: PolygonGeometry | PointGeometry;
  readonly 'proj:centroid'?: { readonly lat: number; readonly lon: number };
  /** Map sheet; how it was found: by the item's id, or by its centre. */
  readonly 'tengun:sheet'?: string;
  readonly 'tengun:sheet_level'?: number;
  readonly 'tengun:sheet_from'?: 'id' | 'centre';
  readonly 'tengun:version': string;
  readonly 'tengun:bounds': NativeBounds;
  readonly 'tengun:class_counts': Readonly<Record<string, number>>;
  readonly 'tengun:return_counts': readonly number[];
  readonly 'tengun:point_data_record_format': number;
  readonly 'tengun:cube': { readonly center: readonly [number, number, number]; readonly halfsize: number };
  readonly 'tengun:spacing': number;
  readonly 'tengun:datetime_unknown'?: true;
  readonly 'tengun:sensor'?: string;
  readonly 'tengun:product'?: string;
  readonly 'tengun:vertical_datum'?: string;
  readonly 'tengun:accuracy_m'?: number;
  /** X and Y of the source were exchanged. */
  readonly 'tengun:swapped_xy'?: true;
  readonly 'tengun:visibility': Visibility;
  readonly 'tengun:source': { readonly name: string; readonly size: number; readonly sha256: string };
  /** The item whose points these are; absent for deliveries. */
  readonly 'tengun:derived_from'?: { readonly collection: string; readonly item: string; readonly version: string };
  readonly 'tengun:process'?: string;
  readonly 'tengun:method'?: string;
  readonly 'tengun:parameters'?: Readonly<Record<string, number>>;
  /** Program and version. */
  readonly 'processing:software'?: Readonly<Record<string, string>>;
  readonly 'tengun:checksum': string;
  readonly 'tengun:warnings': readonly string[];
  readonly 'tengun:software': string;
}

/** What an item has of its collection; the static file leaves it to the collection that it links. */
export interface InheritedProperties {
  readonly license?: string;
  readonly 'tengun:license'?: string;
  readonly attribution?: string;
  readonly providers?: readonly Provider[];
  readonly contacts?: readonly Contact[];
}

export interface Provider {
  readonly name: string;
  readonly roles?: readonly string[];
  readonly url?: string;
}

export interface StacItem {
  readonly type: 'Feature';
  readonly stac_version: string;
  readonly stac_extensions: readonly string[];
  readonly id: string;
  readonly collection: string;
  readonly geometry: PolygonGeometry | PointGeometry;
  readonly bbox: LonLatBox;
  readonly properties: ItemProperties & InheritedProperties;
  readonly links: readonly StacLink[];
  readonly assets: Readonly<Record<string, StacAsset>> & { readonly data: StacAsset };
}

export interface StacCollection extends CrsProperties {
  readonly type: 'Collection';
  readonly stac_version: string;
  readonly stac_extensions: readonly string[];
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly license: string;
  readonly keywords: readonly string[];
  readonly attribution?: string;
  /** What was said where STAC's `license` takes it not: several licences (`CC-BY-4.0 OR ODbL-1.0`), or a name. */
  readonly 'tengun:license'?: string;
  readonly providers?: readonly Provider[];
  readonly contacts?: readonly Contact[];
  readonly extent: {
    readonly spatial: { readonly bbox: readonly LonLatBox[] };
    readonly temporal: { readonly interval: readonly (readonly [string | null, string | null])[] };
  };
  readonly summaries: Readonly<Record<string, readonly (string | number)[]>>;
  readonly 'tengun:vertical_datum': string | null;
  readonly 'tengun:bounds': NativeBounds;
  /** Finest root spacing of the items, CRS units. */
  readonly 'tengun:spacing': number;
  readonly 'tengun:point_count': number;
  readonly 'tengun:item_count': number;
  readonly 'tengun:class_counts': Readonly<Record<string, number>>;
  /** In the file what the items say; as the store gives it, the less open of that and the collection's own rule. */
  readonly 'tengun:visibility': AccessVisibility;
  /** 16 hex digits that change with any item: the state of the item index that goes with the document. */
  readonly 'tengun:revision'?: string;
  /** 16 hex digits that change with any file made from an item's points; absent where there are none. */
  readonly 'tengun:products'?: string;
  readonly updated: string;
  readonly links: readonly StacLink[];
}

export interface StacCatalog {
  readonly type: 'Catalog';
  readonly stac_version: string;
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly links: readonly StacLink[];
}
