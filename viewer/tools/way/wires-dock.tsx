/** The wires over the way: the lowest place, every span with its clearance and verdict; each is one press away in the picture. */
import { ActionIcon, Badge, Button, Group, ScrollArea, Table, Text, Tooltip } from '@mantine/core';
import { IconCurrentLocation, IconDownload } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AlignmentChecksResult } from '../../api/way.ts';
import { formatNumber, formatSigned } from '../../ui/format.ts';
import { WarningList } from '../../ui/warning-list.tsx';
import { useAppState, useWorkspace } from '../../ui/workspace-context.ts';
import { DockFrame } from '../chart/dock-frame.tsx';
import { CloseDock } from '../chart/dock-parts.tsx';
import { csvText, downloadText } from '../download.ts';
import { ResultBadge } from '../status-badge.tsx';
import { lowestSpan, type WireSpan, wireFileRows, wireRows } from './rows.ts';
import { useOutdated } from './use-outdated.ts';

const VERDICT_COLOURS = { ok: 'teal', exceptional: 'yellow', exceeded: 'red', unknown: 'gray' } as const;
const LOOK_RANGE_M = 60;

export function WiresDock({ result }: { result: AlignmentChecksResult }) {
  const { t } = useTranslation();
  const workspace = useWorkspace();
  const outdated = useOutdated();
  const unitM = useAppState((state) => state.frame?.unitM ?? 1);
  const [large, setLarge] = useState(false);
  const rows = useMemo(() => wireRows(result), [result]);
  const lowest = lowestSpan(result);
  const lookAt = (span: WireSpan) => {
    const [fromE = 0, fromN = 0, fromH = 0] = span.from;
    const [toE = 0, toN = 0, toH = 0] = span.to;
    const { clearance } = span;
    const [e, n] = clearance?.position ?? [(fromE + toE) / 2, (fromN + toN) / 2];
    const height = clearance ? (clearance.wireElevationM + clearance.roadElevationM) / 2 : (fromH + toH) / 2;
    workspace.way({ type: 'span', span: span.id });
    const rangeM = Math.max(LOOK_RANGE_M, 3 * (clearance?.heightM ?? 0));
    workspace.wayWork.lookAt({ east: (e ?? 0) * unitM, north: (n ?? 0) * unitM, height }, rangeM);
  };
  return (
    <DockFrame label={t('way.wires')} large={large} onLarge={setLarge}>
      <Group justify="space-between" className="section-dock-head">
        <Group gap="md" className="section-readout">
          <ResultBadge status={outdated ? 'outdated' : 'computed'} testId="way-status" />
          {lowest?.clearance && (
            <span data-testid="wire-worst" data-value={lowest.clearance.heightM}>
              {t('way.worst')}{' '}
              <b>
                {t('way.worstText', {
                  height: formatNumber(lowest.clearance.heightM, 2),
                  station: lowest.clearance.station,
                  span: lowest.id,
                })}
              </b>
            </span>
          )}
          <Text size="xs" c="dimmed" span>
            {t('way.limit', { value: formatNumber(result.limits.clearanceM, 2) })}
            {result.limits.unverified.includes('clearanceM') && t('way.unverified')}
          </Text>
        </Group>
        <Group gap="xs" className="section-dock-tools">
          {lowest && (
            <Button
              size="compact-xs"
              variant="default"
              leftSection={<IconCurrentLocation size={14} />}
              onClick={() => lookAt(lowest)}
            >
              {t('way.goToWorst')}
            </Button>
          )}
          <Button
            size="compact-xs"
            variant="default"
            leftSection={<IconDownload size={14} />}
            onClick={() => downloadText('wires.csv', 'text/csv', csvText(wireFileRows(result)))}
          >
            {t('way.csv')}
          </Button>
          <CloseDock
            label={t('way.close')}
            onClose={() => workspace.way({ type: 'wires', run: { type: 'stopped' } })}
          />
        </Group>
      </Group>
      <ScrollArea className="section-table" type="auto">
        {rows.length > 0 && <SpanTable rows={rows} onLook={lookAt} />}
        {lowest === null && (
          <Text size="sm" p="sm">
            {t(result.wires === null ? 'way.noneSought' : 'way.noWires')}
          </Text>
        )}
        <Loose result={result} />
        <WarningList warnings={result.warnings} />
      </ScrollArea>
    </DockFrame>
  );
}

