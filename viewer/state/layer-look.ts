/** How one layer of the globe differs from the others: a collection, or a tileset of another server. Pure. */
import { COLOUR_MODES, type ColourMode } from './appearance.ts';

/** Diameters of points; `distance`: they grow near the eye. */
export const LOOK_SIZES = ['small', 'medium', 'large', 'distance'] as const;
export type LookSize = (typeof LOOK_SIZES)[number];
export const DRAW_MODES = ['fast', 'fine'] as const;
export type DrawMode = (typeof DRAW_MODES)[number];
/** What a layer has to do with shadows where a light is on. */
export const SHADOW_MODES = ['none', 'cast', 'receive', 'both'] as const;
export type ShadowMode = (typeof SHADOW_MODES)[number];
/** Whether the shapes that cut the picture cut this layer too. */
export const CLIP_RULES = ['follow', 'ignore'] as const;
export type ClipRule = (typeof CLIP_RULES)[number];

export interface LayerLook {
  /** 0.05…1, beside the opacity of all points. */
  readonly opacity: number;
  /** Null: as all points. */
  readonly size: LookSize | null;
  /** Null: as the detail of the picture says. */
  readonly draw: DrawMode | null;
  readonly shadow: ShadowMode;
  readonly clip: ClipRule;
  /** Elevations that are drawn, metres; null: all. */
  readonly heightRangeM: readonly [low: number, high: number] | null;
  /** Null: as all points. */
  readonly colourMode: ColourMode | null;
}

export const USUAL_LOOK: LayerLook = {
  opacity: 1,
  size: null,
  draw: null,
  shadow: 'both',
  clip: 'follow',
  heightRangeM: null,
  colourMode: null,
};

export type LayerLooks = Readonly<Record<string, LayerLook>>;

/** CSS pixels. */
export const LOOK_SIZE_PX: Readonly<Record<Exclude<LookSize, 'distance'>, number>> = {
  small: 1.5,
  medium: 3,
  large: 6,
};
/** Factors to the error of the picture that is put up with. */
export const DRAW_FACTOR: Readonly<Record<DrawMode, number>> = { fast: 2, fine: 0.5 };

export function lookOf(looks: LayerLooks, id: string): LayerLook {
  return looks[id] ?? USUAL_LOOK;
}

/** With one look changed; one that says nothing is left out. */
export function withLook(looks: LayerLooks, id: string, part: Partial<LayerLook>): LayerLooks {
  const { [id]: _, ...others } = looks;
  const next = { ...lookOf(looks, id), ...part };
  return textOf(next) === '' ? others : { ...others, [id]: next };
}

/** `opacity=0.5,size=large`; empty for the usual look. */
function textOf(look: LayerLook): string {
  const { opacity, size, draw, shadow, clip, heightRangeM, colourMode } = look;
  return [
    ...(opacity === 1 ? [] : [`opacity=${opacity}`]),
    ...(size === null ? [] : [`size=${size}`]),
    ...(draw === null ? [] : [`draw=${draw}`]),
    ...(shadow === 'both' ? [] : [`shadow=${shadow}`]),
    ...(clip === 'follow' ? [] : [`clip=${clip}`]),
    ...(heightRangeM === null ? [] : [`height=${heightRangeM.join(':')}`]),
    ...(colourMode === null ? [] : [`colour=${colourMode}`]),
  ].join(',');
}

/** `after~opacity=0.5,size=large;before~draw=fast`. */
export function formatLooks(looks: LayerLooks): string {
  return Object.entries(looks)
    .map(([id, look]) => `${encodeURIComponent(id)}~${textOf(look)}`)
    .sort()
    .join(';');
}

const MAX_LOOKS = 100;

/** What is not understood is left out. */
export function parseLooks(text: string | null): LayerLooks | undefined {
  if (text === null) return undefined;
  let looks: LayerLooks = {};
  for (const entry of text.split(';').slice(0, MAX_LOOKS)) {
    const [name = '', options = ''] = entry.split('~');
    const given = new Map(options.split(',').map((part) => part.split('=') as [string, string]));
    const oneOf = <T extends string>(values: readonly T[], key: string) =>
      values.find((value) => value === given.get(key));
    const opacity = Number(given.get('opacity') ?? Number.NaN);
    const [low = Number.NaN, high = Number.NaN] = given.get('height')?.split(':').map(Number) ?? [];
    const part: { [K in keyof LayerLook]?: LayerLook[K] | undefined } = {
      opacity: opacity >= 0.05 && opacity <= 1 ? opacity : undefined,
      size: oneOf(LOOK_SIZES, 'size'),
      draw: oneOf(DRAW_MODES, 'draw'),
      shadow: oneOf(SHADOW_MODES, 'shadow'),
      clip: oneOf(CLIP_RULES, 'clip'),
      heightRangeM: Number.isFinite(low) && high > low ? [low, high] : undefined,
      colourMode: oneOf(COLOUR_MODES, 'colour'),
    };
    const known = Object.fromEntries(Object.entries(part).filter(([, value]) => value !== undefined));
    try {
      looks = withLook(looks, decodeURIComponent(name), known);
    } catch {
      // a name that is none
    }
  }
  return Object.keys(looks).length > 0 ? looks : undefined;
}
