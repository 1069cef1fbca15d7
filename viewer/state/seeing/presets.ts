/** Classes that are often looked at together. */
import type { CollectionInfo } from '../collection.ts';

export const PRESETS = ['all', 'ground', 'above'] as const;
export type Preset = (typeof PRESETS)[number];

/** Ground, key points of it and road surfaces; vegetation and buildings. */
export const PRESET_CLASSES: Readonly<Record<Preset, readonly number[] | null>> = {
  all: null,
  ground: [2, 8, 11],
  above: [3, 4, 5, 6],
};

/** @returns null where the classes are those of no preset */
export function presetOf(classes: readonly number[] | null): Preset | null {
  return PRESETS.find((preset) => PRESET_CLASSES[preset]?.join() === classes?.join()) ?? null;
}

/** Classes that occur, ascending. */
export function classCodes(collections: readonly Pick<CollectionInfo, 'classCounts'>[]): number[] {
  const codes = collections.flatMap(({ classCounts }) => classCounts.map(([code]) => code));
  return [...new Set(codes)].sort((a, b) => a - b);
}
