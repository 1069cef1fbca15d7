/** How points look, in parts that open one by one; and what is often looked at. */
import { Accordion, Badge, Button, Group, SegmentedControl, Stack, Text, Title } from '@mantine/core';
import { IconRestore } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Appearance, DEFAULT_APPEARANCE, needsOf, shownMode, usualAppearance } from '../../state/appearance.ts';
import { appearanceParts } from '../../state/appearance-url.ts';
import { PRESET_CLASSES, PRESETS, type Preset, presetOf } from '../../state/seeing/presets.ts';
import { useAppState, useWorkspace } from '../workspace-context.ts';
import { ClipPart } from './clip-part.tsx';
import { ColourPart } from './colour-part.tsx';
import { FilterPart } from './filter-part.tsx';
import { BasemapChoice, PointsPart } from './points-part.tsx';
import { isRamped, RangePart } from './range-part.tsx';

const PARTS = ['colour', 'range', 'filter', 'clip', 'points'] as const;
type Part = (typeof PARTS)[number];

const CONTENT: Readonly<Record<Part, () => React.ReactNode>> = {
  colour: () => <ColourPart />,
  range: () => <RangePart />,
  filter: () => <FilterPart />,
  clip: () => <ClipPart />,
  points: () => <PointsPart />,
};

export function AppearancePanel() {
  const { t } = useTranslation();
  const { store } = useWorkspace();
  const appearance = useAppState((state) => state.appearance);
  const [open, setOpen] = useState<string[]>(['colour']);
  const usual = usualAppearance(useAppState((state) => state.collections));
  const isUsual = appearanceParts(appearance).join() === appearanceParts(usual).join();
  const isGlobe = useAppState((state) => state.view === 'globe');
  const { filters, clips } = needsOf(appearance);
  const parts = PARTS.filter((part) => {
    if (part === 'range') return isRamped(shownMode(appearance.colourMode, isGlobe ? 'globe' : 'site'));
    return true;
  });
  return (
    <Stack gap="sm">
      <Group justify="space-between" wrap="nowrap">
        <Title order={3} size="h6">
          {t('appearance.title')}
        </Title>
        {!isUsual && (
          <Button
            variant="subtle"
            size="compact-xs"
            leftSection={<IconRestore size={14} />}
            onClick={() => store.set({ appearance: usual })}
          >
            {t('seeing.reset')}
          </Button>
        )}
      </Group>
      {isGlobe ? <BasemapChoice /> : <Presets />}
      {isGlobe && (filters || clips) && (
        <Text size="xs" c="dimmed">
          {t('seeing.globeFilters')}
        </Text>
      )}
      <Accordion multiple variant="separated" value={open} onChange={setOpen} className="look-parts" order={4}>
        {parts.map((part) => (
          <Accordion.Item key={part} value={part}>
            <Accordion.Control>
              <Group gap={6}>
                {t(`seeing.parts.${part}`)}
                {isInUse(part, appearance) && (
                  <Badge size="xs" variant="light" tt="none">
                    {t('seeing.on')}
                  </Badge>
                )}
              </Group>
            </Accordion.Control>
            <Accordion.Panel>{open.includes(part) && CONTENT[part]()}</Accordion.Panel>
          </Accordion.Item>
        ))}
      </Accordion>
    </Stack>
  );
}

/** Filters and clips take points away: that must be seen while their part is closed. */
function isInUse(part: Part, appearance: Appearance): boolean {
  const { filters, clips } = needsOf(appearance);
  if (part === 'filter') return filters;
  if (part === 'points') return appearance.opacity < 1 || appearance.fillGaps !== DEFAULT_APPEARANCE.fillGaps;
  return part === 'clip' && clips;
}

function Presets() {
  const { t } = useTranslation();
  const { setAppearance } = useWorkspace();
  const filter = useAppState((state) => state.appearance.filter);
  const preset = presetOf(filter.classes);
  return (
    <div>
      <Text size="xs" c="dimmed" mb={4}>
        {t('seeing.presets')}
      </Text>
      <SegmentedControl
        fullWidth
        size="xs"
        aria-label={t('seeing.presets')}
        value={preset ?? ''}
        onChange={(value) => setAppearance({ filter: { ...filter, classes: PRESET_CLASSES[value as Preset] } })}
        data={PRESETS.map((value) => ({ value, label: t(`seeing.preset.${value}`) }))}
      />
    </div>
  );
}
