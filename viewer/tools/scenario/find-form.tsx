/** Finding poles, wires, trees and buildings, and choosing among them. */
import { Button, Checkbox, Chip, Group, Progress, Stack, Text, Title } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { FoundSceneObject } from '#core/contract/find-objects.ts';
import { OBJECT_KINDS } from '#core/contract/scenario.ts';
import { useAppState, useWorkspace } from '../../ui/workspace-context.ts';
import { DrawingControls } from '../drawing/controls.tsx';
import { doubtsOf, objectName, scenarioWords } from './names.ts';

/** Half the side of the square in the middle of the picture. */
const HALF_M = 150;
/** More rows would only be scrolled past. */
const MAX_ROWS = 200;

export function FindForm() {
  const { t } = useTranslation();
  const workspace = useWorkspace();
  const { scenarioWork } = workspace;
  const kinds = useAppState((state) => state.scenario.kinds);
  const search = useAppState((state) => state.scenario.search);
  const adding = useAppState((state) => state.scenario.adding);
  const drawing = useAppState((state) => state.scenario.drawing);
  return (
    <section>
      <Title order={3} size="h6" mb={4}>
        {t('scenario.find')}
      </Title>
      <Stack gap="xs">
        <Text size="xs" c="dimmed">
          {t('scenario.findIntro')}
        </Text>
        <Chip.Group
          multiple
          value={[...kinds]}
          onChange={(value) =>
            scenarioWork.dispatch({ type: 'kinds', kinds: OBJECT_KINDS.filter((kind) => value.includes(kind)) })
          }
        >
          <Group gap={6} role="group" aria-label={t('scenario.findKinds')}>
            {OBJECT_KINDS.map((kind) => (
              <Chip key={kind} size="xs" value={kind}>
                {t(`scenario.objectKinds.${kind}`)}
              </Chip>
            ))}
          </Group>
        </Chip.Group>
        <Group gap="xs">
          <Button
            size="xs"
            variant="light"
            leftSection={<IconSearch size={16} />}
            disabled={kinds.length === 0 || search.state === 'running'}
            onClick={() => void scenarioWork.search(HALF_M)}
          >
            {t('scenario.findHere', { side: 2 * HALF_M })}
          </Button>
          <Button
            size="xs"
            variant="default"
            aria-pressed={adding === 'area'}
            disabled={kinds.length === 0 || search.state === 'running'}
            onClick={() => scenarioWork.dispatch({ type: 'adding', kind: adding === 'area' ? null : 'area' })}
          >
            {t('scenario.kinds.area')}
          </Button>
        </Group>
        {adding === 'area' && (
          <Stack gap="xs" className="scenario-form">
            <DrawingControls drawing={drawing} dispatch={workspace.draw} />
            <Button size="xs" w="fit-content" disabled={!drawing.closed} onClick={() => void scenarioWork.search()}>
              {t('scenario.addHere')}
            </Button>
          </Stack>
        )}
        {search.state === 'running' && (
          <Group gap="xs" wrap="nowrap">
            <Progress flex={1} value={search.progress ?? 0} aria-label={t('scenario.find')} />
            <Text size="xs" role="status">
              {t('scenario.finding', { percent: Math.round(search.progress ?? 0) })}
            </Text>
            <Button size="compact-xs" variant="default" onClick={() => scenarioWork.stopSearch()}>
              {t('scenario.stop')}
            </Button>
          </Group>
        )}
        {search.state === 'failed' && (
          <Text size="sm" c="red" role="alert">
            {search.failure.message}
          </Text>
        )}
        {search.state === 'done' && <Found objects={search.result.objects} found={search.result.found} />}
      </Stack>
    </section>
  );
}

function Found({ objects, found }: { objects: readonly FoundSceneObject[]; found: number }) {
  const { t } = useTranslation();
  const { scenarioWork } = useWorkspace();
  const chosen = useAppState((state) => state.scenario.chosen);
  const count = useAppState((state) => state.scenario.history.now.scenarios.length);
  const words = scenarioWords(t, count);
  const ids = objects.map(({ id }) => id);
  const chosenCount = ids.filter((id) => chosen.has(id)).length;
  const lines = objects.filter(({ kind }) => kind === 'pole' || kind === 'wire').map(({ id }) => id);
  if (objects.length === 0) return <Text size="sm">{t('scenario.foundNone')}</Text>;
  const hideLines = () => {
    scenarioWork.dispatch({ type: 'select', ids, on: false });
    scenarioWork.dispatch({ type: 'select', ids: lines, on: true });
    scenarioWork.hideChosen(words);
  };
  return (
    <Stack gap="xs">
      <Text size="sm" role="status">
        {t('scenario.found', { value: found })}
      </Text>
      <Group gap="xs">
        {lines.length > 0 && (
          <Button size="xs" onClick={hideLines}>
            {t('scenario.hideLines')}
          </Button>
        )}
        <Button size="xs" variant="default" disabled={chosenCount === 0} onClick={() => scenarioWork.hideChosen(words)}>
          {t('scenario.hideChosen', { value: chosenCount })}
        </Button>
      </Group>
      <Checkbox
        size="xs"
        label={t('scenario.selectAll')}
        checked={chosenCount === ids.length}
        indeterminate={chosenCount > 0 && chosenCount < ids.length}
        onChange={({ currentTarget }) => scenarioWork.dispatch({ type: 'select', ids, on: currentTarget.checked })}
      />
      <ul className="scenario-found" aria-label={t('scenario.list')}>
        {objects.slice(0, MAX_ROWS).map((object) => (
          <Row key={object.id} object={object} isChosen={chosen.has(object.id)} />
        ))}
      </ul>
    </Stack>
  );
}

function Row({ object, isChosen }: { object: FoundSceneObject; isChosen: boolean }) {
  const { t } = useTranslation();
  const { scenarioWork, store } = useWorkspace();
  const name = objectName(t, object);
  const look = () => {
    const { frame, pose } = store.get();
    if (!frame || !pose) return;
    const [east, north] = object.centre as [number, number];
    const [lon, lat] = frame.toLonLat(east * frame.unitM, north * frame.unitM);
    const elevationM = object.groundM ?? object.bottomM;
    store.set({ pose: { ...pose, lon, lat, elevationM, rangeM: Math.max(60, 4 * object.heightM) } });
  };
  const move = () => {
    const { search } = store.get().scenario;
    if (search.state !== 'done') return;
    const { collection } = search.result;
    scenarioWork.dispatch({ type: 'moving', moving: { collection, object, edit: null } });
  };
  return (
    <li data-kind={object.kind}>
      <Checkbox
        size="xs"
        flex={1}
        label={name}
        description={doubtsOf(t, object)}
        checked={isChosen}
        onChange={({ currentTarget }) =>
          scenarioWork.dispatch({ type: 'select', ids: [object.id], on: currentTarget.checked })
        }
      />
      <Button size="compact-xs" variant="subtle" color="gray" aria-label={t('scenario.goTo', { name })} onClick={look}>
        ◎
      </Button>
      {object.kind !== 'wire' && (
        <Button size="compact-xs" variant="default" aria-label={`${t('scenario.move')}: ${name}`} onClick={move}>
          {t('scenario.move')}
        </Button>
      )}
    </li>
  );
}
