/** The scenario tool's state, what it gives to a view, and what it reads of the server. */
import { describe, expect, it } from 'vitest';
import type { SceneEdit } from '#core/contract/scenario.ts';
import { parsePoints } from '../../../viewer/api/scenario.ts';
import { type AppState, createAppStore } from '../../../viewer/state/app-state.ts';
import { createSiteFrame } from '../../../viewer/state/site-frame.ts';
import { simulatedMark } from '../../../viewer/tools/picture/simulated.ts';
import { createScenarioView } from '../../../viewer/tools/scenario/in-view.ts';
import { groundLabels, placeOf } from '../../../viewer/tools/scenario/places.ts';
import {
  EMPTY_SCENARIO,
  isSimulated,
  keptAs,
  parseReference,
  reduceScenario,
  type ScenarioAction,
  scenarioUrl,
  shownScenario,
} from '../../../viewer/tools/scenario/state.ts';
import { wordsIn } from '../../helpers/words.ts';

const OUTLINE = [
  [0, 0],
  [10, 0],
  [10, 10],
  [0, 10],
];
const run = (...actions: ScenarioAction[]) => actions.reduce(reduceScenario, EMPTY_SCENARIO);
const NEW: ScenarioAction = { type: 'book', action: { type: 'new', name: 'plan', crs: 'EPSG:6676' } };
const HIDE: ScenarioAction = {
  type: 'book',
  action: { type: 'add', edit: { kind: 'hide', name: '', on: true, outline: OUTLINE } },
};
const frame = createSiteFrame({
  code: 'EPSG:6676',
  proj4: '+proj=tmerc +lat_0=36 +lon_0=138.5 +k=0.9999 +x_0=0 +y_0=0 +ellps=GRS80 +units=m +no_defs',
  unitM: 1,
  geoidHeightM: 0,
});
const NONE: AppState['collections'] = [];
const inputs = (scenario: AppState['scenario']) => ({ scenario, frame, collections: NONE });

describe('the state', () => {
  it('tells a simulated picture from a measured one', () => {
    expect(isSimulated(run())).toBe(false);
    expect(isSimulated(run(NEW))).toBe(false);
    expect(isSimulated(run(NEW, HIDE))).toBe(true);
    expect(isSimulated(run(NEW, HIDE, { type: 'shown', shown: 'before' }))).toBe(false);
    expect(isSimulated(run(NEW, HIDE, { type: 'shown', shown: 'swipe' }))).toBe(true);
    const blink: ScenarioAction = { type: 'shown', shown: 'blink' };
    expect(isSimulated(run(NEW, HIDE, blink))).toBe(true);
    expect(isSimulated(run(NEW, HIDE, blink, { type: 'turn' }))).toBe(false);
    const off: ScenarioAction = { type: 'book', action: { type: 'switch', id: 'e1', on: false } };
    expect(isSimulated(run(NEW, HIDE, off))).toBe(false);
  });

  it('names in the address what is kept, until it is changed', () => {
    const edited = run(NEW, HIDE);
    const scenario = shownScenario(edited)!;
    const kept = reduceScenario(edited, {
      type: 'kept',
      id: scenario.id,
      as: { project: 'p', entry: 'e', version: 2, scenario },
    });
    expect(scenarioUrl(kept)).toEqual({ scenario: 'p~e' });
    const swiped = reduceScenario(kept, { type: 'shown', shown: 'swipe' });
    expect(scenarioUrl(swiped)).toEqual({ scenario: 'p~e~swipe' });
    expect(parseReference('p~e~swipe')).toEqual({ project: 'p', entry: 'e', shown: 'swipe' });
    expect(parseReference('p~e~script')?.shown).toBe('after');
    expect(parseReference('p')).toBeNull();
    const changed = reduceScenario(kept, HIDE);
    expect(scenarioUrl(changed)).toEqual({});
    expect(keptAs(reduceScenario(changed, { type: 'book', action: { type: 'undo' } }))?.entry).toBe('e');
  });

  it('keeps the divider inside of the picture', () => {
    expect(run({ type: 'split', split: 2 }).split).toBe(0.98);
    expect(run({ type: 'split', split: Number.NaN }).split).toBe(0.5);
  });
});

