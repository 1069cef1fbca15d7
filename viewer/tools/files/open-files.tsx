/** The button that opens files. */
import { Button, FileButton, Text } from '@mantine/core';
import { IconFolderOpen } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { OWN_FILES } from '../../local/file-format.ts';
import { useWorkspace } from '../../ui/workspace-context.ts';

/** With what may be opened, and where it goes: nowhere. */
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
