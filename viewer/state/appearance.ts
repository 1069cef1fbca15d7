/** How points look: shared by both views and the legend. */

export const COLOUR_MODES = ['rgb', 'elevation', 'class', 'intensity', 'collection'] as const;
export type ColourMode = (typeof COLOUR_MODES)[number];

/** Drawn from the collection's own surfaces, with its terrain under them. */
export const OWN_BASEMAPS = ['hillshade', 'cs', 'elevation'] as const;
export const BASEMAPS = ['none', ...OWN_BASEMAPS, 'std', 'pale', 'seamlessphoto'] as const;
export type Basemap = (typeof BASEMAPS)[number];
export type OwnBasemap = (typeof OWN_BASEMAPS)[number];

export function isOwnBasemap(basemap: Basemap): basemap is OwnBasemap {
  return (OWN_BASEMAPS as readonly Basemap[]).includes(basemap);
}

export const DETAIL_LEVELS = ['low', 'normal', 'high'] as const;
export type DetailLevel = (typeof DETAIL_LEVELS)[number];

export interface Appearance {
  readonly colourMode: ColourMode;
  /** Diameter of a point on the screen, CSS pixels. */
  readonly pointSizePx: number;
  /** Ends of the elevation ramp, metres; null = the range of the visible collections. */
  readonly elevationRangeM: readonly [low: number, high: number] | null;
  /** Shading of edges by depth (eye-dome lighting). */
  readonly edgeShading: boolean;
  readonly detail: DetailLevel;
  readonly basemap: Basemap;
}

export const DEFAULT_APPEARANCE: Appearance = {
  colourMode: 'rgb',
  pointSizePx: 2.5,
  elevationRangeM: null,
  edgeShading: true,
  detail: 'normal',
  basemap: 'none',
};

/** What a detail level means to the streaming of both views. */
export interface DetailLimits {
  readonly errorTargetPx: number;
  readonly pointBudget: number;
}

export const DETAIL: Readonly<Record<DetailLevel, DetailLimits>> = {
  low: { errorTargetPx: 32, pointBudget: 600_000 },
  normal: { errorTargetPx: 16, pointBudget: 2_500_000 },
  high: { errorTargetPx: 8, pointBudget: 6_000_000 },
};

/** Colours that tell collections apart, in the order of the list (0xRRGGBB). */
export const COLLECTION_COLOURS = [0x4d9de0, 0xf2a541, 0x7bc47f, 0xc77dce, 0xe4626f, 0x58c4c6] as const;

export function collectionColour(index: number): number {
  return COLLECTION_COLOURS[index % COLLECTION_COLOURS.length] ?? COLLECTION_COLOURS[0];
}
