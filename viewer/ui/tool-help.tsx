/** Help where it is needed: what a tool does, which points it uses, what can go wrong. */
import { ActionIcon, Popover, Stack, Text } from '@mantine/core';
import { IconInfoCircle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Tool } from '../state/url-state.ts';

const PARTS = ['what', 'points', 'wrong'] as const;

export function ToolHelp({ tool }: { readonly tool: Tool }) {
  const { t } = useTranslation();
  return (
    <Popover position="bottom-end" width={320} shadow="md" withArrow trapFocus returnFocus>
      <Popover.Target>
        <ActionIcon variant="subtle" color="gray" aria-label={t('help.open')}>
          <IconInfoCircle size={18} />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown aria-label={t('help.open')} maw="calc(100vw - 24px)">
        <Stack gap="xs">
          {PARTS.map((part) => (
            <div key={part}>
              <Text size="xs" fw={600}>
                {t(`help.${part}`)}
              </Text>
              <Text size="sm">{t(`help.tools.${tool}.${part}`)}</Text>
            </div>
          ))}
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
