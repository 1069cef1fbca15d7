/** The section as numbers: heights along the line, and cut and fill between any two surfaces. */
import { Radio, ScrollArea, Table } from '@mantine/core';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { SectionResult } from '../../api/section.ts';
import { formatNumber, formatSigned } from '../../ui/format.ts';
import { useAppState, useWorkspace } from '../../ui/workspace-context.ts';
import { groundLines } from './chart-data.ts';

interface TableProps {
  readonly result: SectionResult;
  readonly titles: readonly string[];
}

/** Cut and fill of every pair; one of them is hatched in the chart. */
export function AreasTable({ result, titles }: TableProps) {
  const { t } = useTranslation();
  const workspace = useWorkspace();
  const pair = useAppState((state) => state.section.pair);
  return (
    <ScrollArea className="section-table" type="auto">
      <Table stickyHeader withRowBorders className="result-table is-small" data-testid="section-areas">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('section.show')}</Table.Th>
            <Table.Th>{t('section.existing')}</Table.Th>
            <Table.Th>{t('section.compared')}</Table.Th>
            {(['cut', 'fill', 'covered', 'void'] as const).map((name) => (
              <Table.Th className="number" key={name}>
                {t(`section.${name}`)}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {result.areas.map(({ existing, compared, cutM2, fillM2, coveredM, voidM }, index) => (
            <Table.Tr key={`${existing} ${compared}`}>
              <Table.Td>
                <Radio
                  size="xs"
                  name="section-pair"
                  aria-label={t('section.showPair', {
                    existing: titles[existing] ?? '',
                    compared: titles[compared] ?? '',
                  })}
                  checked={pair === index}
                  onChange={() => workspace.section({ type: 'pair', pair: index })}
                />
              </Table.Td>
              <Table.Td>{titles[existing]}</Table.Td>
              <Table.Td>{titles[compared]}</Table.Td>
              <Table.Td className="number">{formatNumber(cutM2, 2)}</Table.Td>
              <Table.Td className="number">{formatNumber(fillM2, 2)}</Table.Td>
              <Table.Td className="number">{formatNumber(coveredM, 2)}</Table.Td>
              <Table.Td className={`number ${voidM > 0 ? 'is-exceeded' : ''}`}>{formatNumber(voidM, 2)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </ScrollArea>
  );
}

/** Heights of all surfaces, and the difference of the last from the first. */
export function SectionTable({ result, titles }: TableProps) {
  const { t } = useTranslation();
  const lines = useMemo(() => groundLines(result), [result]);
  return (
    <ScrollArea className="section-table" type="auto">
      <Table stickyHeader withRowBorders className="result-table is-small" data-testid="section-table">
        <Table.Thead>
          <Table.Tr>
            <Table.Th className="number">{t('section.distance')}</Table.Th>
            {titles.map((title, line) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a surface is its place, two may have one name
              <Table.Th className="number" key={line}>
                {title}
              </Table.Th>
            ))}
            {titles.length > 1 && <Table.Th className="number">{t('section.difference', { value: '(m)' })}</Table.Th>}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {lines.distancesM.map((distance, row) => {
            const elevations = lines.elevationsM.map((line) => line[row] ?? null);
            const [first, last] = [elevations[0], elevations.at(-1)];
            return (
              <Table.Tr key={distance}>
                <Table.Td className="number">{formatNumber(distance, 2)}</Table.Td>
                {elevations.map((elevation, line) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: as above
                  <Table.Td className="number" key={line}>
                    {formatNumber(elevation, 3)}
                  </Table.Td>
                ))}
                {titles.length > 1 && (
                  <Table.Td className="number">
                    {first != null && last != null ? formatSigned(last - first, 3) : '–'}
                  </Table.Td>
                )}
              </Table.Tr>
            );
          })}
        </Table.Tbody>
      </Table>
    </ScrollArea>
  );
}
