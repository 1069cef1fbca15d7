/** Pictures of a viewpoint before and after: the same camera, two surveys, words and source under each. */
import type { TFunction } from 'i18next';
import { FRAME_ASPECT } from '#core/sight/lens.ts';
import { type AppState, visibleCollections } from '../../state/app-state.ts';
import { titleIn } from '../../state/title.ts';
import type { Workspace } from '../../state/workspace.ts';
import { formatDay, formatNumber } from '../../ui/format.ts';
import { pictureSource } from '../picture/source.ts';
import { settled } from '../settled.ts';
import { clockText } from './clock.ts';

export interface Still {
  readonly title: string;
  readonly blob: Blob;
  /** Size of the picture alone, pixels. */
  readonly widthPx: number;
  readonly heightPx: number;
  /** The camera that it was taken with, digits and all. */
  readonly camera: string;
}

const FONT = '"Noto Sans JP Variable", system-ui, sans-serif';
/** Points that are still on their way are waited for so long. */
const PATIENCE_MS = 20_000;
const PAD = 16;
const CAPTION_PX = 104;
const SCALE = 2;
const INK = '#17324a';
const TEXT = '#1d2730';
const MUTED = '#55616b';

/**
 * Shows one survey after the other from the viewpoint, and takes both. What was shown before is shown again.
 * @param ids collections of the two surveys
 * @throws {Error} where there is no view
 */
export async function takeStills(
  workspace: Workspace,
  t: TFunction,
  ids: readonly (readonly string[])[],
): Promise<{ readonly stills: readonly Still[]; readonly both: Blob }> {
  const { store } = workspace;
  const { hidden, collections, compare, sight } = store.get();
  const all = collections.map(({ id }) => id);
  const pictures: { canvas: HTMLCanvasElement; title: string; camera: string }[] = [];
  workspace.sight({ type: 'look', looking: true });
  try {
    workspace.compare({ type: 'mode', mode: 'off' });
    for (const own of ids) {
      store.set({ hidden: new Set(all.filter((id) => !own.includes(id))) });
      await settledView(workspace);
      const view = pictureSource(workspace)?.view();
      if (!view) throw new Error('expected a view on the screen');
      const picture = await view.takePicture(SCALE);
      const state = store.get();
      pictures.push({
        canvas: captioned(picture, state, t),
        title: titlesOf(state),
        camera: JSON.stringify(state.sight.viewpoint),
      });
      picture.close();
    }
  } finally {
    store.set({ hidden, compare });
    workspace.sight({ type: 'look', looking: sight.looking });
  }
  const stills: Still[] = [];
  for (const { canvas, title, camera } of pictures) {
    stills.push({
      title,
      camera,
      blob: await pngOf(canvas),
      widthPx: canvas.width,
      heightPx: canvas.height - CAPTION_PX * SCALE,
    });
  }
  return { stills, both: await pngOf(sideBySide(pictures.map(({ canvas }) => canvas))) };
}

/** The view follows the store in the next turn; then it loads what it needs. */
async function settledView(workspace: Workspace): Promise<void> {
  await new Promise((resolve) => window.setTimeout(resolve, 300));
  await settled(workspace.store, PATIENCE_MS);
}

const titlesOf = (state: AppState): string =>
  visibleCollections(state)
    .map(({ title }) => titleIn(state.language, title))
    .join('・');

/** The picture of the lens, cut out of what the screen shows more, over its caption. */
function captioned(picture: ImageBitmap, state: AppState, t: TFunction): HTMLCanvasElement {
  const aspect = picture.width / picture.height;
  const [width, height] =
    aspect >= FRAME_ASPECT
      ? [Math.round(picture.height * FRAME_ASPECT), picture.height]
      : [picture.width, Math.round(picture.width / FRAME_ASPECT)];
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height + CAPTION_PX * SCALE;
  const context = contextOf(canvas);
  context.fillStyle = '#fff';
  context.fillRect(0, 0, canvas.width, canvas.height);
  const [left, top] = [Math.round((picture.width - width) / 2), Math.round((picture.height - height) / 2)];
  context.drawImage(picture, left, top, width, height, 0, 0, width, height);
  context.setTransform(SCALE, 0, 0, SCALE, 0, height);
  drawCaption(context, width / SCALE, state, t);
  return canvas;
}

function drawCaption(context: CanvasRenderingContext2D, width: number, state: AppState, t: TFunction): void {
  const { viewpoint, clock, sunOn } = state.sight;
  if (!viewpoint) return;
  const shown = visibleCollections(state);
  const days = [...new Set(shown.flatMap(({ start, end }) => ((start ?? end) ? [formatDay(start ?? end)] : [])))];
  const sources = [...new Set(shown.flatMap(({ attribution }) => attribution ?? []))];
  const { lat, lon, groundM, headingDeg, lensMm, eyeHeightM, name } = viewpoint;
  const room = width - 2 * PAD;
  const line = (text: string, y: number, font: string, colour: string) => {
    context.font = `${font} ${FONT}`;
    context.fillStyle = colour;
    context.fillText(text, PAD, y, room);
  };
  context.textBaseline = 'alphabetic';
  const title = titlesOf(state);
  line(name || t('sight.tab.viewpoint'), 26, '600 16px', INK);
  line(days.length > 0 ? t('sight.surveyed', { title, date: days.join(' / ') }) : title, 48, '400 13px', TEXT);
  const at = `${clock.day} ${clockText(clock.minutes)}${sunOn ? `　${t('sight.simulated')}` : ''}`;
  line(t('sight.caption', { lens: lensMm, eye: eyeHeightM, at }), 67, '400 12px', TEXT);
  const place = t('sight.captionPlace', {
    lat: lat.toFixed(6),
    lon: lon.toFixed(6),
    ground: formatNumber(groundM, 2),
    heading: formatNumber(headingDeg, 1),
  });
  const source = sources.length > 0 ? t('picture.source', { names: sources.join('、') }) : '';
  line([place, source].filter(Boolean).join('　'), 86, '400 11px', MUTED);
}

function sideBySide(canvases: readonly HTMLCanvasElement[]): HTMLCanvasElement {
  const gap = 8 * SCALE;
  const whole = document.createElement('canvas');
  whole.width = canvases.reduce((sum, { width }) => sum + width, 0) + gap * Math.max(0, canvases.length - 1);
  whole.height = Math.max(...canvases.map(({ height }) => height));
  const context = contextOf(whole);
  context.fillStyle = '#fff';
  context.fillRect(0, 0, whole.width, whole.height);
  let left = 0;
  for (const canvas of canvases) {
    context.drawImage(canvas, left, 0);
    left += canvas.width + gap;
  }
  return whole;
}

function contextOf(canvas: HTMLCanvasElement): CanvasRenderingContext2D {
  const context = canvas.getContext('2d');
  if (!context) throw new Error('expected a 2D context');
  return context;
}

function pngOf(canvas: HTMLCanvasElement): Promise<Blob> {
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('the picture is too large for this browser'))));
  });
}
