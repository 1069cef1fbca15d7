/** The whole page takes files that are dropped on it; a photo for a note goes to the note. */

import { Group, Text } from '@mantine/core';
import { Dropzone } from '@mantine/dropzone';
import { IconFileImport } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useAppState, useWorkspace } from '../../ui/workspace-context.ts';
import { useUrlDrop } from '../outside/use-url-drop.ts';

export function FileDropArea() {
  const { t } = useTranslation();
  const { files, outside, waterWork, undergroundWork, ledgerWork, store } = useWorkspace();
  useUrlDrop();
  const load = useAppState((state) => state.load.state);
  const takesPhoto = useAppState((state) => state.tool === 'project' && state.project.draft?.kind === 'photo');
  return (
    <Dropzone.FullScreen
      active={!takesPhoto && (load === 'ready' || load === 'empty')}
      onDrop={(dropped) => {
        const { tool, water } = store.get();
        if (tool === 'water' && water.mode === 'steps') void waterWork.openSteps(dropped);
        else if (tool === 'water' && water.mode === 'places') void waterWork.openPlaces(dropped);
        else if (tool === 'ledger') void ledgerWork.openFiles(dropped);
        else {
          const isLedger = ({ name }: File) => tool === 'underground' && /\.(geojson|json|csv)$/i.test(name);
          const ledgers = dropped.filter(isLedger);
          if (ledgers.length > 0) void undergroundWork.open(ledgers);
          void outside.takeFiles(dropped.filter((file) => !isLedger(file))).then((others) => files.open(others));
        }
      }}
      aria-label={t('files.choose')}
    >
      <Group justify="center" gap="md" mih="60vh" style={{ pointerEvents: 'none' }}>
        <IconFileImport size={52} stroke={1.4} />
        <div>
          <Text size="xl" fw={600}>
            {t('files.dropHere')}
          </Text>
          <Text c="dimmed">{t('files.kinds')}</Text>
        </div>
      </Group>
    </Dropzone.FullScreen>
  );
}
