/** An empty store: what to run to see something. */
import { Button, Code, Stack, Text, Title } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { OpenFiles } from '../tools/files/open-files.tsx';

export function EmptyState() {
  const { t } = useTranslation();
  return (
    <Stack gap="md" maw={560} px="md">
      <Title order={2} size="h3">
        {t('empty.title')}
      </Title>
      <Text>{t('empty.body')}</Text>
      <div>
        <Text size="sm" fw={600} mb={4}>
          {t('empty.demo')}
        </Text>
        <Code block>npm run demo</Code>
      </div>
      <div>
        <Text size="sm" fw={600} mb={4}>
          {t('empty.own')}
        </Text>
        <Code block>npx tengun index FILE.las --collection NAME --crs EPSG:6676</Code>
      </div>
      <OpenFiles />
      <Button w="fit-content" leftSection={<IconRefresh size={18} />} onClick={() => window.location.reload()}>
        {t('empty.reload')}
      </Button>
    </Stack>
  );
}
