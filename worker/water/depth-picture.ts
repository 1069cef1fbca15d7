/** The depths at a level as a PNG for people. */
import { encode } from 'fast-png';
import { drawWaterPicture } from '#core/picture/water-picture.ts';
import { WATER_WORDS } from '#core/picture/water-words.ts';
import { depthsAt, waterAt } from '#core/water/water-level.ts';
import { epochOf } from '../change/change-result.ts';
import type { FileResult } from '../file-result.ts';
import { sourceName } from '../sections/source-words.ts';
import { commonDatum } from '../sections/surface-credits.ts';
import { type InundationAnswer, usedOf } from './inundation-result.ts';

export function depthPicture({ inputs, frame, source, flood }: InundationAnswer): FileResult {
  const { lang } = inputs;
  const levelM = inputs.levels[0]!;
  const { ground, edgeLevelM } = flood;
  const day = epochOf(source, ground.surface.usedItems)?.slice(0, 10);
  const { width, height, pixels } = drawWaterPicture({
    lang,
    grid: ground.grid,
    cellAreasM2: flood.cellAreasM2,
    heights: flood.heights,
    depths: depthsAt(flood, levelM),
    seedCells: flood.seeds,
    levelM,
    ...waterAt(flood, levelM),
    edgeLevelM,
    isOpen: edgeLevelM !== null && levelM > edgeLevelM,
    ground: `${sourceName(source).slice(0, 24)}${day ? ` ${day}` : ''}`,
    datum: commonDatum(usedOf(source, flood)),
    crs: frame.crs.code ?? frame.crs.name.slice(0, 24),
    isMetric: frame.crs.horizontalUnitM === 1,
  });
  return {
    kind: 'file',
    mediaType: 'image/png',
    fileName: 'inundation.png',
    title: `${WATER_WORDS[lang].title} ${levelM} m`,
    bytes: new Uint8Array(encode({ width, height, data: pixels, channels: 3, depth: 8 })),
  };
}
