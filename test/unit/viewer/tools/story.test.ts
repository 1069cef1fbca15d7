import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CameraPose } from '../../../../viewer/state/camera-pose.ts';
import { planFilm } from '../../../../viewer/tools/story/film-plan.ts';
import { flightBetween } from '../../../../viewer/tools/story/flight.ts';
import { currentStep, EMPTY_STORY, reduceStory, type StoryAction } from '../../../../viewer/tools/story/state.ts';
import { readStory, STORY_BOUNDS, storyContent } from '../../../../viewer/tools/story/story.ts';

const pose = fc.record<CameraPose>({
  lon: fc.double({ min: 137.5, max: 139.2, noNaN: true }),
  lat: fc.double({ min: 34.6, max: 35.6, noNaN: true }),
  elevationM: fc.double({ min: 0, max: 3776, noNaN: true }),
  headingDeg: fc.double({ min: 0, max: 359.99, noNaN: true }),
  pitchDeg: fc.double({ min: -90, max: -1, noNaN: true }),
  rangeM: fc.double({ min: 5, max: 200_000, noNaN: true }),
});

describe('a flight', () => {
  it('begins and ends exactly at its poses, and is finite and continuous between', () => {
    fc.assert(
      fc.property(pose, pose, (from, to) => {
        const { poseAt, seconds } = flightBetween(from, to);
        expect(seconds).toBeGreaterThanOrEqual(0.8);
        expect(seconds).toBeLessThanOrEqual(8);
        expect(poseAt(0)).toEqual(from);
        expect(poseAt(1)).toEqual(to);
        const near = poseAt(1 - 1e-9);
        expect(near.lon).toBeCloseTo(to.lon, 6);
        expect(near.lat).toBeCloseTo(to.lat, 6);
        expect(near.rangeM / to.rangeM).toBeCloseTo(1, 5);
        for (let part = 0; part <= 1; part += 0.05) {
          expect(Object.values(poseAt(part)).every(Number.isFinite)).toBe(true);
        }
      }),
    );
  });

  it('goes on along its way and never back', () => {
    fc.assert(
      fc.property(pose, pose, (from, to) => {
        const { poseAt } = flightBetween(from, to);
        const away = (part: number) => Math.abs(poseAt(part).lat - from.lat);
        for (let part = 0.05; part <= 1; part += 0.05)
          expect(away(part)).toBeGreaterThanOrEqual(away(part - 0.05) - 1e-9);
      }),
    );
  });

  it('rises over a long way, so that both ends would be in sight: the optimum of the paper', () => {
    const from = { lon: 138.4, lat: 34.97, elevationM: 10, headingDeg: 350, pitchDeg: -45, rangeM: 300 };
    const to = { ...from, lon: 138.73, lat: 35.36, headingDeg: 10 };
    const { poseAt } = flightBetween(from, to);
    const middle = poseAt(0.5);
    const awayM = Math.hypot(
      (to.lat - from.lat) * 111_320,
      (to.lon - from.lon) * 111_320 * Math.cos((35.165 * Math.PI) / 180),
    );
    // equal widths: cosh r0 = sqrt(1 + (ρ² u / 2w)²), the widest view in the middle is w cosh r0
    expect(middle.rangeM).toBeCloseTo(300 * Math.sqrt(1 + ((1.96 * awayM) / 600) ** 2), 3);
    // by the short way round
    expect(Math.min(middle.headingDeg, 360 - middle.headingDeg)).toBeCloseTo(0, 9);
  });

  it('only zooms where the place stays', () => {
    const from = { lon: 138.4, lat: 35, elevationM: 10, headingDeg: 0, pitchDeg: -45, rangeM: 100 };
    const { poseAt } = flightBetween(from, { ...from, rangeM: 10_000 });
    expect(poseAt(0.5)).toEqual({ ...from, rangeM: expect.closeTo(1000, 6) });
  });
});

describe('the plan of a film', () => {
  const at = { lon: 138.4, lat: 35, elevationM: 10, headingDeg: 0, pitchDeg: -45, rangeM: 100 };
  const there = { ...at, lat: 35.01 };

  it('stays at scenes and flies between them', () => {
    const flight = flightBetween(at, there);
    const plan = planFilm(
      [
        { pose: at, seconds: 2 },
        { pose: there, seconds: 3 },
      ],
      10,
    );
    expect(plan.seconds).toBeCloseTo(5 + flight.seconds, 9);
    expect(plan.frameCount).toBe(Math.round(plan.seconds * 10));
    expect(plan.frame(10)).toEqual({ index: 10, timeS: 1, scene: 0, pose: at, words: 1 });
    const flying = plan.frame(20 + Math.round(flight.seconds * 5));
    expect(flying.scene).toBe(1);
    expect(flying.words).toBe(0);
    expect(flying.pose.lat).toBeGreaterThan(35);
    expect(flying.pose.lat).toBeLessThan(35.01);
    expect(plan.frame(plan.frameCount - 1).pose).toEqual(there);
  });

  it('lets words come and go in half a second', () => {
    const plan = planFilm([{ pose: at, seconds: 2 }], 4);
    expect([0, 1, 2, 4, 7].map((index) => plan.frame(index).words)).toEqual([0, 0.5, 1, 1, 0.5]);
  });
});