describe('the view of a scenario', () => {
  it('is made once for what did not change, and not for another system', () => {
    const viewOf = createScenarioView();
    const state = run(NEW, HIDE, { type: 'shown', shown: 'swipe' });
    const first = viewOf(inputs(state))!;
    expect(first).toMatchObject({ shown: 'swipe', split: 0.5 });
    expect(first.mask).toHaveLength(1);
    const dragged = viewOf(inputs(reduceScenario(state, { type: 'split', split: 0.3 })))!;
    expect(dragged.split).toBe(0.3);
    expect(dragged.mask).toBe(first.mask);
    const other: ScenarioAction = { type: 'book', action: { type: 'new', name: 'x', crs: 'EPSG:6677' } };
    expect(viewOf(inputs(reduceScenario(state, other)))).toBeNull();
  });

  it('leaves out edits whose collection is gone, and draws the others', () => {
    const lost: ScenarioAction = {
      type: 'book',
      action: { type: 'add', edit: { kind: 'hide', name: '', on: true, outline: OUTLINE, collections: ['gone'] } },
    };
    expect(createScenarioView()(inputs(run(NEW, HIDE, lost)))!.mask).toHaveLength(1);
  });
});

describe('places', () => {
  const ground = { originE: 0, originN: 0, cellSizeM: 2, cols: 2, rows: 1, heightsM: [null, 7] };
  const hide = { id: 'e1', kind: 'hide', name: '', on: true, outline: OUTLINE, unmeasured: ground } as SceneEdit;
  it('names unmeasured ground in the middle of its cells, unless something new stands there', () => {
    expect(groundLabels([hide], 1)).toEqual([{ east: 3, north: 1, height: 7, areaM2: 4 }]);
    const building = {
      id: 'e2',
      kind: 'place-building',
      name: '',
      on: true,
      outline: OUTLINE,
      baseM: 7,
      heightM: 3,
      colour: '#ffffff',
    } as SceneEdit;
    expect(groundLabels([hide, building], 1)).toEqual([]);
  });
  it('knows where an edit is, in metres', () => {
    expect(placeOf(hide, 0.5)).toMatchObject({ east: 2.5, north: 2.5, heightM: null });
  });
});

describe('points as text', () => {
  it('reads columns by their names', () => {
    const { positions, colours, classes } = parsePoints(
      'x,y,z,intensity,classification,red,green,blue\n1.5,2.5,3.5,7,5,65280,256,0\n',
    );
    expect([...positions]).toEqual([1.5, 2.5, 3.5]);
    expect([...colours!]).toEqual([255, 1, 0]);
    expect([...classes]).toEqual([5]);
  });
  it('does without colours, and refuses what has no places', () => {
    expect(parsePoints('x,y,z,classification\n').colours).toBeNull();
    expect(() => parsePoints('<html>')).toThrow('columns x, y and z');
  });
});

describe('what is said of pictures that leave the page', () => {
  const t = wordsIn('en');
  const state = createAppStore({ language: 'en', view: 'globe', tool: 'layers' }).get();

  it('is nothing of what was measured', () => {
    expect(simulatedMark(state, t)).toBeNull();
    // the site view draws neither scenarios nor the sun
    const simulated = { ...state, scenario: run(NEW, HIDE), sight: { ...state.sight, sunOn: true } };
    expect(simulatedMark({ ...simulated, view: 'site' }, t)).toBeNull();
  });

  it('is that they are simulated, of scenarios and of sunlight', () => {
    expect(simulatedMark({ ...state, scenario: run(NEW, HIDE) }, t)).toBe('Simulated image');
    const before = run(NEW, HIDE, { type: 'shown', shown: 'before' });
    expect(simulatedMark({ ...state, scenario: before }, t)).toBeNull();
    expect(simulatedMark({ ...state, sight: { ...state.sight, sunOn: true } }, t)).toBe('Simulated image');
  });
});
