/** The catalogue of the panel "Data": a search for places and data sets, and all data of the server as a tree by year. */
import { Badge, Button, Group, Loader, Stack, Switch, Text, TextInput, Title, UnstyledButton } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { IconChevronDown, IconChevronRight, IconDatabase, IconMapPin, IconSearch } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { FoundPlace } from '#core/places/place.ts';
import { listCollections } from '../../api/collections.ts';
import { findPlaces } from '../../api/places.ts';
import type { CollectionInfo } from '../../state/collection.ts';
import { parsePlane } from '../../state/coordinates.ts';
import { useAppState, useTitles, useWorkspace } from '../../ui/workspace-context.ts';
import { isAbort } from '../run.ts';
import { type FoundAddress, findAddresses } from './address-search.ts';
import { byYear, matching } from './catalogue-order.ts';

const TYPING_MS = 250;
/** Of one group; a search finds the others. */
const MOST_LEAVES = 40;

export function Catalogue() {
  const { t } = useTranslation();
  const [known, setKnown] = useState<readonly CollectionInfo[] | null>(null);
  const [text, setText] = useState('');
  const [typed] = useDebouncedValue(text.trim(), TYPING_MS);
  const load = () => {
    if (known !== null) return;
    listCollections().then(setKnown, () => notifications.show({ message: t('catalogue.failed'), color: 'red' }));
  };
  return (
    <Stack gap="xs" data-testid="catalogue">
      <Title order={3} size="h6">
        {t('catalogue.title')}
      </Title>
      <TextInput
        type="search"
        aria-label={t('catalogue.search')}
        placeholder={t('catalogue.placeholder')}
        leftSection={<IconSearch size={16} />}
        value={text}
        onFocus={load}
        onChange={({ currentTarget }) => setText(currentTarget.value)}
      />
      {typed !== '' && <Found text={typed} known={known} />}
      {typed === '' && <Tree known={known} onOpen={load} />}
    </Stack>
  );
}

function Found({ text, known }: { readonly text: string; readonly known: readonly CollectionInfo[] | null }) {
  const { t } = useTranslation();
  const workspace = useWorkspace();
  const frame = useAppState((state) => state.frame);
  const language = useAppState((state) => state.language);
  const titleOf = useTitles();
  const [places, setPlaces] = useState<readonly FoundPlace[] | null>(null);
  const [failed, setFailed] = useState(false);
  const [asksGsi, setAsksGsi] = useState(false);
  const [addresses, setAddresses] = useState<readonly FoundAddress[] | 'failed' | null>(null);
  useEffect(() => {
    const stop = new AbortController();
    setFailed(false);
    findPlaces(text, stop.signal).then(setPlaces, (error: unknown) => {
      if (isAbort(error) || stop.signal.aborted) return;
      setPlaces([]);
      setFailed(true);
    });
    return () => stop.abort();
  }, [text]);
  useEffect(() => {
    setAddresses(null);
    if (!asksGsi) return;
    const stop = new AbortController();
    findAddresses(text, stop.signal).then(setAddresses, () => stop.signal.aborted || setAddresses('failed'));
    return () => stop.abort();
  }, [text, asksGsi]);
  const data = matching(known ?? [], text);
  const plane = frame && parsePlane(text);
  const go = (place: Parameters<typeof workspace.goTo>[0]) => {
    if (!workspace.goTo(place)) notifications.show({ message: t('goTo.noData'), color: 'yellow' });
  };
  const isEmpty = places !== null && places.length === 0 && data.length === 0 && !plane;
  return (
    <Stack gap="xs" role="region" aria-label={t('catalogue.search')} aria-live="polite">
      {places === null && <Loader size={16} />}
      {data.length > 0 && (
        <Results title={t('catalogue.data')}>
          {data.slice(0, 12).map((one) => (
            <Leaf key={one.id} collection={one} title={titleOf(one)} />
          ))}
        </Results>
      )}
      {plane && frame && (
        <Results title={t('catalogue.places')}>
          <Entry
            onClick={() => {
              const [lon, lat] = frame.toLonLat(plane.east * frame.unitM, plane.north * frame.unitM);
              go({ lon, lat });
            }}
          >{`X ${plane.north}  Y ${plane.east}`}</Entry>
        </Results>
      )}
      {places !== null && places.length > 0 && (
        <Results title={t('catalogue.places')}>
          {places.map((place) => (
            <Entry
              key={`${place.kind} ${place.label.ja}`}
              note={place.sheet ? undefined : t(`catalog.search.kinds.${place.kind}`)}
              onClick={() => go(place.kind === 'coordinates' ? place : { ...place, bbox: place.bbox })}
            >
              {place.sheet?.code ?? place.label[language]}
            </Entry>
          ))}
        </Results>
      )}
      {isEmpty && (
        <Text size="sm" c="dimmed">
          {t(failed ? 'catalogue.failed' : 'catalogue.none')}
        </Text>
      )}
      <Switch
        size="xs"
        label={t('catalogue.switch')}
        description={t('catalogue.switchNote')}
        checked={asksGsi}
        onChange={({ currentTarget }) => setAsksGsi(currentTarget.checked)}
      />
      {addresses === 'failed' && (
        <Text size="xs" c="red.8" role="alert">
          {t('catalogue.addressFailed')}
        </Text>
      )}
      {Array.isArray(addresses) && (
        <Results title={t('catalogue.addresses')}>
          {addresses.map((one: FoundAddress) => (
            <Entry key={`${one.title} ${one.lon}`} onClick={() => go(one)}>
              {one.title}
            </Entry>
          ))}
          {addresses.length === 0 && (
            <Text size="xs" c="dimmed">
              {t('catalogue.none')}
            </Text>
          )}
        </Results>
      )}
    </Stack>
  );
}

