/** The difference map as a PNG for people. */
import { encode } from 'fast-png';
import { symmetricRange } from '#core/change/histogram.ts';
import { outlineOf } from '#core/change/outline.ts';
import { drawChangePicture } from '#core/picture/change-picture.ts';
import { CHANGE_WORDS } from '#core/picture/change-words.ts';
import type { FileResult } from '../file-result.ts';
import type { SurfaceSource } from '../measuring/surface-source.ts';
import { type ChangeAnswer, epochsOf } from './change-result.ts';

/** Most outlines of a picture. */
const MAX_DRAWN = 200;

export function differencePicture({ inputs, frame, sources, differences, findings }: ChangeAnswer): FileResult {
  const { lang = 'ja', rangeM } = inputs.legend ?? {};
  const { grid, cellAreasM2, differencesM } = differences;
  const epochs = epochsOf(sources, differences.surfaces);
  const [existing, compared] = sources.map((source, i) => epochText(source, epochs[i]!, lang));
  const changes = findings.listed.slice(0, MAX_DRAWN).map((change) => ({
    ...change,
    outline: outlineOf(grid, findings.all.labels, change, inputs.minAreaM2),
  }));
  const { width, height, pixels } = drawChangePicture({
    lang,
    grid,
    cellAreasM2,
    differencesM,
    rangeM: rangeM ?? symmetricRange(findings.sortedM),
    changes,
    existing: existing!,
    compared: compared!,
    totals: findings.totals,
    lodM: findings.lodM,
    minThicknessM: findings.minThicknessM,
    area: differences.polygon,
    isMetric: frame.crs.horizontalUnitM === 1,
    crs: frame.crs.code ?? frame.crs.name.slice(0, 24),
  });
  return {
    kind: 'file',
    mediaType: 'image/png',
    fileName: 'difference.png',
    title: CHANGE_WORDS[lang].title,
    bytes: new Uint8Array(encode({ width, height, data: pixels, channels: 3, depth: 8 })),
  };
}

/** Days of a survey, or what the surface is. */
function epochText(source: SurfaceSource, epoch: string | null, lang: 'ja' | 'en'): string {
  const words = CHANGE_WORDS[lang];
  if (source.kind === 'plane') {
    return 'elevationM' in source.plane ? `${words.plane} ${source.plane.elevationM} m` : words.plane;
  }
  const name = source.kind === 'stored' ? source.record.name : source.collection;
  if (epoch === null)
    return source.kind === 'stored' && source.record.kind === 'mesh' ? words.design : words.unknownDate;
  const days = [...new Set(epoch.split('/').map((time) => (time === '..' ? '…' : time.slice(0, 10))))];
  return `${days.join('–')} (${name.slice(0, 40)})`;
}
