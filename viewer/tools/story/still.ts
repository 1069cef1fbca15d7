/** One picture of a scene after the other, each complete before it is taken: what films, boards and packages are made of. */
import type { TFunction } from 'i18next';
import type { CameraPose } from '../../state/camera-pose.ts';
import { showScene } from '../../state/show-scene.ts';
import { parseUrl } from '../../state/url-state.ts';
import type { Workspace } from '../../state/workspace.ts';
import { type LegendModel, legendModel } from '../../ui/legend-model.ts';
import { drawLegend, legendText } from '../picture/draw-legend.ts';
import { drawSvg } from '../picture/draw-svg.ts';
import { drawMark } from '../picture/mark.ts';
import { simulatedMark } from '../picture/simulated.ts';
import { pictureSource } from '../picture/source.ts';
import { PICTURE_FONT } from '../picture/wrap-text.ts';
import { settled } from '../settled.ts';
import type { StoryStep } from './story.ts';

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Most pixels of the picture for each of the screen. */
const MOST_SCALE = 4;

/** The camera of a step; where its scene names none, the one before. */
export function posesOf(steps: readonly Pick<StoryStep, 'scene'>[], start: CameraPose): CameraPose[] {
  let last = start;
  return steps.map(({ scene }) => {
    last = parseUrl(scene).camera ?? last;
    return last;
  });
}

/** Layers and look of a step; the camera is set apart. */
export async function showStep(workspace: Workspace, step: StoryStep): Promise<void> {
  await showScene(workspace, parseUrl(step.scene));
}

/**
 * Draws what a camera sees into a canvas, filling it: what does not fit its shape is cut off at the sides.
 * @throws {Error} where there is no view
 */
export async function drawView(
  workspace: Workspace,
  t: TFunction,
  pose: CameraPose,
  context: CanvasRenderingContext2D,
  { width, height }: Size,
  patienceMs: number,
): Promise<void> {
  workspace.store.set({ pose });
  await settled(workspace.store, patienceMs);
  const source = pictureSource(workspace);
  const view = source?.view();
  if (!source || !view) throw new Error('expected a view on the screen');
  // where patience ended before the picture was complete, nothing has done it yet
  source.lift();
  const { canvas } = view;
  const wanted = Math.max(width / Math.max(1, canvas.width), height / Math.max(1, canvas.height));
  const picture = await view.takePicture(Math.min(MOST_SCALE, Math.max(1, wanted)));
  // what lies over the picture follows its camera with the next frame of the page
  await nextFrame();
  await nextFrame();
  try {
    const cover = Math.max(width / picture.width, height / picture.height);
    const [w, h] = [picture.width * cover, picture.height * cover];
    const [left, top] = [(width - w) / 2, (height - h) / 2];
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.imageSmoothingQuality = 'high';
    context.drawImage(picture, left, top, w, h);
    const layer = document.createElement('canvas');
    layer.width = Math.ceil(w);
    layer.height = Math.ceil(h);
    const own = layer.getContext('2d');
    const perCssPixel = w / Math.max(1, canvas.clientWidth);
    if (own) for (const svg of source.overlays()) drawSvg(own, svg, perCssPixel);
    context.drawImage(layer, left, top);
    const state = workspace.store.get();
    const mark = simulatedMark(state, t);
    const legend = legendModel(state, t);
    await document.fonts.load(`600 14px ${PICTURE_FONT}`, `${mark ?? ''}${legend ? legendText(legend) : ''}`);
    // the mark over the picture may have been cut off with its edges
    if (mark !== null) drawMark(context, mark, { width, height });
    if (legend) drawLegendCard(context, legend, { width, height });
  } finally {
    picture.close();
  }
}

const nextFrame = () => new Promise((resolve) => requestAnimationFrame(resolve));

/** Of a picture so high the legend is as large as on the page. */
const LEGEND_AT_PX = 640;
const LEGEND_WIDTH = 230;
const LEGEND_PAD = 10;

/** What the colours mean, in the upper right corner. */
function drawLegendCard(context: CanvasRenderingContext2D, legend: LegendModel, { width, height }: Size): void {
  const factor = Math.max(0.7, Math.min(width, height) / LEGEND_AT_PX);
  const [cardWidth, x] = [LEGEND_WIDTH + 2 * LEGEND_PAD, width / factor - LEGEND_WIDTH - 3 * LEGEND_PAD];
  const place = { x: x + LEGEND_PAD, y: 2 * LEGEND_PAD, width: LEGEND_WIDTH };
  context.save();
  context.setTransform(factor, 0, 0, factor, 0, 0);
  const cardHeight = drawLegend(context, legend, place, false) + 2 * LEGEND_PAD;
  context.fillStyle = 'rgb(255 255 255 / 88%)';
  context.fillRect(x, LEGEND_PAD, cardWidth, cardHeight);
  drawLegend(context, legend, place, true);
  context.restore();
}
