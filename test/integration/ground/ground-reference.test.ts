/** The default parameters on the samples of the ISPRS filter test (Sithole & Vosselman 2004). */
import { expect, it } from 'vitest';
import { GROUND_DEFAULTS } from '#core/ground/parameters.ts';
import { errorTable, GROUND_SAMPLES, groundErrors, meanTotal, readGroundSample } from '../../helpers/ground-samples.ts';
import { hasSharedData, sharedData } from '../../helpers/shared-data.ts';

it.skipIf(!hasSharedData())('one set of parameters keeps the mean total error of eight samples within 5 %', () => {
  const errors = GROUND_SAMPLES.map((name) =>
    groundErrors(readGroundSample(sharedData(`ground_ref/samp${name}_ref.las`)!, name), GROUND_DEFAULTS),
  );
  console.info(errorTable(errors));
  expect(errors.every(({ points }) => points > 10_000)).toBe(true);
  expect(meanTotal(errors)).toBeLessThanOrEqual(5);
});
