/** The lists and scripts of a selection, handed over as files. */
import { Button, Stack, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconFileText, IconHash, IconTerminal2 } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { downloadText } from '../../tools/download.ts';
import { selectionList } from '../api.ts';
import { useCatalogState } from '../catalog-context.ts';
import { PanelSection } from '../item/panel-section.tsx';
import type { SelectionArea } from '../state/area.ts';
import { LIST_FILES, LIST_FORMATS, type ListFormat } from '../state/selection.ts';

const ICONS = { links: IconFileText, sha256: IconHash, sh: IconTerminal2, ps1: IconTerminal2 } as const;

export function SelectionFiles({ area }: { area: SelectionArea }) {
  const { t } = useTranslation();
  const filters = useCatalogState((state) => state.filters);
  const [busy, setBusy] = useState<ListFormat | null>(null);
  const take = async (format: ListFormat) => {
    setBusy(format);
    try {
      const { name, type } = LIST_FILES[format];
      downloadText(name, type, await selectionList(area, filters, format));
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      notifications.show({ color: 'red', message: t('catalog.select.failed', { message }) });
    }
    setBusy(null);
  };
  return (
    <PanelSection title={t('catalog.select.files')}>
      <Text size="xs" c="dimmed" mb={8}>
        {t('catalog.select.filesNote')}
      </Text>
      <Stack gap={6}>
        {LIST_FORMATS.map((format) => {
          const Icon = ICONS[format];
          const label = t(`catalog.select.${format}`);
          return (
            <Button
              key={format}
              variant="default"
              justify="flex-start"
              leftSection={<Icon size={18} />}
              loading={busy === format}
              aria-label={t('catalog.select.download', { file: label })}
              onClick={() => void take(format)}
            >
              {label}
            </Button>
          );
        })}
      </Stack>
    </PanelSection>
  );
}
