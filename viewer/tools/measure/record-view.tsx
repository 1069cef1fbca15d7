/** The selected measurement: its numbers, and all that can be changed of it. */
import {
  ActionIcon,
  Button,
  ColorSwatch,
  Group,
  MultiSelect,
  NumberInput,
  SegmentedControl,
  Stack,
  Table,
  Text,
  TextInput,
  Tooltip,
} from '@mantine/core';
import { IconPlayerStop, IconPlus, IconRefresh, IconX } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { className } from '../../ui/class-name.ts';
import { FailureMessage } from '../../ui/failure-message.tsx';
import { formatNumber } from '../../ui/format.ts';
import { useAppState, useTitles, useWorkspace } from '../../ui/workspace-context.ts';
import { KINDS, PALETTE } from './kinds.ts';
import { recordName } from './names.ts';
import type { MeasurementRecord, MeasurementSettings } from './record.ts';
import { ResultView } from './result-view.tsx';
import { StatusBadge } from './status-badge.tsx';

export function RecordView({ record }: { record: MeasurementRecord }) {
  const { t } = useTranslation();
  const { measureWork, measure } = useWorkspace();
  const run = useAppState((state) => state.measure.runs[record.id]);
  const drawing = useAppState((state) => state.measure.drawing);
  const isMoving = drawing.held !== null;
  const running = run?.state === 'running';
  return (
    <Stack gap="xs" className="measure-record">
      <Group gap="xs" justify="space-between">
        <span aria-live="polite">
          <StatusBadge record={record} run={run} isMoving={isMoving} />
        </span>
        {running ? (
          <Button
            size="compact-xs"
            variant="default"
            leftSection={<IconPlayerStop size={14} />}
            onClick={() => measureWork.stop(record.id)}
          >
            {t('measure.stop')}
          </Button>
        ) : (
          <Button
            size="compact-xs"
            variant={record.computed ? 'default' : 'light'}
            leftSection={<IconRefresh size={14} />}
            onClick={() => measureWork.compute(record.id)}
          >
            {t(record.computed ? 'measure.recompute' : 'measure.compute')}
          </Button>
        )}
      </Group>
      {run?.state === 'failed' && <FailureMessage code={run.failure.code} message={run.failure.message} />}
      <ResultView record={record} vertices={drawing.vertices} isMoving={isMoving} />
      <NameAndColour record={record} />
      <SettingsForm
        settings={record.settings}
        hasRadius={record.kind === 'slope' && record.vertices.length === 1}
        onChange={(part) =>
          measure({ type: 'change', id: record.id, part: { settings: { ...record.settings, ...part } } })
        }
      />
      <VertexTable record={record} />
      <Text size="xs" c="dimmed">
        {t('measure.editKeys')}
      </Text>
    </Stack>
  );
}

function NameAndColour({ record }: { record: MeasurementRecord }) {
  const { t } = useTranslation();
  const { measure } = useWorkspace();
  const [name, setName] = useState(record.name);
  useEffect(() => setName(record.name), [record.name]);
  const keep = () => {
    if (name !== record.name) measure({ type: 'change', id: record.id, part: { name: name.slice(0, 200) } });
  };
  return (
    <Group gap="xs" align="end" wrap="nowrap">
      <TextInput
        label={t('measure.name')}
        size="xs"
        flex={1}
        value={name}
        placeholder={recordName(t, { ...record, name: '' })}
        onChange={(event) => setName(event.currentTarget.value)}
        onBlur={keep}
        onKeyDown={(event) => event.key === 'Enter' && keep()}
      />
      <Group gap={4} role="radiogroup" aria-label={t('measure.colour')} wrap="nowrap" pb={4}>
        {PALETTE.map((colour, index) => (
          <ColorSwatch
            key={colour}
            component="button"
            type="button"
            role="radio"
            size={20}
            color={colour}
            aria-checked={colour === record.colour}
            aria-label={t('measure.colourOf', { value: index + 1 })}
            className={colour === record.colour ? 'measure-swatch is-chosen' : 'measure-swatch'}
            onClick={() => measure({ type: 'change', id: record.id, part: { colour } })}
          />
        ))}
      </Group>
    </Group>
  );
}

export interface SettingsFormProps {
  readonly settings: MeasurementSettings;
  readonly hasRadius: boolean;
  readonly onChange: (part: Partial<MeasurementSettings>) => void;
}

export function SettingsForm({ settings, hasRadius, onChange }: SettingsFormProps) {
  const { t } = useTranslation();
  return (
    <Stack gap="xs">
      {hasRadius && (
        <NumberInput
          label={t('measure.radius')}
          size="xs"
          min={0.05}
          max={1000}
          step={0.5}
          value={settings.radiusM}
          onChange={(value) => typeof value === 'number' && value > 0 && value <= 1000 && onChange({ radiusM: value })}
        />
      )}
      <details className="measure-details">
        <summary>{t('measure.settings')}</summary>
        <Stack gap="xs" mt={4}>
          <SourceFields settings={settings} onChange={onChange} />
        </Stack>
      </details>
    </Stack>
  );
}

