/** The list of changes: on and off, what each is made of, the things it hides. */
import {
  ActionIcon,
  Checkbox,
  Collapse,
  ColorInput,
  Group,
  NumberInput,
  Stack,
  Text,
  TextInput,
  Title,
} from '@mantine/core';
import { IconChevronDown, IconCurrentLocation, IconMapPin, IconTrash } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { EditOf, Scenario, SceneEdit } from '#core/contract/scenario.ts';
import { useAppState, useWorkspace } from '../../ui/workspace-context.ts';
import { lostEdits } from './in-view.ts';
import { editName, objectName, scenarioWords } from './names.ts';
import { placeOf } from './places.ts';
import { pointsKey } from './state.ts';

export function EditList({ scenario }: { scenario: Scenario }) {
  const { t } = useTranslation();
  return (
    <section>
      <Title order={3} size="h6" mb="xs">
        {t('scenario.edits')}
      </Title>
      {scenario.edits.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t('scenario.editsNone')}
        </Text>
      ) : (
        <ul className="scenario-edits">
          {scenario.edits.map((edit) => (
            <Row key={edit.id} edit={edit} scenario={scenario} />
          ))}
        </ul>
      )}
    </section>
  );
}

function Row({ edit, scenario }: { edit: SceneEdit; scenario: Scenario }) {
  const { t } = useTranslation();
  const { scenarioWork, store } = useWorkspace();
  const [isOpen, setOpen] = useState(false);
  const name = editName(t, edit);
  const button = (label: string, icon: ReactNode, onClick: () => void, expanded?: boolean) => (
    <ActionIcon
      size="sm"
      variant="subtle"
      color="gray"
      aria-label={label}
      title={label}
      {...(expanded === undefined ? {} : { 'aria-expanded': expanded })}
      onClick={onClick}
    >
      {icon}
    </ActionIcon>
  );
  const look = () => {
    const { frame, pose } = store.get();
    if (!frame || !pose) return;
    const { east, north, heightM, reachM } = placeOf(edit, frame.unitM);
    const [lon, lat] = frame.toLonLat(east, north);
    const elevationM = heightM ?? pose.elevationM;
    store.set({ pose: { ...pose, lon, lat, elevationM, rangeM: Math.max(80, 4 * reachM) } });
  };
  return (
    <li data-kind={edit.kind} data-testid="scenario-edit">
      <Group gap={4} wrap="nowrap">
        <Checkbox
          size="xs"
          checked={edit.on}
          aria-label={t('scenario.switch', { name })}
          onChange={({ currentTarget }) =>
            scenarioWork.dispatch({ type: 'book', action: { type: 'switch', id: edit.id, on: currentTarget.checked } })
          }
        />
        <Text size="sm" flex={1} truncate {...(edit.on ? {} : { c: 'dimmed' })}>
          {name}
        </Text>
        {edit.kind === 'move' &&
          button(`${t('scenario.move')}: ${name}`, <IconMapPin size={15} />, () =>
            scenarioWork.dispatch({
              type: 'moving',
              moving: { collection: edit.collection, object: null, edit: edit.id },
            }),
          )}
        {button(t('scenario.goTo', { name }), <IconCurrentLocation size={15} />, look)}
        {button(
          t('scenario.open', { name }),
          <IconChevronDown size={15} style={isOpen ? { transform: 'rotate(180deg)' } : undefined} />,
          () => setOpen(!isOpen),
          isOpen,
        )}
        {button(t('scenario.remove', { name }), <IconTrash size={15} />, () =>
          scenarioWork.dispatch({ type: 'book', action: { type: 'remove', id: edit.id } }),
        )}
      </Group>
      <Notes edit={edit} scenario={scenario} />
      <Collapse expanded={isOpen}>{isOpen && <Details edit={edit} />}</Collapse>
    </li>
  );
}

/** What is missing of an edit, or not known. */
function Notes({ edit, scenario }: { edit: SceneEdit; scenario: Scenario }) {
  const { t } = useTranslation();
  const state = useAppState((all) => all.scenario);
  const collections = useAppState((all) => all.collections);
  const notes: string[] = lostEdits(scenario, state, collections)
    .filter((lost) => lost.edit === edit.id)
    .map(({ kind, id }) => t(kind === 'collection' ? 'scenario.lostCollection' : 'scenario.lostSurface', { id }));
  if (edit.kind === 'place-model' && !state.models[edit.file.sha256]) {
    notes.push(t('scenario.lostModel', { name: edit.file.name }));
  }
  if (edit.kind === 'move') {
    if (edit.groundM === null || edit.object.groundM === null) notes.push(t('scenario.groundUnknown'));
    if (state.points[pointsKey(edit.collection, edit.object.id)] === 'lost') notes.push(t('scenario.lostPoints'));
  }
  return notes.map((note) => (
    <Text key={note} size="xs" c="orange" role="note">
      {note}
    </Text>
  ));
}

