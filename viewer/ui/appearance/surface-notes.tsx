/** Whether the surfaces that the picture is compared with are there, in plain words. */
import { Loader, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { surfaceStates } from '../../state/seeing/state.ts';
import { useAppState, useTitles, useWorkspace } from '../workspace-context.ts';

export function SurfaceNotes() {
  const { t } = useTranslation();
  const { store } = useWorkspace();
  const titleOf = useTitles();
  const collections = useAppState((state) => state.collections);
  useAppState((state) => state.seeing);
  useAppState((state) => state.appearance);
  useAppState((state) => state.hidden);
  useAppState((state) => state.view);
  const states = surfaceStates(store.get());
  if (states.length === 0) return null;
  return (
    <Stack gap={2} role="status">
      {states.map(({ collection, load }) => {
        const info = collections.find(({ id }) => id === collection);
        const title = info ? titleOf(info) : collection;
        if (load === null || load.state === 'loading') {
          return (
            <Text key={collection} size="xs" c="dimmed">
              <Loader size={10} color="gray" mr={6} aria-hidden />
              {t('seeing.surfaceLoading')}
            </Text>
          );
        }
        if (load.state === 'ready') {
          const cell = String(load.grid.cellSizeM);
          return (
            <Text key={collection} size="xs" c="dimmed">
              {t(load.grid.source === 'stored' ? 'seeing.surfaceStored' : 'seeing.surfacePoints', { title, cell })}
            </Text>
          );
        }
        const text = load.state === 'none' ? 'seeing.surfaceNone' : 'seeing.surfaceFailed';
        return (
          <Text key={collection} size="xs" className="plain-note">
            {t(text, { title, code: load.code })}
          </Text>
        );
      })}
    </Stack>
  );
}