function Loose({ result: { wires } }: { result: AlignmentChecksResult }) {
  const { t } = useTranslation();
  if (!wires || wires.loose.points === 0) return null;
  const { points, lowest } = wires.loose;
  return (
    <Text size="xs" c="dimmed" p="xs">
      {t('way.loose', { points: formatNumber(points) })}
      {lowest && t('way.looseLowest', { height: formatNumber(lowest.heightM, 2), station: lowest.station })}
    </Text>
  );
}

function SpanTable({ rows, onLook }: { rows: readonly WireSpan[]; onLook: (span: WireSpan) => void }) {
  const { t } = useTranslation();
  const chosen = useAppState((state) => state.way.span);
  const heads = [
    'height',
    'error',
    'station',
    'offset',
    'wireHeight',
    'roadHeight',
    'length',
    'sag',
    'points',
  ] as const;
  return (
    <Table stickyHeader className="result-table is-small" data-testid="wire-spans">
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t('way.span')}</Table.Th>
          <Table.Th>{t('way.kind')}</Table.Th>
          <Table.Th>{t('way.verdict')}</Table.Th>
          {heads.map((head) => (
            <Table.Th key={head} className="number">
              {t(`way.${head}`)}
            </Table.Th>
          ))}
          <Table.Th />
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {rows.map((span) => {
          const { id, kind, judgement, clearance, lengthM, sagM, points } = span;
          return (
            <Table.Tr key={id} className={id === chosen ? 'is-current' : undefined} data-span={id}>
              <Table.Th scope="row">{id}</Table.Th>
              <Table.Td>{t(`way.kinds.${kind}`)}</Table.Td>
              <Table.Td>
                <Badge size="sm" variant="light" tt="none" color={VERDICT_COLOURS[judgement.verdict]}>
                  {clearance === null ? '–' : t(`way.verdicts.${judgement.verdict}`)}
                </Badge>
                {judgement.uncertain && t('way.uncertain')}
              </Table.Td>
              <Table.Td className="number" data-key="height" data-value={clearance?.heightM ?? ''}>
                <b>{formatNumber(clearance?.heightM, 2)}</b>
              </Table.Td>
              <Table.Td className="number">{formatNumber(clearance?.standardErrorM, 3)}</Table.Td>
              <Table.Td className="number">{clearance?.station ?? '–'}</Table.Td>
              <Table.Td className="number">{formatSigned(clearance?.offsetM, 2)}</Table.Td>
              <Table.Td className="number">{formatNumber(clearance?.wireElevationM, 2)}</Table.Td>
              <Table.Td className="number">{formatNumber(clearance?.roadElevationM, 2)}</Table.Td>
              <Table.Td className="number">{formatNumber(lengthM, 1)}</Table.Td>
              <Table.Td className="number">{formatNumber(sagM, 2)}</Table.Td>
              <Table.Td className="number">{formatNumber(points)}</Table.Td>
              <Table.Td>
                <Tooltip label={t('way.goTo', { span: id })}>
                  <ActionIcon
                    size="sm"
                    variant="subtle"
                    color="gray"
                    aria-label={t('way.goTo', { span: id })}
                    onClick={() => onLook(span)}
                  >
                    <IconCurrentLocation size={15} />
                  </ActionIcon>
                </Tooltip>
              </Table.Td>
            </Table.Tr>
          );
        })}
      </Table.Tbody>
    </Table>
  );
}
