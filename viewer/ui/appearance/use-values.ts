/** Values of the points on the screen, for histograms; counted again when the picture, the filter or a surface changes. */
import { useMemo } from 'react';
import type { RangeKey } from '../../state/seeing/filter.ts';
import { changesOf, valuesOf } from '../../state/seeing/sample.ts';
import { surfacesFor } from '../../state/seeing/state.ts';
import { useAppState, useWorkspace } from '../workspace-context.ts';

const NONE = new Float64Array(0);

export function useValues(key: RangeKey | 'change'): Float64Array {
  const { store } = useWorkspace();
  const sample = useAppState((state) => state.seeing.sample);
  const surfaces = useAppState((state) => state.seeing.surfaces);
  const filter = useAppState((state) => state.appearance.filter);
  const reference = useAppState((state) => `${state.appearance.reference} ${state.appearance.referenceSurface}`);
  // biome-ignore lint/correctness/useExhaustiveDependencies: read through the store, these say when
  return useMemo(() => {
    const state = store.get();
    if (!sample) return NONE;
    const groundOf = (id: string) => surfacesFor(state, id).ground;
    if (key !== 'change') return valuesOf(sample, key, filter, groundOf);
    const other = surfacesFor(state, '').reference;
    return other ? changesOf(sample, state.appearance, groundOf, other) : NONE;
  }, [store, sample, surfaces, filter, reference, key]);
}
