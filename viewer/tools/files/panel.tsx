/** The panel "Files": opening files, and what is open. */
import { Button, FileButton, Stack, Text } from '@mantine/core';
import { IconFolderOpen } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { OWN_FILES } from '../../local/file-format.ts';
import { useAppState, useWorkspace } from '../../ui/workspace-context.ts';
import { FileCard } from './file-card.tsx';

export function FilesPanel() {
  const { t } = useTranslation();
  const files = useAppState((state) => state.files.files);
  return (
    <Stack gap="md">
      <OpenFiles />
      {files.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t('files.none')}
        </Text>
      ) : (
        <ul className="own-file-list" aria-label={t('files.title')}>
          {files.map((file) => (
            <FileCard key={file.id} file={file} />
          ))}
        </ul>
      )}
    </Stack>
  );
}

/** The button, and what may be opened. */
export function OpenFiles() {
  const { t } = useTranslation();
  const { files } = useWorkspace();
  return (
    <section className="own-file-drop">
      <FileButton
        multiple
        accept={OWN_FILES}
        onChange={(chosen) => void files.open(chosen)}
        inputProps={{ 'aria-label': t('files.choose') }}
      >
        {(props) => (
          <Button {...props} leftSection={<IconFolderOpen size={18} />}>
            {t('files.choose')}
          </Button>
        )}
      </FileButton>
      <Text size="sm" mt="xs">
        {t('files.hint')}
      </Text>
      <Text size="xs" c="dimmed">
        {t('files.kinds')}
      </Text>
      <Text size="xs" c="dimmed" mt={6}>
        {t('files.private')}
      </Text>
    </section>
  );
}