/** What is measured on. */
function SourceFields({ settings, onChange }: Omit<SettingsFormProps, 'hasRadius'>) {
  const { t } = useTranslation();
  const titleOf = useTitles();
  const collections = useAppState((state) => state.collections);
  const frame = useAppState((state) => state.frame);
  const fitting = collections.filter(({ proj4 }) => proj4 === frame?.proj4);
  const classes = [...new Set(fitting.flatMap(({ classCounts }) => classCounts.map(([code]) => code)))];
  return (
    <>
      <MultiSelect
        label={t('measure.surfaces')}
        size="xs"
        data={fitting.map((collection) => ({ value: collection.id, label: titleOf(collection) }))}
        value={[...settings.collections]}
        maxValues={8}
        onChange={(ids) => ids.length > 0 && onChange({ collections: ids })}
      />
      <MultiSelect
        label={t('measure.classes')}
        size="xs"
        placeholder={settings.classes ? '' : t('measure.classesAuto')}
        data={classes.sort((a, b) => a - b).map((code) => ({ value: String(code), label: className(t, code) }))}
        value={(settings.classes ?? []).map(String)}
        onChange={(values) =>
          onChange({ classes: values.length === 0 ? null : values.map(Number).sort((a, b) => a - b) })
        }
      />
      <div>
        <Text size="xs" fw={500}>
          {t('measure.heights')}
        </Text>
        <SegmentedControl
          size="xs"
          fullWidth
          aria-label={t('measure.heights')}
          value={settings.heights}
          onChange={(value) => onChange({ heights: value === 'surface' ? 'surface' : 'given' })}
          data={[
            { value: 'given', label: t('measure.heightsGiven') },
            { value: 'surface', label: t('measure.heightsSurface') },
          ]}
        />
      </div>
    </>
  );
}

const ROWS_SHOWN = 60;

/** Vertices by keyboard: their coordinates, removing one, adding one in the middle of an edge. */
function VertexTable({ record }: { record: MeasurementRecord }) {
  const { t } = useTranslation();
  const { measure } = useWorkspace();
  const { vertices, kind } = record;
  const drawing = useAppState((state) => state.measure.drawing);
  const { least, most } = record.kind === 'slope' && vertices.length === 1 ? { least: 1, most: 1 } : KINDS[kind];
  const insertAfter = (index: number) => {
    const [a, b] = [vertices[index], vertices[(index + 1) % vertices.length]];
    if (!a || !b) return;
    const position = [0, 1].map((k) => ((a.position[k] ?? 0) + (b.position[k] ?? 0)) / 2);
    const inserted = { position, heightM: null, from: 'typed' as const };
    const next = [...vertices.slice(0, index + 1), inserted, ...vertices.slice(index + 1)];
    measure({ type: 'change', id: record.id, part: { vertices: next } });
  };
  return (
    <details className="measure-details">
      <summary>
        {t('measure.vertices')} ({vertices.length})
      </summary>
      <Table verticalSpacing={2} horizontalSpacing={4} className="measure-vertices" withRowBorders={false}>
        <Table.Tbody>
          {vertices.slice(0, ROWS_SHOWN).map(({ position: [east, north], heightM, from }, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a vertex is its place
            <Table.Tr key={index} data-picked={drawing.picked === index}>
              <Table.Td>{index + 1}</Table.Td>
              <Table.Td title={`${east}, ${north}`}>
                {formatNumber(east, 3)}, {formatNumber(north, 3)}
              </Table.Td>
              <Table.Td title={heightM === null ? undefined : String(heightM)}>
                {heightM === null ? t(`measure.from.${from}`) : `${formatNumber(heightM, 3)} m`}
              </Table.Td>
              <Table.Td>
                <Group gap={2} wrap="nowrap" justify="end">
                  {vertices.length < most && (index + 1 < vertices.length || KINDS[kind].shape === 'polygon') && (
                    <Tooltip label={t('measure.insertVertex', { value: index + 1 })}>
                      <ActionIcon
                        size="sm"
                        variant="subtle"
                        color="gray"
                        aria-label={t('measure.insertVertex', { value: index + 1 })}
                        onClick={() => insertAfter(index)}
                      >
                        <IconPlus size={14} />
                      </ActionIcon>
                    </Tooltip>
                  )}
                  {vertices.length > least && (
                    <Tooltip label={t('measure.removeVertex', { value: index + 1 })}>
                      <ActionIcon
                        size="sm"
                        variant="subtle"
                        color="gray"
                        aria-label={t('measure.removeVertex', { value: index + 1 })}
                        onClick={() =>
                          measure({
                            type: 'change',
                            id: record.id,
                            part: { vertices: vertices.filter((_, i) => i !== index) },
                          })
                        }
                      >
                        <IconX size={14} />
                      </ActionIcon>
                    </Tooltip>
                  )}
                </Group>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </details>
  );
}
