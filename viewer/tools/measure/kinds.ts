/** The kinds of measurements: how each is drawn. Pure. */
import { MEASURE_KINDS, type MeasureKind } from '#core/contract/measure-kinds.ts';
import { type DrawingState, emptyDrawing } from '../drawing/state.ts';

export { MEASURE_KINDS };

interface KindShape {
  readonly shape: DrawingState['kind'];
  readonly least: number;
  readonly most: number;
  /** Its letter in the address. */
  readonly letter: string;
}

export const KINDS: Readonly<Record<MeasureKind, KindShape>> = {
  point: { shape: 'line', least: 1, most: 1, letter: 'p' },
  distance: { shape: 'line', least: 2, most: 2, letter: 'd' },
  polyline: { shape: 'line', least: 2, most: 1000, letter: 'l' },
  height: { shape: 'line', least: 2, most: 2, letter: 'h' },
  angle: { shape: 'line', least: 3, most: 3, letter: 'a' },
  area: { shape: 'polygon', least: 3, most: 1000, letter: 's' },
  slope: { shape: 'polygon', least: 3, most: 1000, letter: 'g' },
};

export const kindOfLetter = (letter: string): MeasureKind | undefined =>
  MEASURE_KINDS.find((kind) => KINDS[kind].letter === letter);

/** A slope is fitted in a circle around one vertex, or in a polygon. */
export type SlopeForm = 'circle' | 'polygon';

export function drawingFor(kind: MeasureKind, form: SlopeForm): DrawingState {
  const { shape, least, most } = KINDS[kind];
  return kind === 'slope' && form === 'circle'
    ? emptyDrawing('line', { least: 1, most: 1 })
    : emptyDrawing(shape, { least, most });
}

/** Told apart on light and dark ground, and by people who see few colours: order of first use. */
export const PALETTE = ['#ffd140', '#4dc3ff', '#ff7a59', '#7fdc7a', '#e48cff', '#ffffff'] as const;

export const nextColour = (count: number): string => PALETTE[count % PALETTE.length] ?? PALETTE[0];
