/** What edits name and leave bare, and how many there may be; without the schema that checks them. Pure. */
import type { SceneEdit, UnmeasuredGround } from '../contract/scenario.ts';

export const MAX_EDITS = 200;
/** Scenarios that one file may hold. */
export const MAX_SCENARIOS = 20;

/** The ground that nobody has measured under what an edit takes away. */
export function groundOf(one: SceneEdit): readonly UnmeasuredGround[] {
  if (one.kind === 'hide-objects') return one.unmeasured ?? [];
  return (one.kind === 'hide' || one.kind === 'move') && one.unmeasured ? [one.unmeasured] : [];
}

/** Collections and surfaces that the edits name. */
export function namedBy(one: SceneEdit): {
  readonly collections: readonly string[];
  readonly surfaces: readonly string[];
} {
  switch (one.kind) {
    case 'hide':
      return { collections: one.collections ?? [], surfaces: [] };
    case 'hide-objects':
    case 'move':
      return { collections: [one.collection], surfaces: [] };
    case 'design':
      return { collections: [], surfaces: [one.surface] };
    default:
      return { collections: [], surfaces: [] };
  }
}
