/** The lists of the check: cover of each pipe, places where pipes meet. Each row is a button that goes there. */
import { Badge, Button, Group, SegmentedControl, Stack, Switch, Table, Text, Title } from '@mantine/core';
import { IconTable } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { PIPE_COLOURS, type PipeKind } from '#core/pipes/pipe.ts';
import type { PipeCheckResult } from '../../api/pipes.ts';
import { formatNumber } from '../../ui/format.ts';
import { WarningList } from '../../ui/warning-list.tsx';
import { useAppState, useWorkspace } from '../../ui/workspace-context.ts';
import { csvText, downloadText } from '../download.ts';
import { clearanceFileRows, coverFileRows } from './rows.ts';
import type { Marked } from './state.ts';

const MAX_ROWS = 300;
const VERDICT_COLOURS = { ok: 'teal.9', short: 'red', unknown: 'gray' } as const;
type Verdict = keyof typeof VERDICT_COLOURS;

export function CheckResult() {
  const run = useAppState((state) => state.underground.run);
  if (run.state !== 'done') return null;
  return <Result result={run.result} />;
}

function Result({ result }: { readonly result: PipeCheckResult }) {
  const { t } = useTranslation();
  const [list, setList] = useState<'cover' | 'clearances'>('cover');
  const [onlyShort, setOnlyShort] = useState(false);
  const { counts, clearances } = result;
  const judged = clearances.filter(({ joined }) => !joined).length;
  return (
    <Stack gap="sm" data-testid="underground-result">
      <section>
        <Group gap="xs" mb="xs">
          <Title order={3} size="h6">
            {t('underground.result')}
          </Title>
          <Badge size="sm" tt="none" variant="filled" autoContrast color="yellow">
            {t('underground.notSurvey')}
          </Badge>
        </Group>
        <Text size="sm" role="status">
          {t('underground.coverCount', { short: counts.coverShort, unknown: counts.coverUnknown, all: counts.pipes })}
        </Text>
        <Text size="sm">
          {t('underground.clearanceCount', {
            short: counts.clearanceShort,
            unknown: counts.clearanceUnknown,
            all: counts.clearances,
          })}
        </Text>
      </section>
      <SegmentedControl
        fullWidth
        size="xs"
        aria-label={t('underground.list')}
        value={list}
        onChange={(value) => setList(value === 'clearances' ? 'clearances' : 'cover')}
        data={[
          { value: 'cover', label: t('underground.coverList', { count: counts.pipes }) },
          { value: 'clearances', label: t('underground.clearanceList', { count: judged }) },
        ]}
      />
      <Switch
        size="xs"
        label={t('underground.onlyShort')}
        checked={onlyShort}
        onChange={(event) => setOnlyShort(event.currentTarget.checked)}
      />
      {list === 'cover' ? (
        <CoverTable result={result} onlyShort={onlyShort} />
      ) : (
        <ClearanceTable result={result} onlyShort={onlyShort} />
      )}
      <Group gap="xs">
        <Button
          size="xs"
          variant="default"
          leftSection={<IconTable size={16} />}
          onClick={() => downloadText('pipe-cover.csv', 'text/csv', csvText(coverFileRows(result)))}
        >
          {t('underground.coverCsv')}
        </Button>
        <Button
          size="xs"
          variant="default"
          leftSection={<IconTable size={16} />}
          onClick={() => downloadText('pipe-clearances.csv', 'text/csv', csvText(clearanceFileRows(result)))}
        >
          {t('underground.clearanceCsv')}
        </Button>
      </Group>
      <WarningList warnings={result.warnings} />
      <Source result={result} />
    </Stack>
  );
}

function Swatch({ kind }: { readonly kind: PipeKind }) {
  return <span className="legend-swatch" style={{ background: PIPE_COLOURS[kind] }} />;
}

function VerdictBadge({ verdict }: { readonly verdict: Verdict }) {
  const { t } = useTranslation();
  return (
    <Badge size="sm" tt="none" variant="filled" autoContrast miw="max-content" color={VERDICT_COLOURS[verdict]}>
      {t(`underground.verdicts.${verdict}`)}
    </Badge>
  );
}

/** Rows that go somewhere, with what is chosen. */
function useLook() {
  const { undergroundWork } = useWorkspace();
  const marked = useAppState((state) => state.underground.marked);
  return {
    isMarked: (one: Marked) => marked?.of === one.of && marked.index === one.index,
    look: (one: Marked) => undergroundWork.look(one),
  };
}

