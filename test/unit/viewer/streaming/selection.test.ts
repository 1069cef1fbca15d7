import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { NodeBox, PointNode } from '../../../../viewer/streaming/point-tree.ts';
import { type Eye, errorPx, isSeen, selectNodes } from '../../../../viewer/streaming/selection.ts';

/** Looks down from `height` at a square of `halfM` around the origin. */
function topEye(height: number, halfM = 1e6): Eye {
  const sides = [
    [1, 0, 0],
    [-1, 0, 0],
    [0, 1, 0],
    [0, -1, 0],
  ];
  return {
    ...{ east: 0, north: 0, height, pixelsPerRadian: 1000, pixelsPerMetre: 0 },
    planes: Float64Array.from(sides.flatMap(([a, b, c]) => [a!, b!, c!, halfM])),
  };
}

/** A quadtree of flat cells, `depth` levels; spacing and error halve with every level. */
function quadtree(box: NodeBox, depth: number, errorM: number, replaces = false): PointNode {
  const [w, s, , e, n] = box;
  const [me, mn] = [(w + e) / 2, (s + n) / 2];
  const quarters: NodeBox[] = [
    [w, s, 0, me, mn, 1],
    [me, s, 0, e, mn, 1],
    [w, mn, 0, me, n, 1],
    [me, mn, 0, e, n, 1],
  ];
  return {
    ...{ id: `${depth}:${w},${s}`, box, replaces, expand: null },
    errorM: depth === 0 ? 0 : errorM,
    load: async () => {
      throw new Error('nothing is loaded here');
    },
    children: depth === 0 ? [] : quarters.map((quarter) => quadtree(quarter, depth - 1, errorM / 2, replaces)),
  };
}

const knowledge = { childrenOf: (node: PointNode) => node.children, pointsOf: () => 100 };
const root = quadtree([-512, -512, 0, 512, 512, 1], 5, 16);
const generous = { errorTargetPx: 16, pointBudget: 1e9, byteBudget: 1e12 };
const all = (node: PointNode): PointNode[] => [node, ...node.children.flatMap(all)];

describe('the selection of nodes', () => {
  it('takes exactly the nodes without which their region is coarser than the target', () => {
    fc.assert(
      fc.property(fc.double({ min: 2, max: 5000, noNaN: true }), fc.integer({ min: 1, max: 64 }), (height, target) => {
        const eye = topEye(height);
        const { wanted, cutPx } = selectNodes([root], eye, { ...generous, errorTargetPx: target }, knowledge);
        const asked = (node: PointNode): PointNode[] => [
          node,
          ...node.children.filter((child) => errorPx(node.errorM, child.box, eye) > target).flatMap(asked),
        ];
        expect(new Set(wanted)).toEqual(new Set(asked(root)));
        expect(cutPx).toBe(0);
      }),
    );
  });

  it('spends a budget on the coarsest regions and says how coarse the rest is', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 400 }), fc.integer({ min: 5, max: 2000 }), (nodes, height) => {
        const eye = topEye(height);
        const { wanted, cutPx } = selectNodes([root], eye, { ...generous, pointBudget: nodes * 100 }, knowledge);
        const free = selectNodes([root], eye, generous, knowledge).wanted;
        expect(wanted).toEqual(free.slice(0, wanted.length));
        expect(wanted.length).toBe(Math.min(nodes, free.length));
        expect(cutPx > 0).toBe(free.length > nodes);
      }),
    );
  });

  it('keeps memory in mind like points', () => {
    const { wanted } = selectNodes([root], topEye(20), { ...generous, byteBudget: 56 * 100 * 7 }, knowledge);
    expect(wanted).toHaveLength(7);
  });

  it('never names a child before its parent', () => {
    const { wanted } = selectNodes([root], topEye(30), generous, knowledge);
    const place = new Map(wanted.map((node, at) => [node, at]));
    for (const node of wanted)
      for (const child of node.children) {
        const at = place.get(child);
        if (at !== undefined) expect(at).toBeGreaterThan(place.get(node)!);
      }
    expect(wanted.length).toBeGreaterThan(20);
  });

  it('leaves out what no plane of the view lets in', () => {
    const eye = topEye(50, 40);
    const { wanted } = selectNodes([root], eye, generous, knowledge);
    const leaves = all(root).filter((node) => node.children.length === 0);
    const seen = leaves.filter(({ box }) => box[0] <= 40 && box[3] >= -40 && box[1] <= 40 && box[4] >= -40);
    expect(seen.length).toBeGreaterThan(0);
    expect(wanted.filter((node) => node.children.length === 0).every((node) => seen.includes(node))).toBe(true);
  });

  it('asks for children that are not known yet, and goes on with other trees', () => {
    const far: PointNode = { ...root, id: 'far', expand: async () => [], load: null };
    const unknown = { childrenOf: (node: PointNode) => (node === far ? null : node.children), pointsOf: () => 100 };
    const found = selectNodes([far, root], topEye(100), generous, unknown);
    expect(found.unknown).toEqual([far]);
    expect(found.wanted[0]).toBe(root);
  });

  it('measures gaps of a parallel projection by its scale alone', () => {
    const eye = { ...topEye(100), pixelsPerRadian: 0, pixelsPerMetre: 4 };
    expect(errorPx(2, [0, 0, 0, 1, 1, 1], eye)).toBe(8);
    expect(errorPx(2, [9e5, 0, 0, 9.1e5, 1, 1], eye)).toBe(8);
  });
});

describe('boxes and planes', () => {
  it('agree with the corners of the box', () => {
    const coordinate = fc.double({ min: -10, max: 10, noNaN: true });
    fc.assert(
      fc.property(
        fc.tuple(coordinate, coordinate, coordinate),
        fc.tuple(coordinate, coordinate, coordinate, coordinate),
        (at, plane) => {
          const box: NodeBox = [at[0], at[1], at[2], at[0] + 1, at[1] + 2, at[2] + 3];
          const corners = [0, 3].flatMap((e) => [1, 4].flatMap((n) => [2, 5].map((h) => [box[e]!, box[n]!, box[h]!])));
          const sums = corners.map(([e, n, h]) => plane[0] * e! + plane[1] * n! + plane[2] * h! + plane[3]);
          const highest = Math.max(...sums);
          fc.pre(Math.abs(highest) > 1e-9);
          expect(isSeen(box, Float64Array.from(plane))).toBe(highest >= 0);
        },
      ),
    );
  });
});
