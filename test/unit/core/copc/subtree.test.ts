import { describe, expect, it } from 'vitest';
import { isBelow, type SubtreePage, subtreePage } from '#core/copc/subtree.ts';
import { childKey, keyText, MAX_DEPTH, ROOT_KEY, type VoxelKey } from '#core/copc/voxel-key.ts';
import { seededRandom } from '../../../helpers/seeded-random.ts';

/** A tree of random shape; some inner nodes hold no points and are missing. */
function randomNodes(seed: number): { key: VoxelKey }[] {
  const { uniform: random } = seededRandom(seed);
  const nodes: { key: VoxelKey }[] = [];
  const grow = (key: VoxelKey): void => {
    if (random() > 0.1) nodes.push({ key });
    if (key[0] === 5) return;
    for (let octant = 0; octant < 8; octant++) if (random() < 0.4) grow(childKey(key, octant));
  };
  grow(ROOT_KEY);
  return nodes.sort(() => random() - 0.5);
}
const all = { root: ROOT_KEY, depth: MAX_DEPTH, after: null, limit: 1e9 };

describe('a part of an octree', () => {
  it('is the same by pages of any size', () => {
    const nodes = randomNodes(1);
    const whole = subtreePage(nodes, all).nodes.map(({ key }) => keyText(key));
    expect(new Set(whole).size).toBe(nodes.length);
    for (const limit of [1, 7, 100]) {
      const collected: string[] = [];
      let after: VoxelKey | null = null;
      do {
        const page: SubtreePage<{ key: VoxelKey }> = subtreePage(nodes, { ...all, after, limit });
        expect(page.matched).toBe(nodes.length);
        collected.push(...page.nodes.map(({ key }) => keyText(key)));
        after = page.next;
      } while (after);
      expect(collected).toEqual(whole);
    }
  });

  it('and its neighbours make the whole: each node is below exactly one child of the root', () => {
    const nodes = randomNodes(2);
    const below = Array.from(
      { length: 8 },
      (_, octant) => subtreePage(nodes, { ...all, root: childKey(ROOT_KEY, octant) }).matched,
    );
    const root = nodes.filter(({ key }) => key[0] === 0).length;
    expect(below.reduce((sum, count) => sum + count, root)).toBe(nodes.length);
  });

  it('ends at the asked depth', () => {
    const { nodes } = subtreePage(randomNodes(3), { ...all, depth: 2 });
    expect(Math.max(...nodes.map(({ key }) => key[0]))).toBe(2);
  });

  it('knows positions at the greatest depth', () => {
    const last = 2 ** MAX_DEPTH - 1;
    expect(isBelow([MAX_DEPTH, last, last, last], [1, 1, 1, 1])).toBe(true);
    expect(isBelow([MAX_DEPTH, last, last, last], [1, 1, 0, 1])).toBe(false);
    expect(isBelow([0, 0, 0, 0], [1, 0, 0, 0])).toBe(false);
  });
});
