/** A picture that can leave the page: the view with its drawings, under a title, over legend, scale, north and source. */
import type { LegendModel } from '../../ui/legend-model.ts';
import { drawLegend, legendText, shortened } from './draw-legend.ts';
import { drawSvg } from './draw-svg.ts';
import { type PictureScale, scaleBar } from './scale.ts';
import { PICTURE_FONT, wrapText } from './wrap-text.ts';

export interface PictureContent {
  readonly picture: ImageBitmap;
  readonly overlays: readonly SVGSVGElement[];
  /** Of the view on the screen, CSS pixels: letters and lines are as large as there. */
  readonly width: number;
  readonly height: number;
  readonly title: string;
  /** At the right of the title. */
  readonly facts: readonly string[];
  readonly legend: LegendModel | null;
  readonly scale: PictureScale;
  /** Direction of the top of the picture, clockwise from north. */
  readonly headingDeg: number;
  /** Said where there is no one scale, or of which height the scale is. */
  readonly scaleWords: string;
  readonly credits: readonly string[];
  /** Written large where the picture shows anything else than what was measured. */
  readonly mark?: string | null;
}

const FONT = PICTURE_FONT;
const INK = '#17324a';
const TEXT = '#1d2730';
const MUTED = '#55616b';
const MARK = '#961414';
const PAD = 16;
/** Narrower than this, legend and scale stand below each other. */
const NARROW = 620;
const NORTH = 44;

type Context = CanvasRenderingContext2D;

/** @returns a PNG */
export async function composePicture(content: PictureContent): Promise<Blob> {
  const { picture, width, height } = content;
  const factor = picture.width / width;
  await loadFonts(content);
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('2d');
  if (!context) throw new Error('expected a 2D context');
  const head = 48;
  const foot = drawFoot(context, content, 0, false);
  canvas.width = picture.width;
  canvas.height = Math.round((head + height + foot) * factor);
  context.fillStyle = '#fff';
  context.fillRect(0, 0, canvas.width, canvas.height);
  // the picture itself is not stretched: whole pixels of it on whole pixels of this
  const top = Math.round(head * factor);
  context.drawImage(picture, 0, top);
  drawOverlays(context, content, factor, top);
  context.setTransform(factor, 0, 0, factor, 0, 0);
  drawHead(context, content, head);
  if (content.mark) drawMark(context, content.mark, head + height);
  drawFoot(context, content, head + height, true);
  return await new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('the picture is too large for this browser'))));
  });
}

/** The fonts of the page come in pieces: those of these letters. */
async function loadFonts({ title, facts, legend, scaleWords, credits, mark }: PictureContent): Promise<void> {
  const text = [
    title,
    ...facts,
    legend ? legendText(legend) : '',
    scaleWords,
    ...credits,
    mark ?? '',
    '0123456789 kmN',
  ].join('');
  await Promise.all(['400', '600'].map((weight) => document.fonts.load(`${weight} 14px ${FONT}`, text)));
}

function drawOverlays(
  context: Context,
  { overlays, height, picture }: PictureContent,
  factor: number,
  top: number,
): void {
  // drawn apart: the SVG's origin is that of the picture, and nothing of it reaches over the edges
  const layer = document.createElement('canvas');
  layer.width = picture.width;
  layer.height = Math.round(height * factor);
  const own = layer.getContext('2d');
  if (!own) return;
  for (const svg of overlays) drawSvg(own, svg, factor);
  context.drawImage(layer, 0, top);
}

function drawHead(context: Context, { title, facts, width }: PictureContent, head: number): void {
  context.textBaseline = 'middle';
  context.font = `400 12px ${FONT}`;
  context.fillStyle = MUTED;
  context.textAlign = 'right';
  const room = width - 2 * PAD;
  const lines = facts.slice(0, 2);
  for (const [index, line] of lines.entries()) {
    const y = head / 2 + (index - (lines.length - 1) / 2) * 17;
    context.fillText(shortened(context, line, room * 0.5), width - PAD, y);
  }
  context.font = `600 18px ${FONT}`;
  context.fillStyle = INK;
  context.textAlign = 'left';
  context.fillText(shortened(context, title, room * 0.48), PAD, head / 2);
}

