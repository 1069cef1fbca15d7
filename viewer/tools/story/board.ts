/** A board of the first scenes: pictures are taken here, the sheet is laid out by the server. */
import type { TFunction } from 'i18next';
import { executeFile } from '../../api/processes.ts';
import { parseUrl } from '../../state/url-state.ts';
import type { Workspace } from '../../state/workspace.ts';
import { dataAddress } from '../data-address.ts';
import { takeStills } from './package.ts';
import type { StoryStep } from './story.ts';

const MOST_PICTURES = 4;
/** By the number of pictures: the shape of their places on the sheet, at some 160 dots an inch. */
const SIZES = [
  { width: 1900, height: 1440 },
  { width: 1900, height: 740 },
  { width: 1300, height: 900 },
  { width: 1300, height: 900 },
] as const;

export async function makeBoard(
  workspace: Workspace,
  t: TFunction,
  { name, steps }: { readonly name: string; readonly steps: readonly StoryStep[] },
  progress: { readonly signal: AbortSignal; readonly onProgress: (done: number, total: number) => void },
): Promise<Blob> {
  const { store } = workspace;
  const first = steps.slice(0, MOST_PICTURES);
  const size = SIZES[first.length - 1] ?? SIZES[0];
  const stills = await takeStills(workspace, t, first, size, progress);
  const pictures = await Promise.all(
    stills.map(async ({ step, jpeg }) => {
      const { camera } = parseUrl(step.scene);
      return {
        jpeg: await base64Of(jpeg),
        title: step.title,
        text: step.text,
        ...(camera ? { camera: { lon: camera.lon, lat: camera.lat, headingDeg: camera.headingDeg } } : {}),
      };
    }),
  );
  const { language } = store.get();
  const inputs = {
    title: name,
    lang: language,
    date: new Date().toISOString().slice(0, 10),
    collections: [...new Set(stills.flatMap(({ collections }) => collections))].slice(0, 16),
    // sources of the collections, and who made the sheet, are the server's to say
    credits: [...new Set(stills.flatMap(({ credits }) => credits.slice(1, -1)))].slice(0, 20),
    pictures,
  };
  const { blob } = await executeFile('board', inputs, { signal: progress.signal });
  return blob;
}

async function base64Of(blob: Blob): Promise<string> {
  const address = await dataAddress(blob);
  return address.slice(address.indexOf(',') + 1);
}