function Results({ title, children }: { readonly title: string; readonly children: React.ReactNode }) {
  return (
    <div>
      <Text size="xs" fw={600} c="dimmed">
        {title}
      </Text>
      {children}
    </div>
  );
}

interface EntryProps {
  readonly note?: string | undefined;
  readonly onClick: () => void;
  readonly children: React.ReactNode;
}

function Entry({ note, onClick, children }: EntryProps) {
  return (
    <UnstyledButton className="catalogue-entry" onClick={onClick}>
      <IconMapPin size={15} aria-hidden />
      <span>{children}</span>
      {note && (
        <Text size="xs" c="dimmed" span>
          {note}
        </Text>
      )}
    </UnstyledButton>
  );
}

/** A data set: one press opens it, or looks at it where it is open. */
function Leaf({ collection, title }: { readonly collection: CollectionInfo; readonly title: string }) {
  const { t } = useTranslation();
  const workspace = useWorkspace();
  const isOpen = useAppState((state) => state.collections.some(({ id }) => id === collection.id));
  const open = async () => {
    try {
      if (!isOpen) await workspace.openCollection(collection.id);
      await workspace.frameCollections([collection.id]);
    } catch {
      notifications.show({ message: t('layers.addFailed'), color: 'red' });
    }
  };
  return (
    <UnstyledButton className="catalogue-entry" aria-label={t('catalogue.open', { title })} onClick={() => void open()}>
      <IconDatabase size={15} aria-hidden />
      <span>{title}</span>
      {isOpen && (
        <Badge size="xs" variant="light" tt="none">
          {t('catalogue.opened')}
        </Badge>
      )}
    </UnstyledButton>
  );
}

function Tree({ known, onOpen }: { readonly known: readonly CollectionInfo[] | null; readonly onOpen: () => void }) {
  const { t } = useTranslation();
  const titleOf = useTitles();
  const [open, setOpen] = useState(false);
  const [years, setYears] = useState<ReadonlySet<string>>(new Set());
  const groups = byYear(known ?? []);
  const toggle = (key: string) => {
    const next = new Set(years);
    if (!next.delete(key)) next.add(key);
    setYears(next);
  };
  const isWaiting = open && known === null;
  return (
    <div>
      <Group justify="space-between" wrap="nowrap">
        <Branch
          isOpen={open}
          onClick={() => {
            onOpen();
            setOpen(!open);
          }}
        >
          {t('catalogue.tree')}
          {isWaiting && <Loader size={12} ml={6} />}
        </Branch>
        {open && years.size > 0 && (
          <Button variant="subtle" size="compact-xs" onClick={() => setYears(new Set())}>
            {t('look.collapseAll')}
          </Button>
        )}
      </Group>
      {open && (
        <ul className="catalogue-tree">
          {groups.map(({ year, collections }) => {
            const key = year ?? '';
            const isOpen = years.has(key);
            return (
              <li key={key}>
                <Branch isOpen={isOpen} onClick={() => toggle(key)}>
                  {year === null ? t('catalogue.noYear') : t('catalogue.year', { year })}
                  <Badge size="xs" variant="default" ml={6}>
                    {t('catalogue.count', { count: collections.length })}
                  </Badge>
                </Branch>
                {isOpen && (
                  <ul className="catalogue-tree">
                    {collections.slice(0, MOST_LEAVES).map((one) => (
                      <li key={one.id}>
                        <Leaf collection={one} title={titleOf(one)} />
                      </li>
                    ))}
                    {collections.length > MOST_LEAVES && (
                      <Text component="li" size="xs" c="dimmed">
                        {t('catalogue.more', { count: collections.length - MOST_LEAVES })}
                      </Text>
                    )}
                  </ul>
                )}
              </li>
            );
          })}
        </ul>
      )}
    </div>
  );
}

interface BranchProps {
  readonly isOpen: boolean;
  readonly onClick: () => void;
  readonly children: React.ReactNode;
}

function Branch({ isOpen, onClick, children }: BranchProps) {
  const Icon = isOpen ? IconChevronDown : IconChevronRight;
  return (
    <UnstyledButton className="catalogue-entry" aria-expanded={isOpen} onClick={onClick}>
      <Icon size={15} aria-hidden />
      <span>{children}</span>
    </UnstyledButton>
  );
}
