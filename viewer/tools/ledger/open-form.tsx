/** Where ledgers come from: a file, an address, nothing. What a file or a server still asks. */
import { Button, Checkbox, Group, Paper, SegmentedControl, Select, Stack, Text, TextInput } from '@mantine/core';
import { IconLink, IconTablePlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FileDrop } from '../../ui/file-drop.tsx';
import { formatNumber } from '../../ui/format.ts';
import { useAppState, useWorkspace } from '../../ui/workspace-context.ts';
import { crsChoices } from '../files/choose-crs.ts';
import { newLedgerCrs } from './work.ts';

export function OpenForm({ onDone }: { readonly onDone: () => void }) {
  const { t } = useTranslation();
  const { ledgerWork: work, store } = useWorkspace();
  const busy = useAppState((state) => state.ledger.busy);
  const begin = () => {
    const fields = [
      { name: t('ledger.fieldName'), kind: 'text' as const },
      { name: t('ledger.fieldNote'), kind: 'text' as const },
    ];
    const name = t('ledger.newName', { value: store.get().ledger.list.length + 1 });
    work.dispatch({ type: 'new', name, crs: newLedgerCrs(store.get().frame?.code ?? null), fields });
    onDone();
  };
  return (
    <Stack gap="sm">
      <FileDrop
        label={t('ledger.choose')}
        kinds={t('ledger.kinds')}
        onDrop={(files) => void work.openFiles(files).then(onDone)}
        loading={busy === 'open'}
      />
      <AddressForm onDone={onDone} />
      <Button size="xs" variant="default" w="fit-content" leftSection={<IconTablePlus size={16} />} onClick={begin}>
        {t('ledger.new')}
      </Button>
    </Stack>
  );
}

function AddressForm({ onDone }: { readonly onDone: () => void }) {
  const { t } = useTranslation();
  const { ledgerWork: work, store } = useWorkspace();
  const { busy, loading, offered } = useAppState((state) => state.ledger);
  const [address, setAddress] = useState('');
  const [here, setHere] = useState(true);
  const [collection, setCollection] = useState<string | null>(null);
  const open = async (url: string) => {
    await work.openAddress(url, here);
    const { failure, outsideFailure, offered: asks } = store.get().ledger;
    if (!failure && !outsideFailure && !asks) onDone();
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void open(address);
      }}
    >
      <Stack gap="xs">
        <TextInput
          size="sm"
          label={t('ledger.address')}
          description={t('ledger.addressHelp')}
          inputMode="url"
          leftSection={<IconLink size={16} />}
          value={address}
          onChange={({ currentTarget }) => setAddress(currentTarget.value)}
        />
        <Checkbox
          size="xs"
          label={t('ledger.hereOnly')}
          checked={here}
          onChange={({ currentTarget }) => setHere(currentTarget.checked)}
        />
        <Group gap="xs">
          <Button type="submit" size="xs" disabled={address.trim() === '' || busy !== null}>
            {t('ledger.openAddress')}
          </Button>
          {loading && (
            <>
              <Text size="xs" role="status">
                {t(loading.matched === null ? 'ledger.loading' : 'ledger.loadingOf', {
                  value: formatNumber(loading.features, 0),
                  all: formatNumber(loading.matched ?? 0, 0),
                })}
              </Text>
              <Button size="xs" variant="default" onClick={() => work.stopOpening()}>
                {t('ledger.stop')}
              </Button>
            </>
          )}
        </Group>
        {offered && (
          <Group gap="xs" align="end" wrap="nowrap">
            <Select
              flex={1}
              size="sm"
              searchable
              label={t('ledger.collection')}
              data={offered.collections.map(({ items, title }) => ({ value: items, label: title }))}
              value={collection}
              onChange={setCollection}
            />
            <Button size="sm" disabled={collection === null} onClick={() => collection && void open(collection)}>
              {t('ledger.read')}
            </Button>
          </Group>
        )}
      </Stack>
    </form>
  );
}

/** A file of plane coordinates that does not say which plane. */
export function OpenQuestion() {
  const { t } = useTranslation();
  const { ledgerWork: work } = useWorkspace();
  const pending = useAppState((state) => state.ledger.pending);
  const site = useAppState((state) => state.frame?.code ?? null);
  const [chosen, setChosen] = useState<string | null>(null);
  const [northFirst, setNorthFirst] = useState(true);
  if (!pending) return null;
  const { name, question } = pending;
  const choices = crsChoices(site);
  const crs = chosen ?? choices[0]?.code ?? 'EPSG:6676';
  const sample = question.sample.map(([head, value]) => `${head} = ${value}`).join(', ');
  return (
    <Paper withBorder p="sm" data-testid="ledger-question">
      <Stack gap="sm">
        <Text size="sm">{t('ledger.ask', { name, value: question.features })}</Text>
        {sample !== '' && (
          <Text size="xs" c="dimmed">
            {t('ledger.askSample', { sample })}
          </Text>
        )}
        <Select
          label={t('ledger.crs')}
          allowDeselect={false}
          searchable
          value={crs}
          onChange={setChosen}
          data={choices.map(({ code, zone }) => ({
            value: code,
            label: zone ? t('ledger.zone', { number: zone.number, roman: zone.roman }) : code,
          }))}
        />
        {question.asksAxes && (
          <SegmentedControl
            aria-label={t('ledger.axes')}
            value={northFirst ? 'north' : 'east'}
            onChange={(value) => setNorthFirst(value === 'north')}
            data={[
              { value: 'north', label: t('ledger.xNorth') },
              { value: 'east', label: t('ledger.xEast') },
            ]}
          />
        )}
        <Group gap="xs">
          <Button size="xs" onClick={() => void work.answer({ crs, northFirst })}>
            {t('ledger.read')}
          </Button>
          <Button size="xs" variant="default" onClick={() => work.dispatch({ type: 'pending', pending: null })}>
            {t('ledger.cancel')}
          </Button>
        </Group>
      </Stack>
    </Paper>
  );
}
