/** What was made: the file, its zip and checksum, and the line that says where the data are from. */
import { Alert, Anchor, Button, Group, Stack, Text } from '@mantine/core';
import { IconCircleCheck, IconDownload, IconFileZip } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { JobFiles } from '../../api/processes.ts';
import { formatBytes } from './bytes.ts';
import { CopyText } from './request-text.tsx';

export function ResultView({ files, credit }: { files: JobFiles; credit: string }) {
  const { t } = useTranslation();
  const { file, zip, checksum } = files;
  return (
    <Stack gap="md">
      <Alert
        variant="light"
        color="teal"
        icon={<IconCircleCheck size={20} />}
        title={t('takeOut.done', { name: file.name })}
        role="status"
      >
        <Text size="sm">{t('takeOut.keptFor')}</Text>
      </Alert>
      <Group gap="xs">
        <Button
          component="a"
          href={file.href}
          download={file.name}
          leftSection={<IconDownload size={18} />}
          data-autofocus
        >
          {t('takeOut.download', { size: formatBytes(file.sizeBytes) })}
        </Button>
        {zip && (
          <Button
            component="a"
            href={zip.href}
            download={zip.name}
            variant="default"
            leftSection={<IconFileZip size={18} />}
          >
            {t('takeOut.zip', { size: formatBytes(zip.sizeBytes) })}
          </Button>
        )}
        {checksum && (
          <Anchor href={checksum.href} download={`${file.name}.sha256`} size="sm">
            SHA-256
          </Anchor>
        )}
      </Group>
      <div>
        <Group justify="space-between" mb={4}>
          <Text size="sm" fw={500}>
            {t('takeOut.credit')}
          </Text>
          <CopyText text={credit} label={t('takeOut.copy')} />
        </Group>
        <Text
          size="sm"
          p="xs"
          style={{ border: '1px solid var(--mantine-color-default-border)', borderRadius: 'var(--mantine-radius-sm)' }}
        >
          {credit}
        </Text>
        <Text size="xs" c="dimmed" mt={4}>
          {t('takeOut.creditText')}
        </Text>
      </div>
    </Stack>
  );
}
