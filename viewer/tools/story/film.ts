/**
 * A film of a story: every frame is drawn completely before the next one, then encoded by the browser (WebCodecs). The same story
 * gives the same frames, however slow the machine. Sources stand in every frame.
 */
import type { TFunction } from 'i18next';
import { type CameraPose, samePose } from '../../state/camera-pose.ts';
import type { Workspace } from '../../state/workspace.ts';
import { creditsOf } from '../picture/take.ts';
import { planFilm } from './film-plan.ts';
import { drawView, posesOf, type Size, showStep } from './still.ts';
import type { StoryStep } from './story.ts';
import { drawWords } from './words.ts';

export interface FilmOptions extends Size {
  readonly framesPerSecond: number;
  readonly words: boolean;
}

/** The browser has no encoder for films. */
export class NoEncoderError extends Error {}

/** Points of a frame may be on their way for so long; then it is drawn as far as it is. */
const FRAME_PATIENCE_MS = 6_000;
const KEY_FRAME_S = 2;

/** How long the film will be. */
export function filmPlanOf(steps: readonly StoryStep[], start: CameraPose, framesPerSecond: number) {
  const poses = posesOf(steps, start);
  return planFilm(
    steps.map(({ seconds }, index) => ({ seconds, pose: poses[index] ?? start })),
    framesPerSecond,
  );
}

/** @returns a WebM file. @throws {NoEncoderError} @throws {DOMException} AbortError */
export async function makeFilm(
  workspace: Workspace,
  t: TFunction,
  steps: readonly StoryStep[],
  { width, height, framesPerSecond, words }: FilmOptions,
  { signal, onProgress }: { readonly signal: AbortSignal; readonly onProgress: (done: number, total: number) => void },
): Promise<Blob> {
  const { BufferTarget, CanvasSource, getFirstEncodableVideoCodec, Output, QUALITY_HIGH, WebMOutputFormat } =
    await import('mediabunny');
  if (typeof VideoEncoder === 'undefined') throw new NoEncoderError('expected VideoEncoder in this browser');
  const codec = await getFirstEncodableVideoCodec(['vp9', 'vp8'], { width, height });
  if (codec === null) throw new NoEncoderError(`expected an encoder for ${width} × ${height}`);
  const start = workspace.store.get().pose;
  if (!start) throw new Error('expected a camera');
  const plan = filmPlanOf(steps, start, framesPerSecond);
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext('2d', { alpha: false });
  /** The picture without words: while the camera rests it is not drawn again. */
  const bare = document.createElement('canvas');
  bare.width = width;
  bare.height = height;
  const bareContext = bare.getContext('2d', { alpha: false });
  if (!context || !bareContext) throw new Error('expected a 2D context');
  const output = new Output({ format: new WebMOutputFormat(), target: new BufferTarget() });
  const video = new CanvasSource(canvas, {
    codec,
    quality: QUALITY_HIGH,
    keyFrameInterval: KEY_FRAME_S,
  });
  output.addVideoTrack(video, { frameRate: framesPerSecond });
  await output.start();
  let shown = -1;
  let drawn: CameraPose | null = null;
  try {
    for (let index = 0; index < plan.frameCount; index++) {
      signal.throwIfAborted();
      onProgress(index, plan.frameCount);
      const frame = plan.frame(index);
      const step = steps[frame.scene];
      if (!step) throw new RangeError('expected a step of the story');
      if (frame.scene !== shown) {
        await showStep(workspace, step);
        shown = frame.scene;
        drawn = null;
      }
      if (!drawn || !samePose(drawn, frame.pose)) {
        await drawView(workspace, t, frame.pose, bareContext, { width, height }, FRAME_PATIENCE_MS);
        drawn = frame.pose;
      }
      context.drawImage(bare, 0, 0);
      await drawWords(
        context,
        { width, height },
        {
          title: words ? step.title : '',
          text: words ? step.text : '',
          strength: frame.words,
          credits: creditsOf(workspace.store.get(), t),
        },
      );
      await video.add(frame.timeS, 1 / framesPerSecond);
    }
    onProgress(plan.frameCount, plan.frameCount);
    await output.finalize();
  } catch (error) {
    await output.cancel();
    throw error;
  }
  const { buffer } = output.target;
  if (!buffer) throw new Error('expected the bytes of the film');
  return new Blob([buffer], { type: 'video/webm' });
}
