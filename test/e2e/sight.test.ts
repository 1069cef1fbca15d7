/** Light and view: the sun and its shadows, visibility, hours of sun against the API, viewpoints that come back to the same camera. */
import type { Browser, Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { sunDirection } from '#core/sight/sun.ts';
import { launchBrowser } from '../helpers/browser.ts';
import { type SceneServer, startSceneServer } from '../helpers/scene-server.ts';
import { keepPicture, openViewer, waitUntilDrawn } from '../helpers/viewer-page.ts';
import { LANGUAGES, wordsIn } from '../helpers/words.ts';

let browser: Browser;
let server: SceneServer;

beforeAll(async () => {
  [browser, server] = await Promise.all([launchBrowser(), startSceneServer(80_000)]);
  return async () => {
    await browser.close();
    await server.close();
  };
});

const SMALL = { width: 820, height: 560 };
const EYE = [52_120, -97_060] as const;
const TARGET = [52_170, -97_030] as const;

/** Mean brightness of the picture's middle. */
async function brightness(page: Page): Promise<number> {
  const box = await page.locator('.canvas-area').boundingBox();
  if (!box) throw new Error('expected a picture');
  const clip = { x: box.x + box.width / 4, y: box.y + box.height / 4, width: box.width / 2, height: box.height / 2 };
  const png = await page.screenshot({ clip, animations: 'disabled' });
  return page.evaluate(async (base64) => {
    const image = new Image();
    image.src = `data:image/png;base64,${base64}`;
    await image.decode();
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [image.width, image.height];
    const context = canvas.getContext('2d');
    if (!context) throw new Error('expected a 2D context');
    context.drawImage(image, 0, 0);
    const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
    let sum = 0;
    for (let at = 0; at < data.length; at += 4) sum += (data[at] ?? 0) + (data[at + 1] ?? 0) + (data[at + 2] ?? 0);
    return sum / (data.length / 4) / 3;
  }, png.toString('base64'));
}

const ask = async (process: string, inputs: object) => {
  const response = await fetch(`${server.url}api/processes/${process}/execution`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ inputs }),
  });
  return (await response.json()) as Record<string, never>;
};
const common = {
  crs: 'EPSG:6676',
  observer: { position: [...EYE], eyeHeightM: 1.5 },
  surfaces: [{ collection: 'before', returns: 'first' }],
};

async function typePlaces(
  page: Page,
  lang: 'ja' | 'en',
  key: 'coordinates' | 'coordinatesLine',
  text: string,
): Promise<void> {
  const t = wordsIn(lang);
  await page
    .getByRole('button', { name: t('draw.coordinates') })
    .first()
    .click();
  await page.getByRole('textbox', { name: t(`sight.${key}`) }).fill(text);
  await page.getByRole('button', { name: t('sight.apply'), exact: true }).click();
}

