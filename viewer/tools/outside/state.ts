/** Layers of other servers and files beside the collections: what they are, how they look, what became of them. Pure. */
import type { LocalResult } from '../../local/messages.ts';
import type { ShapeLayer } from '../../state/shape-layer.ts';
import type { OfferedLayer } from './capabilities.ts';
import type { OutsideCode } from './fetch-bounded.ts';
import type { OutsideKind } from './kinds.ts';

/** Where a model of its own coordinates stands. */
export interface ModelPlace {
  readonly lon: number;
  readonly lat: number;
  /** Of its origin, above the geoid. */
  readonly elevationM: number;
  readonly headingDeg: number;
  readonly scale: number;
}

export interface OutsideFailure {
  readonly code: OutsideCode | 'FILE';
  readonly facts: Readonly<Record<string, string | number>>;
  /** For those who look closer. */
  readonly message: string;
}

export type OutsideStage =
  /** It came with a link: nobody asked for its server yet. */
  | { readonly state: 'asking' }
  | { readonly state: 'loading' }
  /** A map server offers several layers. */
  | { readonly state: 'choosing'; readonly offered: readonly OfferedLayer[] }
  | { readonly state: 'ready' }
  | { readonly state: 'failed'; readonly failure: OutsideFailure };

/** What the globe draws. */
export type OutsideSource =
  | { readonly kind: '3dtiles'; readonly url: string }
  | { readonly kind: 'wms'; readonly url: string; readonly layer: string; readonly bbox: OfferedLayer['bbox'] }
  | { readonly kind: 'wmts'; readonly offered: OfferedLayer }
  | {
      readonly kind: 'xyz';
      readonly url: string;
      readonly levels: readonly [number, number];
      readonly bbox: OfferedLayer['bbox'];
      readonly tms: boolean;
    }
  | { readonly kind: 'czml'; readonly packets: object; readonly base: string }
  | { readonly kind: 'gltf'; readonly url: string }
  /** Lines, faces and pictures: drawn as those of own files, in both views. */
  | { readonly kind: 'shapes'; readonly shapes: Extract<LocalResult, { shapes: unknown }>['shapes'] };

export interface OutsideLayer {
  readonly id: string;
  readonly kind: OutsideKind;
  /** The user said what it is: its content is not asked. */
  readonly kindChosen: boolean;
  /** Absolute; of a dropped file its name. */
  readonly url: string;
  readonly isFile: boolean;
  readonly name: string;
  readonly visible: boolean;
  readonly opacity: number;
  /** The chosen layer of a map server. */
  readonly layer: string | null;
  /** Of models. */
  readonly place: ModelPlace | null;
  readonly attribution: string;
  readonly stage: OutsideStage;
  readonly source: OutsideSource | null;
}

export interface OutsideState {
  readonly layers: readonly OutsideLayer[];
  readonly nextId: number;
}

export const EMPTY_OUTSIDE: OutsideState = { layers: [], nextId: 1 };

export type OutsideAction =
  | { readonly type: 'add'; readonly layer: Omit<OutsideLayer, 'id'> }
  | { readonly type: 'change'; readonly id: string; readonly part: Partial<OutsideLayer> }
  | { readonly type: 'remove'; readonly id: string }
  | { readonly type: 'clear' };

/** More layers than this no picture bears. */
export const MAX_OUTSIDE = 40;

export function reduceOutside(state: OutsideState, action: OutsideAction): OutsideState {
  switch (action.type) {
    case 'add':
      if (state.layers.length >= MAX_OUTSIDE) return state;
      return {
        layers: [...state.layers, { ...action.layer, id: `outside:${state.nextId}` }],
        nextId: state.nextId + 1,
      };
    case 'change':
      return {
        ...state,
        layers: state.layers.map((layer) => (layer.id === action.id ? { ...layer, ...action.part } : layer)),
      };
    case 'remove':
      return { ...state, layers: state.layers.filter(({ id }) => id !== action.id) };
    case 'clear':
      return { ...state, layers: [] };
  }
}

/** A layer before anything of it is known. */
export function newLayer(
  url: string,
  kind: OutsideKind | null,
  part: Partial<OutsideLayer> = {},
): Omit<OutsideLayer, 'id'> {
  return {
    kind: kind ?? '3dtiles',
    kindChosen: kind !== null,
    url,
    isFile: false,
    name: nameOf(url),
    visible: true,
    opacity: 1,
    layer: null,
    place: null,
    attribution: '',
    stage: { state: 'loading' },
    source: null,
    ...part,
  };
}

/** The last telling part of an address. */
export function nameOf(url: string): string {
  const path = url.split(/[?#{]/)[0] ?? '';
  const parts = path.split('/').filter((part) => part !== '' && !/^https?:$/.test(part));
  const last = parts.at(-1) ?? url;
  const isPlain = /^(tileset|layer|index|tilejson)\.json$/i.test(last);
  const name = isPlain ? (parts.at(-2) ?? last) : last;
  try {
    return decodeURIComponent(name).slice(0, 80);
  } catch {
    return name.slice(0, 80);
  }
}

/** Grey-blue lines that stand on any ground. */
const SHAPE_COLOUR = 0x2ec4b6;

/** Those that are lines, faces and pictures, as layers of both views. */
export function outsideShapes({ layers }: OutsideState): ShapeLayer[] {
  return layers.flatMap(({ id, source, visible, opacity }) =>
    source?.kind === 'shapes'
      ? [
          {
            id,
            shapes: source.shapes,
            visible,
            colour: SHAPE_COLOUR,
            opacity,
            over: !source.shapes.hasHeights && !source.shapes.picture,
          },
        ]
      : [],
  );
}

/** Whom the layers on the screen are owed to. */
export function outsideCredits({ layers }: OutsideState): string[] {
  const shown = layers.filter(({ stage, visible }) => visible && stage.state === 'ready');
  return [...new Set(shown.map(({ attribution, url, isFile }) => attribution || (isFile ? '' : hostOf(url))))].filter(
    (credit) => credit !== '',
  );
}

export function hostOf(url: string): string {
  try {
    return new URL(url).host;
  } catch {
    return '';
  }
}
