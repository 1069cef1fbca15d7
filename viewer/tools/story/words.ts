/** Words over a picture of a story: title and text at the lower left, sources at the lower right. */
import { PICTURE_FONT, wrapText } from '../picture/wrap-text.ts';
import type { Size } from './still.ts';

export interface PictureWords {
  readonly title: string;
  readonly text: string;
  /** 0…1: how much of title and text is there; the sources always are. */
  readonly strength: number;
  readonly credits: readonly string[];
}

const FONT = PICTURE_FONT;
const MOST_LINES = 6;
/** Sources can be read in the smallest film. */
const LEAST_LETTER_PX = 11;

export async function drawWords(
  context: CanvasRenderingContext2D,
  { width, height }: Size,
  { title, text, strength, credits }: PictureWords,
): Promise<void> {
  const unit = Math.max(13, height / 36);
  await Promise.all(
    ['400', '700'].map((weight) => document.fonts.load(`${weight} 20px ${FONT}`, `${title}${text}${credits.join('')}`)),
  );
  context.save();
  context.setTransform(1, 0, 0, 1, 0, 0);
  const creditTop = drawCredits(context, { width, height }, credits, Math.max(LEAST_LETTER_PX, unit * 0.62));
  if (strength > 0 && title + text !== '') {
    context.globalAlpha = strength;
    drawCard(context, { width, height: creditTop }, title, text, unit);
  }
  context.restore();
}

/** @returns where the line of sources begins */
function drawCredits(
  context: CanvasRenderingContext2D,
  size: Size,
  credits: readonly string[],
  letter: number,
): number {
  context.font = `400 ${letter}px ${FONT}`;
  const lines = credits.flatMap((line) => wrapText(context, line, size.width - 2 * letter));
  const band = lines.length * letter * 1.45 + letter * 0.6;
  const top = size.height - band;
  context.fillStyle = 'rgb(10 18 26 / 62%)';
  context.fillRect(0, top, size.width, band);
  context.fillStyle = '#fff';
  context.textAlign = 'right';
  context.textBaseline = 'top';
  for (const [index, line] of lines.entries()) {
    context.fillText(line, size.width - letter, top + letter * 0.45 + index * letter * 1.45);
  }
  return top;
}

function drawCard(context: CanvasRenderingContext2D, size: Size, title: string, text: string, unit: number): void {
  const most = Math.min(size.width - 4 * unit, 44 * unit);
  context.font = `700 ${unit * 1.5}px ${FONT}`;
  const head = title === '' ? [] : wrapText(context, title, most);
  context.font = `400 ${unit}px ${FONT}`;
  const body = text
    .split('\n')
    .flatMap((line) => wrapText(context, line, most))
    .slice(0, MOST_LINES);
  const widest = Math.max(
    ...head.map((line) => measured(context, line, `700 ${unit * 1.5}px ${FONT}`)),
    ...body.map((line) => measured(context, line, `400 ${unit}px ${FONT}`)),
  );
  const tall = head.length * unit * 2 + body.length * unit * 1.6 + unit * 1.6;
  const [left, top] = [unit, size.height - tall - unit];
  context.fillStyle = 'rgb(13 24 35 / 80%)';
  context.beginPath();
  context.roundRect(left, top, widest + 2 * unit, tall, unit * 0.3);
  context.fill();
  context.fillStyle = '#fff';
  context.textAlign = 'left';
  context.textBaseline = 'top';
  let y = top + unit * 0.8;
  context.font = `700 ${unit * 1.5}px ${FONT}`;
  for (const line of head) {
    context.fillText(line, left + unit, y);
    y += unit * 2;
  }
  context.font = `400 ${unit}px ${FONT}`;
  for (const line of body) {
    context.fillText(line, left + unit, y);
    y += unit * 1.6;
  }
}

function measured(context: CanvasRenderingContext2D, line: string, font: string): number {
  context.font = font;
  return context.measureText(line).width;
}
