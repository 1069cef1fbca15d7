/** A table of an account panel: its rows, or a word where there are none, or what went wrong. */
import { Button, Loader, Table, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { FailureMessage } from '../ui/failure-message.tsx';
import type { Loaded } from '../ui/use-load.ts';

interface PanelTableProps<T> {
  readonly label: string;
  readonly loaded: Pick<Loaded<readonly T[]>, 'value' | 'failure' | 'reload'>;
  readonly columns: readonly string[];
  readonly keyOf: (row: T) => string;
  /** One cell a column. */
  readonly cells: (row: T) => readonly ReactNode[];
}

export function PanelTable<T>({ label, loaded, columns, keyOf, cells }: PanelTableProps<T>) {
  const { t } = useTranslation();
  const { value, failure, reload } = loaded;
  const failed = failure && (
    <>
      <FailureMessage code={failure.code} message={failure.message} />
      <Button my="sm" size="compact-sm" variant="default" onClick={reload}>
        {t('account.retry')}
      </Button>
    </>
  );
  if (!value) return failed || <Loader size="sm" aria-label={t('account.loading')} />;
  // what was there before stands below a failure: it may be out of date
  return (
    <>
      {failed}
      {value.length === 0 ? <Text c="dimmed">{t('account.none')}</Text> : rows(value)}
    </>
  );

  function rows(shown: readonly T[]) {
    return (
      <Table.ScrollContainer minWidth={520} type="native" tabIndex={0} role="region" aria-label={label}>
        <Table aria-label={label} verticalSpacing="xs" highlightOnHover className="account-table">
          <Table.Thead>
            <Table.Tr>
              {columns.map((column, at) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: columns never move
                <Table.Th key={at}>
                  {column === '' ? <span className="visually-hidden">{t('account.actions')}</span> : column}
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {shown.map((row) => (
              <Table.Tr key={keyOf(row)}>
                {cells(row).map((cell, at) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: columns never move
                  <Table.Td key={at}>{cell}</Table.Td>
                ))}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    );
  }
}
