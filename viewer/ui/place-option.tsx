/** A found place in a list of suggestions. */
import { Combobox, Group, Text } from '@mantine/core';
import { IconMapPin, IconSquare } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { FoundPlace } from '#core/places/place.ts';

export function PlaceOption({ place, value }: { readonly place: FoundPlace; readonly value: string }) {
  const { t, i18n } = useTranslation();
  const language = i18n.language === 'ja' ? 'ja' : 'en';
  const { sheet, kind, assumedZone, approximate } = place;
  const notes = [
    sheet
      ? t('catalog.search.level', { level: sheet.level, size: sizeText(sheet.bounds) })
      : t(`catalog.search.kinds.${kind}`),
    ...(assumedZone === undefined ? [] : [t('catalog.search.assumedZone', { zone: assumedZone })]),
    ...(approximate ? [t('catalog.search.approximate')] : []),
  ];
  return (
    <Combobox.Option value={value}>
      <Group gap="xs" wrap="nowrap">
        {sheet ? <IconSquare size={16} className="place-icon" /> : <IconMapPin size={16} className="place-icon" />}
        <div className="place-option">
          <Text size="sm" truncate>
            {sheet ? sheet.code : place.label[language]}
          </Text>
          <Text size="xs" c="dimmed">
            {notes.join(' · ')}
          </Text>
        </div>
      </Group>
    </Combobox.Option>
  );
}

function sizeText([minE, minN, maxE, maxN]: readonly [number, number, number, number]): string {
  const [width, height] = [maxE - minE, maxN - minN];
  return width >= 4000 ? `${width / 1000} × ${height / 1000} km` : `${width} × ${height} m`;
}
