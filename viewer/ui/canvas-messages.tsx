/** What the picture says when there is nothing to see, and what to do about it. */
import { Alert, Anchor, Button, Group, Stack, Text } from '@mantine/core';
import { IconAlertTriangle, IconEyeOff, IconRefresh } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { drawnCollections } from '../state/app-state.ts';
import type { ViewHost } from './view-host.ts';
import { useAppState, useWorkspace } from './workspace-context.ts';

export function CanvasMessages({ host }: { host: ViewHost | null }) {
  const { t } = useTranslation();
  const { store } = useWorkspace();
  const webglMissing = useAppState((state) => state.webglMissing);
  const viewError = useAppState((state) => state.viewError);
  if (webglMissing) return <NoWebgl />;
  return (
    <>
      <NothingShown />
      {viewError !== null && (
        <Alert
          className="canvas-alert"
          color="yellow"
          withCloseButton
          closeButtonLabel={t('errors.dismiss')}
          onClose={() => store.set({ viewError: null })}
          icon={<IconAlertTriangle size={20} />}
        >
          {viewError.kind === 'offline' ? t('errors.tilesOffline') : t('errors.tiles', { message: viewError.message })}
          <Group gap="xs">
            {host?.current()?.retry && (
              <Button
                size="compact-sm"
                variant="default"
                mt="xs"
                onClick={() => {
                  store.set({ viewError: null });
                  host.current()?.retry?.();
                }}
              >
                {t('errors.retry')}
              </Button>
            )}
            <Reload />
          </Group>
        </Alert>
      )}
    </>
  );
}

/** Numbers need no picture: coordinates can be typed. */
function NoWebgl() {
  const { t, i18n } = useTranslation();
  return (
    <Alert className="canvas-alert" color="red" icon={<IconAlertTriangle size={20} />}>
      {t('errors.webgl')}
      <Text size="sm" mt="xs">
        {t('errors.webglStill')}
      </Text>
      <Group gap="md">
        <Reload />
        <Anchor size="sm" mt="xs" href={`/catalog?lang=${i18n.language}`}>
          {t('catalog.open')}
        </Anchor>
      </Group>
    </Alert>
  );
}

function Reload() {
  const { t } = useTranslation();
  return (
    <Button
      size="compact-sm"
      variant="default"
      mt="xs"
      leftSection={<IconRefresh size={16} />}
      onClick={() => window.location.reload()}
    >
      {t('empty.reload')}
    </Button>
  );
}

/** Every survey is switched off, or those that are on belong to another site. */
function NothingShown() {
  const { t } = useTranslation();
  const workspace = useWorkspace();
  const count = useAppState((state) => drawnCollections(state).length);
  const hidden = useAppState((state) => state.collections.every(({ id }) => state.hidden.has(id)));
  const own = useAppState(({ view, files }) =>
    files.files.some(
      ({ visible, content }) => visible && content !== null && (view === 'site' || content.kind === 'shapes'),
    ),
  );
  const others = useAppState(
    ({ view, outside }) =>
      view === 'globe' && outside.layers.some(({ visible, stage }) => visible && stage.state === 'ready'),
  );
  if (count > 0 || own || others) return null;
  return (
    <Stack className="canvas-nothing" align="center" gap="xs" role="status">
      <IconEyeOff size={28} stroke={1.5} />
      <Text size="sm">{t(hidden ? 'layers.noneShown' : 'layers.noneHere')}</Text>
      <Button
        size="compact-sm"
        variant="default"
        onClick={() => (hidden ? workspace.showAll() : workspace.setView('globe'))}
      >
        {t(hidden ? 'layers.all' : 'layers.toGlobe')}
      </Button>
    </Stack>
  );
}
