/** Keeps the layers over the points in step with what was chosen: fetches what is missing, forgets what is no longer wanted. */
import { request } from '../../api/client.ts';
import { getSurface, landXmlUrl } from '../../api/surfaces.ts';
import type { AppStore } from '../../state/app-state.ts';
import type { ShapeLayer } from '../../state/shape-layer.ts';
import type { SiteFrame } from '../../state/site-frame.ts';
import { failureOf, isAbort } from '../run.ts';
import type { GroundTiles } from './relief-tiles.ts';
import { type OverlayChoice, reliefCollection } from './state.ts';

export interface OverlaysWork {
  choose(part: Partial<OverlayChoice>): void;
}

/** Browns, as on maps: readable on relief and on points. */
const PLAIN_CONTOUR = { colour: 0xb98a4e, opacity: 0.55, widthPx: 1 } as const;
const INDEX_CONTOUR = { colour: 0xd9a05b, opacity: 0.9, widthPx: 1.5 } as const;
const DESIGN_COLOURS = [0x4cc9f0, 0xf72585, 0xb8de3b, 0xff9f1c] as const;
const DESIGN_OPACITY = 0.55;

type Shapes = ShapeLayer['shapes'];

/** The opacity is that of the relief; contours lie over the points with it. */
function looked(layer: ShapeLayer, { opacity, over }: Pick<OverlayChoice, 'opacity' | 'over'>): ShapeLayer {
  if (layer.id.startsWith('design:')) return layer;
  const next = layer.id.startsWith('relief:') ? { opacity, over } : { opacity: layer.opacity, over };
  return layer.opacity === next.opacity && layer.over === next.over ? layer : { ...layer, ...next };
}

export function createOverlaysWork(store: AppStore): OverlaysWork {
  /** What was made, by what it was made of; gone with the site frame. */
  const made = new Map<string, Promise<unknown>>();
  let frameOfMade: SiteFrame | null = null;
  let running: AbortController | null = null;
  let wanted = '';

  const keep = <T>(key: string, make: () => Promise<T>): Promise<T> => {
    const known = made.get(key) as Promise<T> | undefined;
    if (known) return known;
    const making = make();
    made.set(key, making);
    making.catch(() => made.delete(key));
    return making;
  };
  const set = (part: Partial<ReturnType<AppStore['get']>['overlays']>) =>
    store.set({ overlays: { ...store.get().overlays, ...part } });

  const follow = () => {
    const { frame, overlays, collections } = store.get();
    if (!frame) return;
    const { choice } = overlays;
    const collection = reliefCollection({ collections, overlays })?.id ?? null;
    const { relief, contourM, designs, opacity, over } = choice;
    if (frame !== frameOfMade) {
      made.clear();
      frameOfMade = frame;
      wanted = '';
    }
    const key = JSON.stringify([collection, relief, contourM, designs]);
    if (key !== wanted) {
      wanted = key;
      running?.abort();
      running = new AbortController();
      void load(frame, { ...choice, collection }, running.signal);
      return;
    }
    // opacity and order change nothing that is loaded
    const layers = overlays.layers.map((layer) => looked(layer, { opacity, over }));
    if (layers.some((layer, at) => layer !== overlays.layers[at])) set({ layers });
  };

  const load = async (frame: SiteFrame, choice: OverlayChoice, signal: AbortSignal): Promise<void> => {
    const isNothing = choice.relief === null && choice.contourM === null && choice.designs.length === 0;
    forget(choice);
    set({ loading: !isNothing, failure: null, ...(isNothing ? { layers: [] } : {}) });
    if (isNothing) return;
    const layers: ShapeLayer[] = [];
    try {
      const { collection, relief, contourM } = choice;
      if (collection !== null && (relief !== null || contourM !== null)) {
        const { loadGround, loadRelief } = await import('./relief-tiles.ts');
        const ground = await keep(`ground ${collection}`, () => loadGround(collection, signal));
        if (relief !== null) {
          const id = `relief:${collection}:${relief}`;
          const shapes = await keep(id, () => loadRelief(collection, relief, ground, frame, signal));
          layers.push({ id, shapes, visible: true, colour: 0xffffff, opacity: 1, over: false });
        }
        if (contourM !== null) layers.push(...(await contours(collection, ground, contourM, frame)));
      }
      for (const [at, id] of choice.designs.entries()) layers.push(await designLayer(id, at, frame));
      const look = store.get().overlays.choice;
      if (!signal.aborted) set({ layers: layers.map((layer) => looked(layer, look)), loading: false });
    } catch (error) {
      if (isAbort(error) || signal.aborted) return;
      set({ layers, loading: false, failure: failureOf(error).message });
    }
  };

  /** Pictures are large: of those that are not shown none is kept. */
  const forget = ({ collection, relief, contourM }: OverlayChoice) => {
    for (const key of [...made.keys()]) {
      const stays =
        key.startsWith('design ') ||
        (key === `ground ${collection}` && (relief !== null || contourM !== null)) ||
        key === `relief:${collection}:${relief}`;
      if (!stays) made.delete(key);
    }
  };

  const contours = async (collection: string, ground: GroundTiles, contourM: number, frame: SiteFrame) => {
    const { contourShapes } = await import('./contours.ts');
    const { plain, index } = contourShapes(ground, contourM, frame);
    const layer = (kind: string, shapes: Shapes | null, look: Pick<ShapeLayer, 'colour' | 'opacity' | 'widthPx'>) =>
      shapes ? [{ id: `contour:${collection}:${contourM}:${kind}`, shapes, visible: true, over: false, ...look }] : [];
    return [...layer('plain', plain, PLAIN_CONTOUR), ...layer('index', index, INDEX_CONTOUR)];
  };

  const designLayer = async (id: string, at: number, frame: SiteFrame): Promise<ShapeLayer> => {
    const shapes = await keep(`design ${id}`, () => loadDesign(id, frame));
    const colour = DESIGN_COLOURS[at % DESIGN_COLOURS.length]!;
    return { id: `design:${id}`, shapes, visible: true, colour, opacity: DESIGN_OPACITY, over: false };
  };

  const loadDesign = async (id: string, frame: SiteFrame): Promise<Shapes> => {
    const [{ shapesOfLandXml }, { placeShapes }, { placingOf }, { crsFromCode }] = await Promise.all([
      import('../../local/shapes/from-landxml.ts'),
      import('../../local/shapes/place-shapes.ts'),
      import('../../local/placing.ts'),
      import('#core/crs/crs.ts'),
    ]);
    const { name } = await getSurface(id);
    const draft = shapesOfLandXml(await (await request(landXmlUrl(id))).text());
    set({ names: { ...store.get().overlays.names, [id]: name } });
    // without a system of its own a surface stands in that of the data
    const crs = draft.crs ?? (frame.code === null ? null : crsFromCode(frame.code));
    if (!crs) throw new Error(`${name}: no coordinate system`);
    return placeShapes(draft, placingOf(crs, frame, 1));
  };

  store.subscribe(follow);
  return {
    choose: (part) => set({ choice: { ...store.get().overlays.choice, ...part } }),
  };
}
