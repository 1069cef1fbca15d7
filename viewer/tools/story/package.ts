/** A story for a place without a network: a page that needs nothing, pictures of all scenes, the words, the sources. */

import { zipSync } from 'fflate';
import type { TFunction } from 'i18next';
import { visibleCollections } from '../../state/app-state.ts';
import type { Language } from '../../state/url-state.ts';
import type { Workspace } from '../../state/workspace.ts';
import { creditsOf } from '../picture/take.ts';
import { drawView, posesOf, type Size, showStep } from './still.ts';
import type { StoryStep } from './story.ts';
import { drawWords } from './words.ts';

const STILL_PATIENCE_MS = 15_000;
const JPEG_QUALITY = 0.88;

export interface Still {
  readonly step: StoryStep;
  readonly jpeg: Blob;
  readonly credits: readonly string[];
  /** Ids of the collections that are in it. */
  readonly collections: readonly string[];
}

/** A picture of every step, without its words. @throws {DOMException} AbortError */
export async function takeStills(
  workspace: Workspace,
  t: TFunction,
  steps: readonly StoryStep[],
  size: Size,
  { signal, onProgress }: { readonly signal: AbortSignal; readonly onProgress: (done: number, total: number) => void },
): Promise<Still[]> {
  const start = workspace.store.get().pose;
  if (!start) throw new Error('expected a camera');
  const poses = posesOf(steps, start);
  const canvas = document.createElement('canvas');
  canvas.width = size.width;
  canvas.height = size.height;
  const context = canvas.getContext('2d', { alpha: false });
  if (!context) throw new Error('expected a 2D context');
  const stills: Still[] = [];
  for (const [index, step] of steps.entries()) {
    signal.throwIfAborted();
    onProgress(index, steps.length);
    await showStep(workspace, step);
    await drawView(workspace, t, poses[index] ?? start, context, size, STILL_PATIENCE_MS);
    const credits = creditsOf(workspace.store.get(), t);
    await drawWords(context, size, { title: '', text: '', strength: 0, credits });
    const jpeg = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/jpeg', JPEG_QUALITY));
    if (!jpeg) throw new Error('the picture is too large for this browser');
    const collections = visibleCollections(workspace.store.get()).map(({ id }) => id);
    stills.push({ step, jpeg, credits, collections });
  }
  onProgress(steps.length, steps.length);
  return stills;
}

/** @returns a ZIP archive; `index.html` in it opens by itself */
export async function makePackage(
  name: string,
  language: Language,
  t: TFunction,
  stills: readonly Still[],
): Promise<Blob> {
  const files: Record<string, Uint8Array> = {};
  for (const [index, { jpeg }] of stills.entries()) {
    files[stillName(index)] = new Uint8Array(await jpeg.arrayBuffer());
  }
  const text = new TextEncoder();
  const steps = stills.map(({ step: { title, text: words, scene }, credits }, index) => ({
    title,
    text: words,
    scene,
    picture: stillName(index),
    credits,
  }));
  files['story.json'] = text.encode(`${JSON.stringify({ name, steps }, null, 2)}\n`);
  files['index.html'] = text.encode(storyPage(name, language, t, stills));
  // pictures are compressed already
  return new Blob([new Uint8Array(zipSync(files, { level: 0 }))], { type: 'application/zip' });
}

const stillName = (index: number) => `scenes/${String(index + 1).padStart(2, '0')}.jpg`;

/** A page without scripts: scenes one under the other, each as tall as the window, links from one to the next. */
function storyPage(name: string, language: Language, t: TFunction, stills: readonly Still[]): string {
  const sections = stills.map(({ step, credits }, index) => {
    const title = step.title || t('story.stepName', { value: index + 1 });
    const link = (to: number, words: string) =>
      stills[to] ? `<a href="#s${to + 1}">${escaped(words)}</a>` : `<span>${escaped(words)}</span>`;
    return `<section id="s${index + 1}"><img src="${stillName(index)}" alt="${escaped(title)}">
<div class="words"><h2>${escaped(title)}</h2>${step.text === '' ? '' : `<p>${escaped(step.text)}</p>`}
<nav>${link(index - 1, `← ${t('story.previous')}`)} <b>${index + 1} / ${stills.length}</b> ${link(index + 1, `${t('story.next')} →`)}</nav>
<small>${credits.map(escaped).join('<br>')}</small></div></section>`;
  });
  return `<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(name)}</title><style>
html{scroll-snap-type:y mandatory;scroll-behavior:smooth;background:#10202e;color:#fff;font-family:system-ui,"Hiragino Sans","Yu Gothic",sans-serif}
body{margin:0}h1{position:fixed;top:0;left:0;margin:0;padding:.5rem 1rem;font-size:1rem;font-weight:500;background:#10202ecc}
section{position:relative;height:100vh;scroll-snap-align:start}img{width:100%;height:100%;object-fit:contain}
.words{position:absolute;left:1.5rem;right:1.5rem;bottom:1.5rem;max-width:54rem;padding:1rem 1.4rem;border-radius:6px;background:#0d1823d9;font-size:clamp(1rem,1.7vw,1.7rem);line-height:1.5}
h2{margin:0;font-size:1.3em}p{margin:.3em 0 0;white-space:pre-wrap}nav{display:flex;gap:1.5em;margin-top:.6em;font-size:.8em}
a{color:#9ccbf2}span{opacity:.4}small{display:block;margin-top:.5em;font-size:.6em;opacity:.85}
@media print{section{page-break-after:always}.words{background:#fff;color:#000}}
</style></head><body><h1>${escaped(name)}</h1>
${sections.join('\n')}
</body></html>
`;
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escaped = (text: string) => text.replace(/[&<>"]/g, (sign) => ENTITIES[sign] ?? sign);
