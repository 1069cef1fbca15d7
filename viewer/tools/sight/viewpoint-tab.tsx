/** Viewpoints: where one stands, with which lens, when; kept in a project, stepped through, pictures before and after. */
import { ActionIcon, Button, Group, NumberInput, Select, Slider, Stack, Text, TextInput, Title } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import {
  IconChevronLeft,
  IconChevronRight,
  IconDeviceFloppy,
  IconEye,
  IconMountain,
  IconWorld,
} from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { fieldOfView } from '#core/sight/lens.ts';
import { formatNumber } from '../../ui/format.ts';
import { useAppState, useWorkspace } from '../../ui/workspace-context.ts';
import { takeThumbnail } from '../picture/take.ts';
import { openProject } from '../project/state.ts';
import { formatClock } from './clock.ts';
import { MetreInput } from './metre-input.tsx';
import { PlaceForm } from './place-form.tsx';
import { StillsForm } from './stills-form.tsx';
import { ClockForm } from './sun-tab.tsx';
import { LENSES_MM } from './viewpoint.ts';
import { keptViewpoint } from './work.ts';

export function ViewpointTab() {
  const { t } = useTranslation();
  const hasViewpoint = useAppState((state) => state.sight.viewpoint !== null);
  return (
    <Stack gap="lg">
      <Stack gap="sm">
        <Text size="sm" c="dimmed">
          {t('sight.viewpointIntro')}
        </Text>
        <StandForm />
        {hasViewpoint && <EyeForm />}
      </Stack>
      {hasViewpoint && <StillsForm />}
      <KeptViewpoints />
    </Stack>
  );
}

/** The place; its ground comes from the server. */
function StandForm() {
  const { t } = useTranslation();
  const { sightWork } = useWorkspace();
  const [place] = useAppState((state) => state.sight.point.vertices);
  const closed = useAppState((state) => state.sight.point.closed);
  return (
    <Stack gap={6}>
      <Text size="sm" fw={500}>
        {t('sight.place')}
      </Text>
      <PlaceForm />
      <Button
        size="xs"
        w="fit-content"
        variant="default"
        disabled={!closed || !place}
        onClick={() => place && void sightWork.standAt(place)}
      >
        {t('sight.stand')}
      </Button>
    </Stack>
  );
}

function EyeForm() {
  const { t } = useTranslation();
  const workspace = useWorkspace();
  const { sightWork } = workspace;
  const viewpoint = useAppState((state) => state.sight.viewpoint);
  const looking = useAppState((state) => state.sight.looking);
  if (!viewpoint) return null;
  const { name, groundM, groundFrom, eyeHeightM, lensMm, headingDeg, pitchDeg } = viewpoint;
  const { horizontalDeg, verticalDeg } = fieldOfView(lensMm);
  return (
    <Stack gap="xs" data-testid="eye-form">
      <TextInput
        label={t('sight.name')}
        placeholder={t('sight.namePlaceholder')}
        value={name}
        maxLength={80}
        onChange={({ currentTarget }) => sightWork.change({ name: currentTarget.value })}
      />
      <Text size="xs" c="dimmed" role="status" data-ground={groundM} data-from={groundFrom}>
        {t(`sight.groundFrom.${groundFrom}`, { value: formatNumber(groundM, 2) })}
      </Text>
      <Group grow gap="xs" align="end">
        <MetreInput
          label={t('sight.eyeHeight')}
          value={eyeHeightM}
          min={0}
          max={500}
          step={0.1}
          onChange={(value) => sightWork.change({ eyeHeightM: value })}
        />
        <NumberInput
          label={t('sight.lens')}
          value={lensMm}
          min={10}
          max={600}
          onChange={(value) => typeof value === 'number' && value >= 10 && sightWork.change({ lensMm: value })}
        />
      </Group>
      <Group gap={4}>
        {LENSES_MM.map((lens) => (
          <Button
            key={lens}
            size="compact-xs"
            variant={lens === lensMm ? 'light' : 'default'}
            onClick={() => sightWork.change({ lensMm: lens })}
          >
            {lens}
          </Button>
        ))}
      </Group>
      <Text size="xs" c="dimmed">
        {t('sight.lensText', {
          horizontal: formatNumber(horizontalDeg, 1),
          vertical: formatNumber(verticalDeg, 1),
        })}
      </Text>
      <Angle
        label={t('sight.heading')}
        value={headingDeg}
        range={[0, 359.5]}
        onChange={(value) => sightWork.change({ headingDeg: value })}
      />
      <Angle
        label={t('sight.pitch')}
        value={pitchDeg}
        range={[-45, 45]}
        onChange={(value) => sightWork.change({ pitchDeg: value })}
      />
      <Button
        size="xs"
        variant="default"
        w="fit-content"
        leftSection={<IconMountain size={16} />}
        onClick={() => sightWork.turnTo('fuji')}
      >
        {t('sight.toFuji')}
      </Button>
      <ClockForm />
      <Group gap="xs">
        <Button
          variant={looking ? 'default' : 'filled'}
          leftSection={looking ? <IconWorld size={18} /> : <IconEye size={18} />}
          onClick={() => workspace.sight({ type: 'look', looking: !looking })}
        >
          {t(looking ? 'sight.leave' : 'sight.look')}
        </Button>
        <SaveButton />
      </Group>
    </Stack>
  );
}

