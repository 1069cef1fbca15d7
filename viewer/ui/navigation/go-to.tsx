/** Going to a place: coordinates of the site, degrees, map sheets, names. */
import { Combobox, Loader, Modal, Text, TextInput, useCombobox } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { IconMapPin, IconSearch } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { FoundPlace } from '#core/places/place.ts';
import { findPlaces } from '../../api/places.ts';
import { parsePlane } from '../../state/coordinates.ts';
import { failureOf, isAbort } from '../../tools/run.ts';
import { formatNumber } from '../format.ts';
import { PlaceOption } from '../place-option.tsx';
import { useAppState, useWorkspace } from '../workspace-context.ts';

const TYPING_MS = 200;

interface Found {
  readonly text: string;
  readonly places: readonly FoundPlace[];
  readonly failed: boolean;
}

export function GoToDialog() {
  const { t } = useTranslation();
  const { store } = useWorkspace();
  const opened = useAppState((state) => state.dialog === 'goTo');
  const close = () => store.set({ dialog: null });
  return (
    <Modal
      opened={opened}
      onClose={close}
      title={t('goTo.title')}
      size="md"
      closeButtonProps={{ 'aria-label': t('keys.close') }}
    >
      <GoToForm onDone={close} />
    </Modal>
  );
}

function GoToForm({ onDone }: { readonly onDone: () => void }) {
  const { t } = useTranslation();
  const workspace = useWorkspace();
  const frame = useAppState((state) => state.frame);
  const combobox = useCombobox({ opened: true });
  const [text, setText] = useState('');
  const [typed] = useDebouncedValue(text.trim(), TYPING_MS);
  const [found, setFound] = useState<Found | null>(null);
  const plane = frame && parsePlane(text);

  useEffect(() => {
    if (typed === '') return setFound(null);
    const controller = new AbortController();
    findPlaces(typed, controller.signal).then(
      (places) => setFound({ text: typed, places, failed: false }),
      (error: unknown) => isAbort(error) || setFound({ text: typed, places: [], failed: failureOf(error).code !== '' }),
    );
    return () => controller.abort();
  }, [typed]);

  const go = (value: string) => {
    const place = found?.places[Number(value.slice(1))];
    if (value === 'plane' && plane && frame) {
      const [lon, lat] = frame.toLonLat(plane.east * frame.unitM, plane.north * frame.unitM);
      arrive(workspace.goTo({ lon, lat }));
    } else if (place) {
      const isPoint = place.kind === 'coordinates';
      arrive(workspace.goTo(isPoint ? place : { ...place, bbox: place.bbox }));
    }
  };
  const arrive = (onData: boolean) => {
    if (!onData) notifications.show({ message: t('goTo.noData'), color: 'yellow' });
    onDone();
  };
  const isWaiting = typed !== '' && found?.text !== typed;
  const places = found?.places ?? [];
  return (
    <Combobox store={combobox} onOptionSubmit={go} withinPortal={false}>
      <Combobox.EventsTarget>
        <TextInput
          data-autofocus
          size="md"
          aria-label={t('goTo.label')}
          placeholder={t('goTo.placeholder')}
          leftSection={<IconSearch size={18} />}
          rightSection={isWaiting ? <Loader size={16} /> : null}
          value={text}
          onChange={(event) => {
            setText(event.currentTarget.value);
            combobox.resetSelectedOption();
          }}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || combobox.getSelectedOptionIndex() >= 0 || event.nativeEvent.isComposing)
              return;
            event.preventDefault();
            go(plane ? 'plane' : 'p0');
          }}
        />
      </Combobox.EventsTarget>
      <Text size="xs" c="dimmed" mt="xs">
        {t('goTo.help', { crs: frame?.code ?? '' })}
      </Text>
      <Combobox.Options aria-label={t('goTo.results')} mt="xs" className="go-to-results">
        {plane && (
          <Combobox.Option value="plane">
            <span className="go-to-plane">
              <IconMapPin size={16} className="place-icon" />
              {`X ${formatNumber(plane.north, 2)}  Y ${formatNumber(plane.east, 2)}`}
              <Text size="xs" c="dimmed" span>
                {frame?.code}
              </Text>
            </span>
          </Combobox.Option>
        )}
        {places.map((place, i) => (
          <PlaceOption key={`${place.kind} ${place.label.ja}`} place={place} value={`p${i}`} />
        ))}
      </Combobox.Options>
      {found && !plane && places.length === 0 && (
        <Text size="sm" mt="xs" role="status">
          {t(found.failed ? 'errors.OFFLINE' : 'goTo.none')}
        </Text>
      )}
    </Combobox>
  );
}
