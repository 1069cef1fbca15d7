/** On phones: the handle that makes the sheet over the map larger or smaller. */
import { ActionIcon, Group } from '@mantine/core';
import { IconChevronDown, IconChevronUp } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

export const SHEET_SIZES = ['low', 'half', 'full'] as const;
export type SheetSize = (typeof SHEET_SIZES)[number];

export function SheetHandle({ size, onChange }: { size: SheetSize; onChange: (size: SheetSize) => void }) {
  const { t } = useTranslation();
  const at = SHEET_SIZES.indexOf(size);
  const step = (by: number) => onChange(SHEET_SIZES[Math.min(2, Math.max(0, at + by))]!);
  return (
    <Group justify="center" gap="xl" className="catalog-handle">
      <ActionIcon
        variant="subtle"
        color="gray"
        aria-label={t('catalog.sheet.smaller')}
        disabled={at === 0}
        onClick={() => step(-1)}
      >
        <IconChevronDown size={20} />
      </ActionIcon>
      <ActionIcon
        variant="subtle"
        color="gray"
        aria-label={t('catalog.sheet.larger')}
        disabled={at === 2}
        onClick={() => step(1)}
      >
        <IconChevronUp size={20} />
      </ActionIcon>
    </Group>
  );
}
