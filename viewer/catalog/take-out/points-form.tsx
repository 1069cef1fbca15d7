/** Points: which format, which classes, how dense. */
import { Chip, Group, Input, SegmentedControl, Select, SimpleGrid, Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { className } from '../../ui/class-name.ts';
import { formatNumber } from '../../ui/format.ts';
import { ChoiceCards } from './choice-cards.tsx';
import type { ItemShare, TakeOutCollection } from './facts.ts';
import { type ClassChoice, GROUND_CLASS, POINT_FORMATS, type PointSettings, SPACINGS_M } from './settings.ts';

interface PointsFormProps {
  readonly settings: PointSettings;
  readonly collections: readonly TakeOutCollection[];
  readonly items: readonly ItemShare[];
  readonly onChange: (part: Partial<PointSettings>) => void;
}

export function PointsForm({ settings, collections, items, onChange }: PointsFormProps) {
  const { t } = useTranslation();
  const { format, classChoice, classes, minSpacingM } = settings;
  const known = classesOf(collections, items);
  return (
    <Stack gap="md">
      <ChoiceCards
        label={t('takeOut.format')}
        value={format}
        onChange={(next) => onChange({ format: next })}
        choices={POINT_FORMATS.map((value) => ({
          value,
          label: t(`takeOut.formats.${value}.name`),
          description: t(`takeOut.formats.${value}.text`),
        }))}
      />
      <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="md">
        <Input.Wrapper label={t('takeOut.classes')} labelElement="div">
          <SegmentedControl
            fullWidth
            aria-label={t('takeOut.classes')}
            value={classChoice}
            onChange={(value) => onChange({ classChoice: value as ClassChoice, classes: [] })}
            data={(['all', 'ground', 'some'] as const).map((value) => ({
              value,
              label: t(`takeOut.classChoice.${value}`),
              disabled: value === 'some' && known.length === 0,
            }))}
          />
        </Input.Wrapper>
        <Select
          label={t('takeOut.spacing')}
          description={t('takeOut.spacingText')}
          inputWrapperOrder={['label', 'input', 'description']}
          value={String(minSpacingM ?? 'all')}
          onChange={(value) => onChange({ minSpacingM: value === 'all' ? null : Number(value) })}
          data={[
            { value: 'all', label: t('takeOut.everyPoint') },
            ...SPACINGS_M.map((metres) => ({
              value: String(metres),
              label: t('takeOut.spacingOf', { metres: formatNumber(metres, metres < 1 ? 2 : 0) }),
            })),
          ]}
        />
      </SimpleGrid>
      {classChoice === 'some' && <ClassChips known={known} chosen={classes} onChange={onChange} />}
    </Stack>
  );
}

function ClassChips({
  known,
  chosen,
  onChange,
}: {
  known: readonly number[];
  chosen: readonly number[];
  onChange: PointsFormProps['onChange'];
}) {
  const { t } = useTranslation();
  return (
    <Chip.Group
      multiple
      value={chosen.map(String)}
      onChange={(values: string[]) => onChange({ classes: values.map(Number) })}
    >
      <Group gap={6}>
        {known.map((code) => (
          <Chip key={code} value={String(code)} size="xs">
            {className(t, code)}
          </Chip>
        ))}
      </Group>
    </Chip.Group>
  );
}

/** Those of the items under the area; of the collections where nothing is known of them. */
function classesOf(collections: readonly TakeOutCollection[], items: readonly ItemShare[]): number[] {
  const ids = collections.map(({ id }) => id);
  const own = items
    .filter(({ collection }) => ids.includes(collection))
    .flatMap(({ classCounts }) => [...classCounts.keys()]);
  const codes = own.length > 0 ? own : collections.flatMap(({ classCounts }) => classCounts.map(([code]) => code));
  return [...new Set(codes)].sort((a, b) => Number(b === GROUND_CLASS) - Number(a === GROUND_CLASS) || a - b);
}
