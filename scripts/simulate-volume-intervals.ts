/**
 * How often the 95 % intervals of a volume hold the truth, over seeded scenes of known cut and fill. Each scene draws its
 * point density, scatter, changes and cell size, and for each epoch an offset from that epoch's stated accuracy.
 * A second table holds everything but one circumstance fixed, without common offsets unless it says so: there are the
 * circumstances in which an interval is too narrow.
 * Usage: npm run simulate:volumes [-- --scenes 2000 --each 400]
 */
import '../worker/sound-compiler.ts';
import { parseArgs } from 'node:util';
import { coverageOf, drawScene, measureScene, type SceneOptions } from '../test/helpers/volume-scenes.ts';

const { values } = parseArgs({
  options: { scenes: { type: 'string', default: '2000' }, each: { type: 'string', default: '400' } },
});
const [count, each] = [values.scenes, values.each].map((text) => {
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < 0) throw new Error(`expected a whole number of scenes, seen ${text}`);
  return number;
});

const scenes = Array.from({ length: count! }, (_, i) => {
  const options = drawScene(i + 1);
  return { options, ...measureScene(options) };
});

/** Parts of the same scenes, to see where the intervals are good and where less so. */
const PARTS: Readonly<Record<string, (options: SceneOptions) => boolean>> = {
  'all scenes': () => true,
  'less than 10 % changed': ({ changedShare }) => changedShare < 0.1,
  'more than 25 % changed': ({ changedShare }) => changedShare > 0.25,
  'stated accuracy below 0.04 m': ({ accuracyM }) => accuracyM < 0.04,
  'stated accuracy above 0.07 m': ({ accuracyM }) => accuracyM > 0.07,
  'less than 0.8 points/m²': ({ pointsPerM2 }) => pointsPerM2 < 0.8,
  'more than 2 points/m²': ({ pointsPerM2 }) => pointsPerM2 > 2,
  'scatter below 0.04 m': ({ noiseSigmaM }) => noiseSigmaM < 0.04,
  'scatter above 0.06 m': ({ noiseSigmaM }) => noiseSigmaM > 0.06,
  'cells of 0.5 m': ({ cellSizeM }) => cellSizeM === 0.5,
  'cells of 1 m': ({ cellSizeM }) => cellSizeM === 1,
};

const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
console.log('| | scenes | cut | fill | net |\n|---|---|---|---|---|');
for (const [name, belongs] of Object.entries(PARTS)) {
  const own = scenes.filter(({ options }) => belongs(options));
  if (own.length === 0) continue;
  const { cutM3, fillM3, netM3 } = coverageOf(own);
  console.log(`| ${name} | ${own.length} | ${percent(cutM3)} | ${percent(fillM3)} | ${percent(netM3)} |`);
}

const BASE: Omit<SceneOptions, 'seed'> = {
  sideM: 60,
  pointsPerM2: 1,
  noiseSigmaM: 0.05,
  accuracyM: 0,
  changedShare: 0.1,
  changeM: 1.5,
  cellSizeM: 1,
};
const CASES: Readonly<Record<string, Partial<SceneOptions>>> = {
  'a tenth changed': {},
  '2 % changed': { changedShare: 0.02 },
  'nothing changed': { changedShare: 0 },
  '40 % changed': { changedShare: 0.4 },
  '4 points/m²': { pointsPerM2: 4, sideM: 40 },
  '0.3 points/m²': { pointsPerM2: 0.3 },
  '0.5 m cells': { cellSizeM: 0.5 },
  'accuracy 0.05 m, 2 % changed': { accuracyM: 0.05, changedShare: 0.02 },
  'accuracy 0.1 m, 40 % changed': { accuracyM: 0.1, changedShare: 0.4 },
  'changes of 0.3 m': { changeM: 0.3 },
  'cell-mean, 8 points/m²': { sampling: 'cell-mean', pointsPerM2: 8, sideM: 40 },
};
console.log(`\n| ${each} scenes each | cut | fill | net |\n|---|---|---|---|`);
for (const [name, options] of each! > 0 ? Object.entries(CASES) : []) {
  const own = Array.from({ length: each! }, (_, i) => measureScene({ ...BASE, ...options, seed: i + 1 }));
  const { cutM3, fillM3, netM3 } = coverageOf(own);
  console.log(`| ${name} | ${percent(cutM3)} | ${percent(fillM3)} | ${percent(netM3)} |`);
}
