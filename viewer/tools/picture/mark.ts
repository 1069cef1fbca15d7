/** The mark of simulated pictures, burnt into the pictures of a story. */
import { PICTURE_FONT } from './wrap-text.ts';

const RED = '#961414';
/** Height of the letters as a part of the picture's. */
const LETTERS = 0.026;
const LEAST_PX = 12;

/** In the upper left corner, where no words of a story lie; as large as the picture asks for. Pixels of the picture. */
export function drawMark(
  context: CanvasRenderingContext2D,
  mark: string,
  { width, height }: { readonly width: number; readonly height: number },
): void {
  const size = Math.max(LEAST_PX, LETTERS * Math.min(width, height));
  context.save();
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.font = `600 ${size.toFixed(1)}px ${PICTURE_FONT}`;
  context.textAlign = 'left';
  context.textBaseline = 'middle';
  const band = { x: size, y: size, width: context.measureText(mark).width + 1.4 * size, height: 2 * size };
  context.fillStyle = RED;
  context.fillRect(band.x, band.y, band.width, band.height);
  context.fillStyle = '#fff';
  context.fillText(mark, band.x + 0.7 * size, band.y + size);
  context.restore();
}
