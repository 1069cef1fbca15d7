/** Stories: steps from the picture, a presentation by keys, kept and opened by a link; film, board and package with their facts. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import type { Browser, Page } from 'playwright-core';
import decodeQR from 'qr/decode.js';
import { extractText, getDocumentProxy } from 'unpdf';
import { beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../helpers/browser.ts';
import { downloaded } from '../helpers/downloaded.ts';
import { type SceneServer, startSceneServer } from '../helpers/scene-server.ts';
import { keepPicture, openViewer, waitUntilDrawn } from '../helpers/viewer-page.ts';
import { LANGUAGES, wordsIn } from '../helpers/words.ts';

let browser: Browser;
let server: SceneServer;

beforeAll(async () => {
  [browser, server] = await Promise.all([launchBrowser(), startSceneServer(120_000)]);
  return async () => {
    await browser.close();
    await server.close();
  };
});

const storyUrl = (lang: 'ja' | 'en') => `${server.url}?collections=before,after&view=site&lang=${lang}&story=new`;

function keepFile(name: string, bytes: Buffer): void {
  const folder = join(import.meta.dirname, '..', 'output');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, name), bytes);
}

const BOARD_WORDS = { ja: ['位置図', '出典'], en: ['Key plan', 'Sources'] } as const;

const camera = (page: Page) => new URL(page.url()).searchParams.get('camera');
const step = (page: Page, number: number) => page.locator(`.story-step[data-step="${number}"]`);

/** Two scenes: all of it, and the after-epoch alone from nearer, in colours of height. */
async function twoSteps(page: Page, add: string, words: readonly (readonly [title: string, text: string])[]) {
  await waitUntilDrawn(page);
  await page.getByRole('button', { name: add }).click();
  await step(page, 1).waitFor();
  await page.evaluate(() => {
    const canvas = document.querySelector<HTMLCanvasElement>('.canvas-holder:not([hidden]) canvas');
    canvas?.focus();
  });
  for (let press = 0; press < 4; press++) await page.keyboard.press('+');
  await page.keyboard.press('Shift+ArrowRight');
  await page.keyboard.press(']');
  await waitUntilDrawn(page);
  await page.getByRole('button', { name: add }).click();
  await step(page, 2).waitFor();
  for (const [index, [title, text]] of words.entries()) {
    await step(page, index + 1)
      .locator('.story-step-name')
      .click();
    await step(page, index + 1)
      .locator('input')
      .first()
      .fill(title);
    await step(page, index + 1)
      .locator('textarea')
      .first()
      .fill(text);
  }
}

