/** The panel of scenarios: which one, before and after, what to add, what to find, the list of changes, keeping. */
import { ActionIcon, Alert, Group, Menu, SegmentedControl, Select, Stack, Text, TextInput, Title } from '@mantine/core';
import {
  IconArrowBackUp,
  IconArrowForwardUp,
  IconCopy,
  IconDotsVertical,
  IconPencil,
  IconPlus,
  IconX,
} from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isDay } from '#core/day.ts';
import { unmeasuredAreaM2 } from '#core/scenario/exchange.ts';
import { formatNumber } from '../../ui/format.ts';
import { RenameForm } from '../../ui/rename-form.tsx';
import { useAppState, useWorkspace } from '../../ui/workspace-context.ts';
import { AddForm } from './add-form.tsx';
import { EditList } from './edit-list.tsx';
import { FindForm } from './find-form.tsx';
import { scenarioWords } from './names.ts';
import { SaveForm } from './save-form.tsx';
import { SCENARIO_SHOWN, shownScenario } from './state.ts';

export function ScenarioPanel() {
  const { t } = useTranslation();
  const scenario = useAppState((state) => shownScenario(state.scenario));
  const failure = useAppState((state) => state.scenario.failure);
  const isSite = useAppState((state) => state.view === 'site');
  const crs = useAppState((state) => state.frame?.code ?? null);
  return (
    <Stack gap="md">
      <Text size="sm" c="dimmed">
        {t('scenario.note')}
      </Text>
      <ScenarioChoice />
      {isSite && <Text size="sm">{t('scenario.siteView')}</Text>}
      {scenario && scenario.crs !== null && scenario.crs !== crs && (
        <Alert color="yellow">{t('scenario.otherCrs', { crs: scenario.crs })}</Alert>
      )}
      {scenario && <ShownChoice />}
      {failure && (
        <Alert color="red" role="alert">
          {failure.message}
        </Alert>
      )}
      <AddForm />
      <FindForm />
      {scenario && <EditList scenario={scenario} />}
      {scenario && <Unmeasured />}
      <SaveForm />
    </Stack>
  );
}

function ScenarioChoice() {
  const { t } = useTranslation();
  const { scenarioWork } = useWorkspace();
  const { now, past, future } = useAppState((state) => state.scenario.history);
  const crs = useAppState((state) => state.frame?.code ?? null);
  const [renaming, setRenaming] = useState(false);
  const current = now.scenarios.find(({ id }) => id === now.current) ?? null;
  const book = (action: Parameters<typeof scenarioWork.dispatch>[0] & { type: 'book' }) =>
    scenarioWork.dispatch(action);
  const words = scenarioWords(t, now.scenarios.length);
  const step = (type: 'undo' | 'redo', isPossible: boolean, Icon: typeof IconArrowBackUp) => (
    <ActionIcon
      variant="subtle"
      color="gray"
      size={36}
      aria-label={t(`scenario.${type}`)}
      title={t(`scenario.${type}`)}
      disabled={!isPossible}
      onClick={() => book({ type: 'book', action: { type } })}
    >
      <Icon size={18} />
    </ActionIcon>
  );
  return (
    <Stack gap="xs">
      <Group gap="xs" wrap="nowrap" align="end">
        <Select
          flex={1}
          label={t('scenario.scenario')}
          placeholder={t('scenario.choose')}
          data={now.scenarios.map(({ id, name }) => ({ value: id, label: name }))}
          value={now.current}
          disabled={now.scenarios.length === 0}
          onChange={(id) => book({ type: 'book', action: { type: 'choose', id } })}
          clearable
        />
        <ActionIcon
          variant="default"
          size={36}
          aria-label={t('scenario.new')}
          title={t('scenario.new')}
          onClick={() => book({ type: 'book', action: { type: 'new', name: words.scenario, crs } })}
        >
          <IconPlus size={18} />
        </ActionIcon>
        {current && (
          <Menu position="bottom-end" withinPortal>
            <Menu.Target>
              <ActionIcon variant="default" size={36} aria-label={t('scenario.more')}>
                <IconDotsVertical size={18} />
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item leftSection={<IconPencil size={16} />} onClick={() => setRenaming(true)}>
                {t('scenario.rename')}
              </Menu.Item>
              <Menu.Item
                leftSection={<IconCopy size={16} />}
                onClick={() => {
                  const name = t('scenario.copyName', { name: current.name }).slice(0, 200);
                  book({ type: 'book', action: { type: 'copy', name } });
                }}
              >
                {t('scenario.copy')}
              </Menu.Item>
              <Menu.Item
                leftSection={<IconX size={16} />}
                onClick={() => book({ type: 'book', action: { type: 'drop' } })}
              >
                {t('scenario.drop')}
              </Menu.Item>
            </Menu.Dropdown>
          </Menu>
        )}
        <Group gap={0} wrap="nowrap">
          {step('undo', past.length > 0, IconArrowBackUp)}
          {step('redo', future.length > 0, IconArrowForwardUp)}
        </Group>
      </Group>
      {renaming && current && (
        <RenameForm
          key={current.id}
          label={t('scenario.name')}
          apply={t('scenario.rename')}
          start={current.name}
          onDone={(name) => {
            if (name !== '') book({ type: 'book', action: { type: 'rename', name } });
            setRenaming(false);
          }}
        />
      )}
      {current && (
        <TextInput
          key={`${current.id} ${current.date ?? ''}`}
          type="date"
          label={t('scenario.date')}
          description={t('scenario.dateHelp')}
          defaultValue={current.date ?? ''}
          onChange={({ currentTarget: { value } }) => {
            if (value === '' || isDay(value)) book({ type: 'book', action: { type: 'date', date: value || null } });
          }}
        />
      )}
      {now.scenarios.length === 0 && (
        <Text size="sm" c="dimmed">
          {t('scenario.none')}
        </Text>
      )}
    </Stack>
  );
}

function ShownChoice() {
  const { t } = useTranslation();
  const { scenarioWork, compare } = useWorkspace();
  const shown = useAppState((state) => state.scenario.shown);
  return (
    <SegmentedControl
      fullWidth
      size="xs"
      aria-label={t('scenario.shown')}
      value={shown}
      onChange={(value) => {
        // one divider at a time: that of the epochs goes
        if (value === 'swipe') compare({ type: 'mode', mode: 'off' });
        scenarioWork.dispatch({ type: 'shown', shown: SCENARIO_SHOWN.find((one) => one === value) ?? 'after' });
      }}
      data={SCENARIO_SHOWN.map((value) => ({ value, label: t(`scenario.shownNames.${value}`) }))}
    />
  );
}

function Unmeasured() {
  const { t } = useTranslation();
  const areaM2 = useAppState((state) => unmeasuredAreaM2(shownScenario(state.scenario) ?? { edits: [] }));
  if (areaM2 === 0) return null;
  return (
    <Text size="sm" role="status">
      <Title order={4} component="span" size="sm">
        {t('scenario.unmeasured')}
      </Title>
      {': '}
      {t('scenario.unmeasuredTotal', { value: formatNumber(areaM2, 0) })}
    </Text>
  );
}
