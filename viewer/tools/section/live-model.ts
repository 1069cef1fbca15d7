/** The chart of the live strip: loaded points, and a rough ground line of each collection. Pure. */
import { classColour, cssColour } from '../../state/point-classes.ts';
import { type ChartModel, lineLooks } from '../chart/model.ts';
import type { SectionWords } from './section-model.ts';
import { type LiveStrip, stripLine } from './strip.ts';

export interface LiveOptions {
  /** Collections whose ground is shown, in the order of the chart. */
  readonly surfaces: readonly string[];
  readonly titleOf: (collection: string) => string;
  readonly classes: readonly number[];
  readonly stepM: number;
  readonly maxEdgeM: number;
  readonly points: boolean;
}

/** Thin dashed lines: what is computed is drawn strong. */
export function liveModel(strip: LiveStrip, words: SectionWords, options: LiveOptions): ChartModel {
  const looks = lineLooks(options.surfaces.map(() => 'ground'));
  const lines = options.surfaces.map((collection, index) => ({
    label: options.titleOf(collection),
    colour: looks[index]?.colour ?? '#000',
    widthPx: 1.4,
    dashed: true,
    parts: stripLine(strip, strip.collections.indexOf(collection), {
      classes: options.classes,
      stepM: options.stepM,
      gapM: options.maxEdgeM,
    }),
  }));
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const elevation of strip.elevationM) {
    if (elevation < low) low = elevation;
    if (elevation > high) high = elevation;
  }
  return {
    title: words.title,
    xLabel: words.distance,
    yLabel: words.elevation,
    xRange: [0, strip.lengthM],
    yExtent: low <= high ? [low, high] : [0, 1],
    fills: [],
    lines,
    texts: [],
    marks: [],
    dots: options.points
      ? {
          x: strip.distanceM,
          y: strip.elevationM,
          colourOf: (i) => cssColour(classColour(strip.class[i] ?? 0)),
        }
      : null,
    yDecimals: 1,
  };
}
