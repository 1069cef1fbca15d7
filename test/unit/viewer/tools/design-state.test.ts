import { describe, expect, it } from 'vitest';
import { parseDesignRequest } from '#core/contract/design-surface.ts';
import {
  type DesignAction,
  type DesignState,
  designObstacle,
  designRequest,
  EMPTY_DESIGN,
  HEIGHT_RULES,
  reduceDesign,
} from '../../../../viewer/tools/design/state.ts';

const at = (east: number, north: number) => ({ east, north, height: 0 });
const run = (state: DesignState, ...actions: DesignAction[]) => actions.reduce(reduceDesign, state);
const outline: DesignAction = {
  type: 'draw',
  action: { type: 'replace', vertices: [at(0, 0), at(30, 0), at(30, 30)] },
};
const OPTIONS = { code: 'EPSG:6676', unitM: 1, maxEdgeM: 5, name: 'Design' };
const GROUND = { collection: 'before' };

describe('a design', () => {
  it('says what is missing', () => {
    expect(designObstacle(EMPTY_DESIGN)).toBe('needPad');
    const drawn = run(EMPTY_DESIGN, outline);
    expect(designObstacle(drawn)).toBeNull();
    expect(designObstacle(run(drawn, { type: 'settings', settings: { rule: 'elevation' } }))).toBe('needElevation');
    expect(designObstacle(run(drawn, { type: 'settings', settings: { rule: 'fill' } }))).toBe('needTarget');
  });

  it('asks what the contract takes, by every rule of its height', () => {
    const wanted = {
      elevation: { elevationM: 12 },
      balance: { solve: { balance: { C: 0.95 } } },
      fill: { solve: { fillM3: 500 } },
      cut: { solve: { cutM3: 500 } },
    };
    for (const rule of HEIGHT_RULES) {
      const settings = { rule, elevationM: 12, factorC: 0.95, targetM3: 500 };
      const state = run(EMPTY_DESIGN, outline, { type: 'settings', settings });
      const request = designRequest(state, GROUND, OPTIONS);
      expect(parseDesignRequest({ inputs: request })).toMatchObject({ kind: 'pad', name: 'Design', ...wanted[rule] });
    }
  });

  it('leaves berms out, and takes its own name, when asked to', () => {
    const settings = { berms: false, name: '  造成A ' };
    const request = designRequest(run(EMPTY_DESIGN, outline, { type: 'settings', settings }), GROUND, OPTIONS);
    expect(request).not.toHaveProperty('bermEveryM');
    expect(request.name).toBe('造成A');
    expect(request.area?.coordinates[0]).toHaveLength(4);
  });

  it('drops its result with a new setting, and ignores an answer that nobody waits for', () => {
    const failed = run(EMPTY_DESIGN, outline, { type: 'run' }, { type: 'failed', failure: { code: 'X', message: '' } });
    expect(failed.run.state).toBe('failed');
    expect(run(failed, { type: 'settings', settings: { fillSlope: 2 } }).run.state).toBe('idle');
    const stopped = run(EMPTY_DESIGN, { type: 'run' }, { type: 'progress', percent: 40 }, { type: 'stopped' });
    expect(run(stopped, { type: 'progress', percent: 50 }).run.state).toBe('idle');
  });
});
