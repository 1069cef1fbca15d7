/** Taking a picture of the page: waits until everything is drawn, and puts words and sources to it. */
import type { TFunction } from 'i18next';
import { type AppState, visibleCollections } from '../../state/app-state.ts';
import { isOwnBasemap } from '../../state/appearance.ts';
import { titleIn } from '../../state/title.ts';
import type { Workspace } from '../../state/workspace.ts';
import { formatDay, formatNumber } from '../../ui/format.ts';
import { legendModel } from '../../ui/legend-model.ts';
import { settled } from '../settled.ts';
import { composePicture } from './compose.ts';
import { type PictureScale, pictureScale } from './scale.ts';
import { simulatedMark } from './simulated.ts';
import { type PictureSource, pictureSource } from './source.ts';

/** Points that are still on their way are waited for so long. */
const PATIENCE_MS = 15_000;

export interface PictureChoice {
  readonly title: string;
  /** Pixels of the picture for each of the screen. */
  readonly scale: 1 | 2;
}

/** @returns a PNG. @throws {Error} where there is no view */
export async function takeWholePicture(workspace: Workspace, t: TFunction, choice: PictureChoice): Promise<Blob> {
  const { source, view } = sourceOf(workspace);
  await settled(workspace.store, PATIENCE_MS);
  const { clientWidth: width, clientHeight: height } = view.canvas;
  const picture = await view.takePicture(choice.scale);
  try {
    const state = workspace.store.get();
    const pose = view.getPose();
    const middle = state.frame?.fromLonLat(pose.lon, pose.lat);
    const scale = pictureScale(pose, height, middle ? view.heightAt(...middle) : null);
    return await composePicture({
      picture,
      overlays: source.overlays(),
      width,
      height,
      title: choice.title,
      facts: factsOf(state, t),
      legend: legendModel(state, t),
      scale,
      headingDeg: pose.headingDeg,
      scaleWords: scaleWords(scale, t),
      credits: creditsOf(state, t),
      mark: simulatedMark(state, t),
    });
  } finally {
    picture.close();
  }
}

/** A small picture of the view with what is drawn over it, for lists. @returns a JPEG, or null where there is no view */
export async function takeThumbnail(workspace: Workspace, longestPx = 360): Promise<Blob | null> {
  const view = pictureSource(workspace)?.view();
  if (!view) return null;
  const picture = await view.takePicture(1);
  const factor = Math.min(1, longestPx / Math.max(picture.width, picture.height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(picture.width * factor));
  canvas.height = Math.max(1, Math.round(picture.height * factor));
  const context = canvas.getContext('2d');
  if (!context) return null;
  context.imageSmoothingQuality = 'high';
  context.drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  const { drawSvg } = await import('./draw-svg.ts');
  const perCssPixel = canvas.width / Math.max(1, view.canvas.clientWidth);
  for (const svg of pictureSource(workspace)?.overlays() ?? []) drawSvg(context, svg, perCssPixel);
  return await new Promise((resolve) => canvas.toBlob(resolve, 'image/jpeg', 0.85));
}

function sourceOf(workspace: Workspace): {
  source: PictureSource;
  view: NonNullable<ReturnType<PictureSource['view']>>;
} {
  const source = pictureSource(workspace);
  const view = source?.view();
  if (!source || !view) throw new Error('expected a view on the screen');
  return { source, view };
}

/** What is shown, of when, in which system. */
function factsOf(state: AppState, t: TFunction): string[] {
  const shown = visibleCollections(state);
  const dates = [...new Set(shown.flatMap(({ start, end }) => ((start ?? end) ? [formatDay(start ?? end)] : [])))];
  const datums = [...new Set(shown.flatMap(({ verticalDatum }) => verticalDatum ?? []))];
  const titles = shown.map(({ title }) => titleIn(state.language, title)).join('・');
  const system = [state.frame?.code, datums.length > 0 ? `${t('layers.datum')} ${datums.join(', ')}` : null];
  return [
    [titles, dates.length > 0 ? t('picture.surveyed', { dates: dates.join(' / ') }) : ''].filter(Boolean).join('  '),
    [...system.filter(Boolean), t('picture.made', { date: today() })].join('  '),
  ];
}

function scaleWords(scale: PictureScale, t: TFunction): string {
  return scale.kind === 'plan'
    ? t('picture.planNote', { height: formatNumber(scale.elevationM, 0) })
    : t('picture.perspectiveNote', {
        height: formatNumber(scale.cameraHeightM, 0),
        tilt: formatNumber(scale.tiltDeg, 0),
      });
}

/** Sources as the licences of Japanese open data ask for them: named, and that they were worked on. */
export function creditsOf(state: AppState, t: TFunction): string[] {
  const shown = visibleCollections(state);
  const named = [...new Set(shown.flatMap(({ attribution }) => attribution ?? []))];
  const titles = shown.map(({ title }) => titleIn(state.language, title)).join('、');
  const own = named.length > 0 ? t('picture.source', { names: named.join('、') }) : t('picture.data', { titles });
  const { basemap } = state.appearance;
  const hasTiles = state.view === 'globe' && basemap !== 'none' && !isOwnBasemap(basemap);
  return [own, ...(hasTiles ? [t('picture.tiles')] : []), t('picture.by', { date: today() })];
}

function today(): string {
  const now = new Date();
  const two = (value: number) => String(value).padStart(2, '0');
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}
