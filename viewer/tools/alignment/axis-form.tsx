/** The axis: of a file, or drawn as points of intersection with R and A in a small table. */
import { Button, Group, NumberInput, SegmentedControl, Select, Stack, Table, Text, TextInput } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { listAlignments } from '../../api/alignments.ts';
import { ALIGNMENT_FILES } from '../../api/uploads.ts';
import { FailureMessage } from '../../ui/failure-message.tsx';
import { formatNumber } from '../../ui/format.ts';
import { useAppState, useWorkspace } from '../../ui/workspace-context.ts';
import { DrawingControls } from '../drawing/controls.tsx';
import { type Failure, failureOf } from '../run.ts';
import { CheckList, FileButton, TransferView } from '../volume/file-parts.tsx';
import { type CurveChoice, NO_CURVE, previewAxis } from './axis.ts';
import { choosable, type RecentAlignment, recentAlignments } from './recent.ts';
import { AXIS_SOURCES } from './state.ts';

export function AxisForm() {
  const { t } = useTranslation();
  const workspace = useWorkspace();
  const source = useAppState((state) => state.alignment.source);
  return (
    <Stack gap="xs">
      <SegmentedControl
        fullWidth
        size="xs"
        aria-label={t('alignment.source')}
        value={source}
        onChange={(value) => {
          const known = AXIS_SOURCES.find((name) => name === value);
          if (known) workspace.alignment({ type: 'axis', part: { source: known } });
        }}
        data={AXIS_SOURCES.map((value) => ({ value, label: t(`alignment.sources.${value}`) }))}
      />
      {source === 'drawn' ? <DrawnForm /> : <FileForm />}
    </Stack>
  );
}

function DrawnForm() {
  const { t } = useTranslation();
  const workspace = useWorkspace();
  const alignment = useAppState((state) => state.alignment);
  const { drawing, name, startStationM } = alignment;
  const preview = drawing.closed ? previewAxis(alignment) : null;
  return (
    <>
      <DrawingControls drawing={drawing} dispatch={(action) => workspace.alignment({ type: 'draw', action })} />
      {drawing.vertices.length > 2 && <CurveTable />}
      {preview && 'alignment' in preview && (
        <Text size="xs" role="status">
          {t('alignment.preview', {
            length: formatNumber(preview.alignment.lengthM, 2),
            curves: preview.alignment.elements.filter(({ kind }) => kind === 'arc').length,
          })}
        </Text>
      )}
      {preview && 'problem' in preview && (
        <Text size="xs" c="red.8" role="alert">
          {t('alignment.badAxis')}: {preview.problem}
        </Text>
      )}
      <Group grow gap="xs" align="end">
        <TextInput
          size="xs"
          label={t('alignment.name')}
          maxLength={100}
          value={name}
          onChange={(event) => workspace.alignment({ type: 'axis', part: { name: event.currentTarget.value } })}
        />
        <NumberInput
          size="xs"
          label={t('alignment.start')}
          decimalScale={3}
          value={startStationM}
          onChange={(value) =>
            typeof value === 'number' && workspace.alignment({ type: 'axis', part: { startStationM: value } })
          }
        />
      </Group>
    </>
  );
}

const CURVE_FIELDS = [
  ['radiusM', 'radius'],
  ['clothoidInM', 'clothoidIn'],
  ['clothoidOutM', 'clothoidOut'],
] as const satisfies readonly (readonly [keyof CurveChoice, string])[];

/** R and A of the points between the ends. */
function CurveTable() {
  const { t } = useTranslation();
  const workspace = useWorkspace();
  const vertices = useAppState((state) => state.alignment.drawing.vertices);
  const curves = useAppState((state) => state.alignment.curves);
  return (
    <Table className="curve-table" withRowBorders={false} aria-label={t('alignment.points')}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t('alignment.point')}</Table.Th>
          {CURVE_FIELDS.map(([, label]) => (
            <Table.Th key={label}>{t(`alignment.${label}`)}</Table.Th>
          ))}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {vertices.slice(1, -1).map((_, place) => {
          const index = place + 1;
          const point = `IP.${index}`;
          const curve = curves[index] ?? NO_CURVE;
          return (
            <Table.Tr key={point}>
              <Table.Th scope="row">{point}</Table.Th>
              {CURVE_FIELDS.map(([field, label]) => (
                <Table.Td key={field}>
                  <NumberInput
                    size="xs"
                    hideControls
                    min={0}
                    decimalScale={3}
                    aria-label={t('alignment.ofPoint', { point, what: t(`alignment.${label}`) })}
                    disabled={field !== 'radiusM' && curve.radiusM === null}
                    value={curve[field] ?? ''}
                    onChange={(value) => {
                      const length = typeof value === 'number' && value > 0 ? value : null;
                      if (length !== curve[field]) {
                        workspace.alignment({ type: 'curve', index, curve: { [field]: length } });
                      }
                    }}
                  />
                </Table.Td>
              ))}
            </Table.Tr>
          );
        })}
      </Table.Tbody>
    </Table>
  );
}

