/** Keeping and sharing as a pure reducer: the projects, the open one, what is being written, what was opened by a link. */
import type { Computed, OpenProject, ProjectEntry, ProjectInfo, ShareLink, Verification } from '../../api/projects.ts';
import type { SitePosition } from '../../state/site-frame.ts';
import { type Failure, IDLE, type Run, type RunAction, reduceRun } from '../run.ts';

/** A note or photo that is being written. */
export interface Draft {
  readonly kind: 'note' | 'photo';
  readonly name: string;
  readonly text: string;
  readonly position: SitePosition | null;
  /** The entry that is changed; null for a new one. */
  readonly of: ProjectEntry | null;
  /** Of a photo: the picture, not sent yet. */
  readonly file: File | null;
  /** Somebody has changed the entry meanwhile: what it says now. Saving then replaces it, knowingly. */
  readonly theirs?: string;
}

/** What a short link, or an entry of a project, has opened. */
export interface Opened {
  readonly from:
    | { readonly by: 'link'; readonly id: string }
    | { readonly by: 'entry'; readonly project: string; readonly id: string };
  readonly title: string | null;
  readonly computed: readonly OpenedResult[];
}

/** A kept result; with a fault it is not as its process answers, and no tool reads it. */
export interface OpenedResult extends Computed {
  readonly fault: Failure | null;
}

export interface ProjectState {
  /** Whether the server takes changes; null until it is known. */
  readonly writable: boolean | null;
  readonly list: Run<readonly ProjectInfo[]>;
  readonly project: Run<OpenProject>;
  /** What is being sent just now. */
  readonly sending: 'project' | 'entry' | 'link' | 'import' | null;
  readonly failure: Failure | null;
  readonly draft: Draft | null;
  /** The next click on the picture places the draft. */
  readonly picking: boolean;
  readonly showPins: boolean;
  readonly link: ShareLink | null;
  /** The scene that the link opens. */
  readonly linkScene: string | null;
  /** Verdicts on entries of the project, by their ids. */
  readonly verdicts: Readonly<Record<string, Run<Verification>>>;
  readonly opened: Opened | null;
  readonly openedVerdict: Run<readonly Verification[]>;
}

export type ProjectAction =
  | { readonly type: 'writable'; readonly writable: boolean }
  | { readonly type: 'list'; readonly action: RunAction<readonly ProjectInfo[]> }
  | { readonly type: 'project'; readonly action: RunAction<OpenProject> }
  | { readonly type: 'changed'; readonly project: ProjectInfo }
  | { readonly type: 'deleted'; readonly id: string }
  | { readonly type: 'entry'; readonly entry: ProjectEntry }
  | { readonly type: 'entryDeleted'; readonly id: string }
  | { readonly type: 'sending'; readonly what: ProjectState['sending'] }
  | { readonly type: 'failed'; readonly failure: Failure | null }
  | { readonly type: 'draft'; readonly draft: Draft | null }
  | { readonly type: 'write'; readonly part: Partial<Pick<Draft, 'name' | 'text' | 'position' | 'file'>> }
  | { readonly type: 'pick'; readonly on: boolean }
  | { readonly type: 'pins'; readonly show: boolean }
  | { readonly type: 'link'; readonly link: ShareLink | null; readonly scene: string | null }
  | { readonly type: 'verdict'; readonly id: string; readonly action: RunAction<Verification> }
  | { readonly type: 'opened'; readonly opened: Opened | null }
  | { readonly type: 'openedVerdict'; readonly action: RunAction<readonly Verification[]> };

export const EMPTY_PROJECT: ProjectState = {
  writable: null,
  list: IDLE,
  project: IDLE,
  sending: null,
  failure: null,
  draft: null,
  picking: false,
  showPins: true,
  link: null,
  linkScene: null,
  verdicts: {},
  opened: null,
  openedVerdict: IDLE,
};