describe.each(LANGUAGES)('light and view (%s)', (lang) => {
  const t = wordsIn(lang);

  it('shines from where the sun stands, and throws shadows from points', async () => {
    const at = '2026-11-21T15:30%2B09:00';
    const address = `${server.url}?collections=before&view=globe&lang=${lang}&tool=sight&at=${at}`;
    const { page, errors, foreignRequests, close } = await openViewer(browser, address, SMALL);
    await waitUntilDrawn(page);
    const text = page.getByTestId('sun-text');
    await text.waitFor();
    const box = (await (await fetch(`${server.url}api/collections/before`)).json()).extent.spatial.bbox[0] as number[];
    const place = {
      lon: (box[0]! + box[box.length / 2]!) / 2,
      lat: (box[1]! + box[box.length / 2 + 1]!) / 2,
    };
    const sun = sunDirection(place, Date.parse('2026-11-21T15:30:00+09:00'));
    expect(Number(await text.getAttribute('data-azimuth'))).toBeCloseTo(sun.azimuthDeg, 2);
    expect(Number(await text.getAttribute('data-elevation'))).toBeCloseTo(sun.elevationDeg, 2);
    const plain = await brightness(page);
    await page.getByRole('switch', { name: t('sight.lightOn') }).check({ force: true });
    await waitUntilDrawn(page);
    await page.waitForTimeout(500);
    const shaded = await brightness(page);
    await keepPicture(page, `sight-sun-${lang}`);
    // low in the west: much of the hills lies in shadow
    expect(shaded).toBeLessThan(plain * 0.93);
    await page.getByRole('switch', { name: t('sight.shadows') }).uncheck({ force: true });
    await waitUntilDrawn(page);
    await page.waitForTimeout(500);
    expect(await brightness(page)).toBeGreaterThan(shaded * 1.04);
    expect(await page.getByText(t('sight.simulated')).first().isVisible()).toBe(true);
    expect(page.url()).toContain('sun=plain');
    expect(errors).toEqual([]);
    expect(foreignRequests).toEqual([]);
    await close();
  });

  it('answers what is seen, as the server does, and draws it', async () => {
    const address = `${server.url}?collections=before&view=globe&lang=${lang}&tool=sight&sight=sight`;
    const { page, errors, close } = await openViewer(browser, address, SMALL);
    await waitUntilDrawn(page);
    await typePlaces(page, lang, 'coordinatesLine', `${EYE.join(', ')}; ${TARGET.join(', ')}`);
    await page.getByRole('button', { name: t('sight.run'), exact: true }).click();
    const facts = page.getByTestId('line-facts');
    await facts.waitFor({ timeout: 60_000 });
    const { targets } = (await ask('line-of-sight', {
      ...common,
      targets: [{ position: [...TARGET], heightM: 0 }],
    })) as unknown as {
      targets: { verdict: string; distanceM: number; clearance: { clearanceM: number } }[];
    };
    const own = targets[0]!;
    expect(await facts.getByTestId('verdict').getAttribute('data-verdict')).toBe(own.verdict);
    const numbers = await facts
      .locator('td[data-value]')
      .evaluateAll((cells) => cells.map((cell) => Number(cell.getAttribute('data-value'))));
    expect(numbers).toContain(own.distanceM);
    expect(numbers).toContain(own.clearance.clearanceM);
    expect(
      await page
        .getByRole('region', { name: t('sight.profile') })
        .or(page.locator('.section-dock'))
        .first()
        .isVisible(),
    ).toBe(true);
    await keepPicture(page, `sight-line-${lang}`);

    await page.getByRole('combobox', { name: t('sight.question') }).click();
    await page.getByRole('option', { name: t('sight.questions.around') }).click();
    await typePlaces(page, lang, 'coordinates', EYE.join(', '));
    await page.getByRole('textbox', { name: t('sight.radius') }).fill('60');
    await page.getByRole('button', { name: t('sight.run'), exact: true }).click();
    const around = page.getByTestId('around-facts');
    await around.waitFor({ timeout: 60_000 });
    const { areasM2 } = (await ask('viewshed', {
      ...common,
      radiusM: 60,
      cellSizeM: 0.5,
      targetHeightM: 0,
    })) as unknown as {
      areasM2: Record<string, number>;
    };
    for (const state of ['visible', 'hidden', 'unknown']) {
      expect(Number(await around.locator(`[data-key=${state}]`).getAttribute('data-value'))).toBe(areasM2[state]);
    }
    await waitUntilDrawn(page);
    await keepPicture(page, `sight-around-${lang}`);

    await page.getByRole('combobox', { name: t('sight.question') }).click();
    await page.getByRole('option', { name: t('sight.questions.mountain') }).click();
    await page.getByRole('button', { name: t('sight.run'), exact: true }).click();
    const mountain = page.getByTestId('mountain-facts');
    await mountain.waitFor({ timeout: 60_000 });
    expect(await mountain.getByTestId('verdict').first().getAttribute('data-verdict')).toMatch(/unknown|hidden/);

    await page.getByText(t('sight.tab.sun'), { exact: true }).first().click();
    await page.getByRole('button', { name: t('sight.runHours') }).click();
    const hours = page.getByTestId('sunlight');
    await hours.waitFor({ timeout: 60_000 });
    const day = await page.getByLabel(t('sight.day')).inputValue();
    const answer = (await ask('sunlight', { ...common, day, radiusM: 60 })) as unknown as {
      hours: Record<string, number>;
    };
    for (const light of ['sun', 'shadow', 'unknown']) {
      expect(Number(await hours.locator(`[data-key=${light}]`).getAttribute('data-value'))).toBe(answer.hours[light]);
    }
    await keepPicture(page, `sight-hours-${lang}`);
    expect(errors).toEqual([]);
    await close();
  });
});

