/** 平均断面法: the calculation sheet, its totals, and what they mean for the soil. */
import { ScrollArea, Table, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { SectionsResult, SectionVolumes } from '../../api/sections.ts';
import { formatNumber, formatSigned } from '../../ui/format.ts';
import { useAppState, useWorkspace } from '../../ui/workspace-context.ts';
import { SOIL_KEYS } from '../volume/methods.ts';

export function VolumesView({ result }: { result: SectionsResult }) {
  const { t } = useTranslation();
  const { volumes } = result;
  if (!volumes) return <Text p="md">{t('alignment.noVolumes')}</Text>;
  return (
    <div className="station-view is-wide">
      <EndAreaTable result={result} volumes={volumes} />
      <SoilView volumes={volumes} />
    </div>
  );
}

function EndAreaTable({ result, volumes }: { result: SectionsResult; volumes: SectionVolumes }) {
  const { t } = useTranslation();
  const workspace = useWorkspace();
  const current = useAppState((state) => state.alignment.station);
  const byCentroid = volumes.rows.some(({ cutLengthM, fillLengthM }) => cutLengthM !== null || fillLengthM !== null);
  const currentStation = result.stations[current];
  const heads = [
    'length',
    ...(byCentroid ? (['cutLength', 'fillLength'] as const) : []),
    'cutM2',
    'cutM3',
    'fillM2',
    'fillM3',
    'massM3',
  ] as const;
  return (
    <ScrollArea className="section-table" type="auto">
      <Table stickyHeader withRowBorders className="result-table is-small" data-testid="end-areas">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('alignment.station')}</Table.Th>
            {heads.map((name) => (
              <Table.Th className="number" key={name}>
                {t(`alignment.${name}`)}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {volumes.rows.map((row) => (
            <Table.Tr
              key={`${row.name}${row.stationM}`}
              className={row.name === currentStation?.name ? 'is-current' : ''}
              onClick={() => {
                const index = result.stations.findIndex(({ name }) => name === row.name);
                if (index >= 0) workspace.alignment({ type: 'station', index });
              }}
            >
              <Table.Th scope="row">{row.name}</Table.Th>
              <Table.Td className="number">{formatNumber(row.lengthM, 2)}</Table.Td>
              {byCentroid && (
                <>
                  <Table.Td className="number">{formatNumber(row.cutLengthM, 2)}</Table.Td>
                  <Table.Td className="number">{formatNumber(row.fillLengthM, 2)}</Table.Td>
                </>
              )}
              <Table.Td className="number">{formatNumber(row.cutM2, 1)}</Table.Td>
              <Table.Td className="number">{formatNumber(row.cutM3, 1)}</Table.Td>
              <Table.Td className="number">{formatNumber(row.fillM2, 1)}</Table.Td>
              <Table.Td className="number">{formatNumber(row.fillM3, 1)}</Table.Td>
              <Table.Td className="number">{formatSigned(row.massM3, 1)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
        <Table.Tfoot>
          <Table.Tr>
            <Table.Th scope="row">{t('alignment.total')}</Table.Th>
            <Table.Td className="number">{formatNumber(volumes.lengthM, 2)}</Table.Td>
            {byCentroid && <Table.Td colSpan={2} />}
            <Table.Td />
            <Table.Td className="number" data-key="cut" data-value={volumes.cutM3}>
              <b>{formatNumber(volumes.cutM3, 1)}</b>
            </Table.Td>
            <Table.Td />
            <Table.Td className="number" data-key="fill" data-value={volumes.fillM3}>
              <b>{formatNumber(volumes.fillM3, 1)}</b>
            </Table.Td>
            <Table.Td className="number">{formatSigned(volumes.rows.at(-1)?.massM3, 1)}</Table.Td>
          </Table.Tr>
        </Table.Tfoot>
      </Table>
    </ScrollArea>
  );
}

/** Surplus or lack, as it lies and as it is carried. */
function SoilView({ volumes }: { volumes: SectionVolumes }) {
  const { t } = useTranslation();
  const { C, L, soil, surplusInSituM3, surplusLooseM3, truckM3, trucks } = volumes;
  const known = SOIL_KEYS.find((key) => key === soil);
  const rows = [
    [t('alignment.factors'), `${known ? `${t(`soil.classes.${known}`)} ` : ''}L ${L}  C ${C}`],
    [
      t(surplusInSituM3 < 0 ? 'alignment.lacking' : 'alignment.surplus'),
      `${formatNumber(Math.abs(surplusInSituM3), 1)} m³`,
    ],
    [t('alignment.loose'), `${formatNumber(Math.abs(surplusLooseM3), 1)} m³`],
    [
      t('alignment.trucks', { truck: truckM3 }),
      t('alignment.truckCount', { count: formatNumber(trucks) as unknown as number }),
    ],
  ];
  return (
    <section className="soil-side" aria-label={t('alignment.balance')}>
      <Text size="sm" fw={600} mb={4}>
        {t('alignment.balance')}
      </Text>
      <Table withRowBorders className="result-table is-small" data-testid="soil-balance">
        <Table.Tbody>
          {rows.map(([label, text]) => (
            <Table.Tr key={label}>
              <Table.Th scope="row">{label}</Table.Th>
              <Table.Td className="number">{text}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </section>
  );
}
