/** What of the server lies over the points: relief maps, contours, designs. It stands in the address. Pure. */
import type { AppState } from '../../state/app-state.ts';
import type { CollectionInfo } from '../../state/collection.ts';
import type { ShapeLayer } from '../../state/shape-layer.ts';
import { storedOf } from '../volume/surface-choice.ts';

export const RELIEF_STYLES = ['hillshade', 'cs', 'elevation'] as const;
export type ReliefStyle = (typeof RELIEF_STYLES)[number];
/** Intervals of contours, metres. */
export const CONTOUR_STEPS = [0.5, 1, 2, 5, 10] as const;

/** What was chosen: the part that stands in the address. */
export interface OverlayChoice {
  readonly relief: ReliefStyle | null;
  /** Whose ground; null: that of the latest collection with surfaces. */
  readonly collection: string | null;
  /** 0.1…1, of the relief. */
  readonly opacity: number;
  readonly over: boolean;
  /** Interval, metres; null: none. */
  readonly contourM: number | null;
  /** Ids of stored surfaces, ascending. */
  readonly designs: readonly string[];
}

export const NO_OVERLAYS: OverlayChoice = {
  relief: null,
  collection: null,
  opacity: 1,
  over: false,
  contourM: null,
  designs: [],
};

export interface OverlaysState {
  readonly choice: OverlayChoice;
  /** What of it is loaded. */
  readonly layers: readonly ShapeLayer[];
  readonly loading: boolean;
  /** Names of designs, as far as they are loaded. */
  readonly names: Readonly<Record<string, string>>;
  /** In the server's words; null when all is well. */
  readonly failure: string | null;
}

export const EMPTY_OVERLAYS: OverlaysState = {
  choice: NO_OVERLAYS,
  layers: [],
  loading: false,
  names: {},
  failure: null,
};

/** `cs~before~0.6~over;contour~1;design~ID`; empty for no overlay. */
export function formatOverlays({ relief, collection, opacity, over, contourM, designs }: OverlayChoice): string {
  if (relief === null && contourM === null && designs.length === 0) return '';
  return [
    ...(relief === null && collection === null && opacity === 1 && !over
      ? []
      : [`${relief ?? 'none'}~${collection ?? ''}~${opacity}${over ? '~over' : ''}`]),
    ...(contourM === null ? [] : [`contour~${contourM}`]),
    ...designs.map((id) => `design~${id}`),
  ].join(';');
}

const MAX_DESIGNS = 12;

/** What is not understood is left out. */
export function parseOverlays(text: string | null): OverlayChoice | undefined {
  if (text === null) return undefined;
  let choice = NO_OVERLAYS;
  for (const part of text.split(';')) {
    const [kind = '', first = '', second = '', third = ''] = part.split('~');
    if (kind === 'contour') {
      const contourM = CONTOUR_STEPS.find((step) => step === Number(first)) ?? null;
      choice = { ...choice, contourM };
    } else if (kind === 'design') {
      if (/^[0-9a-f]{32}$/.test(first) && choice.designs.length < MAX_DESIGNS) {
        choice = { ...choice, designs: [...new Set([...choice.designs, first])].sort() };
      }
    } else {
      const relief = RELIEF_STYLES.find((style) => style === kind) ?? null;
      if (relief === null && kind !== 'none') continue;
      const opacity = Number(second);
      choice = {
        ...choice,
        relief,
        collection: first === '' ? null : first,
        opacity: opacity >= 0.1 && opacity <= 1 ? opacity : 1,
        over: third === 'over',
      };
    }
  }
  return choice;
}

/** Collections whose ground the server has maps of. */
export function reliefCollections({ collections }: Pick<AppState, 'collections'>): CollectionInfo[] {
  return collections.filter(({ hasSurfaces, bbox }) => hasSurfaces && bbox !== null);
}

/** The chosen one, else the latest. */
export function reliefCollection(state: Pick<AppState, 'collections' | 'overlays'>): CollectionInfo | null {
  const known = reliefCollections(state);
  return known.find(({ id }) => id === state.overlays.choice.collection) ?? known.at(-1) ?? null;
}

/** Designs that the page knows: chosen in the volume tool, or named in the address. */
export function knownDesigns({ volume, overlays }: Pick<AppState, 'volume' | 'overlays'>): string[] {
  const { existing, compared } = volume.settings;
  const stored = [existing, compared].flatMap((choice) => {
    const one = storedOf(choice) ?? choice.made;
    return one && one.form === 'design' ? [one.id] : [];
  });
  return [...new Set([...stored, ...overlays.choice.designs])].sort();
}
