/** The whole page takes files that are dropped on it; a photo for a note goes to the note. */

import { Group, Text } from '@mantine/core';
import { Dropzone } from '@mantine/dropzone';
import { IconFileImport } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useAppState, useWorkspace } from '../../ui/workspace-context.ts';

export function FileDropArea() {
  const { t } = useTranslation();
  const { files } = useWorkspace();
  const load = useAppState((state) => state.load.state);
  const takesPhoto = useAppState((state) => state.tool === 'project' && state.project.draft?.kind === 'photo');
  return (
    <Dropzone.FullScreen
      active={!takesPhoto && (load === 'ready' || load === 'empty')}
      onDrop={(dropped) => void files.open(dropped)}
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
