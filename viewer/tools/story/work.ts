/** What the story tool does: takes the scene on the screen, shows steps with a flight between, plays, keeps. */
import { changeEntry, type ProjectEntry, readEntry } from '../../api/projects.ts';
import type { AppState } from '../../state/app-state.ts';
import { type CameraPose, samePose } from '../../state/camera-pose.ts';
import { showScene } from '../../state/show-scene.ts';
import { parseUrl, type UrlState } from '../../state/url-state.ts';
import type { Workspace } from '../../state/workspace.ts';
import { dataAddress } from '../data-address.ts';
import { sceneOf } from '../project/scene.ts';
import { openProject } from '../project/state.ts';
import { failureOf } from '../run.ts';
import { settled } from '../settled.ts';
import { flightBetween } from './flight.ts';
import { currentStep, reduceStory, type StoryAction } from './state.ts';
import { readStory, STORY_BOUNDS, type StoryStep, storyContent } from './story.ts';

export interface StoryWork {
  dispatch(action: StoryAction): void;
  /** The scene on the screen as a new step. */
  add(title: string): Promise<void>;
  /** The scene on the screen in the place of the step's. */
  retake(id: string): Promise<void>;
  /** @param how `fly` moves the camera there, unless the user wants no motion */
  show(id: string, how: 'fly' | 'jump'): Promise<void>;
  /** The next step, or the one before; @returns whether there is one */
  turn(by: 1 | -1): boolean;
  present(on: boolean, playing?: boolean): void;
  play(on: boolean): void;
  /** Keeps the story in the open project. @returns whether it is kept */
  save(): Promise<boolean>;
  open(entry: ProjectEntry, project: string): void;
  /** Opens what the address names. */
  restore(asked: UrlState): Promise<void>;
}

interface Parts {
  readonly workspaceOf: () => Workspace;
  readonly address: () => UrlState;
}

/** Points of the next step may come for so long before the clock of a playing story starts. */
const PATIENCE_MS = 10_000;

