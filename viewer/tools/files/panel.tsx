/** The panel "Files": opening files, and what is open. */
import { Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { uploadOf } from '../../api/uploads.ts';
import { useAppState } from '../../ui/workspace-context.ts';
import { FileCard } from './file-card.tsx';
import { OpenFiles } from './open-files.tsx';
import { UploadedList } from './uploaded-list.tsx';

export function FilesPanel() {
  const { t } = useTranslation();
  const files = useAppState((state) => state.files.files);
  const hasUploaded = useAppState((state) => state.collections.some(({ id }) => uploadOf(id) !== null));
  return (
    <Stack gap="md">
      <OpenFiles />
      <UploadedList />
      {files.length === 0 ? (
        !hasUploaded && (
          <Text size="sm" c="dimmed">
            {t('files.none')}
          </Text>
        )
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
