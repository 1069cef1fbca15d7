/** What a film of a story shows at each of its frames: flights between the scenes, and the time to look at each. Pure. */
import type { CameraPose } from '../../state/camera-pose.ts';
import { type Flight, flightBetween } from './flight.ts';

export interface FilmScene {
  readonly pose: CameraPose;
  readonly seconds: number;
}

export interface FilmFrame {
  readonly index: number;
  readonly timeS: number;
  /** Whose layers and words are shown: on the way those of the scene to come. */
  readonly scene: number;
  readonly pose: CameraPose;
  /** 0…1: how much of the words is there. They come and go in half a second. */
  readonly words: number;
}

export interface FilmPlan {
  readonly seconds: number;
  readonly frameCount: number;
  frame(index: number): FilmFrame;
}

const FADE_S = 0.5;

interface Part {
  readonly startS: number;
  readonly seconds: number;
  readonly scene: number;
  readonly flight: Flight | null;
}

/** @param scenes at least one */
export function planFilm(scenes: readonly FilmScene[], framesPerSecond: number): FilmPlan {
  const parts: Part[] = [];
  let endS = 0;
  const add = (part: Omit<Part, 'startS'>) => {
    parts.push({ ...part, startS: endS });
    endS += part.seconds;
  };
  for (const [index, scene] of scenes.entries()) {
    const before = scenes[index - 1];
    if (before) {
      const flight = flightBetween(before.pose, scene.pose);
      add({ seconds: flight.seconds, scene: index, flight });
    }
    add({ seconds: scene.seconds, scene: index, flight: null });
  }
  const seconds = endS;
  return {
    seconds,
    frameCount: Math.max(1, Math.round(seconds * framesPerSecond)),
    frame(index) {
      const timeS = index / framesPerSecond;
      const part = parts.findLast(({ startS }) => startS <= timeS + 1e-9) ?? parts[0];
      const scene = scenes[part?.scene ?? 0];
      if (!part || !scene) throw new RangeError('expected a film of at least one scene');
      const since = timeS - part.startS;
      if (part.flight) {
        return { index, timeS, scene: part.scene, pose: part.flight.poseAt(since / part.seconds), words: 0 };
      }
      const words = Math.min(1, since / FADE_S, Math.max(0, part.seconds - since) / FADE_S);
      return { index, timeS, scene: part.scene, pose: scene.pose, words: Math.max(0, words) };
    },
  };
}
