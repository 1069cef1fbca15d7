import { describe, expect, it } from 'vitest';
import { BYTES_PER_POINT, type PointColumns, type PointNode } from '../../../../viewer/streaming/point-tree.ts';
import type { Eye } from '../../../../viewer/streaming/selection.ts';
import { createStreamer, type LoadedNode } from '../../../../viewer/streaming/streamer.ts';

const COUNT = 1000;
const columns: PointColumns = {
  ...{ count: COUNT, origin: [0, 0, 0], timeBase: 0, hasColour: true, time: null },
  position: new Float32Array(3 * COUNT),
  colour: new Uint8Array(4 * COUNT),
  detail: new Uint16Array(4 * COUNT),
};

interface Ask {
  readonly id: string;
  readonly signal: AbortSignal;
  readonly answer: (result: PointColumns) => void;
  readonly fail: (error: Error) => void;
}

/** A row of nodes along the east, each with four children, on a server that answers when the test says so. */
function row(length: number, asked: Ask[]): PointNode {
  const load = (id: string) => (signal: AbortSignal) =>
    new Promise<PointColumns>((answer, fail) => {
      asked.push({ id, signal, answer, fail });
      signal.addEventListener('abort', () => fail(new DOMException('called back', 'AbortError')));
    });
  const node = (id: string, east: number, size: number, children: readonly PointNode[]): PointNode => ({
    ...{ id, errorM: children.length > 0 ? 8 : 0, replaces: false, expand: null, children },
    box: [east, 0, 0, east + size, size, 1],
    load: load(id),
  });
  const parts = Array.from({ length }, (_, at) => node(`n${at}`, at * 100, 100, []));
  return { ...node('root', 0, length * 100, parts), box: [0, 0, 0, length * 100, 100, 1] };
}

/** Looks at the columns from `west` to `east`. */
const eyeAt = (west: number, east: number): Eye => ({
  ...{ east: (west + east) / 2, north: 50, height: 20, pixelsPerRadian: 1000, pixelsPerMetre: 0 },
  planes: Float64Array.from([1, 0, 0, -west - 1, -1, 0, 0, east - 1]),
});
const limits = { errorTargetPx: 16, pointBudget: 1e7 };
const settle = () => new Promise((resolve) => setTimeout(resolve, 0));

function setUp(capBytes = 1e9) {
  const asked: Ask[] = [];
  const events = { loaded: [] as LoadedNode[], released: [] as LoadedNode[], errors: [] as unknown[], news: 0 };
  let time = 0;
  const streamer = createStreamer({
    capBytes,
    onLoaded: (node) => events.loaded.push(node),
    onReleased: (node) => events.released.push(node),
    onNews: () => events.news++,
    onError: (_, __, error) => events.errors.push(error),
    now: () => time,
  });
  const answerAll = async () => {
    for (const ask of asked.splice(0)) if (!ask.signal.aborted) ask.answer(columns);
    await settle();
  };
  return { asked, events, streamer, answerAll, wait: (ms: number) => (time += ms) };
}

/** Until nothing is asked any more. */
async function drain({ streamer, answerAll }: ReturnType<typeof setUp>, eye: Eye): Promise<readonly LoadedNode[]> {
  for (let round = 0; round < 50; round++) {
    streamer.update(eye, limits);
    if (!streamer.stats.loading) break;
    await answerAll();
  }
  return streamer.update(eye, limits);
}