/** In the lower left corner of the picture, in a band of its own. @param bottom of the picture */
function drawMark(context: Context, mark: string, bottom: number): void {
  context.font = `600 15px ${FONT}`;
  const width = context.measureText(mark).width + 20;
  context.fillStyle = MARK;
  context.fillRect(PAD, bottom - PAD - 28, width, 28);
  context.fillStyle = '#fff';
  context.textAlign = 'left';
  context.textBaseline = 'middle';
  context.fillText(mark, PAD + 10, bottom - PAD - 14);
}

/** @returns the height that it needs, CSS pixels; `draws` false measures only */
function drawFoot(context: Context, content: PictureContent, top: number, draws: boolean): number {
  const { width, legend, credits } = content;
  const room = width - 2 * PAD;
  const isNarrow = width < NARROW;
  const legendWidth = isNarrow ? room : room - 300;
  const legendHeight = legend ? drawLegend(context, legend, { x: PAD, y: top + 12, width: legendWidth }, draws) : 0;
  const scaleTop = isNarrow && legend ? top + 12 + legendHeight + 8 : top + 12;
  const scaleHeight = drawScale(context, content, { x: width - PAD, y: scaleTop }, draws);
  const blocks = isNarrow && legend ? legendHeight + 8 + scaleHeight : Math.max(legendHeight, scaleHeight);
  context.font = `400 11px ${FONT}`;
  const lines = credits.flatMap((line) => wrapText(context, line, room));
  const creditTop = top + 12 + blocks + 10;
  if (draws) {
    context.fillStyle = '#dfe4e8';
    context.fillRect(PAD, creditTop, room, 1);
    context.fillStyle = TEXT;
    context.textAlign = 'left';
    context.textBaseline = 'alphabetic';
    for (const [index, line] of lines.entries()) context.fillText(line, PAD, creditTop + 18 + index * 16);
  }
  return 12 + blocks + 10 + 10 + lines.length * 16 + 6;
}

/** Scale bar, or the words that there is none; the arrow to the north at the right. @param at the right upper corner */
function drawScale(context: Context, content: PictureContent, at: { x: number; y: number }, draws: boolean): number {
  const { scale, scaleWords, headingDeg, width } = content;
  const right = at.x - NORTH - 16;
  context.font = `400 11px ${FONT}`;
  const lines = wrapText(context, scaleWords, Math.min(230, width - 2 * PAD - NORTH - 16));
  const barHeight = scale.kind === 'plan' ? 30 : 0;
  if (draws) {
    drawNorth(context, at.x - NORTH / 2, at.y + NORTH / 2, headingDeg);
    context.fillStyle = TEXT;
    context.strokeStyle = TEXT;
    context.textBaseline = 'alphabetic';
    if (scale.kind === 'plan') {
      const bar = scaleBar(scale.metresPerPixel, Math.min(200, width / 3));
      context.font = `600 12px ${FONT}`;
      context.textAlign = 'right';
      context.fillText(bar.label, right, at.y + 11);
      const [left, y] = [right - bar.lengthPx, at.y + 18];
      for (const [part, filled] of [
        [0, true],
        [1, false],
        [2, true],
        [3, false],
      ] as const) {
        context.fillStyle = filled ? TEXT : '#fff';
        context.fillRect(left + (part * bar.lengthPx) / 4, y, bar.lengthPx / 4, 6);
      }
      context.lineWidth = 1;
      context.strokeRect(left, y, bar.lengthPx, 6);
    }
    context.font = `400 11px ${FONT}`;
    context.fillStyle = MUTED;
    context.textAlign = 'right';
    for (const [index, line] of lines.entries()) context.fillText(line, right, at.y + barHeight + 11 + index * 15);
  }
  return Math.max(NORTH + 4, barHeight + lines.length * 15 + 2);
}

function drawNorth(context: Context, x: number, y: number, headingDeg: number): void {
  context.save();
  context.translate(x, y);
  context.rotate((-headingDeg * Math.PI) / 180);
  context.beginPath();
  context.moveTo(0, -18);
  context.lineTo(7, 14);
  context.lineTo(0, 8);
  context.lineTo(-7, 14);
  context.closePath();
  context.fillStyle = INK;
  context.fill();
  context.restore();
  // the letter stays upright, beyond the tip
  const turn = (-headingDeg * Math.PI) / 180;
  context.font = `600 11px ${FONT}`;
  context.fillStyle = INK;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.fillText('N', x + Math.sin(turn) * 26, y - Math.cos(turn) * 26 + 2);
}
