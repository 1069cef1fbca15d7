/** What indexing says of a finished file: everything that the catalogue keeps of it. Written by the pipeline. */
import type { Crs } from '#core/crs/crs.ts';

/** [minE, minN, minH, maxE, maxN, maxH] in the units of the CRS (horizontal and vertical separately). */
export type NativeBounds = readonly [number, number, number, number, number, number];

/**
 * Who may see an item. `unlisted`: whoever knows the collection's id, which no list, search or count tells; a collection is
 * unlisted as a whole.
 */
export type Visibility = 'public' | 'unlisted' | 'private';
/** What holds for a whole collection: of a group only, besides. */
export type AccessVisibility = Visibility | 'group';

export interface DimensionSummary {
  /** Name as in the LAS specification or the extra-bytes record, e.g. `Intensity`. */
  readonly name: string;
  readonly sizeBytes: number;
  readonly type: 'floating' | 'unsigned' | 'signed';
  readonly min: number;
  readonly max: number;
  readonly mean?: number;
}

/** What an item was made from, and how: equal ones make equal items. */
export interface DerivedFrom {
  readonly collection: string;
  readonly item: string;
  readonly version: string;
  /** Name of the process. */
  readonly process: string;
  readonly method: string;
  readonly parameters: Readonly<Record<string, number>>;
}

export interface IndexSummary {
  /** Item id. */
  readonly id: string;
  /** Collection id. */
  readonly collection: string;
  /** Title of the item. */
  readonly title?: string;
  readonly crs: Crs;
  readonly pointCount: number;
  readonly bounds: NativeBounds;
  /** Points per class number; classes without points are absent. */
  readonly classCounts: Readonly<Record<number, number>>;
  /** Points per return number (index 0 = first return). */
  readonly returnCounts: readonly number[];
  readonly dimensions: readonly DimensionSummary[];
  readonly pointDataRecordFormat: number;
  /** The octree's cube, CRS units. */
  readonly cube: { readonly center: readonly [number, number, number]; readonly halfsize: number };
  /** Point spacing of the root node, CRS units; halves per level. */
  readonly spacing: number;
  /** A day or an instant (ISO 8601), an interval [start, end], or null when unknown. */
  readonly datetime: string | readonly [string, string] | null;
  readonly sensor?: string;
  readonly product?: string;
  readonly verticalDatum?: string;
  /** Vertical standard deviation, metres. */
  readonly accuracyM?: number;
  /** X and Y of the source were exchanged. */
  readonly swapXy?: boolean;
  readonly visibility: Visibility;
  /** The file the points came from: its name only, never its path. */
  readonly source: { readonly name: string; readonly sizeBytes: number; readonly sha256: string };
  /** The item whose points these are, with other classes; absent for deliveries. */
  readonly derivedFrom?: DerivedFrom;
  /** Order-independent checksum of every attribute of every point, taken at index time. */
  readonly checksum: string;
  readonly warnings: readonly string[];
  /** Name and version of the program that indexed, e.g. `tengun 0.1.0`. */
  readonly software: string;
}

/** The data file as it stands in the store. */
export interface StoredFile {
  /** First 16 hex digits of `sha256`. */
  readonly version: string;
  readonly sha256: string;
  readonly sizeBytes: number;
}