function CoverTable({ result, onlyShort }: { readonly result: PipeCheckResult; readonly onlyShort: boolean }) {
  const { t } = useTranslation();
  const { isMarked, look } = useLook();
  const rows = result.pipes
    .map((pipe, index) => ({ pipe, index }))
    .filter(({ pipe }) => !onlyShort || pipe.verdict === 'short');
  if (rows.length === 0) return <Text size="sm">{t('underground.noneShort')}</Text>;
  return (
    <div className="underground-list">
      <Table className="result-table is-small" aria-label={t('underground.coverTable')} stickyHeader>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('underground.pipe')}</Table.Th>
            <Table.Th className="number">{t('underground.minCover')}</Table.Th>
            <Table.Th className="number">{t('underground.required')}</Table.Th>
            <Table.Th className="number">{t('underground.station')}</Table.Th>
            <Table.Th>{t('underground.verdict')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.slice(0, MAX_ROWS).map(({ pipe, index }) => {
            const own: Marked = { of: 'pipe', index };
            return (
              <Table.Tr
                key={pipe.id}
                className={isMarked(own) ? 'is-current' : undefined}
                data-pipe={pipe.id}
                data-cover={pipe.cover?.minM ?? ''}
                data-verdict={pipe.verdict}
              >
                <Table.Th scope="row">
                  <Button
                    size="compact-xs"
                    px={4}
                    variant={isMarked(own) ? 'light' : 'subtle'}
                    aria-pressed={isMarked(own)}
                    aria-label={t('underground.goToPipe', { id: pipe.id })}
                    leftSection={<Swatch kind={pipe.kind} />}
                    onClick={() => look(own)}
                  >
                    {pipe.id}
                  </Button>
                </Table.Th>
                <Table.Td className="number" title={pipe.cover ? `${pipe.cover.minM} m` : undefined}>
                  {pipe.cover ? `${formatNumber(pipe.cover.minM, 2)} m` : t('underground.unknown')}
                </Table.Td>
                <Table.Td className="number">{formatNumber(pipe.requiredCoverM, 2)} m</Table.Td>
                <Table.Td className="number">
                  {pipe.cover ? `${formatNumber(pipe.cover.minAtM, 1)} m` : t('underground.unknown')}
                </Table.Td>
                <Table.Td>
                  <VerdictBadge verdict={pipe.verdict} />
                </Table.Td>
              </Table.Tr>
            );
          })}
        </Table.Tbody>
      </Table>
      <More shown={MAX_ROWS} all={rows.length} />
    </div>
  );
}

function ClearanceTable({ result, onlyShort }: { readonly result: PipeCheckResult; readonly onlyShort: boolean }) {
  const { t } = useTranslation();
  const { isMarked, look } = useLook();
  const rows = result.clearances
    .map((one, index) => ({ one, index }))
    .filter(({ one }) => !one.joined && (!onlyShort || one.verdict === 'short'));
  if (rows.length === 0)
    return <Text size="sm">{t(onlyShort ? 'underground.noneShort' : 'underground.noneMeet')}</Text>;
  const names = ({ a, b, upper }: PipeCheckResult['clearances'][number]) => {
    const [first, second] = upper === 'b' ? [b, a] : [a, b];
    return [result.pipes[first], result.pipes[second]] as const;
  };
  return (
    <div className="underground-list">
      <Table className="result-table is-small" aria-label={t('underground.clearanceTable')} stickyHeader>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('underground.pair')}</Table.Th>
            <Table.Th>{t('underground.form')}</Table.Th>
            <Table.Th className="number">{t('underground.clearanceShortWord')}</Table.Th>
            <Table.Th>{t('underground.verdict')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.slice(0, MAX_ROWS).map(({ one, index }) => {
            const own: Marked = { of: 'clearance', index };
            const [upper, lower] = names(one);
            return (
              <Table.Tr
                key={index}
                className={isMarked(own) ? 'is-current' : undefined}
                data-clearance={one.clearanceM ?? ''}
                data-verdict={one.verdict}
              >
                <Table.Th scope="row">
                  <Button
                    size="compact-xs"
                    px={4}
                    variant={isMarked(own) ? 'light' : 'subtle'}
                    aria-pressed={isMarked(own)}
                    aria-label={t('underground.goToPlace', { upper: upper?.id ?? '', lower: lower?.id ?? '' })}
                    onClick={() => look(own)}
                  >
                    {upper && <Swatch kind={upper.kind} />}
                    {`${upper?.id} / `}
                    {lower && <Swatch kind={lower.kind} />}
                    {lower?.id}
                  </Button>
                </Table.Th>
                <Table.Td>{t(`underground.forms.${one.form}`)}</Table.Td>
                <Table.Td className="number" title={one.clearanceM === null ? undefined : `${one.clearanceM} m`}>
                  {one.clearanceM === null ? t('underground.unknown') : `${formatNumber(one.clearanceM, 2)} m`}
                </Table.Td>
                <Table.Td>
                  <VerdictBadge verdict={one.verdict} />
                </Table.Td>
              </Table.Tr>
            );
          })}
        </Table.Tbody>
      </Table>
      <More shown={MAX_ROWS} all={rows.length} />
    </div>
  );
}

function More({ shown, all }: { readonly shown: number; readonly all: number }) {
  const { t } = useTranslation();
  if (all <= shown) return null;
  return (
    <Text size="xs" c="dimmed">
      {t('underground.firstRows', { shown, all })}
    </Text>
  );
}

function Source({ result }: { readonly result: PipeCheckResult }) {
  const { t, i18n } = useTranslation();
  return (
    <Stack gap={4}>
      <Text size="xs" c="dimmed">
        {t('underground.source', {
          name: result.surface.name,
          datum: result.verticalDatum ?? t('underground.unknown'),
          length: formatNumber(result.lengthM, 0),
        })}
      </Text>
      {result.assumptions.map((one) => (
        <Text size="xs" c="dimmed" key={one.en}>
          {i18n.language === 'ja' ? one.ja : one.en}
        </Text>
      ))}
    </Stack>
  );
}