export function reduceProject(state: ProjectState, action: ProjectAction): ProjectState {
  switch (action.type) {
    case 'writable':
      return { ...state, writable: action.writable };
    case 'list':
      return { ...state, list: reduceRun(state.list, action.action) };
    case 'project':
      return withFreshDraft({
        ...state,
        project: reduceRun(state.project, action.action),
        verdicts: {},
        failure: null,
      });
    case 'changed':
      return withProject(withInList(state, action.project), (project) => ({ ...project, ...action.project }));
    case 'deleted':
      return {
        ...state,
        project: openProject(state)?.id === action.id ? IDLE : state.project,
        list:
          state.list.state === 'done'
            ? { state: 'done', result: state.list.result.filter(({ id }) => id !== action.id) }
            : state.list,
      };
    case 'entry':
      return withProject({ ...state, verdicts: without(state.verdicts, action.entry.id) }, (project) =>
        counted(project, withEntry(project.entries, action.entry)),
      );
    case 'entryDeleted':
      return withProject(state, (project) =>
        counted(
          project,
          project.entries.filter(({ id }) => id !== action.id),
        ),
      );
    case 'sending':
      return { ...state, sending: action.what, ...(action.what === null ? {} : { failure: null }) };
    case 'failed':
      return { ...state, failure: action.failure };
    case 'draft':
      return { ...state, draft: action.draft, picking: false, failure: null };
    case 'write':
      // A place that was picked ends the picking.
      return state.draft
        ? {
            ...state,
            draft: { ...state.draft, ...action.part },
            picking: action.part.position === undefined && state.picking,
          }
        : state;
    case 'pick':
      return { ...state, picking: action.on && state.draft !== null };
    case 'pins':
      return { ...state, showPins: action.show };
    case 'link':
      return { ...state, link: action.link, linkScene: action.scene };
    case 'verdict': {
      const verdict = reduceRun(state.verdicts[action.id] ?? IDLE, action.action);
      return { ...state, verdicts: { ...state.verdicts, [action.id]: verdict } };
    }
    case 'opened':
      return { ...state, opened: action.opened, openedVerdict: IDLE };
    case 'openedVerdict':
      return { ...state, openedVerdict: reduceRun(state.openedVerdict, action.action) };
  }
}

export function openProject({ project }: ProjectState): OpenProject | null {
  return project.state === 'done' ? project.result : null;
}

/** Whether something was written that is not on the server. */
export function hasUnsavedDraft({ draft }: ProjectState): boolean {
  if (!draft) return false;
  if (!draft.of) return draft.text.trim() !== '' || draft.name.trim() !== '' || draft.file !== null;
  return draft.name !== draft.of.name || draft.text !== (draft.of.text ?? '');
}

/** The view that shows exactly this scene, if there is one. */
export function savedView(state: ProjectState, scene: string): ProjectEntry | null {
  return openProject(state)?.entries.find((entry) => entry.kind === 'view' && entry.scene === scene) ?? null;
}

/** The entry that is being changed, as it is now: what was written stays. */
function withFreshDraft(state: ProjectState): ProjectState {
  const { draft } = state;
  const now = draft?.of && openProject(state)?.entries.find(({ id }) => id === draft.of?.id);
  if (!draft || !now || now.version === draft.of?.version) return state;
  return { ...state, draft: { ...draft, of: now, theirs: [now.name, now.text].filter(Boolean).join('\n') } };
}

function withProject(state: ProjectState, change: (project: OpenProject) => OpenProject): ProjectState {
  const project = openProject(state);
  return project ? { ...state, project: { state: 'done', result: change(project) } } : state;
}

function withInList(state: ProjectState, changed: ProjectInfo): ProjectState {
  if (state.list.state !== 'done') return state;
  const others = state.list.result.filter(({ id }) => id !== changed.id);
  const result = [...others, changed].sort((a, b) => a.name.localeCompare(b.name) || (a.id < b.id ? -1 : 1));
  return { ...state, list: { state: 'done', result } };
}

function withEntry(entries: readonly ProjectEntry[], entry: ProjectEntry): ProjectEntry[] {
  const isKnown = entries.some(({ id }) => id === entry.id);
  return isKnown ? entries.map((one) => (one.id === entry.id ? entry : one)) : [...entries, entry];
}

/** Each change of an entry is one of the project. */
const counted = (project: OpenProject, entries: readonly ProjectEntry[]): OpenProject => ({
  ...project,
  entries,
  entryCount: entries.length,
  version: project.version + 1,
});

function without<T>(record: Readonly<Record<string, T>>, name: string): Record<string, T> {
  return Object.fromEntries(Object.entries(record).filter(([key]) => key !== name));
}
