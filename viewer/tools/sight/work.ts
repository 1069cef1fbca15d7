/** What light and view ask of the server, and of the sun. One question at a time; the ephemeris is loaded when the sun is first asked for. */

import type { ProjectEntry } from '../../api/projects.ts';
import {
  askGround,
  askLineOfSight,
  askMountainView,
  askSunlight,
  askViewshed,
  type LineOfSightResult,
  type MountainViewResult,
  type SunlightResult,
  type ViewshedResult,
} from '../../api/sight.ts';
import type { AppStore } from '../../state/app-state.ts';
import type { SitePosition } from '../../state/site-frame.ts';
import { watch } from '../../state/store.ts';
import { createRunFollower } from '../follow-run.ts';
import type { ProjectWork } from '../project/work.ts';
import { formatClock, parseClock, today } from './clock.ts';
import { scenarioFor } from './in-view.ts';
import {
  aroundRequest,
  lineRequest,
  mountainRequest,
  type SightAction,
  sightObstacle,
  sunlightRequest,
} from './state.ts';
import { FUJI, formatViewpoint, lookingAt, parseViewpoint, settled, type Viewpoint } from './viewpoint.ts';

export interface SightWork {
  /** Asks the question that is open. */
  run(): Promise<void>;
  runSunlight(): Promise<void>;
  stop(): void;
  /** Keeps the sun in step with the clock. */
  follow(): void;
  /** By the clock of the site. */
  today(): string;
  /** Makes a viewpoint of a place: its ground is computed on every point. */
  standAt(place: SitePosition): Promise<void>;
  change(part: Partial<Viewpoint>): void;
  turnTo(target: 'fuji' | SitePosition): void;
  /** Keeps it in the open project. */
  save(picture: Blob | null, text: string): Promise<boolean>;
  /** Goes to a kept one: the same camera and time as it was kept with. */
  step(entry: ProjectEntry): boolean;
}

interface Parts {
  readonly store: AppStore;
  readonly sight: (action: SightAction) => void;
  readonly projects: () => ProjectWork;
}

/** Member of an entry's properties. */
const KEPT = 'viewpoint';

