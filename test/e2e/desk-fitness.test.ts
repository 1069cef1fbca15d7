/** Fitness for a purpose, as the process tells it. */
import type { Static } from 'typebox';
import { beforeAll, describe, expect, it } from 'vitest';
import type { FitForPurposeResult } from '#core/contract/fit-for-purpose.ts';
import { AREA, CRS, type Desk, digits, EPOCHS, shapeText, startDesk } from '../helpers/desk.ts';
import { waitUntilDrawn } from '../helpers/viewer-page.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await startDesk();
  return () => desk.close();
});

describe('fitness for a purpose', () => {
  it('is told by density, accuracy and voids, as the process tells it', async () => {
    const { page, errors, close } = await desk.open(
      'ja',
      'volume',
      `&existing=before&compared=after&shape=${shapeText(AREA)}`,
    );
    await waitUntilDrawn(page);
    await page.getByRole('button', { name: 'この範囲でデータが使えるか調べる' }).press('Enter');
    const panel = page.getByTestId('fitness');
    await panel.waitFor({ timeout: 30_000 });
    const asked = await desk.ask<Static<typeof FitForPurposeResult>>('fit-for-purpose', {
      area: { type: 'Polygon', coordinates: [[...AREA, AREA[0]]] },
      crs: CRS,
      surface: EPOCHS[0],
    });
    const text = (await panel.textContent()) ?? '';
    expect(text).toContain(`${digits(asked.densityPerM2, 1)} /m²`);
    expect(text).toContain(`${digits(asked.scatterM, 3)} m`);
    for (const { name, words } of asked.purposes) {
      expect(text).toContain(name.ja);
      expect(text).toContain(words.ja);
    }
    expect(errors).toEqual([]);
    await close();
  });
});
