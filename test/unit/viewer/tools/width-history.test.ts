/** Undo and redo of the section tool: the width of the strip among the edits of the line. */
import { describe, expect, it } from 'vitest';
import { EMPTY_SECTION, reduceSection, type SectionAction } from '../../../../viewer/tools/section/state.ts';
import { hasWidthSteps } from '../../../../viewer/tools/section/width-history.ts';
import { seededRandom } from '../../../helpers/seeded-random.ts';

const at = (east: number, north: number) => ({ east, north, height: 0 });
const draw = (action: Extract<SectionAction, { type: 'draw' }>['action']): SectionAction => ({ type: 'draw', action });
const width = (widthM: number, gesture = `g${widthM}`): SectionAction => ({ type: 'width', widthM, gesture });
const [UNDO, REDO] = [draw({ type: 'undo' }), draw({ type: 'redo' })];
const drawn = reduceSection(EMPTY_SECTION, draw({ type: 'replace', vertices: [at(0, 0), at(10, 0)] }));
const apply = (...actions: SectionAction[]) => actions.reduce(reduceSection, drawn);
const look = ({ drawing, settings }: typeof drawn) => [settings.widthM, drawing.vertices[0]?.north];
const move: SectionAction = { type: 'move', to: 'left' };

describe('undo in the section tool', () => {
  it('takes back the width and the line in the order of their edits, and does them again', () => {
    const edits = [{ type: 'moveStep', moveM: 1 } as const, move, width(3), move, width(5)];
    const states = edits.map((_, i) => look(apply(...edits.slice(0, i + 1))));
    expect(states).toEqual([
      [1, 0],
      [1, 1],
      [3, 1],
      [3, 2],
      [5, 2],
    ]);
    let state = apply(...edits);
    for (const before of states.slice(0, -1).reverse()) {
      state = reduceSection(state, UNDO);
      expect(look(state)).toEqual(before);
    }
    expect(look(reduceSection(state, UNDO))).toEqual([1, 0]);
    for (const after of states.slice(1)) {
      state = reduceSection(state, REDO);
      expect(look(state)).toEqual(after);
    }
  });

  it('is exact for any order of edits, undo and redo', () => {
    const random = seededRandom(11);
    for (let run = 0; run < 40; run++) {
      let state = reduceSection(drawn, { type: 'moveStep', moveM: 1 });
      const timeline = [look(state)];
      let now = 0;
      for (let step = 0; step < 40; step++) {
        const kind = random.uniform();
        if (kind < 0.5) {
          state = reduceSection(state, kind < 0.25 ? width(2 + step / 8, `g${step}`) : move);
          timeline.splice(++now, Number.POSITIVE_INFINITY, look(state));
        } else {
          state = reduceSection(state, kind < 0.8 ? UNDO : REDO);
          now = Math.min(timeline.length - 1, Math.max(0, now + (kind < 0.8 ? -1 : 1)));
        }
        expect(look(state)).toEqual(timeline[now]);
      }
    }
  });

  it('takes one hold of the handle as one edit', () => {
    const held = apply(width(2, 'handle 1'), width(4, 'handle 1'), width(7, 'handle 1'), width(8, 'handle 2'));
    expect(look(reduceSection(held, UNDO))[0]).toBe(7);
    expect(look([UNDO, UNDO].reduce(reduceSection, held))[0]).toBe(1);
    // another edit between ends the gesture
    const between = apply(width(2, 'field 1'), move, width(4, 'field 1'));
    expect(look(reduceSection(between, UNDO))[0]).toBe(2);
  });

  it('ends what could be redone, drops the result, and goes with the line', () => {
    const undone = apply(width(2), UNDO);
    expect(hasWidthSteps(undone.widths)).toEqual({ undo: false, redo: true });
    expect(hasWidthSteps(reduceSection(undone, width(3)).widths).redo).toBe(false);
    expect(hasWidthSteps(reduceSection(undone, move).widths).redo).toBe(false);
    const running = reduceSection(apply(width(2)), { type: 'run' });
    expect(reduceSection(running, UNDO).run.state).toBe('idle');
    expect(reduceSection(running, width(2)).run.state).toBe('running');
    const anew = reduceSection(apply(width(2)), draw({ type: 'start' }));
    expect(hasWidthSteps(anew.widths)).toEqual({ undo: false, redo: false });
    // a vertex that was only taken hold of is no edit
    const touched = apply(width(2), draw({ type: 'grab', index: 0 }), draw({ type: 'release' }), UNDO);
    expect(look(touched)[0]).toBe(1);
  });
});