export function createSightWork({ store, sight, projects }: Parts): SightWork {
  const { follow: ask, stop } = createRunFollower();
  let followed = '';
  const frameOf = () => {
    const { frame } = store.get();
    return frame && { code: frame.code, unitM: frame.unitM };
  };

  const lonLatOf = ({ east, north }: SitePosition): [lon: number, lat: number] =>
    store.get().frame?.toLonLat(east, north) ?? [0, 0];

  /** What the scenario places and takes away, where it is asked for. */
  const editsNow = async () => {
    const { settings } = store.get().sight;
    const shown = settings.withScenario ? scenarioFor(store.get()) : null;
    if (!shown) return {};
    const { sightEdits } = await import('#core/scenario/sight-edits.ts');
    const { obstacles, removed } = sightEdits(shown, frameOf()?.unitM ?? 1);
    return { ...(obstacles ? { obstacles } : {}), ...(removed ? { removed } : {}) };
  };

  const change = (part: Partial<Viewpoint>) => {
    const { viewpoint } = store.get().sight;
    if (viewpoint) sight({ type: 'viewpoint', viewpoint: settled({ ...viewpoint, ...part }) });
  };

  const work: SightWork = {
    stop,
    change,
    today: () => today(Date.now(), store.get().sight.clock.utcOffsetMinutes),
    async run() {
      const state = store.get().sight;
      const frame = frameOf();
      if (!frame || sightObstacle(state) !== null) return;
      const edits = await editsNow();
      if (state.question === 'line') {
        await ask<LineOfSightResult>(
          (run) => sight({ type: 'line', run }),
          (options) => askLineOfSight(lineRequest(state, frame, edits), options),
        );
      } else if (state.question === 'around') {
        await ask<ViewshedResult>(
          (run) => sight({ type: 'around', run }),
          (options) => askViewshed(aroundRequest(state, frame, edits), options),
        );
      } else {
        await ask<MountainViewResult>(
          (run) => sight({ type: 'mountain', run }),
          (options) => askMountainView(mountainRequest(state, frame, edits), options),
        );
      }
    },
    async runSunlight() {
      const state = store.get().sight;
      const frame = frameOf();
      if (!frame || sightObstacle(state) !== null) return;
      const edits = await editsNow();
      await ask<SunlightResult>(
        (run) => sight({ type: 'sunlight', run }),
        (options) => askSunlight(sunlightRequest(state, frame, edits), options),
      );
    },
    follow() {
      const { sight: state, tool, frame, collections } = store.get();
      const box = collections[0]?.bbox;
      if (!frame || !box || (!state.sunOn && !(tool === 'sight' && state.tab === 'sun'))) return;
      const asked = formatClock(state.clock);
      if (asked === followed && state.sun) return;
      followed = asked;
      const place = { lon: (box[0] + box[2]) / 2, lat: (box[1] + box[3]) / 2 };
      import('./sun-place.ts')
        .then(({ sunPlace }) => {
          if (followed === asked) sight({ type: 'sunAt', sun: sunPlace(place, state.clock) });
        })
        .catch(() => undefined);
    },
    async standAt(place) {
      const { frame, sight: state } = store.get();
      const [lon, lat] = lonLatOf(place);
      if (!frame) return;
      const stand = (groundM: number, groundFrom: Viewpoint['groundFrom']) => {
        const { viewpoint, settings } = store.get().sight;
        const eyeHeightM = viewpoint?.eyeHeightM ?? settings.eyeHeightM;
        const { name = '', lensMm = 35 } = viewpoint ?? {};
        const eye = { lon, lat, elevationM: groundM + eyeHeightM };
        const view = viewpoint ?? lookingAt(eye, FUJI);
        const { headingDeg, pitchDeg } = view;
        const next = settled({ name, ...eye, groundM, groundFrom, eyeHeightM, headingDeg, pitchDeg, lensMm });
        sight({ type: 'viewpoint', viewpoint: next });
      };
      stand(place.height, 'screen');
      const collection = state.settings.collection;
      if (collection === null) return;
      const position = [place.east / frame.unitM, place.north / frame.unitM] as const;
      try {
        const groundM = await askGround(collection, frame.code, position, new AbortController().signal);
        const now = store.get().sight.viewpoint;
        // meanwhile it may have been put elsewhere
        const isSame = now && Math.abs(now.lon - lon) < 1e-8 && Math.abs(now.lat - lat) < 1e-8;
        if (groundM !== null && isSame) stand(groundM, 'computed');
      } catch {
        // the height of the points on the screen stays, and the panel says so
      }
    },
    turnTo(target) {
      const { viewpoint } = store.get().sight;
      if (!viewpoint) return;
      const [lon, lat] = target === 'fuji' ? [FUJI.lon, FUJI.lat] : lonLatOf(target);
      const elevationM = target === 'fuji' ? FUJI.elevationM : target.height;
      change(lookingAt(viewpoint, { lon, lat, elevationM }));
    },
    async save(picture, text) {
      const { viewpoint, clock } = store.get().sight;
      if (!viewpoint) return false;
      const { scene } = await sceneNow(store);
      return await projects().add(
        {
          kind: 'view',
          name: viewpoint.name,
          text,
          geometry: { type: 'Point', coordinates: [viewpoint.lon, viewpoint.lat, viewpoint.elevationM] },
          scene,
          properties: { [KEPT]: { eye: formatViewpoint(viewpoint), at: formatClock(clock) } },
        },
        null,
        picture,
      );
    },
    step(entry) {
      const kept = keptViewpoint(entry);
      if (!kept) return false;
      sight({ type: 'viewpoint', viewpoint: kept.viewpoint, looking: true });
      if (kept.clock) sight({ type: 'clock', part: kept.clock });
      return true;
    },
  };
  // nobody waits for the sun while another tool is open
  watch(store, ({ tool }) => tool, work.follow);
  return work;
}

/** The address of what is shown, as projects keep it. */
async function sceneNow(store: AppStore): Promise<{ readonly scene: string }> {
  // loaded late: the address knows all tools, this one among them
  const [{ sceneOf }, { urlOf }] = await Promise.all([
    import('../project/scene.ts'),
    import('../../state/scene-url.ts'),
  ]);
  return { scene: sceneOf(urlOf(store)) };
}

/** The viewpoint of an entry, and its time; null for other entries. */
export function keptViewpoint({ kind, name, properties }: Pick<ProjectEntry, 'kind' | 'name' | 'properties'>) {
  const kept = properties?.[KEPT];
  if (kind !== 'view' || typeof kept !== 'object' || kept === null) return null;
  const { eye, at } = kept as { readonly eye?: unknown; readonly at?: unknown };
  const viewpoint = typeof eye === 'string' ? parseViewpoint(eye, name) : null;
  return viewpoint && { viewpoint, clock: typeof at === 'string' ? parseClock(at) : null };
}
