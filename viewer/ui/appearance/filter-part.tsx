/** Which points are drawn, by their attributes. */
import { Button, Chip, Group, SegmentedControl, Select, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import {
  FLAG_RULES,
  FLAGS,
  type FlagRule,
  isFiltering,
  NO_FILTER,
  type PointFilter,
  RANGE_KEYS,
  type RangeKey,
  RETURN_RULES,
  type ReturnRule,
} from '../../state/seeing/filter.ts';
import { useAppState, useWorkspace } from '../workspace-context.ts';
import { ClassTable } from './class-table.tsx';
import { RangeControl } from './range-control.tsx';
import { TimeRange, UNITS } from './range-part.tsx';
import { useValues } from './use-values.ts';

export function FilterPart() {
  const { t } = useTranslation();
  const { setAppearance } = useWorkspace();
  const filter = useAppState((state) => state.appearance.filter);
  const isClassMode = useAppState((state) => state.appearance.colourMode === 'class');
  const set = (part: Partial<PointFilter>) => setAppearance({ filter: { ...filter, ...part } });
  const setRange = (key: RangeKey, range: PointFilter['ranges'][RangeKey]) =>
    set({ ranges: { ...filter.ranges, [key]: range } });
  const kept = RANGE_KEYS.filter((key) => filter.ranges[key] !== null);
  return (
    <Stack gap="sm">
      <Text size="xs" c="dimmed">
        {t('seeing.filterNote')}
      </Text>
      {!isClassMode && (
        <section aria-label={t('seeing.classes')}>
          <Text size="sm" fw={500} mb={4}>
            {t('seeing.classes')}
          </Text>
          <ClassTable />
        </section>
      )}
      <div>
        <Text size="sm" fw={500} mb={4}>
          {t('seeing.returns')}
        </Text>
        <SegmentedControl
          fullWidth
          size="xs"
          aria-label={t('seeing.returns')}
          value={filter.returns}
          onChange={(value) => set({ returns: value as ReturnRule })}
          data={RETURN_RULES.map((value) => ({ value, label: t(`seeing.returnRules.${value}`) }))}
        />
      </div>
      <section aria-label={t('seeing.keep')}>
        <Text size="sm" fw={500}>
          {t('seeing.keep')}
        </Text>
        <Text size="xs" c="dimmed" mb={6}>
          {t('seeing.keepHint')}
        </Text>
        <Group gap={6}>
          {RANGE_KEYS.map((key) => (
            <RangeChip key={key} name={key} isOn={kept.includes(key)} onRange={(range) => setRange(key, range)} />
          ))}
        </Group>
        <Stack gap="md" mt={kept.length > 0 ? 'sm' : 0}>
          {kept.map((key) => (
            <KeptRange key={key} name={key} onRange={(range) => setRange(key, range)} />
          ))}
        </Stack>
      </section>
      <section aria-label={t('seeing.flags')}>
        <Text size="sm" fw={500} mb={4}>
          {t('seeing.flags')}
        </Text>
        <div className="flag-grid">
          {FLAGS.map((flag) => (
            <Select
              key={flag}
              size="xs"
              label={t(`seeing.flag.${flag}`)}
              value={filter.flags[flag]}
              onChange={(value) => set({ flags: { ...filter.flags, [flag]: value as FlagRule } })}
              data={FLAG_RULES.map((value) => ({ value, label: t(`seeing.flagRules.${value}`) }))}
            />
          ))}
        </div>
      </section>
      {isFiltering(filter) && (
        <Button variant="light" size="xs" w="fit-content" onClick={() => setAppearance({ filter: NO_FILTER })}>
          {t('seeing.clearFilter')}
        </Button>
      )}
    </Stack>
  );
}

/** Heights and times of the points are not known before somebody asks for them: a range of everything asks. */
const EVERYTHING = { height: [-50, 500], time: [-2e9, 2e9] } as const;

interface RangeProps {
  readonly name: RangeKey;
  readonly onRange: (range: PointFilter['ranges'][RangeKey]) => void;
}

function RangeChip({ name, isOn, onRange }: RangeProps & { readonly isOn: boolean }) {
  const { t } = useTranslation();
  const values = useValues(name);
  const start = () => {
    if (name in EVERYTHING) return EVERYTHING[name as keyof typeof EVERYTHING];
    let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (const value of values) {
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
    if (!(high >= low)) return [0, 65535] as const;
    return [Math.floor(low), Math.max(Math.ceil(high), Math.floor(low) + 1)] as const;
  };
  return (
    <Chip size="xs" checked={isOn} onChange={(checked) => onRange(checked ? start() : null)}>
      {t(`seeing.range.${name}`)}
    </Chip>
  );
}

function KeptRange({ name, onRange }: RangeProps) {
  const { t } = useTranslation();
  const range = useAppState((state) => state.appearance.filter.ranges[name]);
  const timeRange = useAppState((state) => state.seeing.sample?.timeRangeS ?? null);
  const values = useValues(name);
  if (!range) return null;
  const Control = name === 'time' ? TimeRange : RangeControl;
  const title = t('seeing.keepRange', { name: t(`seeing.range.${name}`) });
  // everything, until the times are known
  const ends = name === 'time' && timeRange && range[0] === EVERYTHING.time[0] ? timeRange : range;
  return (
    <div>
      <Text size="xs" fw={500} mb={4}>
        {title}
      </Text>
      <Control
        name={title}
        unit={UNITS[name]}
        values={values}
        range={ends}
        onChange={onRange}
        {...(name === 'source' || name === 'intensity' ? { decimals: 0 } : {})}
      />
    </div>
  );
}
