/**
 * Runs the ground filter over the samples of the ISPRS filter test and prints the errors of each.
 *
 *   node scripts/evaluate-ground.ts FOLDER [name=value …]      e.g. slope=0.2 cellSizeM=1.5
 *
 * FOLDER holds samp11_ref.las … samp71_ref.las, class 2 being the reference ground.
 */
import { join } from 'node:path';
import { errorTable, GROUND_SAMPLES, groundErrors, readGroundSample } from '../test/helpers/ground-samples.ts';
import { GROUND_DEFAULTS } from '../worker/core/ground/parameters.ts';

const [folder, ...changes] = process.argv.slice(2);
if (folder === undefined) throw new Error('usage: evaluate-ground.ts FOLDER [name=value …]');
const changed = Object.fromEntries(
  changes.map((change) => {
    const [name = '', value] = change.split('=');
    if (!(name in GROUND_DEFAULTS)) throw new Error(`no parameter ${name}: ${Object.keys(GROUND_DEFAULTS).join(', ')}`);
    return [name, Number(value)];
  }),
);
const parameters = { ...GROUND_DEFAULTS, ...changed };
const errors = GROUND_SAMPLES.map((name) =>
  groundErrors(readGroundSample(join(folder, `samp${name}_ref.las`), name), parameters),
);
console.log(errorTable(errors));