export function createStoryWork({ workspaceOf, address }: Parts): StoryWork {
  const storeOf = () => workspaceOf().store;
  const dispatch = (action: StoryAction) => {
    const store = storeOf();
    store.set({ story: reduceStory(store.get().story, action) });
  };
  const fail = (error: unknown) => workspaceOf().projects.dispatch({ type: 'failed', failure: failureOf(error) });
  /** What was asked last: an older flight or timer ends. */
  let turn = 0;
  let timer = 0;

  const sceneNow = async (): Promise<Pick<StoryStep, 'scene' | 'thumbnail'>> => {
    const { takeThumbnail } = await import('../picture/take.ts');
    const picture = await takeThumbnail(workspaceOf(), 240).catch(() => null);
    return { scene: sceneOf(address()), thumbnail: picture ? await thumbnailOf(picture) : '' };
  };

  const show = async (id: string, how: 'fly' | 'jump'): Promise<void> => {
    const mine = ++turn;
    window.clearTimeout(timer);
    const workspace = workspaceOf();
    const { store } = workspace;
    const step = store.get().story.steps.find((one) => one.id === id);
    if (!step) return;
    dispatch({ type: 'current', id });
    const scene = parseUrl(step.scene);
    try {
      const missing = await showScene(workspace, scene);
      if (mine !== turn) return;
      if (missing.length > 0) dispatch({ type: 'current', id, missing });
    } catch (error) {
      return fail(error);
    }
    if (scene.camera) await moveTo(scene.camera, how, () => mine === turn);
    if (mine === turn && store.get().story.playing) await waitAndTurn(mine, step.seconds);
  };

  const moveTo = async (pose: CameraPose, how: 'fly' | 'jump', goesOn: () => boolean): Promise<void> => {
    const store = storeOf();
    const from = store.get().pose;
    const still = window.matchMedia('(prefers-reduced-motion: reduce)').matches;
    if (!from || how === 'jump' || still || samePose(from, pose)) return store.set({ pose });
    const flight = flightBetween(from, pose);
    const begin = performance.now();
    let last = from;
    await new Promise<void>((resolve) => {
      const next = () => {
        // whoever takes the camera has it
        const now = store.get().pose;
        if (!goesOn() || (now && !samePose(now, last))) return resolve();
        const part = (performance.now() - begin) / 1000 / flight.seconds;
        last = flight.poseAt(part);
        store.set({ pose: last });
        if (part >= 1) resolve();
        else requestAnimationFrame(next);
      };
      requestAnimationFrame(next);
    });
  };

  /** The time of a step runs from when its picture is complete. */
  const waitAndTurn = async (mine: number, seconds: number): Promise<void> => {
    await settled(storeOf(), PATIENCE_MS);
    if (mine !== turn || !storeOf().get().story.playing) return;
    timer = window.setTimeout(() => {
      if (mine === turn && !turnBy(1)) dispatch({ type: 'play', on: false });
    }, seconds * 1000);
  };

  const turnBy = (by: 1 | -1): boolean => {
    const { story } = storeOf().get();
    const next = story.steps[(currentStep(story)?.index ?? -1) + by];
    if (next) void show(next.id, 'fly');
    return next !== undefined;
  };

  const open = (entry: ProjectEntry, project: string) => {
    const kept = { project, entry: entry.id, version: entry.version };
    dispatch({ type: 'load', name: entry.name, kept, ...readStory(entry.properties) });
  };

  return {
    dispatch,
    show,
    turn: turnBy,
    open,
    async add(title) {
      dispatch({ type: 'add', step: { title, ...(await sceneNow()) } });
    },
    async retake(id) {
      dispatch({ type: 'write', id, part: await sceneNow() });
    },
    present(on, playing = false) {
      dispatch({ type: 'present', on, playing });
      const { current } = storeOf().get().story;
      if (on && current !== null) void show(current, 'fly');
      if (on) return;
      turn++;
      window.clearTimeout(timer);
    },
    play(on) {
      dispatch({ type: 'play', on });
      window.clearTimeout(timer);
      const { story } = storeOf().get();
      const at = currentStep(story);
      if (!on || !at) return;
      // at the end it begins again
      const first = story.steps[0];
      void show(at.index === story.steps.length - 1 && first ? first.id : at.step.id, 'fly');
    },
    async save() {
      const workspace = workspaceOf();
      const { store, projects } = workspace;
      const { story, project: projectState } = store.get();
      const project = openProject(projectState);
      if (!project || story.steps.length === 0) return false;
      const content = storyContent(story.name.trim() || (story.steps[0]?.title ?? '') || '–', story.steps);
      const known =
        story.kept?.project === project.id ? project.entries.find(({ id }) => id === story.kept?.entry) : null;
      try {
        if (known && story.kept) {
          // somebody else's change since then is not written over
          const entry = await changeEntry(project.id, { ...known, version: story.kept.version }, content);
          projects.dispatch({ type: 'entry', entry });
          dispatch({ type: 'kept', kept: { project: project.id, entry: entry.id, version: entry.version } });
          return true;
        }
      } catch (error) {
        fail(error);
        return false;
      }
      const before = new Set(project.entries.map(({ id }) => id));
      if (!(await projects.add(content))) return false;
      const entry = openProject(store.get().project)?.entries.find(
        ({ id, kind }) => kind === 'story' && !before.has(id),
      );
      if (entry) dispatch({ type: 'kept', kept: { project: project.id, entry: entry.id, version: entry.version } });
      return true;
    },
    async restore({ story, storyStep, present }) {
      const [project, id] = story?.split('~') ?? [];
      if (!project || !id || storeOf().get().load.state !== 'ready') return;
      try {
        const entry = await readEntry(project, id);
        open(entry, project);
        void workspaceOf().projects.open(project);
        const step = storeOf().get().story.steps[(storyStep ?? 1) - 1];
        if (step) await show(step.id, 'jump');
        if (present) this.present(true);
      } catch (error) {
        fail(error);
      }
    },
  };
}

/** Larger pictures would crowd the story out of its entry. */
async function thumbnailOf(picture: Blob): Promise<string> {
  const address = await dataAddress(picture);
  return address.length <= STORY_BOUNDS.thumbnail ? address : '';
}

/** The story in the address. */
export function storyUrl({
  tool,
  story,
}: Pick<AppState, 'tool' | 'story'>): Pick<UrlState, 'story' | 'storyStep' | 'present'> {
  if (tool !== 'story' && !story.presenting) return {};
  if (!story.kept) return { story: 'new' };
  const at = currentStep(story);
  return {
    story: `${story.kept.project}~${story.kept.entry}`,
    ...(at && at.index > 0 ? { storyStep: at.index + 1 } : {}),
    ...(story.presenting ? { present: true } : {}),
  };
}
