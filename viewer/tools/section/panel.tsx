/** The panel of the cross-section tool: line, surfaces, parameters, run. The chart stands under the picture. */
import {
  Button,
  Checkbox,
  Group,
  MultiSelect,
  NumberInput,
  Stack,
  Switch,
  Text,
  TextInput,
  Title,
} from '@mantine/core';
import { IconChartHistogram, IconChevronLeft, IconChevronRight, IconPlayerStop } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SectionResult } from '../../api/section.ts';
import { className } from '../../ui/class-name.ts';
import { FailureMessage } from '../../ui/failure-message.tsx';
import { formatNumber } from '../../ui/format.ts';
import { WarningList } from '../../ui/warning-list.tsx';
import { useAppState, useTitles, useWorkspace } from '../../ui/workspace-context.ts';
import { DrawingControls } from '../drawing/controls.tsx';
import { MoreSurfaces } from '../volume/surface-slot.tsx';
import { ProfileForm, WayAxes, WayModes, WayRun, WiresForm } from '../way/panel.tsx';
import { MAX_SURFACES, sectionObstacle } from './state.ts';
import { hasWidthSteps } from './width-history.ts';

export function SectionPanel() {
  const { t } = useTranslation();
  const workspace = useWorkspace();
  const { mode, axis } = useAppState((state) => state.way);
  const drawing = useAppState((state) => state.section.drawing);
  const widths = useAppState((state) => state.section.widths);
  return (
    <Stack gap="md">
      <WayModes />
      <Text size="sm" c="dimmed">
        {t(mode === 'section' ? 'section.intro' : mode === 'profile' ? 'way.profileIntro' : 'way.wiresIntro')}
      </Text>
      <section>
        <Title order={3} size="h6" mb="xs">
          {t('section.line')}
        </Title>
        <Stack gap="xs">
          {mode !== 'section' && <WayAxes />}
          {(mode === 'section' || axis === 'line') && (
            <>
              <DrawingControls
                drawing={drawing}
                more={hasWidthSteps(widths)}
                dispatch={(action) => workspace.section({ type: 'draw', action })}
              />
              <LineForm moves={mode === 'section'} />
            </>
          )}
        </Stack>
      </section>
      {mode === 'wires' ? <WiresForm /> : <SectionForm strip={mode === 'section'} />}
      {mode === 'profile' && <ProfileForm />}
      {mode === 'section' ? <SectionRun /> : <WayRun />}
    </Stack>
  );
}

/** Its name, and moving it across itself. */
function LineForm({ moves }: { moves: boolean }) {
  const { t } = useTranslation();
  const workspace = useWorkspace();
  const { name, moveM, settings, drawing } = useAppState((state) => state.section);
  return (
    <>
      <TextInput
        size="xs"
        label={t('section.name')}
        maxLength={40}
        value={name}
        onChange={(event) => workspace.section({ type: 'name', name: event.currentTarget.value })}
      />
      {moves && drawing.closed && (
        <>
          <Group gap={6} align="end" wrap="nowrap" role="group" aria-label={t('section.move')}>
            <NumberInput
              size="xs"
              w={96}
              label={t('section.moveStep')}
              min={0.05}
              max={1000}
              value={moveM ?? settings.widthM}
              onChange={(value) =>
                workspace.section({ type: 'moveStep', moveM: typeof value === 'number' && value > 0 ? value : null })
              }
            />
            <Button
              size="xs"
              px={8}
              variant="default"
              leftSection={<IconChevronLeft size={14} />}
              onClick={() => workspace.section({ type: 'move', to: 'left' })}
            >
              {t('section.moveLeft')}
            </Button>
            <Button
              size="xs"
              px={8}
              variant="default"
              rightSection={<IconChevronRight size={14} />}
              onClick={() => workspace.section({ type: 'move', to: 'right' })}
            >
              {t('section.moveRight')}
            </Button>
          </Group>
          <Text size="xs" c="dimmed">
            {t('section.moveHint')}
          </Text>
        </>
      )}
    </>
  );
}

