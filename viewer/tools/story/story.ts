/** A story: steps in an order, each a scene with words. What is kept of it in a project, read back with care. Pure. */
import type { EntryContent } from '../../api/projects.ts';

export interface StoryStep {
  /** Of this story alone. */
  readonly id: string;
  readonly title: string;
  readonly text: string;
  /** Query string of the viewer; begins with `?`. */
  readonly scene: string;
  /** How long it stays when the story plays by itself. */
  readonly seconds: number;
  /** A small picture as a data address; empty: none. */
  readonly thumbnail: string;
}

export const STORY_BOUNDS = { steps: 100, title: 200, text: 4_000, scene: 16_000, thumbnail: 40_000 } as const;
export const SECONDS_RANGE = [1, 120] as const;
export const USUAL_SECONDS = 6;

/** What a project keeps of a story. */
export function storyContent(name: string, steps: readonly StoryStep[]): EntryContent {
  const [first] = steps;
  return {
    kind: 'story',
    name,
    ...(first ? { scene: first.scene } : {}),
    properties: { story: { version: 1, steps } },
  };
}

/** @param properties of an entry @returns steps that can be shown, and how many could not be read */
export function readStory(properties: unknown): { steps: StoryStep[]; unreadable: number } {
  const story = memberOf(properties, 'story');
  const given = memberOf(story, 'steps');
  if (!Array.isArray(given)) return { steps: [], unreadable: 0 };
  const used = new Set<string>();
  const steps = given.slice(0, STORY_BOUNDS.steps).flatMap((value) => {
    const step = readStep(value);
    if (!step) return [];
    const id = used.has(step.id) || step.id === '' ? freeId(used) : step.id;
    used.add(id);
    return [{ ...step, id }];
  });
  return { steps, unreadable: given.length - steps.length };
}

function readStep(value: unknown): StoryStep | null {
  const text = (name: keyof typeof STORY_BOUNDS | 'id') => {
    const found = memberOf(value, name);
    const most = name === 'id' ? 40 : STORY_BOUNDS[name];
    return typeof found === 'string' && found.length <= most ? found : null;
  };
  const scene = text('scene');
  if (scene === null || !scene.startsWith('?')) return null;
  const thumbnail = text('thumbnail') ?? '';
  return {
    id: text('id') ?? '',
    title: text('title') ?? '',
    text: text('text') ?? '',
    scene,
    seconds: secondsIn(memberOf(value, 'seconds')),
    thumbnail: thumbnail.startsWith('data:image/jpeg;base64,') ? thumbnail : '',
  };
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

/** Inside of its range; the usual time for what is no number. */
export function secondsIn(value: unknown): number {
  const [low, high] = SECONDS_RANGE;
  return typeof value === 'number' && Number.isFinite(value) ? Math.min(high, Math.max(low, value)) : USUAL_SECONDS;
}

/** A name that none of them has. */
export function freeId(used: Iterable<string>): string {
  const taken = new Set(used);
  for (let number = taken.size + 1; ; number++) if (!taken.has(`s${number}`)) return `s${number}`;
}
