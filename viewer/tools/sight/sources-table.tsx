/** Where an answer comes from, near → far, with the resolution; what to beware of. */
import { Table, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { LineOfSightResult } from '../../api/sight.ts';
import { formatDay, formatNumber } from '../../ui/format.ts';
import { WarningList } from '../../ui/warning-list.tsx';
import { useAppState, useTitles } from '../../ui/workspace-context.ts';

export function SourcesTable({ sources, warnings }: Pick<LineOfSightResult, 'sources' | 'warnings'>) {
  const { t } = useTranslation();
  const titleOf = useTitles();
  const collections = useAppState((state) => state.collections);
  const nameOf = (name: string) => {
    const own = collections.find(({ id }) => id === name);
    return own ? titleOf(own) : name;
  };
  return (
    <>
      <Table className="result-table is-small" captionSide="top" data-testid="sight-sources">
        <Table.Caption>{t('sight.sources')}</Table.Caption>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('sight.source')}</Table.Th>
            <Table.Th className="number">{t('sight.resolution')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {sources.map(({ name, kind, resolutionM, datetime }, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a surface is its place
            <Table.Tr key={index}>
              <Table.Th scope="row">
                {nameOf(name)}
                <Text span size="xs" c="dimmed">
                  {` ${t(`sight.kinds.${kind}`)}${datetime ? ` ${formatDay(datetime)}` : ''}`}
                </Text>
              </Table.Th>
              <Table.Td className="number">{formatNumber(resolutionM, 2)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      <WarningList warnings={warnings} />
    </>
  );
}