describe('a story', () => {
  const add = (scene: string): StoryAction => ({ type: 'add', step: { scene, title: scene, thumbnail: '' } });
  const story = [add('?a=1'), add('?a=2'), add('?a=3')].reduce(reduceStory, EMPTY_STORY);

  it('adds behind the step that is looked at, moves and removes', () => {
    expect(story.steps.map(({ scene }) => scene)).toEqual(['?a=1', '?a=2', '?a=3']);
    const first = story.steps[0]?.id ?? '';
    let next = reduceStory(story, { type: 'current', id: first });
    next = reduceStory(next, add('?a=9'));
    expect(next.steps.map(({ scene }) => scene)).toEqual(['?a=1', '?a=9', '?a=2', '?a=3']);
    next = reduceStory(next, { type: 'move', id: first, by: 1 });
    expect(next.steps.map(({ scene }) => scene)).toEqual(['?a=9', '?a=1', '?a=2', '?a=3']);
    next = reduceStory(next, { type: 'remove', id: first });
    expect(next.steps.map(({ scene }) => scene)).toEqual(['?a=9', '?a=2', '?a=3']);
    expect(currentStep(next)?.step.scene).toBe('?a=9');
  });

  it('undoes and redoes everything, words as a whole', () => {
    const id = story.steps[0]?.id ?? '';
    const written = ['d', 'do', 'doc'].map((title): StoryAction => ({ type: 'write', id, part: { title } }));
    const edited = written.reduce(reduceStory, story);
    expect(edited.steps[0]?.title).toBe('doc');
    const back = reduceStory(edited, { type: 'undo' });
    expect(back.steps).toEqual(story.steps);
    expect(reduceStory(back, { type: 'redo' }).steps).toEqual(edited.steps);
  });

  it('holds its order and its undo under any actions', () => {
    const action = fc.oneof(
      fc.constantFrom<StoryAction>(add('?x=1'), { type: 'undo' }, { type: 'redo' }, { type: 'play', on: true }),
      fc.record({ type: fc.constant('remove' as const), id: fc.constantFrom('s1', 's2', 's3') }),
      fc.record({ type: fc.constant('move' as const), id: fc.constantFrom('s1', 's2'), by: fc.constantFrom(1, -1) }),
      fc.record({
        type: fc.constant('write' as const),
        id: fc.constantFrom('s1', 's2'),
        part: fc.record({ seconds: fc.double({ noNaN: false }) }),
      }),
    ) as fc.Arbitrary<StoryAction>;
    fc.assert(
      fc.property(fc.array(action, { maxLength: 40 }), (actions) => {
        let state = story;
        for (const one of actions) {
          const before = state;
          state = reduceStory(state, one);
          const ids = state.steps.map(({ id }) => id);
          expect(new Set(ids).size).toBe(ids.length);
          expect(state.current === null || ids.includes(state.current)).toBe(true);
          expect(state.steps.every(({ seconds }) => seconds >= 1 && seconds <= 120)).toBe(true);
          if (one.type === 'remove' && state !== before) {
            expect(reduceStory(state, { type: 'undo' }).steps).toEqual(before.steps);
          }
        }
      }),
    );
  });

  it('is read back as it was kept', () => {
    const { properties } = storyContent('物語', story.steps);
    expect(readStory(JSON.parse(JSON.stringify(properties)))).toEqual({ steps: story.steps, unreadable: 0 });
  });

  it('shows what can be read of a damaged one', () => {
    const good = {
      id: 's1',
      title: 'a',
      text: '',
      scene: '?view=globe',
      seconds: 1e9,
      thumbnail: 'javascript:alert(1)',
    };
    const steps = [
      good,
      null,
      7,
      { ...good, scene: 'https://example.org/' },
      { ...good, title: 'x'.repeat(999) },
      good,
    ];
    const { steps: read, unreadable } = readStory({ story: { version: 1, steps } });
    expect(unreadable).toBe(3);
    expect(read.map(({ id, title, seconds, thumbnail }) => ({ id, title, seconds, thumbnail }))).toEqual([
      { id: 's1', title: 'a', seconds: 120, thumbnail: '' },
      { id: 's2', title: '', seconds: 120, thumbnail: '' },
      { id: 's3', title: 'a', seconds: 120, thumbnail: '' },
    ]);
    for (const wrong of [undefined, null, 'x', { story: 1 }, { story: { steps: {} } }]) {
      expect(readStory(wrong)).toEqual({ steps: [], unreadable: 0 });
    }
    const many = Array.from({ length: 200 }, () => good);
    expect(readStory({ story: { steps: many } }).steps).toHaveLength(STORY_BOUNDS.steps);
  });
});