function SectionRun() {
  const { t } = useTranslation();
  const workspace = useWorkspace();
  const section = useAppState((state) => state.section);
  const obstacle = sectionObstacle(section);
  const running = section.run.state === 'running';
  return (
    <>
      <Switch
        label={t('section.follows')}
        checked={section.follows}
        onChange={(event) => workspace.section({ type: 'follows', follows: event.currentTarget.checked })}
      />
      <Group gap="xs">
        <Button
          leftSection={<IconChartHistogram size={18} />}
          disabled={obstacle !== null}
          loading={running}
          onClick={() => void workspace.runSection()}
        >
          {t('section.run')}
        </Button>
        {running && (
          <Button variant="default" leftSection={<IconPlayerStop size={18} />} onClick={() => workspace.stopSection()}>
            {t('section.cancel')}
          </Button>
        )}
      </Group>
      <div aria-live="polite">
        {obstacle !== null && !section.drawing.active && (
          <Text size="xs" c="dimmed">
            {t(`section.${obstacle}`)}
          </Text>
        )}
        {running && <Text size="sm">{t('section.running')}</Text>}
        {section.run.state === 'done' && (
          <Text size="sm">{t('section.length', { length: formatNumber(section.run.result.lengthM, 2) })}</Text>
        )}
      </div>
      {section.run.state === 'done' && <WarningList warnings={lineWarnings(section.run.result)} />}
      {section.run.state === 'failed' && (
        <FailureMessage code={section.run.failure.code} message={section.run.failure.message} />
      )}
    </>
  );
}

/** A gap along a line reads otherwise than one in an area. */
function lineWarnings({ warnings }: SectionResult) {
  return warnings.map(({ code, message }) => ({ code: code === 'VOID' ? 'VOID_LINE' : code, message }));
}

function SectionForm({ strip }: { strip: boolean }) {
  const { t } = useTranslation();
  const workspace = useWorkspace();
  const titleOf = useTitles();
  const settings = useAppState((state) => state.section.settings);
  const collections = useAppState((state) => state.collections);
  const set = (part: Partial<typeof settings>) => workspace.section({ type: 'settings', settings: part });
  const [visit, setVisit] = useState(0);
  const setWidth = (widthM: number) => workspace.section({ type: 'width', widthM, gesture: `field ${visit}` });
  const classes = [...new Set(collections.flatMap(({ classCounts }) => classCounts.map(([code]) => code)))];
  return (
    <Stack gap="sm">
      <Checkbox.Group
        label={t('section.surfaces')}
        value={[...settings.surfaces]}
        // In the order of the list, whatever order they were ticked in.
        onChange={(ids) => set({ surfaces: collections.map(({ id }) => id).filter((id) => ids.includes(id)) })}
      >
        <Stack gap={6} mt={6}>
          {collections.map((collection) => (
            <Checkbox key={collection.id} value={collection.id} label={titleOf(collection)} />
          ))}
        </Stack>
      </Checkbox.Group>
      <MoreSurfaces
        choices={settings.more}
        onChange={(more) => set({ more })}
        set={(index, part) => workspace.section({ type: 'surface', index, part })}
        place={(index) => `section:${index}`}
        most={Math.max(0, MAX_SURFACES - settings.surfaces.length)}
      />
      <MultiSelect
        label={t('section.classes')}
        data={classes.sort((a, b) => a - b).map((code) => ({ value: String(code), label: className(t, code) }))}
        value={settings.classes.map(String)}
        onChange={(values) => values.length > 0 && set({ classes: values.map(Number).sort((a, b) => a - b) })}
      />
      {strip && (
        <Group grow gap="xs" align="end">
          <NumberInput
            label={t('section.width')}
            min={0.05}
            max={100}
            step={0.5}
            value={settings.widthM}
            onFocus={() => setVisit(visit + 1)}
            onChange={(value) => typeof value === 'number' && value > 0 && setWidth(value)}
          />
          <NumberInput
            label={t('section.step')}
            min={0.05}
            max={50}
            step={0.25}
            value={settings.stepM}
            onChange={(value) => typeof value === 'number' && value > 0 && set({ stepM: value })}
          />
        </Group>
      )}
      <NumberInput
        label={t('section.maxEdge')}
        min={0.1}
        max={10_000}
        step={1}
        value={settings.maxEdgeM}
        onChange={(value) => typeof value === 'number' && value > 0 && set({ maxEdgeM: value })}
      />
      {strip && (
        <Switch
          label={t('section.points')}
          checked={settings.points}
          onChange={(event) => set({ points: event.currentTarget.checked })}
        />
      )}
    </Stack>
  );
}
