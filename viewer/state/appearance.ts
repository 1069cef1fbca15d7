/** How points look: shared by both views and the legend. */
import type { RampName } from './colour-ramp.ts';
import type { ClassStyle } from './seeing/class-style.ts';
import { type ClipState, isClipping, NO_CLIP } from './seeing/clip.ts';
import { isFiltering, NO_FILTER, type PointFilter, type Range } from './seeing/filter.ts';

/** In the order in which they are offered. */
export const COLOUR_MODES = [
  'rgb',
  'elevation',
  'height',
  'change',
  'class',
  'intensity',
  'return',
  'returns',
  'source',
  'time',
  'sensor',
  'collection',
] as const;
export type ColourMode = (typeof COLOUR_MODES)[number];

/** What the globe can show; it knows of the points position, colour, class and intensity. */
export const GLOBE_MODES: readonly ColourMode[] = [
  ...(['rgb', 'elevation', 'height', 'change', 'class', 'intensity', 'sensor', 'collection'] as const),
];

/** The mode that a view shows: what the globe cannot show it shows by elevation. */
export function shownMode(mode: ColourMode, view: 'globe' | 'site'): ColourMode {
  return view === 'site' || GLOBE_MODES.includes(mode) ? mode : 'elevation';
}

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

/** `ground` of another epoch, or its first returns. */
export const REFERENCE_SURFACES = ['dtm', 'dsm'] as const;
export type ReferenceSurface = (typeof REFERENCE_SURFACES)[number];

/** Added to the parts of a colour, factor around the middle, exponent; neutral: 0, 0, 1. */
export interface Tone {
  readonly brightness: number;
  readonly contrast: number;
  readonly gamma: number;
}

export const NEUTRAL_TONE: Tone = { brightness: 0, contrast: 0, gamma: 1 };

export function isNeutral({ brightness, contrast, gamma }: Tone): boolean {
  return brightness === 0 && contrast === 0 && gamma === 1;
}

export interface Appearance {
  readonly colourMode: ColourMode;
  /** Null: the usual one of the colour mode. */
  readonly ramp: RampName | null;
  /** Ends of the elevation ramp, metres; null = the range of the visible collections. */
  readonly elevationRangeM: Range | null;
  /** Ends of the ramp of heights above ground, metres. */
  readonly heightRangeM: Range;
  /** The change at both ends of its ramp, metres; smaller ones than the level of detection are grey, null: as surveys state it. */
  readonly changeLimitM: number;
  readonly detectionM: number | null;
  /** The collection whose surface points are compared with; null: the epoch before, or the only other one. */
  readonly reference: string | null;
  readonly referenceSurface: ReferenceSurface;
  /** Ends of the intensity ramp as stored; null: of each collection its own. */
  readonly intensityRange: Range | null;
  /** Seconds of GPS time as stored; null: of the points in memory. */
  readonly timeRangeS: Range | null;
  /** Of colours and intensities. */
  readonly tone: Tone;
  readonly classStyles: readonly ClassStyle[];
  readonly filter: PointFilter;
  readonly clip: ClipState;
  /** Diameter of a point on the screen, CSS pixels. */
  readonly pointSizePx: number;
  /** Whether points near the eye grow to the distance of their neighbours. */
  readonly pointsGrow: boolean;
  readonly squarePoints: boolean;
  /** Shading of edges by depth (eye-dome lighting). */
  readonly edgeShading: boolean;
  /** Factor to the usual strength, and how far it looks, CSS pixels. */
  readonly edgeStrength: number;
  readonly edgeRadiusPx: number;
  /** Closes small gaps between points on the screen. */
  readonly fillGaps: boolean;
  /** Part of the points' pixels that is drawn, 0…1. */
  readonly opacity: number;
  readonly detail: DetailLevel;
  readonly basemap: Basemap;
}

export const DEFAULT_APPEARANCE: Appearance = {
  colourMode: 'rgb',
  ramp: null,
  elevationRangeM: null,
  heightRangeM: [0, 15],
  changeLimitM: 2,
  detectionM: null,
  reference: null,
  referenceSurface: 'dtm',
  intensityRange: null,
  timeRangeS: null,
  tone: NEUTRAL_TONE,
  classStyles: [],
  filter: NO_FILTER,
  clip: NO_CLIP,
  pointSizePx: 2.5,
  pointsGrow: true,
  squarePoints: false,
  edgeShading: true,
  edgeStrength: 1,
  edgeRadiusPx: 1.4,
  fillGaps: false,
  opacity: 1,
  detail: 'normal',
  basemap: 'none',
};

/** What one sees first: photographs, where there are any. */
export function usualAppearance(collections: readonly { readonly hasColour: boolean }[]): Appearance {
  const colourMode = collections.some(({ hasColour }) => hasColour) ? 'rgb' : 'elevation';
  return { ...DEFAULT_APPEARANCE, colourMode };
}

/** The ramp of a mode; class, kinds and colours have none. */
export function rampOf({ colourMode, ramp }: Pick<Appearance, 'colourMode' | 'ramp'>): RampName {
  if (ramp) return ramp;
  if (colourMode === 'intensity') return 'grey';
  return colourMode === 'height' || colourMode === 'time' ? 'viridis' : 'atlas';
}

/** What a view must have beside colours and positions. */
export function needsOf({ colourMode, filter, clip }: Appearance): {
  readonly ground: boolean;
  readonly reference: boolean;
  readonly time: boolean;
  readonly filters: boolean;
  readonly clips: boolean;
} {
  return {
    ground: colourMode === 'height' || filter.ranges.height !== null,
    reference: colourMode === 'change',
    time: colourMode === 'time' || filter.ranges.time !== null,
    filters: isFiltering(filter),
    clips: isClipping(clip),
  };
}

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
