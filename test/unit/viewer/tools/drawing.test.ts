import { describe, expect, it } from 'vitest';
import { drapeOutline, heightInGrid } from '../../../../viewer/tools/drawing/drape.ts';
import { parseCoordinates } from '../../../../viewer/tools/drawing/parse-coordinates.ts';
import {
  type DrawingAction,
  type DrawingState,
  emptyDrawing,
  reduceDrawing,
  shapeSize,
} from '../../../../viewer/tools/drawing/state.ts';

const at = (east: number, north: number) => ({ east, north, height: 0 });
const add = (east: number, north: number): DrawingAction => ({ type: 'add', position: at(east, north) });
const run = (state: DrawingState, ...actions: DrawingAction[]) => actions.reduce(reduceDrawing, state);
const polygon = () => run(emptyDrawing('polygon'), { type: 'start' });

describe('drawing', () => {
  it('places vertices and closes', () => {
    const state = run(polygon(), add(0, 0), add(10, 0), add(10, 10), { type: 'finish' });
    expect(state).toMatchObject({ active: false, closed: true, heightsKnown: true });
    expect(shapeSize(state)).toBe(50);
  });

  it('does not close with too few vertices', () => {
    expect(run(polygon(), add(0, 0), add(10, 0), { type: 'finish' })).toMatchObject({ active: true, closed: false });
    const line = run(emptyDrawing('line'), { type: 'start' }, add(0, 0), add(3, 4), { type: 'finish' });
    expect(line.closed).toBe(true);
    expect(shapeSize(line)).toBe(5);
  });

  it('takes a double click as one vertex', () => {
    expect(run(polygon(), add(0, 0), add(0, 0.001)).vertices).toHaveLength(1);
  });

  it('drops the first vertex when it was clicked again at the end', () => {
    const state = run(polygon(), add(0, 0), add(10, 0), add(10, 10), add(0, 0), { type: 'finish' });
    expect(state.vertices).toHaveLength(3);
  });

  it('removes the last vertex, and cancels', () => {
    const two = run(polygon(), add(0, 0), add(10, 0), { type: 'undo' });
    expect(two.vertices).toEqual([at(0, 0)]);
    expect(run(two, { type: 'cancel' })).toEqual(emptyDrawing('polygon'));
  });

  it('ignores the pointer when nothing is being drawn', () => {
    const idle = emptyDrawing('polygon');
    expect(run(idle, add(1, 1), { type: 'move', position: at(2, 2) }, { type: 'undo' }, { type: 'finish' })).toBe(idle);
  });

  it('takes typed vertices, whose heights are still to be found', () => {
    const state = run(emptyDrawing('line'), { type: 'replace', vertices: [at(0, 0), at(1, 0)] });
    expect(state).toMatchObject({ closed: true, heightsKnown: false });
    const lifted = run(state, { type: 'lift', vertices: state.vertices.map((vertex) => ({ ...vertex, height: 7 })) });
    expect(lifted).toMatchObject({ heightsKnown: true });
    expect(lifted.vertices[1]?.height).toBe(7);
  });
});

describe('typed coordinates', () => {
  it.each(['1, 2\n3, 4', '1 2\r\n\r\n3 4\n', '1;2\n3\t4', '１，２\n３、４', '1 2 99\n3 4 99'])(
    'understands %j',
    (text) => {
      expect(parseCoordinates(text)).toEqual({
        ok: true,
        points: [
          [1, 2],
          [3, 4],
        ],
      });
    },
  );

  it('reads a typographic minus', () => {
    expect(parseCoordinates('52480, −97010')).toEqual({ ok: true, points: [[52480, -97010]] });
  });

  it('names the line that it does not understand', () => {
    expect(parseCoordinates('1, 2\n\n3')).toEqual({ ok: false, line: 3 });
    expect(parseCoordinates('1, x')).toEqual({ ok: false, line: 1 });
    expect(parseCoordinates('1, 2, 3, 4')).toEqual({ ok: false, line: 1 });
  });
});

describe('an outline on the ground', () => {
  const grid = {
    cols: 2,
    rows: 2,
    originE: 0,
    originN: 0,
    cellSizeM: 10,
    valuesM: [0, 0, 0, null],
    heightsM: [1, 2, 3, null],
  };

  it('takes the height of its cell, or of one beside it', () => {
    expect(heightInGrid(grid, 1, 5, 5)).toBe(1);
    expect(heightInGrid(grid, 1, 15, 5)).toBe(2);
    expect(heightInGrid(grid, 1, 15, 15)).not.toBeNull();
    expect(heightInGrid(grid, 1, 500, 5)).toBeNull();
  });

  it('gets vertices along its edges and stays straight outside the grid', () => {
    const outline = drapeOutline([at(0, 0), at(20, 0), at(20, 1000)], grid, 1, 5);
    expect(outline.length).toBeGreaterThan(400);
    expect(outline[0]).toEqual({ east: 0, north: 0, height: 1 });
    expect(outline.find(({ north }) => north > 500)?.height).toBe(0);
  });
});
