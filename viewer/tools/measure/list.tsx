/** The list of measurements; the selected one is open. */
import { ActionIcon, Group, Stack, Text, Tooltip, UnstyledButton } from '@mantine/core';
import { IconCurrentLocation, IconEye, IconEyeOff, IconTrash } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useAppState, useWorkspace } from '../../ui/workspace-context.ts';
import { middleOf } from './in-view.ts';
import { KIND_ICONS } from './kind-icons.ts';
import { recordName } from './names.ts';
import type { MeasurementRecord } from './record.ts';
import { RecordView } from './record-view.tsx';
import { computedRows, estimatedRows, headline, rowText } from './rows.ts';
import { inFrame, shownVertices } from './state.ts';

export function MeasurementList() {
  const { t } = useTranslation();
  const records = useAppState((state) => state.measure.records);
  if (records.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        {t('measure.none')}
      </Text>
    );
  }
  return (
    <Stack gap={4} component="ul" className="measure-list">
      {records.map((record) => (
        <ListEntry key={record.id} record={record} />
      ))}
    </Stack>
  );
}

function ListEntry({ record }: { record: MeasurementRecord }) {
  const { t } = useTranslation();
  const workspace = useWorkspace();
  const state = useAppState((all) => all.measure);
  const isSelected = state.selected === record.id;
  const name = recordName(t, record);
  const vertices = isSelected ? state.drawing.vertices : shownVertices(state, record);
  const isMoving = isSelected && state.drawing.held !== null;
  const surface = isMoving ? undefined : headline(record.computed?.result);
  const rows = surface ? computedRows(record.kind, surface) : estimatedRows(record.kind, vertices);
  const main = rows.find((row) => row.main);
  const Icon = KIND_ICONS[record.kind];
  const button = (label: string, icon: ReactNode, onClick: () => void) => (
    <Tooltip label={label}>
      <ActionIcon size="sm" variant="subtle" color="gray" aria-label={label} onClick={onClick}>
        {icon}
      </ActionIcon>
    </Tooltip>
  );
  const goTo = () => {
    const { frame, pose } = workspace.store.get();
    if (!frame || !pose || vertices.length === 0) return;
    const middle = middleOf(vertices);
    const [lon, lat] = frame.toLonLat(middle.east, middle.north);
    const reachM = Math.max(
      10,
      ...vertices.map(({ east, north }) => Math.hypot(east - middle.east, north - middle.north)),
    );
    workspace.store.set({ pose: { ...pose, lon, lat, elevationM: middle.height, rangeM: Math.max(40, 4 * reachM) } });
  };
  return (
    <li
      className="measure-entry"
      data-selected={isSelected}
      data-testid="measure-entry"
      data-kind={record.kind}
      data-computed={surface !== undefined}
    >
      <Group gap={4} wrap="nowrap">
        <UnstyledButton
          className="measure-entry-button"
          aria-expanded={isSelected}
          aria-label={t('measure.select', { name })}
          onClick={() => workspace.measure({ type: 'select', id: isSelected ? null : record.id })}
        >
          <i className="measure-colour" style={{ background: record.colour }} />
          <Icon size={16} stroke={1.6} aria-hidden />
          <Text size="sm" truncate flex={1}>
            {name}
          </Text>
          <Text
            size="sm"
            fw={600}
            className="measure-main"
            title={main?.value == null ? undefined : String(main.value)}
          >
            {main ? `${surface ? '' : '≈ '}${rowText(main)}` : ''}
          </Text>
        </UnstyledButton>
        {inFrame(state, record) && button(t('measure.goTo'), <IconCurrentLocation size={15} />, goTo)}
        {button(
          t(record.visible ? 'measure.hide' : 'measure.show', { name }),
          record.visible ? <IconEye size={15} /> : <IconEyeOff size={15} />,
          () => workspace.measure({ type: 'change', id: record.id, part: { visible: !record.visible } }),
        )}
        {button(t('measure.remove', { name }), <IconTrash size={15} />, () =>
          workspace.measure({ type: 'delete', id: record.id }),
        )}
      </Group>
      {isSelected && <RecordView record={record} />}
    </li>
  );
}
