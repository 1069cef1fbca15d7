/** The section's chart: every surface's line, cut and fill between two of them, slopes, points by class. Pure. */
import type { SectionResult } from '../../api/section.ts';
import { classColour, cssColour } from '../../state/point-classes.ts';
import { type ChartModel, lineLooks } from '../chart/model.ts';
import { areaFills, knownParts, slopeTexts } from '../chart/parts.ts';
import { elevationExtent } from './chart-data.ts';

export interface SectionWords {
  readonly title: string;
  readonly distance: string;
  readonly elevation: string;
}

export type SectionPair = SectionResult['areas'][number];

/** @param pair index into `areas`: the two surfaces whose cut and fill are hatched; null: none */
export function sectionModel(
  result: SectionResult,
  titles: readonly string[],
  words: SectionWords,
  pair: number | null,
): ChartModel {
  const { surfaces, points, lengthM } = result;
  const looks = lineLooks(surfaces.map(({ kind }) => kind));
  const lines = surfaces.map((surface, index) => ({
    label: titles[index] ?? surface.collection,
    ...(looks[index] ?? { colour: '#000', widthPx: 2, dashed: false }),
    parts: knownParts(surface.distancesM, surface.elevationsM),
  }));
  const area = pair === null ? undefined : result.areas[pair];
  const [existing, compared] = area ? [lines[area.existing], lines[area.compared]] : [];
  const classes = points?.class;
  return {
    title: words.title,
    xLabel: words.distance,
    yLabel: words.elevation,
    xRange: [0, lengthM],
    yExtent: elevationExtent(result) ?? [0, 1],
    fills: existing && compared ? areaFills(existing.parts, compared.parts) : [],
    lines,
    texts: labelledSurfaces(result, area).flatMap((index) =>
      slopeTexts(surfaces[index]?.slopes ?? [], looks[index]?.colour ?? '#000'),
    ),
    marks: [],
    dots:
      points && classes
        ? { x: points.distanceM, y: points.elevationM, colourOf: (i) => cssColour(classColour(classes[i] ?? 0)) }
        : null,
    yDecimals: 1,
  };
}

/** Designs have their slopes written, and the compared line; of ground alone its last line. */
function labelledSurfaces({ surfaces }: SectionResult, area: SectionPair | undefined): number[] {
  const designs = surfaces.flatMap(({ kind }, index) => (kind === 'design' ? [index] : []));
  return [...new Set([...designs, area?.compared ?? surfaces.length - 1])];
}

/** The pair that is compared when nothing else was chosen: the first surface with the last. */
export function firstPair({ areas, surfaces }: SectionResult): number | null {
  const index = areas.findIndex(({ existing, compared }) => existing === 0 && compared === surfaces.length - 1);
  return index < 0 ? null : index;
}

/** Rows of the table of areas, and of its file. */
export function areaRows({ areas }: SectionResult, titles: readonly string[]): (string | number)[][] {
  return areas.map(({ existing, compared, cutM2, fillM2, coveredM, voidM }) => [
    titles[existing] ?? '',
    titles[compared] ?? '',
    Number(cutM2.toFixed(4)),
    Number(fillM2.toFixed(4)),
    Number(coveredM.toFixed(4)),
    Number(voidM.toFixed(4)),
  ]);
}
