/** What surfaces are called in the papers: titles of collections, names of designs, the height of a plane. */
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { useAppState, useTitles } from '../../ui/workspace-context.ts';
import { type SurfaceChoice, storedOf } from '../volume/surface-choice.ts';

export function useLabels(): (choice: SurfaceChoice) => string {
  const { t } = useTranslation();
  const titleOf = useTitles();
  const collections = useAppState((state) => state.collections);
  const stored = useAppState((state) => state.volume.stored);
  return useCallback(
    (choice) => {
      if (choice.kind === 'plane') return t('section.plane', { elevation: choice.elevationM ?? 0 });
      if (choice.kind === 'collection') {
        const found = collections.find(({ id }) => id === choice.collection);
        return found ? titleOf(found) : (choice.collection ?? '');
      }
      const surface = storedOf(choice);
      return surface ? (stored[surface.id]?.name ?? surface.id.slice(0, 8)) : '';
    },
    [t, titleOf, collections, stored],
  );
}
