/** What a design came out as: elevation, volumes, sizes, thresholds for information, and its file. */
import { Button, Group, Stack, Table, Text } from '@mantine/core';
import { IconDownload, IconPolygon } from '@tabler/icons-react';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { landXmlUrl } from '../../api/surfaces.ts';
import type { DesignResult } from '../../api/volume.ts';
import { formatNumber, formatSigned } from '../../ui/format.ts';
import { WarningList } from '../../ui/warning-list.tsx';
import { useAppState, useWorkspace } from '../../ui/workspace-context.ts';

const CHECK_CODES = [
  'FILL_CLIFF',
  'CUT_CLIFF',
  'FILL_AND_CUT_CLIFF',
  'FILL_HEIGHT',
  'AREA',
  'SPECIAL_FILL',
  'SPECIAL_CUT',
  'SPECIAL_AREA',
] as const;

export function DesignResultView({ result }: { result: DesignResult }) {
  const { t } = useTranslation();
  const { work } = useWorkspace();
  const areaSource = useAppState((state) => state.volume.areaSet?.source.id);
  const { surface, name, warnings } = result;
  return (
    <Stack gap="xs" data-testid="design-result">
      <Text size="sm" fw={600}>
        {t('design.result', { name })}
      </Text>
      <Table className="result-table is-small">
        <Table.Tbody>
          {designRows(t, result).map(({ key, label, text, value }) => (
            <Table.Tr key={key}>
              <Table.Th scope="row">{label}</Table.Th>
              <Table.Td className="number" data-key={key} data-value={value} title={String(value)}>
                {text}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      <PermitChecks checks={result.checks} />
      <Text size="xs" fw={500}>
        {t('design.noStability')}
      </Text>
      <WarningList warnings={warnings.filter(({ code }) => code !== 'NO_STABILITY_ANALYSIS')} />
      <Group gap="xs">
        <Button
          size="xs"
          variant="default"
          component="a"
          href={landXmlUrl(surface)}
          download
          leftSection={<IconDownload size={16} />}
        >
          {t('design.landXml')}
        </Button>
        {areaSource !== surface && (
          <Button
            size="xs"
            variant="default"
            leftSection={<IconPolygon size={16} />}
            onClick={() => void work.loadAreas({ from: 'footprint', id: surface, crs: null, swapXY: false })}
          >
            {t('design.useArea')}
          </Button>
        )}
      </Group>
    </Stack>
  );
}

function designRows(t: TFunction, result: DesignResult) {
  const row = (key: string, label: string, value: number, unit: string, decimals: number) => ({
    key,
    label,
    value,
    text: `${(key === 'net' ? formatSigned : formatNumber)(value, decimals)} ${unit}`,
  });
  const { balance } = result;
  return [
    row('elevation', t('design.padElevation'), result.elevationM, 'm', 3),
    row('cut', t('volume.cut'), result.cutM3, 'm³', 1),
    row('fill', t('volume.fill'), result.fillM3, 'm³', 1),
    row('net', t('volume.net'), result.netM3, 'm³', 1),
    ...(balance ? [row('balance', t('design.balanceLeft'), balance.differenceM3, 'm³', 1)] : []),
    row('footprint', t('design.footprint'), result.footprintAreaM2, 'm²', 1),
    row('highest', t('design.highestFill'), result.highestFillM, 'm', 2),
    row('deepest', t('design.deepestCut'), result.deepestCutM, 'm', 2),
    row('fillSlope', t('design.fillSlopeHeight'), result.fillSlopeHeightM, 'm', 2),
    row('cutSlope', t('design.cutSlopeHeight'), result.cutSlopeHeightM, 'm', 2),
  ];
}

function PermitChecks({ checks }: { checks: DesignResult['checks'] }) {
  const { t } = useTranslation();
  return (
    <details className="check-list">
      <summary>
        {t('design.checks')}:{' '}
        {t('design.exceededCount', { count: checks.filter(({ exceeded }) => exceeded).length, of: checks.length })}
      </summary>
      <Table className="result-table is-small">
        <Table.Tbody>
          {checks.map(({ code, limit, value, unit, exceeded, message }) => {
            const known = CHECK_CODES.find((name) => name === code);
            const [decimals, sign] = unit === 'm' ? [2, 'm'] : [0, 'm²'];
            const shown = {
              value: `${formatNumber(value, decimals)} ${sign}`,
              limit: `${formatNumber(limit)} ${sign}`,
            };
            return (
              <Table.Tr key={code} title={message}>
                <Table.Th scope="row">{known ? t(`design.codes.${known}`) : message}</Table.Th>
                <Table.Td className="number">
                  {exceeded ? <b className="is-exceeded">{t('design.exceeded')}</b> : t('design.within')}
                  <div className="interval">{t('design.limit', shown)}</div>
                </Table.Td>
              </Table.Tr>
            );
          })}
        </Table.Tbody>
      </Table>
      <Text size="xs" c="dimmed">
        {t('design.checkNote')}
      </Text>
    </details>
  );
}