describe('the streamer', () => {
  it('asks for the most urgent nodes first, a few at a time, until the picture is complete', async () => {
    const world = setUp();
    world.streamer.setTrees(new Map([['a', row(30, world.asked)]]));
    const eye = { ...eyeAt(0, 3000), pixelsPerRadian: 1e5 };
    world.streamer.update(eye, limits);
    expect(world.asked[0]?.id).toBe('root');
    expect(world.streamer.stats.requests).toBeLessThanOrEqual(10);
    const shown = await drain(world, eye);
    expect(shown).toHaveLength(31);
    expect(world.streamer.stats).toMatchObject({ loading: false, pointCount: 31 * COUNT, nodes: 31, requests: 0 });
  });

  it('calls back what the camera left before it came', async () => {
    const world = setUp();
    world.streamer.setTrees(new Map([['a', row(30, world.asked)]]));
    world.streamer.update(eyeAt(0, 500), limits);
    const first = world.asked.filter(({ id }) => id !== 'root');
    expect(first.length).toBeGreaterThan(2);
    world.streamer.update(eyeAt(2500, 3000), limits);
    expect(first.every(({ signal }) => signal.aborted)).toBe(true);
    const shown = await drain(world, eyeAt(2500, 3000));
    expect(shown.map(({ node }) => node.id).sort()).toEqual(['n25', 'n26', 'n27', 'n28', 'n29', 'root']);
    expect(world.events.errors).toEqual([]);
  });

  it('holds memory under its cap, keeps what was used last, and releases the rest', async () => {
    const cap = 12 * COUNT * BYTES_PER_POINT;
    const world = setUp(cap);
    world.streamer.setTrees(new Map([['a', row(40, world.asked)]]));
    for (let west = 0; west < 3800; west += 200) {
      await drain(world, eyeAt(west, west + 400));
      expect(world.streamer.stats.bytes).toBeLessThanOrEqual(cap);
    }
    const held = new Set(world.events.loaded.map(({ node }) => node));
    expect(held.size).toBe(41);
    expect(world.events.loaded.length - world.events.released.length).toBe(world.streamer.stats.nodes);
    // the last places are still there: coming back a little costs nothing
    world.streamer.update(eyeAt(3400, 3800), limits);
    expect(world.streamer.stats.loading).toBe(false);
  });

  it('wants no more than fits the cap', async () => {
    const world = setUp(10 * COUNT * BYTES_PER_POINT);
    world.streamer.setTrees(new Map([['a', row(40, world.asked)]]));
    const shown = await drain(world, eyeAt(0, 4000));
    expect(shown.length).toBeLessThanOrEqual(8);
    expect(world.streamer.stats.cutPx).toBeGreaterThan(16);
    expect(world.streamer.stats.loading).toBe(false);
  });

  it('comes to rest where the node at the edge of the budget holds more than was guessed', async () => {
    const cap = 30 * COUNT * BYTES_PER_POINT;
    const world = setUp(cap);
    world.streamer.setTrees(new Map([['a', row(40, world.asked)]]));
    // from the west end, so that the nodes come in the order of their names: the budget of 24 ends in n20
    const eye = { ...eyeAt(0, 4000), east: 0, pixelsPerRadian: 1e5 };
    const large = { ...columns, count: 12 * COUNT };
    let rounds = 0;
    for (let quiet = 0; quiet < 4 && rounds < 200; rounds++) {
      world.streamer.update(eye, limits);
      quiet = world.streamer.stats.loading ? 0 : quiet + 1;
      for (const ask of world.asked.splice(0)) {
        if (!ask.signal.aborted) ask.answer(ask.id === 'n20' ? large : columns);
      }
      await settle();
    }
    expect(rounds).toBeLessThan(60);
    expect(world.streamer.stats.bytes).toBeLessThanOrEqual(cap);
    expect(new Set(world.events.loaded.map(({ node }) => node)).size).toBe(world.events.loaded.length);
  });

  it('releases all of a tree that is closed, and what still comes is not kept', async () => {
    const world = setUp();
    const [a, b] = [row(5, world.asked), row(5, world.asked)];
    world.streamer.setTrees(
      new Map([
        ['a', a],
        ['b', b],
      ]),
    );
    await drain(world, eyeAt(0, 500));
    expect(world.streamer.stats.nodes).toBe(12);
    const late = row(3, world.asked);
    world.streamer.setTrees(
      new Map([
        ['b', b],
        ['c', late],
      ]),
    );
    expect(world.events.released).toHaveLength(6);
    world.streamer.update(eyeAt(0, 300), limits);
    const open = world.asked.splice(0);
    world.streamer.setTrees(new Map([['b', b]]));
    expect(open.length).toBeGreaterThan(0);
    expect(open.every(({ signal }) => signal.aborted)).toBe(true);
    for (const ask of open) ask.answer(columns);
    await settle();
    expect(world.streamer.stats).toMatchObject({ nodes: 6, requests: 0, bytes: 6 * COUNT * BYTES_PER_POINT });
    world.streamer.dispose();
    expect(world.streamer.stats).toMatchObject({ nodes: 0, bytes: 0, requests: 0 });
  });

  it('tries a broken node three times, then says so once and shows the others', async () => {
    const world = setUp();
    world.streamer.setTrees(new Map([['a', row(3, world.asked)]]));
    const eye = eyeAt(0, 300);
    for (let round = 0; round < 20; round++) {
      world.streamer.update(eye, limits);
      for (const ask of world.asked.splice(0)) {
        if (ask.id === 'n1') ask.fail(new Error('broken chunk'));
        else ask.answer(columns);
      }
      await settle();
      world.wait(10_000);
    }
    expect(world.events.errors).toHaveLength(1);
    expect(world.streamer.update(eye, limits)).toHaveLength(3);
    expect(world.streamer.stats.loading).toBe(false);
  });

  it('shows an overview until all that takes its place is there', async () => {
    const world = setUp();
    const additive = row(3, world.asked);
    const tree: PointNode = { ...additive, replaces: true };
    world.streamer.setTrees(new Map([['a', tree]]));
    const eye = eyeAt(0, 300);
    const ids = () => world.streamer.update(eye, limits).map(({ node }) => node.id);
    ids();
    const [root, ...rest] = world.asked.splice(0);
    root?.answer(columns);
    await settle();
    expect(ids()).toEqual(['root']);
    for (const ask of rest.slice(0, 2)) ask.answer(columns);
    await settle();
    expect(ids()).toContain('root');
    for (const ask of rest.slice(2)) ask.answer(columns);
    await settle();
    expect(ids().sort()).toEqual(['n0', 'n1', 'n2']);
  });

  it('asks nothing for hidden trees and keeps what they have', async () => {
    const world = setUp();
    world.streamer.setTrees(new Map([['a', row(3, world.asked)]]));
    await drain(world, eyeAt(0, 300));
    world.streamer.setHidden(new Set(['a']));
    expect(world.streamer.update(eyeAt(0, 300), limits)).toEqual([]);
    expect(world.streamer.stats).toMatchObject({ nodes: 4, loading: false, requests: 0 });
  });
});