describe('light and view', () => {
  it('takes a scenario into account, and tells the answer without it', async () => {
    const [middleE, middleN] = [(EYE[0] + TARGET[0]) / 2, (EYE[1] + TARGET[1]) / 2];
    const outline = [
      [middleE - 3, middleN - 3],
      [middleE + 3, middleN - 3],
      [middleE + 3, middleN + 3],
      [middleE - 3, middleN + 3],
    ];
    const house = { baseM: 190, heightM: 90, colour: '#a0b1c2', kind: 'place-building' as const, outline };
    const scenario = {
      ...{ id: 's1', name: 'tower', crs: 'EPSG:6676' },
      edits: [{ id: 'e1', name: '', on: true, ...house }],
    };
    const send = async (path: string, body: object) => {
      const headers = { 'content-type': 'application/json' };
      const answer = await fetch(`${server.url}api/${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
      return (await answer.json()) as { id: string };
    };
    const project = await send('projects', { name: 'sight' });
    const scene = '?collections=before&view=globe';
    const content = { kind: 'view', name: 'tower', scene, properties: { scenario } };
    const entry = await send(`projects/${project.id}/entries`, content);
    const places = [EYE, TARGET].map((place) => place.join()).join(';');
    const address = `${server.url}${scene}&lang=ja&tool=sight&sight=sight&places=${places}&look=before~ground~1.5~1&scenario=${project.id}~${entry.id}`;
    const { page, errors, close } = await openViewer(browser, address, SMALL);
    await waitUntilDrawn(page);
    await page.getByRole('switch', { name: 'シナリオ「tower」を反映して調べる' }).check({ force: true });
    await expect.poll(() => new URL(page.url()).searchParams.get('look')).toMatch(/~plan$/);
    await page.getByRole('button', { name: '調べる', exact: true }).click();
    const facts = page.getByTestId('line-facts');
    await facts.waitFor({ timeout: 60_000 });
    type Answer = { targets: { verdict: string; before: { verdict: string } | null }[] };
    const surfaces = [{ collection: 'before', classes: [2] }];
    const asked = { ...common, surfaces, targets: [{ position: [...TARGET], heightM: 1 }] };
    const verdicts = await facts
      .getByTestId('verdict')
      .evaluateAll((badges) => badges.map((badge) => badge.getAttribute('data-verdict')));
    // the trees leave gaps in the ground; the tower stands before the first of them
    expect(verdicts).toEqual(['hidden', 'unknown']);
    const ring = [...outline, outline[0]];
    const { baseM, heightM } = house;
    const box = { type: 'Feature', geometry: { type: 'Polygon', coordinates: [ring] }, properties: { baseM, heightM } };
    const obstacles = { type: 'FeatureCollection', features: [box] };
    const planned = (await ask('line-of-sight', { ...asked, obstacles })) as unknown as Answer;
    expect(verdicts).toEqual([planned.targets[0]!.verdict, planned.targets[0]!.before!.verdict]);
    await keepPicture(page, 'sight-scenario-ja');
    expect(errors).toEqual([]);
    await close();
  });

  it.each(LANGUAGES)(
    'keeps a viewpoint, comes back to the same camera, and takes it before and after (%s)',
    async (lang) => {
      const t = wordsIn(lang);
      const project = (await (
        await fetch(`${server.url}api/projects`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ name: `Landscape ${lang}` }),
        })
      ).json()) as { id: string };
      const address = `${server.url}?collections=before,after&hidden=after&view=globe&lang=${lang}&tool=sight&sight=viewpoint`;
      const { page, errors, close } = await openViewer(browser, address, SMALL);
      await waitUntilDrawn(page);
      await typePlaces(page, lang, 'coordinates', '52120, -97060');
      await page.getByRole('button', { name: t('sight.stand') }).click();
      const form = page.getByTestId('eye-form');
      await form.locator('[data-from=computed]').waitFor({ timeout: 30_000 });
      const measured = (await ask('measure', {
        kind: 'point',
        vertices: [[...EYE]],
        crs: 'EPSG:6676',
        surfaces: [{ collection: 'before' }],
      })) as unknown as { surfaces: { point: { heightM: number } }[] };
      const ground = Number(await form.locator('[data-from=computed]').getAttribute('data-ground'));
      expect(ground).toBeCloseTo(measured.surfaces[0]!.point.heightM, 3);
      await page.getByRole('textbox', { name: t('sight.name'), exact: true }).fill('From the valley');
      await form.getByRole('button', { name: '28', exact: true }).click();
      await page.getByRole('button', { name: t('sight.look') }).click();
      await page.getByText(t('sight.frame', { lens: 28 })).waitFor();
      await waitUntilDrawn(page);
      await page.getByRole('combobox', { name: t('sight.needProject') }).click();
      await page.getByRole('option', { name: `Landscape ${lang}` }).click();
      await page.getByRole('button', { name: t('sight.save') }).click();
      await page
        .getByRole('button', { name: t('sight.goTo', { name: 'From the valley' }) })
        .waitFor({ timeout: 30_000 });
      await page.waitForTimeout(700);
      const eyeOf = () => new URL(page.url()).searchParams.get('eye');
      const kept = eyeOf();
      expect(kept).toMatch(/^139\.\d+,35\.\d+,\d+(\.\d+)?,1\.5,/);
      const entries = (
        (await (await fetch(`${server.url}api/projects/${project.id}`)).json()) as {
          entries: { kind: string; scene: string; properties: { viewpoint: { eye: string } }; picture: unknown }[];
        }
      ).entries;
      expect(entries[0]).toMatchObject({ kind: 'view', properties: { viewpoint: { eye: kept } } });
      expect(entries[0]!.scene).toContain('eye=');
      expect(entries[0]!.picture).not.toBeNull();

      // elsewhere, and back
      await form.getByRole('button', { name: '85', exact: true }).click();
      await page
        .getByRole('button', { name: t('sight.leave') })
        .first()
        .click();
      await page.waitForTimeout(700);
      expect(eyeOf()).toBeNull();
      await page.getByRole('button', { name: t('sight.goTo', { name: 'From the valley' }) }).click();
      await page.waitForTimeout(700);
      expect(eyeOf()).toBe(kept);

      await page.getByRole('button', { name: t('sight.takeStills') }).click();
      const stills = page.getByTestId('stills').locator('img');
      await expect.poll(() => stills.count(), { timeout: 90_000 }).toBe(2);
      const facts = await stills.evaluateAll((images) =>
        images.map((image) => ({ camera: image.getAttribute('data-camera'), size: image.getAttribute('data-size') })),
      );
      expect(facts[0]).toEqual(facts[1]);
      expect(facts[0]!.camera).toContain('"lensMm":28');
      const [width = 0, height = 1] = (facts[0]!.size ?? '').split('x').map(Number);
      expect(width / height).toBeCloseTo(1.5, 1);
      const [before, after] = await stills.evaluateAll(async (images) =>
        Promise.all(
          images.map(async (image) => {
            const bytes = await (await fetch((image as HTMLImageElement).src)).arrayBuffer();
            const digest = await crypto.subtle.digest('SHA-256', bytes);
            return [...new Uint8Array(digest)].map((one) => one.toString(16)).join('');
          }),
        ),
      );
      expect(before).not.toBe(after);
      await stills.first().scrollIntoViewIfNeeded();
      await keepPicture(page, `sight-stills-${lang}`);
      expect(errors).toEqual([]);
      await close();
    },
  );
});
