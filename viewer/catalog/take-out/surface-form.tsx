/** A surface: of what, in which form, how fine. */
import { Select, type SelectProps, SimpleGrid, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { SURFACE_KINDS, SURFACE_STYLES, type SurfaceFormat, type SurfaceStyle } from '#core/contract/make-surface.ts';
import { formatNumber } from '../../ui/format.ts';
import { ChoiceCards } from './choice-cards.tsx';
import { CELL_SIZES_M, INTERVALS_M, isContours, type SurfaceSettings } from './settings.ts';

const GROUPS = {
  grid: ['cog', 'xyz', 'grid-txt', 'grid-csv'],
  picture: ['png'],
  contours: ['contours-geojson', 'contours-dxf'],
  mesh: ['glb', 'landxml'],
} as const satisfies Record<string, readonly SurfaceFormat[]>;
type GroupName = keyof typeof GROUPS;

interface SurfaceFormProps {
  readonly settings: SurfaceSettings;
  readonly onChange: (part: Partial<SurfaceSettings>) => void;
}

export function SurfaceForm({ settings, onChange }: SurfaceFormProps) {
  const { t } = useTranslation();
  const { kind, format, style, cellSizeM, intervalM } = settings;
  const metres = (value: number) =>
    `${formatNumber(value, value % 1 === 0 ? 0 : value < 0.5 && value !== 0.2 ? 2 : 1)} m`;
  const renderOption: SelectProps['renderOption'] = ({ option }) => (
    <div>
      <Text size="sm">{option.label}</Text>
      <Text size="xs" c="dimmed">
        {t(`takeOut.surfaceFormats.${option.value as SurfaceFormat}.text`)}
      </Text>
    </div>
  );
  return (
    <Stack gap="md">
      <ChoiceCards
        label={t('takeOut.kind')}
        value={kind}
        onChange={(next) => onChange({ kind: next })}
        choices={SURFACE_KINDS.map((value) => ({
          value,
          label: t(`takeOut.kinds.${value}.name`),
          description: t(`takeOut.kinds.${value}.text`),
        }))}
      />
      <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="md">
        <Select
          label={t('takeOut.format')}
          description={t(`takeOut.surfaceFormats.${format}.text`)}
          inputWrapperOrder={['label', 'input', 'description']}
          value={format}
          onChange={(value) => onChange({ format: value as SurfaceFormat })}
          renderOption={renderOption}
          maxDropdownHeight={320}
          data={(Object.keys(GROUPS) as GroupName[]).map((group) => ({
            group: t(`takeOut.groups.${group}`),
            items: GROUPS[group].map((value) => ({ value, label: t(`takeOut.surfaceFormats.${value}.name`) })),
          }))}
        />
        <Select
          label={t('takeOut.cellSize')}
          description={t('takeOut.cellSizeText')}
          inputWrapperOrder={['label', 'input', 'description']}
          value={String(cellSizeM)}
          onChange={(value) => onChange({ cellSizeM: Number(value) })}
          data={CELL_SIZES_M.map((value) => ({ value: String(value), label: metres(value) }))}
        />
        {format === 'png' && (
          <Select
            label={t('takeOut.style')}
            value={style}
            onChange={(value) => onChange({ style: value as SurfaceStyle })}
            data={SURFACE_STYLES.map((value) => ({ value, label: t(`takeOut.styles.${value}`) }))}
          />
        )}
        {isContours(format) && (
          <Select
            label={t('takeOut.interval')}
            value={String(intervalM)}
            onChange={(value) => onChange({ intervalM: Number(value) })}
            data={INTERVALS_M.map((value) => ({ value: String(value), label: metres(value) }))}
          />
        )}
      </SimpleGrid>
    </Stack>
  );
}
