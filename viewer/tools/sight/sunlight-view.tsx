/** Hours of sun: the sums, the day as a bar, the sun against its surroundings, the periods as a table. */
import { Group, Stack, Table, Text } from '@mantine/core';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { SunlightResult } from '../../api/sight.ts';
import { formatNumber } from '../../ui/format.ts';
import { HeightChart } from '../chart/chart.tsx';
import { Before } from './facts.tsx';
import { SourcesTable } from './sources-table.tsx';
import { hourOf, sunlightChart } from './sunlight-model.ts';

export function SunlightView({ result }: { result: SunlightResult }) {
  const { t } = useTranslation();
  const { hours, intervals } = result;
  const model = useMemo(
    () =>
      sunlightChart(result, {
        title: t('sight.hours'),
        hour: t('sight.hour'),
        angle: t('sight.angle'),
        sun: t('sight.sunPath'),
        horizon: t('sight.horizon'),
      }),
    [result, t],
  );
  const parts = [
    ['sun', 'sunHours', hours.sun],
    ['shadow', 'shadowHours', hours.shadow],
    ['unknown', 'unknownHours', hours.unknown],
  ] as const;
  return (
    <Stack gap="xs" data-testid="sunlight">
      <Group gap="md">
        {parts.map(([light, text, value]) => (
          <Text key={light} size="sm" fw={light === 'sun' ? 600 : 400} data-key={light} data-value={value}>
            <i className={`light-swatch is-${light}`} />
            {t(`sight.${text}`, { value: formatNumber(value, 2) })}
          </Text>
        ))}
      </Group>
      {result.before && (
        <Before>
          <Text size="sm" data-key="before" data-value={result.before.hours.sun}>
            {t('sight.sunHours', { value: formatNumber(result.before.hours.sun, 2) })}
          </Text>
        </Before>
      )}
      <Text size="xs" c="dimmed">
        {`${result.day}　${t('sight.upHours', { value: formatNumber(hours.up, 2) })}`}
      </Text>
      <div className="light-bar" aria-hidden="true">
        {intervals.map(({ light, from, to }) => {
          const begin = hourOf(from);
          // the day ends at 24, not at 0
          const end = hourOf(to) > begin ? hourOf(to) : 24;
          return <i key={from} className={`is-${light}`} style={{ flexGrow: end - begin }} />;
        })}
      </div>
      {model && (
        <>
          <div className="sunlight-chart">
            <HeightChart model={model} exaggeration={null} />
          </div>
          <Group gap="md" className="section-readout day-legend">
            {model.lines.map(({ label, colour }) => (
              <span key={label}>
                <i style={{ background: colour, height: 3 }} />
                {label}
              </span>
            ))}
          </Group>
        </>
      )}
      <div className="sunlight-periods">
        <Table className="result-table is-small" captionSide="top">
          <Table.Caption>{t('sight.intervals')}</Table.Caption>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('sight.from')}</Table.Th>
              <Table.Th>{t('sight.to')}</Table.Th>
              <Table.Th>{t('sight.state')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {intervals
              .filter(({ light }) => light !== 'night')
              .map(({ light, from, to }) => (
                <Table.Tr key={from}>
                  <Table.Td>{from.slice(11, 16)}</Table.Td>
                  <Table.Td>{to.slice(11, 16)}</Table.Td>
                  <Table.Td>
                    <i className={`light-swatch is-${light}`} />
                    {t(`sight.light.${light}`)}
                  </Table.Td>
                </Table.Tr>
              ))}
          </Table.Tbody>
        </Table>
      </div>
      <SourcesTable sources={result.sources} warnings={result.warnings} />
    </Stack>
  );
}