function FileForm() {
  const { t } = useTranslation();
  const { alignmentWork } = useWorkspace();
  const stored = useAppState((state) => state.alignment.stored);
  const files = useAppState((state) => state.alignment.files);
  const transfer = useAppState((state) => state.volume.transfers.axis);
  const file = stored ? files[stored.id] : undefined;
  const facts = file?.alignments.find(({ name }) => name === stored?.name);
  return (
    <>
      {file && stored && file.alignments.length > 1 && (
        <Select
          size="xs"
          label={t('alignment.which')}
          data={file.alignments.map(({ name }) => name)}
          value={stored.name}
          onChange={(name) => name !== null && void alignmentWork.choose({ id: stored.id, name })}
        />
      )}
      {stored && (
        <div data-testid="alignment-facts">
          <Text size="sm" fw={500}>
            {stored.name}{' '}
            <Text span size="xs" c="dimmed" inherit={false}>
              {file?.fileName ?? ''}
            </Text>
          </Text>
          {facts && (
            <Text size="xs" c="dimmed">
              {t('alignment.facts', {
                length: formatNumber(facts.lengthM, 2),
                from: formatNumber(facts.startStationM, 2),
                to: formatNumber(facts.endStationM, 2),
                elements: facts.elements,
              })}
              {' · '}
              {t(facts.hasProfile ? 'alignment.withProfile' : 'alignment.withoutProfile')}
              {file?.crs ? ` · ${file.crs}` : ''}
            </Text>
          )}
          <CheckList checks={[...(file?.checks ?? []), ...(facts?.checks ?? [])]} />
        </div>
      )}
      <TransferView place="axis" />
      <FileButton place="axis" accept={ALIGNMENT_FILES} label={t(stored ? 'file.other' : 'file.choose')} />
      {!transfer && <OpenStored />}
    </>
  );
}

/** Alignments that this browser knows or the store offers, and a field for the id of one that somebody sent. */
function OpenStored() {
  const { t } = useTranslation();
  const { alignmentWork } = useWorkspace();
  const stored = useAppState((state) => state.alignment.stored);
  const [id, setId] = useState('');
  const [failure, setFailure] = useState<Failure | null>(null);
  const [offered, setOffered] = useState<readonly RecentAlignment[]>([]);
  useEffect(() => {
    let isCurrent = true;
    listAlignments().then(
      (files) => {
        if (!isCurrent) return;
        setOffered(files.map(({ id, fileName, alignments }) => ({ id, fileName, name: alignments[0]?.name ?? '' })));
      },
      // without the list the other ways stay
      () => undefined,
    );
    return () => {
      isCurrent = false;
    };
  }, []);
  const known = choosable(recentAlignments(), offered, stored?.id);
  const open = (wanted: string) => {
    setFailure(null);
    alignmentWork.open(wanted).then(
      () => setId(''),
      (error: unknown) => setFailure(failureOf(error)),
    );
  };
  return (
    <>
      {known.length > 0 && (
        <Select
          size="xs"
          label={t('alignment.recent')}
          data={known.map((one) => ({ value: one.id, label: `${one.name} (${one.fileName})` }))}
          value={null}
          onChange={(value) => value !== null && open(value)}
        />
      )}
      <Group gap="xs" align="end" wrap="nowrap">
        <TextInput
          size="xs"
          flex={1}
          label={t('alignment.openId')}
          maxLength={128}
          value={id}
          onChange={(event) => setId(event.currentTarget.value)}
          onKeyDown={(event) => event.key === 'Enter' && id.trim() !== '' && open(id.trim())}
        />
        <Button size="xs" variant="default" disabled={id.trim() === ''} onClick={() => open(id.trim())}>
          {t('alignment.open')}
        </Button>
      </Group>
      {failure && <FailureMessage code={failure.code} message={failure.message} />}
    </>
  );
}
