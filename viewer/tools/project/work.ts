/** What keeping and sharing asks of the server. One request of a kind at a time; failures are told in the panel. */
import type { Visibility } from '../../api/accounts.ts';
import {
  addEntry,
  type Computed,
  changeEntry,
  createLink,
  createProject,
  deleteEntry,
  deleteProject,
  type EntryContent,
  exportProject,
  importIntoProject,
  listProjects,
  type ProjectEntry,
  readEntry,
  readLink,
  readProject,
  renameProject,
  setEntryPicture,
  setProjectAccess,
  verifyEntry,
  verifyLink,
} from '../../api/projects.ts';
import type { UrlState } from '../../state/url-state.ts';
import type { Workspace } from '../../state/workspace.ts';
import { downloadBlob, fileNameOf } from '../download.ts';
import { failureOf, isAbort, type RunAction } from '../run.ts';
import { geometryOf } from './geometry.ts';
import { checkedResults, restoreResult } from './results.ts';
import { sceneOf } from './scene.ts';
import { type OpenedResult, openProject, type ProjectAction, reduceProject } from './state.ts';

export interface NewView {
  readonly name: string;
  readonly computed: Computed | null;
  readonly thumbnail: Blob | null;
}

export interface ProjectWork {
  dispatch(action: ProjectAction): void;
  /** Looks for the projects of the server, again when they are there already. */
  list(): Promise<void>;
  open(id: string): Promise<void>;
  create(name: string): Promise<void>;
  rename(name: string): Promise<void>;
  /** Who sees the open project, and which groups write to it. */
  setAccess(visibility: Visibility, groups: readonly string[]): Promise<void>;
  remove(): Promise<void>;
  /** The present scene as a view, or with a result as a measurement. */
  saveView(view: NewView): Promise<boolean>;
  /** Any entry, with its picture. */
  add(content: EntryContent, computed?: Computed | null, picture?: Blob | null): Promise<boolean>;
  /** The note or photo that is being written. */
  saveDraft(): Promise<boolean>;
  removeEntry(entry: ProjectEntry): Promise<void>;
  verify(entry: ProjectEntry): Promise<void>;
  exportFile(): Promise<void>;
  /** @returns how many entries came, and how many without their picture; null when it failed */
  importFile(file: File): Promise<{ added: number; picturesMissing: number } | null>;
  /** A short link to the present scene. */
  share(title: string, computed: readonly Computed[]): Promise<void>;
  /** Opens what the address names: a project, a link, an entry. */
  restore(asked: UrlState): Promise<void>;
}

interface Parts {
  /** The workspace is made of this, among others. */
  readonly workspaceOf: () => Workspace;
  /** The address of what is shown. */
  readonly address: () => UrlState;
}

