/** Stations, widths, kind of route, soil. */
import {
  Accordion,
  Checkbox,
  Group,
  MultiSelect,
  NumberInput,
  Select,
  Stack,
  Text,
  Textarea,
  TextInput,
} from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { className } from '../../ui/class-name.ts';
import { useAppState, useWorkspace } from '../../ui/workspace-context.ts';
import { SOIL_KEYS, soilName } from '../volume/methods.ts';
import { parseSkews, parseStations, type SectionsSettings } from './settings.ts';

type NumberKey = 'pitchM' | 'leftM' | 'rightM' | 'maxEdgeM' | 'looseL' | 'compactC' | 'truckM3';

interface NumberFieldProps {
  readonly name: NumberKey;
  readonly label: string;
  readonly min: number;
  readonly max: number;
  readonly step: number;
}

function NumberField({ name, label, min, max, step }: NumberFieldProps) {
  const workspace = useWorkspace();
  const value = useAppState((state) => state.alignment.settings[name]);
  return (
    <NumberInput
      size="xs"
      label={label}
      min={min}
      max={max}
      step={step}
      value={value}
      onChange={(next) =>
        typeof next === 'number' &&
        next >= min &&
        next !== value &&
        workspace.alignment({ type: 'settings', settings: { [name]: next } })
      }
    />
  );
}

export function StationsForm() {
  const { t } = useTranslation();
  const workspace = useWorkspace();
  const settings = useAppState((state) => state.alignment.settings);
  const set = (part: Partial<SectionsSettings>) => workspace.alignment({ type: 'settings', settings: part });
  const badStations = parseStations(settings.plusStations, settings.pitchM) === null;
  return (
    <Stack gap="xs">
      <Group grow gap="xs" align="end">
        <NumberField name="pitchM" label={t('alignment.pitch')} min={0.5} max={1000} step={5} />
        <TextInput
          size="xs"
          label={t('alignment.plus')}
          placeholder={t('alignment.plusHint')}
          maxLength={2000}
          error={badStations ? t('alignment.badStations') : null}
          value={settings.plusStations}
          onChange={(event) => set({ plusStations: event.currentTarget.value })}
        />
      </Group>
      <Group grow gap="xs" align="end">
        <NumberField name="leftM" label={t('alignment.left')} min={0} max={1000} step={5} />
        <NumberField name="rightM" label={t('alignment.right')} min={0} max={1000} step={5} />
      </Group>
      <Checkbox
        size="xs"
        label={t('alignment.namedPoints')}
        checked={settings.namedPoints}
        onChange={(event) => set({ namedPoints: event.currentTarget.checked })}
      />
      <Details settings={settings} set={set} />
    </Stack>
  );
}

interface DetailsProps {
  readonly settings: SectionsSettings;
  readonly set: (part: Partial<SectionsSettings>) => void;
}

function Details({ settings, set }: DetailsProps) {
  const { t } = useTranslation();
  // A link that says something here shows it.
  const [open, setOpen] = useState(() => settings.style === 'river' || settings.soil !== null || settings.skews !== '');
  return (
    <Accordion
      variant="separated"
      chevronPosition="left"
      className="options-form"
      value={open ? 'details' : null}
      onChange={(value) => setOpen(value !== null)}
    >
      <Accordion.Item value="details">
        <Accordion.Control>
          <Text size="sm">{t('alignment.details')}</Text>
        </Accordion.Control>
        <Accordion.Panel>
          <Stack gap="xs">
            <RouteFields settings={settings} set={set} />
            <SoilFields settings={settings} set={set} />
            <PointFields settings={settings} set={set} />
          </Stack>
        </Accordion.Panel>
      </Accordion.Item>
    </Accordion>
  );
}

function RouteFields({ settings, set }: DetailsProps) {
  const { t } = useTranslation();
  const badSkews = parseSkews(settings.skews, settings.pitchM) === null;
  return (
    <>
      <Select
        size="xs"
        label={t('alignment.style')}
        data={(['road', 'river'] as const).map((value) => ({ value, label: t(`alignment.styles.${value}`) }))}
        value={settings.style}
        onChange={(value) => set({ style: value === 'river' ? 'river' : 'road' })}
      />
      {settings.style === 'river' && (
        <Select
          size="xs"
          label={t('alignment.downstream')}
          data={(['backward', 'forward'] as const).map((value) => ({
            value,
            label: t(`alignment.downstreams.${value}`),
          }))}
          value={settings.downstream}
          onChange={(value) => set({ downstream: value === 'forward' ? 'forward' : 'backward' })}
        />
      )}
      <Textarea
        size="xs"
        label={t('alignment.skews')}
        placeholder={t('alignment.skewsHint')}
        autosize
        minRows={1}
        maxRows={6}
        maxLength={2000}
        error={badSkews ? t('alignment.badSkews') : null}
        value={settings.skews}
        onChange={(event) => set({ skews: event.currentTarget.value })}
      />
    </>
  );
}

function SoilFields({ settings, set }: DetailsProps) {
  const { t } = useTranslation();
  return (
    <>
      <Select
        size="xs"
        label={t('options.soil')}
        data={[
          { value: '', label: t('options.soilNone') },
          { value: 'own', label: t('alignment.own') },
          ...SOIL_KEYS.map((value) => ({ value, label: soilName(t, value) })),
        ]}
        value={settings.soil ?? ''}
        onChange={(value) => set({ soil: value === 'own' ? 'own' : (SOIL_KEYS.find((key) => key === value) ?? null) })}
      />
      {settings.soil === 'own' && (
        <Group grow gap="xs" align="end">
          <NumberField name="looseL" label={t('alignment.looseL')} min={0.5} max={3} step={0.05} />
          <NumberField name="compactC" label={t('alignment.compactC')} min={0.5} max={3} step={0.05} />
        </Group>
      )}
      {settings.soil !== null && (
        <NumberField name="truckM3" label={t('options.truck')} min={0.1} max={1000} step={0.5} />
      )}
    </>
  );
}

function PointFields({ settings, set }: DetailsProps) {
  const { t } = useTranslation();
  const collections = useAppState((state) => state.collections);
  const classes = [...new Set(collections.flatMap(({ classCounts }) => classCounts.map(([code]) => code)))];
  return (
    <>
      <MultiSelect
        size="xs"
        label={t('section.classes')}
        data={classes.sort((a, b) => a - b).map((code) => ({ value: String(code), label: className(t, code) }))}
        value={settings.classes.map(String)}
        onChange={(values) => values.length > 0 && set({ classes: values.map(Number).sort((a, b) => a - b) })}
      />
      <NumberField name="maxEdgeM" label={t('section.maxEdge')} min={0.1} max={10_000} step={1} />
      <Checkbox
        size="xs"
        label={t('alignment.showPoints')}
        checked={settings.points}
        onChange={(event) => set({ points: event.currentTarget.checked })}
      />
    </>
  );
}
