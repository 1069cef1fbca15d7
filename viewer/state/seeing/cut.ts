/** From shapes and cameras to parts that are cut out of the picture. */
import { type DrawingAction, emptyDrawing, reduceDrawing } from '../../tools/drawing/state.ts';
import type { AppState, AppStore } from '../app-state.ts';
import type { SitePose } from '../site-frame.ts';
import { type ClipBox, type ClipState, MAX_CLIP_VERTICES, type Plan } from './clip.ts';
import { setSeeing } from './work.ts';

export const USUAL_SLAB_M = 5;

/** What the pointer draws in the panel of data: a polygon or line, which cuts as soon as it is complete. */
export function drawClip(store: AppStore, action: DrawingAction): void {
  const { seeing } = store.get();
  const drawing = reduceDrawing(seeing.drawing, action);
  setSeeing(store, { drawing });
  if (!drawing.closed || action.type === 'lift') return;
  cutWith(
    store,
    drawing.kind,
    drawing.vertices.map(({ east, north }) => [east, north]),
  );
  // it has become the cut: what was drawn needs no second outline
  setSeeing(store, { drawing: emptyDrawing(drawing.kind, { most: MAX_CLIP_VERTICES }) });
}

export function beginCut(store: AppStore, kind: 'polygon' | 'line'): void {
  setSeeing(store, { drawing: { ...emptyDrawing(kind, { most: MAX_CLIP_VERTICES }), active: true } });
}

export function setClip(store: AppStore, part: Partial<ClipState>): void {
  const { appearance } = store.get();
  store.set({ appearance: { ...appearance, clip: { ...appearance.clip, ...part } } });
}

/** @returns false where there are more vertices than the shader holds: nothing changes then */
export function cutWith(store: AppStore, kind: 'polygon' | 'line', vertices: readonly Plan[]): boolean {
  if (vertices.length > MAX_CLIP_VERTICES) return false;
  const { polygon, slab } = store.get().appearance.clip;
  if (kind === 'polygon') setClip(store, { polygon: { vertices, side: polygon?.side ?? 'inside' } });
  else setClip(store, { slab: { line: vertices, widthM: slab?.widthM ?? USUAL_SLAB_M } });
  return true;
}

/** A shape that a tool has drawn, complete. */
export function drawnShapes({ volume, section, alignment }: AppState): readonly {
  readonly tool: 'volume' | 'section' | 'alignment';
  readonly kind: 'polygon' | 'line';
  readonly vertices: readonly Plan[];
}[] {
  const shapes = [
    { tool: 'volume', drawing: volume.drawing },
    { tool: 'section', drawing: section.drawing },
    { tool: 'alignment', drawing: alignment.drawing },
  ] as const;
  return shapes.flatMap(({ tool, drawing: { kind, closed, vertices } }) =>
    closed ? [{ tool, kind, vertices: vertices.map(({ east, north }): Plan => [east, north]) }] : [],
  );
}

const round = (metres: number) => Math.round(metres * 10) / 10;

/** A box around what a camera looks at, turned like it. */
export function boxAround({ target, headingDeg, rangeM }: SitePose): ClipBox {
  const side = Math.max(1, Number((rangeM * 0.4).toPrecision(1)));
  const heading = ((Math.round(headingDeg) % 360) + 360) % 360;
  return {
    centre: [round(target.east), round(target.north), round(target.height)],
    size: [side, side, side],
    headingDeg: heading,
    side: 'inside',
  };
}

/** The upright box around points in plan, with the heights of `low` to `high`. */
export function boxOver(points: readonly Plan[], low: number, high: number): ClipBox {
  const easts = points.map(([east]) => east);
  const norths = points.map(([, north]) => north);
  const [west, east] = [Math.min(...easts), Math.max(...easts)];
  const [south, north] = [Math.min(...norths), Math.max(...norths)];
  return {
    centre: [round((west + east) / 2), round((south + north) / 2), round((low + high) / 2)],
    size: [round(Math.max(0.1, east - west)), round(Math.max(0.1, north - south)), round(Math.max(0.1, high - low))],
    headingDeg: 0,
    side: 'inside',
  };
}