export function createProjectWork({ workspaceOf, address }: Parts): ProjectWork {
  const dispatch = (action: ProjectAction) => {
    const { store } = workspaceOf();
    store.set({ project: reduceProject(store.get().project, action) });
  };
  const state = () => workspaceOf().store.get().project;
  let asked = 0;

  const follow = async <Result>(wrap: (action: RunAction<Result>) => ProjectAction, ask: () => Promise<Result>) => {
    dispatch(wrap({ type: 'run' }));
    try {
      const result = await ask();
      dispatch(wrap({ type: 'done', result }));
      return result;
    } catch (error) {
      dispatch(wrap(isAbort(error) ? { type: 'stopped' } : { type: 'failed', failure: failureOf(error) }));
      return null;
    }
  };

  /** Something that changes the server; @returns null when it failed, which the panel then tells */
  const send = async <Result>(
    what: 'project' | 'entry' | 'link' | 'import',
    ask: () => Promise<Result>,
  ): Promise<Result | null> => {
    if (state().sending !== null) return null;
    dispatch({ type: 'sending', what });
    try {
      return await ask();
    } catch (error) {
      dispatch({ type: 'failed', failure: failureOf(error) });
      return null;
    } finally {
      dispatch({ type: 'sending', what: null });
    }
  };

  const list = async (): Promise<void> => {
    await follow(
      (action) => ({ type: 'list', action }),
      async () => {
        const { projects, writable } = await listProjects();
        dispatch({ type: 'writable', writable });
        return projects;
      },
    );
  };

  const open = async (id: string): Promise<void> => {
    const turn = ++asked;
    await follow(
      (action) => (turn === asked ? { type: 'project', action } : { type: 'failed', failure: state().failure }),
      () => readProject(id),
    );
  };

  const add = async (content: EntryContent, computed: Computed | null = null, picture: Blob | null = null) => {
    const project = openProject(state());
    if (!project) return false;
    const added = await send('entry', async () => {
      const entry = await addEntry(project.id, content, computed);
      if (!picture) return entry;
      try {
        return await setEntryPicture(project.id, entry, picture);
      } catch (error) {
        // a photo without its picture is none
        await deleteEntry(project.id, entry).catch(() => undefined);
        throw error;
      }
    });
    if (added) dispatch({ type: 'entry', entry: added });
    return added !== null;
  };

  /** Shows a kept result in its tool, and asks whether it still holds. */
  const show = async (
    computed: readonly OpenedResult[],
    areas: string | undefined,
    ask: () => Promise<Awaited<ReturnType<typeof verifyLink>>>,
  ) => {
    for (const one of computed) if (one.fault === null) await restoreResult(workspaceOf(), one, areas);
    if (computed.length > 0) await follow((action) => ({ type: 'openedVerdict', action }), ask);
  };

  const openLink = async (id: string, areas: string | undefined): Promise<void> => {
    try {
      const link = await readLink(id);
      const computed = await checkedResults(link.entries);
      dispatch({ type: 'opened', opened: { from: { by: 'link', id }, title: link.title ?? null, computed } });
      await show(computed, areas, () => verifyLink(id));
    } catch (error) {
      dispatch({ type: 'failed', failure: failureOf(error) });
    }
  };

  const openEntry = async (project: string, id: string, areas: string | undefined): Promise<void> => {
    try {
      const entry = await readEntry(project, id);
      const computed = await checkedResults(entry.computed ? [entry.computed] : []);
      dispatch({ type: 'opened', opened: { from: { by: 'entry', project, id }, title: entry.name, computed } });
      await show(computed, areas, async () => [await verifyEntry(project, id)]);
    } catch (error) {
      dispatch({ type: 'failed', failure: failureOf(error) });
    }
  };

  return {
    dispatch,
    list,
    open,
    add,
    async create(name) {
      const made = await send('project', () => createProject(name));
      if (!made) return;
      dispatch({ type: 'changed', project: made });
      await open(made.id);
    },
    async rename(name) {
      const project = openProject(state());
      const renamed = project && (await send('project', () => renameProject(project, name)));
      if (renamed) dispatch({ type: 'changed', project: renamed });
    },
    async setAccess(visibility, groups) {
      const project = openProject(state());
      const changed = project && (await send('project', () => setProjectAccess(project, visibility, groups)));
      if (changed) dispatch({ type: 'changed', project: changed });
    },
    async remove() {
      const project = openProject(state());
      if (!project) return;
      const done = await send('project', async () => {
        await deleteProject(project);
        return true;
      });
      if (done) dispatch({ type: 'deleted', id: project.id });
    },
    async saveView({ name, computed, thumbnail }) {
      const scene = sceneOf(address());
      return await add({ kind: computed ? 'measurement' : 'view', name, scene }, computed, thumbnail);
    },
    async saveDraft() {
      const { draft } = state();
      const { frame } = workspaceOf().store.get();
      const project = openProject(state());
      if (!draft || !frame || !project) return false;
      const name = draft.name.trim() || draft.text.trim().split('\n')[0]?.slice(0, 60) || draft.file?.name || '–';
      const { of, position } = draft;
      const place = position
        ? geometryOf(frame, 'Point', [position])
        : { ...(of?.geometry ? { geometry: of.geometry } : {}), ...(of?.exact ? { exact: of.exact } : {}) };
      const content: EntryContent = {
        kind: draft.kind,
        name,
        ...(draft.text.trim() === '' ? {} : { text: draft.text }),
        ...place,
        scene: of?.scene ?? sceneOf(address()),
        ...(of?.properties ? { properties: of.properties } : {}),
        ...(draft.file ? { properties: { ...of?.properties, fileName: draft.file.name } } : {}),
      };
      if (!of) {
        const done = await add(content, null, draft.file);
        if (done) dispatch({ type: 'draft', draft: null });
        return done;
      }
      const changed = await send('entry', async () => {
        const entry = await changeEntry(project.id, of, content);
        return draft.file ? await setEntryPicture(project.id, entry, draft.file) : entry;
      });
      if (changed) {
        dispatch({ type: 'entry', entry: changed });
        dispatch({ type: 'draft', draft: null });
      }
      return changed !== null;
    },
    async removeEntry(entry) {
      const project = openProject(state());
      if (!project) return;
      const done = await send('entry', async () => {
        await deleteEntry(project.id, entry);
        return true;
      });
      if (done) dispatch({ type: 'entryDeleted', id: entry.id });
    },
    async verify({ id }) {
      const project = openProject(state());
      if (project)
        await follow(
          (action) => ({ type: 'verdict', id, action }),
          () => verifyEntry(project.id, id),
        );
    },
    async exportFile() {
      const project = openProject(state());
      const file = project && (await send('import', () => exportProject(project.id)));
      if (file && project) downloadBlob(`${fileNameOf(project.name)}.geojson`, file);
    },
    async importFile(file) {
      const project = openProject(state());
      const outcome = project && (await send('import', () => importIntoProject(project.id, file)));
      if (project && outcome) await open(project.id);
      return outcome ?? null;
    },
    async share(title, computed) {
      const scene = sceneOf(address());
      const link = await send('link', () =>
        createLink({ scene, ...(title === '' ? {} : { title }), entries: computed }),
      );
      if (link) dispatch({ type: 'link', link, scene });
    },
    async restore({ project, link, entry, areas }) {
      if (workspaceOf().store.get().load.state !== 'ready') return;
      if (project !== undefined) await Promise.all([list(), project === 'list' ? null : open(project)]);
      const [of, id] = entry?.split('~') ?? [];
      if (link !== undefined) await openLink(link, areas);
      else if (of && id) await openEntry(of, id, areas);
    },
  };
}
