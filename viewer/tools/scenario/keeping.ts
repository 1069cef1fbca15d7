/** Scenarios in projects of the server: kept, opened again, shared by a short link. */
import type { Scenario } from '#core/contract/scenario.ts';
import {
  addEntry,
  changeEntry,
  createLink,
  createProject,
  type ProjectEntry,
  readEntry,
  setEntryPicture,
} from '../../api/projects.ts';
import { readScenario, scenarioContent } from '../../api/scenario.ts';
import type { UrlState } from '../../state/url-state.ts';
import { sceneOf } from '../project/scene.ts';
import {
  keptAs,
  type parseReference,
  type ScenarioAction,
  type ScenarioState,
  scenarioReference,
  shownScenario,
} from './state.ts';

interface Parts {
  readonly state: () => ScenarioState;
  readonly dispatch: (action: ScenarioAction) => void;
  /** The address of what is shown. */
  readonly address: () => UrlState;
  /** Runs a task; what fails is told. */
  readonly busy: <T>(what: NonNullable<ScenarioState['busy']>, task: () => Promise<T>) => Promise<T | null>;
}

export function createScenarioKeeping({ state, dispatch, address, busy }: Parts) {
  return {
    open,
    async save(project: string | null, thumbnail: () => Promise<Blob | null>): Promise<boolean> {
      const scenario = shownScenario(state());
      if (!scenario) return false;
      const saved = await busy('save', async () => {
        // the schema comes when it is needed: the page does not wait for it
        const { parseScenario } = await import('#core/contract/scenario.ts');
        parseScenario(scenario);
        const known = state().kept[scenario.id];
        const target = project ?? known?.project ?? (await createProject(scenario.name)).id;
        const entry = await keep(target, known?.project === target ? known : null, scenario);
        const picture = await thumbnail().catch(() => null);
        const last = picture ? await setEntryPicture(target, entry, picture).catch(() => entry) : entry;
        dispatch({
          type: 'kept',
          id: scenario.id,
          as: { project: target, entry: entry.id, version: last.version, scenario },
        });
        return true;
      });
      return saved === true;
    },
    async share(): Promise<void> {
      const kept = keptAs(state());
      if (!kept) return;
      await busy('save', async () => {
        const link = await createLink({ scene: sceneOf(address()), title: kept.scenario.name, entries: [] });
        const url = new URL(link.url, window.location.href).href;
        dispatch({ type: 'link', link: { url, scenario: kept.scenario } });
      });
    },
  };

  async function open({ project, entry, shown }: NonNullable<ReturnType<typeof parseReference>>): Promise<void> {
    const { scenario, version } = await readScenario(project, entry);
    dispatch({ type: 'book', action: { type: 'open', scenarios: [scenario] } });
    dispatch({ type: 'shown', shown });
    const opened = shownScenario(state());
    if (opened) dispatch({ type: 'kept', id: opened.id, as: { project, entry, version, scenario: opened } });
  }

  /** An entry holds the address that opens it: that is known when it is there. */
  async function keep(
    project: string,
    known: { readonly entry: string; readonly version: number } | null,
    scenario: Scenario,
  ): Promise<ProjectEntry> {
    const scene = (entry: string) =>
      sceneOf({ ...address(), scenario: scenarioReference({ project, entry }, state().shown) });
    if (known) {
      const before = await readEntry(project, known.entry);
      return await changeEntry(project, before, scenarioContent(scenario, scene(known.entry)));
    }
    const added = await addEntry(project, scenarioContent(scenario, sceneOf(address())));
    return await changeEntry(project, added, scenarioContent(scenario, scene(added.id)));
  }
}