describe.each(LANGUAGES)('stories (%s)', (lang) => {
  const t = wordsIn(lang);

  it('are made of scenes, presented by keys, kept, and opened by their link', async () => {
    const { page, errors, foreignRequests, close } = await openViewer(browser, storyUrl(lang));
    await twoSteps(page, t('story.add'), [
      ['災害前の谷', '2019年の計測です。'],
      ['崩落のあと', '赤い範囲で土砂が動きました。'],
    ]);
    await keepPicture(page, `story-steps-${lang}`);
    const near = camera(page);
    await step(page, 1).locator('.story-step-name').click();
    await expect.poll(() => camera(page)).not.toBe(near);
    const wide = camera(page);
    // undone and done again
    await page.getByRole('button', { name: t('story.undo'), exact: true }).click();
    await expect.poll(() => step(page, 2).innerText()).not.toContain('崩落のあと');
    await page.getByRole('button', { name: t('story.redo'), exact: true }).click();
    await expect.poll(() => step(page, 2).innerText()).toContain('崩落のあと');

    await page.getByLabel(t('story.name')).fill('谷の変化');
    await page.getByRole('button', { name: t('project.new') }).click();
    await page.getByLabel(t('project.newName')).fill('説明会');
    await page.getByRole('button', { name: t('project.create'), exact: true }).click();
    await page.getByRole('button', { name: t('story.save') }).click();
    await expect.poll(() => page.getByTestId('story-kept').innerText()).toContain(t('story.saved'));

    await page.getByRole('button', { name: t('story.present'), exact: true }).click();
    const words = page.getByTestId('presentation-words');
    await expect.poll(() => words.innerText()).toContain('災害前の谷');
    expect(await page.locator('.tool-rail').isVisible()).toBe(false);
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => words.innerText()).toContain('崩落のあと');
    await expect.poll(() => camera(page)).toBe(near);
    await waitUntilDrawn(page);
    await keepPicture(page, `story-presentation-${lang}`);
    await page.keyboard.press('PageUp');
    await expect.poll(() => camera(page)).toBe(wide);
    await page.keyboard.press('Escape');
    await expect.poll(() => page.locator('.tool-rail').isVisible()).toBe(true);

    await page.getByRole('tab', { name: t('story.tabShare') }).click();
    const link = await page.getByLabel(t('story.link')).inputValue();
    // what the code says is read from its pixels
    const png = await page.locator('.story-qr').screenshot();
    const pixels = await page.evaluate(async (base64) => {
      const image = new Image();
      image.src = `data:image/png;base64,${base64}`;
      await image.decode();
      const canvas = document.createElement('canvas');
      [canvas.width, canvas.height] = [image.width, image.height];
      const context = canvas.getContext('2d');
      context?.drawImage(image, 0, 0);
      const data = context?.getImageData(0, 0, image.width, image.height).data ?? [];
      return { width: image.width, height: image.height, data: [...data] };
    }, png.toString('base64'));
    expect(decodeQR({ ...pixels, data: Uint8ClampedArray.from(pixels.data) })).toBe(link);
    expect(await page.getByLabel(t('story.embed')).inputValue()).toContain(`<iframe src="${link}"`);
    await close();

    const second = await openViewer(browser, link);
    await expect
      .poll(() => second.page.getByTestId('presentation-words').innerText(), { timeout: 30_000 })
      .toContain('災害前の谷');
    await waitUntilDrawn(second.page);
    expect(camera(second.page)).toBe(wide);
    await second.close();
    expect([...errors, ...second.errors]).toEqual([]);
    expect([...foreignRequests, ...second.foreignRequests]).toEqual([]);
  });

  it('leave as a film, a board and a package, with words and sources', async () => {
    const { page, errors, close } = await openViewer(browser, storyUrl(lang), { width: 900, height: 620 });
    await twoSteps(page, t('story.add'), [
      ['災害前 Before', 'The valley as it was.'],
      ['災害後 After', 'The slope has slipped.'],
    ]);
    await page.getByLabel(t('story.name')).fill('A valley');
    for (const number of [1, 2]) {
      await step(page, number).locator('.story-step-name').click();
      await page.getByLabel(t('story.seconds')).fill('1');
    }
    await page.getByRole('tab', { name: t('story.tabTake') }).click();
    await page.getByText('640 × 360').click();
    await page.getByText('8 fps').click();
    const length = await page.getByTestId('film-length').innerText();
    const [, seconds = '', frames = ''] = /([\d.]+)\D+(\d+)/.exec(length) ?? [];
    const film = await downloaded(page, () => page.getByRole('button', { name: t('story.makeFilm') }).click(), 90_000);
    keepFile('story.webm', film.bytes);
    expect(film.name).toBe('A valley.webm');
    const facts = await filmFacts(film.bytes);
    expect([facts.width, facts.height]).toEqual([640, 360]);
    expect(facts.seconds).toBeCloseTo(Number(seconds), 0);
    expect(Number(frames)).toBe(Math.round(Number(seconds) * 8));
    // the band with the sources is darker than the picture over it, and has letters
    expect(facts.bandLetters).toBeGreaterThan(0.005);
    // the picture changes between its begin and its end
    expect(facts.change).toBeGreaterThan(4);

    const board = await downloaded(
      page,
      () => page.getByRole('button', { name: t('story.makeBoard') }).click(),
      90_000,
    );
    keepFile('story-board.pdf', board.bytes);
    const { text } = await extractText(await getDocumentProxy(new Uint8Array(board.bytes)), { mergePages: true });
    for (const words of ['A valley', '災害前', 'The slope has slipped.', ...BOARD_WORDS[lang]])
      expect(text).toContain(words);

    const pack = await downloaded(page, () => page.getByRole('button', { name: t('story.makePack') }).click(), 90_000);
    const files = unzipSync(new Uint8Array(pack.bytes));
    expect(Object.keys(files).sort()).toEqual(['index.html', 'scenes/01.jpg', 'scenes/02.jpg', 'story.json']);
    const html = new TextDecoder().decode(files['index.html']);
    expect(html).toContain('The slope has slipped.');
    // opens without any network
    expect(html).not.toMatch(/https?:|<script/);
    await close();
    expect(errors).toEqual([]);
  });
});

/** Size and length of a film, and what its frames show. */
async function filmFacts(bytes: Buffer) {
  // another page: ours plays no films
  const page = await browser.newPage();
  const facts = await page.evaluate(async (base64) => {
    const film = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    const video = document.createElement('video');
    video.muted = true;
    video.src = URL.createObjectURL(new Blob([film], { type: 'video/webm' }));
    await new Promise((resolve, reject) => {
      video.onloadeddata = resolve;
      video.onerror = () => reject(new Error(video.error?.message));
    });
    const frameAt = async (seconds: number) => {
      await new Promise((resolve) => {
        video.onseeked = resolve;
        video.currentTime = seconds;
      });
      const canvas = document.createElement('canvas');
      [canvas.width, canvas.height] = [video.videoWidth, video.videoHeight];
      const context = canvas.getContext('2d');
      context?.drawImage(video, 0, 0);
      return context?.getImageData(0, 0, canvas.width, canvas.height).data ?? new Uint8ClampedArray();
    };
    const first = await frameAt(0.5);
    const last = await frameAt(video.duration - 0.5);
    let difference = 0;
    for (let at = 0; at < first.length; at += 4) difference += Math.abs((first[at] ?? 0) - (last[at] ?? 0));
    const { videoWidth: width, videoHeight: height } = video;
    let letters = 0;
    for (let y = height - 16; y < height; y++) {
      for (let x = 0; x < width; x++) if ((first[(y * width + x) * 4] ?? 0) > 170) letters += 1;
    }
    return {
      width,
      height,
      seconds: video.duration,
      change: difference / (width * height),
      bandLetters: letters / (16 * width),
    };
  }, bytes.toString('base64'));
  await page.close();
  return facts;
}
