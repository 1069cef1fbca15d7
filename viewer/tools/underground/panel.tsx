/** The panel of the underground tool: pipes of files, the check of cover and clearances, the ground seen through, the dig box. */
import { Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { CheckForm } from './check-form.tsx';
import { CheckResult } from './check-result.tsx';
import { GroundPart } from './ground-part.tsx';
import { NetworkPart } from './network-part.tsx';

export function UndergroundPanel() {
  const { t } = useTranslation();
  return (
    <Stack gap="md" data-testid="underground">
      <Text size="sm" c="dimmed">
        {t('underground.intro')}
      </Text>
      <NetworkPart />
      <CheckForm />
      <CheckResult />
      <GroundPart />
    </Stack>
  );
}