function Angle({
  label,
  value,
  range: [low, high],
  onChange,
}: {
  readonly label: string;
  readonly value: number;
  readonly range: readonly [number, number];
  readonly onChange: (value: number) => void;
}) {
  return (
    <Group gap="sm" align="end" wrap="nowrap">
      <NumberInput
        w={110}
        label={label}
        value={value}
        min={low < 0 ? -89 : 0}
        max={low < 0 ? 89 : 360}
        step={1}
        decimalScale={2}
        styles={{ label: { whiteSpace: 'nowrap' } }}
        onChange={(next) => typeof next === 'number' && onChange(next)}
      />
      <Slider
        flex={1}
        mb={8}
        min={low}
        max={high}
        step={0.5}
        value={Math.min(high, Math.max(low, value))}
        label={null}
        thumbLabel={label}
        onChange={onChange}
      />
    </Group>
  );
}

function SaveButton() {
  const { t } = useTranslation();
  const workspace = useWorkspace();
  const viewpoint = useAppState((state) => state.sight.viewpoint);
  const project = useAppState((state) => openProject(state.project));
  const sending = useAppState((state) => state.project.sending);
  const save = async () => {
    const { clock } = workspace.store.get().sight;
    const { lensMm = 35, eyeHeightM = 1.5 } = viewpoint ?? {};
    // the picture that is kept is that of the viewpoint
    workspace.sight({ type: 'look', looking: true });
    const picture = await takeThumbnail(workspace).catch(() => null);
    const text = t('sight.caption', { lens: lensMm, eye: eyeHeightM, at: formatClock(clock) });
    if (await workspace.sightWork.save(picture, text)) notifications.show({ message: t('sight.saved') });
  };
  return (
    <Button
      variant="default"
      leftSection={<IconDeviceFloppy size={18} />}
      disabled={!project?.mayWrite || !viewpoint || viewpoint.name.trim() === ''}
      loading={sending === 'entry'}
      onClick={() => void save()}
    >
      {t('sight.save')}
    </Button>
  );
}

/** Those of the open project, to step through. */
function KeptViewpoints() {
  const { t } = useTranslation();
  const { projects, sightWork } = useWorkspace();
  const list = useAppState((state) => state.project.list);
  const project = useAppState((state) => openProject(state.project));
  const current = useAppState((state) => state.sight.viewpoint?.name ?? null);
  const [at, setAt] = useState(0);
  useEffect(() => {
    if (list.state === 'idle') void projects.list();
  }, [list.state, projects]);
  const known = list.state === 'done' ? list.result : [];
  const kept = project?.entries.filter((entry) => keptViewpoint(entry) !== null) ?? [];
  const go = (index: number) => {
    const next = (index + kept.length) % kept.length;
    const entry = kept[next];
    if (entry && sightWork.step(entry)) setAt(next);
  };
  return (
    <section>
      <Title order={3} size="h6" mb="xs">
        {t('sight.kept')}
      </Title>
      <Stack gap="xs">
        <Select
          label={t('sight.needProject')}
          description={t('sight.projectHint')}
          placeholder={t(known.length > 0 ? 'project.choose' : 'project.noProjects')}
          data={known.map(({ id, name }) => ({ value: id, label: name }))}
          value={project?.id ?? null}
          disabled={known.length === 0}
          onChange={(id) => id && void projects.open(id)}
        />
        {project && kept.length === 0 && (
          <Text size="sm" c="dimmed">
            {t('sight.noneKept')}
          </Text>
        )}
        {kept.length > 0 && (
          <>
            <Group gap="xs">
              <ActionIcon variant="default" size="lg" aria-label={t('sight.previous')} onClick={() => go(at - 1)}>
                <IconChevronLeft size={18} />
              </ActionIcon>
              <ActionIcon variant="default" size="lg" aria-label={t('sight.next')} onClick={() => go(at + 1)}>
                <IconChevronRight size={18} />
              </ActionIcon>
            </Group>
            {kept.map((entry, index) => (
              <Button
                key={entry.id}
                variant={entry.name === current ? 'light' : 'subtle'}
                color="gray"
                justify="start"
                aria-label={t('sight.goTo', { name: entry.name })}
                leftSection={
                  entry.picture ? (
                    <img className="viewpoint-picture" src={entry.picture.href} alt="" />
                  ) : (
                    <IconEye size={16} />
                  )
                }
                onClick={() => go(index)}
                h="auto"
                py={4}
              >
                {entry.name}
              </Button>
            ))}
          </>
        )}
      </Stack>
    </section>
  );
}