function Details({ edit }: { edit: SceneEdit }) {
  const { t } = useTranslation();
  const { scenarioWork } = useWorkspace();
  const change = (next: SceneEdit) => scenarioWork.dispatch({ type: 'book', action: { type: 'change', edit: next } });
  const number = (
    label: string,
    value: number,
    [min, max]: readonly [number, number],
    set: (value: number) => void,
  ) => (
    <NumberInput
      size="xs"
      label={label}
      value={value}
      min={min}
      max={max}
      decimalScale={3}
      onChange={(next) => typeof next === 'number' && next >= min && next <= max && next !== value && set(next)}
    />
  );
  const colour = (of: EditOf<'place-building' | 'road' | 'wall'>) => (
    <ColorInput
      size="xs"
      label={t('scenario.colour')}
      format="hex"
      value={of.colour}
      onChangeEnd={(value) => /^#[0-9a-f]{6}$/i.test(value) && change({ ...of, colour: value.toLowerCase() })}
    />
  );
  return (
    <Stack gap={6} className="scenario-form">
      <TextInput
        size="xs"
        label={t('scenario.name')}
        defaultValue={edit.name}
        placeholder={editName(t, { ...edit, name: '' })}
        maxLength={200}
        onBlur={({ currentTarget }) =>
          currentTarget.value !== edit.name && change({ ...edit, name: currentTarget.value.trim() })
        }
      />
      {edit.kind === 'place-building' && (
        <Group gap="xs" grow>
          {number(t('scenario.height'), edit.heightM, [0.1, 1000], (heightM) => change({ ...edit, heightM }))}
          {number(t('scenario.base'), edit.baseM, [-12_000, 12_000], (baseM) => change({ ...edit, baseM }))}
          {colour(edit)}
        </Group>
      )}
      {(edit.kind === 'road' || edit.kind === 'wall') && (
        <Group gap="xs" grow>
          {number(t('scenario.width'), edit.widthM, [0.05, 200], (widthM) => change({ ...edit, widthM }))}
          {number(t('scenario.height'), edit.heightM, [0, 200], (heightM) => change({ ...edit, heightM }))}
          {colour(edit)}
        </Group>
      )}
      {edit.kind === 'place-model' && (
        <Group gap="xs" grow>
          {number(t('scenario.base'), edit.baseM, [-12_000, 12_000], (baseM) => change({ ...edit, baseM }))}
          {number(t('scenario.turn'), edit.turnDeg, [-360, 360], (turnDeg) => change({ ...edit, turnDeg }))}
          {number(t('scenario.scale'), edit.scale, [0.001, 1000], (scale) => change({ ...edit, scale }))}
        </Group>
      )}
      {edit.kind === 'move' && <MoveDetails edit={edit} onChange={change} />}
      {edit.kind === 'hide-objects' && <Removed edit={edit} onChange={change} />}
    </Stack>
  );
}

function MoveDetails({ edit, onChange }: { edit: EditOf<'move'>; onChange: (edit: SceneEdit) => void }) {
  const { t } = useTranslation();
  const { scenarioWork, store } = useWorkspace();
  const scenarios = useAppState((state) => state.scenario.history.now.scenarios.length);
  const place = (east: number, north: number) => {
    const unitM = store.get().frame?.unitM ?? 1;
    scenarioWork.dispatch({ type: 'moving', moving: { collection: edit.collection, object: null, edit: edit.id } });
    void scenarioWork.place({ east: east * unitM, north: north * unitM }, scenarioWords(t, scenarios));
  };
  const coordinate = (label: string, axis: 0 | 1) => (
    <NumberInput
      key={`${axis} ${edit.to[axis]}`}
      size="xs"
      aria-label={`${t('scenario.moveTo')} ${label}`}
      defaultValue={edit.to[axis]!}
      decimalScale={3}
      hideControls
      onBlur={({ currentTarget }) => {
        const value = Number(currentTarget.value);
        if (!Number.isFinite(value) || value === edit.to[axis]) return;
        place(axis === 0 ? value : edit.to[0]!, axis === 1 ? value : edit.to[1]!);
      }}
    />
  );
  return (
    <>
      <Text size="xs">{t('scenario.moveTo')}</Text>
      <Group gap="xs" grow>
        {coordinate('E', 0)}
        {coordinate('N', 1)}
      </Group>
      <NumberInput
        size="xs"
        label={t('scenario.turn')}
        value={edit.turnDeg}
        min={-360}
        max={360}
        step={15}
        onChange={(turnDeg) =>
          typeof turnDeg === 'number' && Math.abs(turnDeg) <= 360 && onChange({ ...edit, turnDeg })
        }
      />
    </>
  );
}

function Removed({ edit, onChange }: { edit: EditOf<'hide-objects'>; onChange: (edit: SceneEdit) => void }) {
  const { t } = useTranslation();
  return (
    <>
      <Text size="xs">{t('scenario.removed', { value: edit.objects.length })}</Text>
      <ul className="scenario-removed">
        {edit.objects.map((object) => {
          const name = objectName(t, object);
          return (
            <li key={object.id}>
              <Text size="xs" flex={1}>
                {name}
              </Text>
              {edit.objects.length > 1 && (
                <ActionIcon
                  size="xs"
                  variant="subtle"
                  color="gray"
                  aria-label={t('scenario.bring', { name })}
                  title={t('scenario.bring', { name })}
                  onClick={() => onChange({ ...edit, objects: edit.objects.filter(({ id }) => id !== object.id) })}
                >
                  <IconTrash size={12} />
                </ActionIcon>
              )}
            </li>
          );
        })}
      </ul>
    </>
  );
}
