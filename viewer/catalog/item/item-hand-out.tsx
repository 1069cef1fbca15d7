/** A link to an item that not everybody sees, for those who may hand one out. */
import { Anchor, Box, Button, Group, NumberInput, Text, TextInput } from '@mantine/core';
import { IconLink } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { addSignedLink, getSelf, getVisibility } from '../../api/accounts.ts';
import { attempt, useLoad } from '../../ui/use-load.ts';
import { CopyText } from '../copy-text.tsx';
import type { ItemInfo } from '../state/item.ts';
import { PanelSection } from './panel-section.tsx';

const DEFAULT_DAYS = 30;
const MOST_DAYS = 366;

export function ItemHandOut({ item }: { readonly item: ItemInfo }) {
  const { t, i18n } = useTranslation();
  const isNeeded = useLoad(() => needsLink(item));
  const [note, setNote] = useState('');
  /** As typed: a field that is being written in may be empty for a moment. */
  const [days, setDays] = useState<number | string>(DEFAULT_DAYS);
  const [made, setMade] = useState<string | null>(null);
  const isWhole = Number(days) >= 1 && Number(days) <= MOST_DAYS;
  if (!isNeeded.value) return null;
  const make = () =>
    attempt(async () => {
      setMade(await addSignedLink(item.collection, item.id, { days: Number(days), note }));
      setNote('');
    });
  return (
    <PanelSection title={t('catalog.item.handOut.title')}>
      <Text size="sm" c="dimmed" mb="xs">
        {t('catalog.item.handOut.help')}
      </Text>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (isWhole) void make();
        }}
      >
        <Group align="flex-end" gap="xs" wrap="nowrap">
          <TextInput
            label={t('catalog.item.handOut.note')}
            placeholder={t('catalog.item.handOut.noteHelp')}
            maxLength={200}
            flex={1}
            value={note}
            onChange={(event) => setNote(event.currentTarget.value)}
          />
          <NumberInput
            label={t('catalog.item.handOut.days')}
            min={1}
            max={MOST_DAYS}
            allowDecimal={false}
            w={92}
            value={days}
            onChange={setDays}
          />
        </Group>
        <Button type="submit" variant="default" mt="xs" leftSection={<IconLink size={17} />} disabled={!isWhole}>
          {t('catalog.item.handOut.make')}
        </Button>
      </form>
      {made !== null && (
        <Box role="status" mt="sm">
          <CopyText label={t('catalog.item.handOut.once')} copyLabel={t('catalog.item.handOut.copy')} text={made} />
        </Box>
      )}
      <Anchor href={`/account?lang=${i18n.language}#links`} size="sm" mt="xs" display="inline-block">
        {t('catalog.item.handOut.all')}
      </Anchor>
    </PanelSection>
  );
}

/** Whether the asker may hand out a link, and there is somebody who would need it. */
async function needsLink({ collection, visibility }: ItemInfo): Promise<boolean> {
  const { rights } = await self();
  if (!rights.includes('publish')) return false;
  return visibility !== 'public' || (await getVisibility(collection)) !== 'public';
}

let asked: ReturnType<typeof getSelf> | null = null;
/** Asked once a page: signing in and out is another page. */
function self() {
  asked ??= getSelf();
  return asked;
}
