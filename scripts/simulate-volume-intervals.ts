/**
 * How often the 95 % intervals of a volume hold the truth, over seeded scenes of known cut and fill.
 * Usage: node scripts/simulate-volume-intervals.ts [scenes a case, default 500]
 */
import '../worker/sound-compiler.ts';
import { coverageOf, measureScene, type SceneOptions } from '../test/helpers/volume-scenes.ts';

const BASE: Omit<SceneOptions, 'seed'> = {
  sideM: 60,
  pointsPerM2: 1,
  noiseSigmaM: 0.05,
  accuracyM: 0,
  changedShare: 0.1,
  changeM: 1.5,
  cellSizeM: 1,
};
const CASES: Record<string, Partial<SceneOptions>> = {
  'a tenth changed': {},
  '2 % changed': { changedShare: 0.02 },
  'nothing changed': { changedShare: 0 },
  '40 % changed': { changedShare: 0.4 },
  '4 points/m²': { pointsPerM2: 4, sideM: 40 },
  '0.3 points/m²': { pointsPerM2: 0.3 },
  '0.5 m cells': { cellSizeM: 0.5 },
  'accuracy 0.05 m, 10 %': { accuracyM: 0.05 },
  'accuracy 0.05 m, 2 %': { accuracyM: 0.05, changedShare: 0.02 },
  'accuracy 0.1 m, 40 %': { accuracyM: 0.1, changedShare: 0.4 },
  'changes of 0.3 m': { changeM: 0.3 },
  'cell-mean, 8 points/m²': { sampling: 'cell-mean', pointsPerM2: 8, sideM: 40 },
};

const count = Number(process.argv[2] ?? 500);
console.log(`| ${count} scenes each | cut | fill | net |\n|---|---|---|---|`);
for (const [name, options] of Object.entries(CASES)) {
  const scenes = Array.from({ length: count }, (_, i) => measureScene({ ...BASE, ...options, seed: i + 1 }));
  const { cutM3, fillM3, netM3 } = coverageOf(scenes);
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
  console.log(`| ${name} | ${percent(cutM3)} | ${percent(fillM3)} | ${percent(netM3)} |`);
}
