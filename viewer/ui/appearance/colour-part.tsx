/** What the colours are of, with the ramp, the tone and what points are compared with. */
import { Button, NumberInput, Select, Slider, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { type ColourMode, GLOBE_MODES, isNeutral, NEUTRAL_TONE, rampOf, type Tone } from '../../state/appearance.ts';
import { TONE_LIMITS } from '../../state/appearance-url.ts';
import { cssGradient, RAMP_STOPS, RAMPS, type RampName } from '../../state/colour-ramp.ts';
import { detectionOf, referenceChoices, referenceOf } from '../../state/seeing/state.ts';
import { useAppState, useTitles, useWorkspace } from '../workspace-context.ts';
import { ClassTable } from './class-table.tsx';
import { SurfaceNotes } from './surface-notes.tsx';

const GROUPS = [
  ['photo', ['rgb', 'intensity']],
  ['place', ['elevation', 'height', 'change']],
  ['attributes', ['class', 'return', 'returns', 'source', 'time', 'sensor', 'collection']],
] as const satisfies readonly (readonly [string, readonly ColourMode[]])[];

const WITH_RAMP: readonly ColourMode[] = ['elevation', 'height', 'intensity', 'time'];

export function ColourPart() {
  const { t } = useTranslation();
  const { setAppearance } = useWorkspace();
  const { colourMode, ramp } = useAppState((state) => state.appearance);
  const view = useAppState((state) => state.view);
  const anyWithoutColour = useAppState((state) => state.collections.some((collection) => !collection.hasColour));
  return (
    <Stack gap="sm">
      <Select
        label={t('appearance.colour')}
        value={colourMode}
        maxDropdownHeight={420}
        onChange={(value) => setAppearance({ colourMode: value as ColourMode })}
        data={GROUPS.map(([group, modes]) => ({
          group: t(`seeing.modes.${group}`),
          items: modes.map((mode) => ({ value: mode, label: t(`appearance.${mode}`) })),
        }))}
      />
      {view === 'globe' && !GLOBE_MODES.includes(colourMode) && (
        <Text size="xs" c="dimmed">
          {t('seeing.siteOnly')}
        </Text>
      )}
      {colourMode === 'rgb' && anyWithoutColour && (
        <Text size="xs" c="dimmed">
          {t('appearance.noColour')}
        </Text>
      )}
      {WITH_RAMP.includes(colourMode) && (
        <>
          <Select
            label={t('seeing.ramp')}
            value={ramp ?? 'usual'}
            onChange={(value) => setAppearance({ ramp: value === 'usual' ? null : (value as RampName) })}
            data={['usual' as const, ...RAMPS].map((name) => ({ value: name, label: t(`seeing.ramps.${name}`) }))}
          />
          <div
            className="ramp-preview"
            style={{ background: cssGradient(RAMP_STOPS[rampOf({ colourMode, ramp })]) }}
            aria-hidden
          />
        </>
      )}
      {colourMode === 'height' && <Note text={t('seeing.heightNote')} />}
      {colourMode === 'change' && <ChangeForm />}
      <SurfaceNotes />
      {colourMode === 'class' && <ClassTable />}
      {view === 'site' && (colourMode === 'rgb' || colourMode === 'intensity') && <ToneForm />}
    </Stack>
  );
}

function Note({ text }: { readonly text: string }) {
  return (
    <Text size="xs" c="dimmed">
      {text}
    </Text>
  );
}

function ChangeForm() {
  const { t } = useTranslation();
  const { store, setAppearance } = useWorkspace();
  const titleOf = useTitles();
  const { reference, referenceSurface, changeLimitM, detectionM } = useAppState((state) => state.appearance);
  const collections = useAppState((state) => state.collections);
  useAppState((state) => state.seeing.surfaces);
  const choices = referenceChoices(store.get());
  if (referenceOf(store.get()) === null) return <Note text={t('seeing.noReference')} />;
  const stated = detectionOf({ ...store.get(), appearance: { ...store.get().appearance, detectionM: null } });
  return (
    <Stack gap="sm">
      <Select
        label={t('seeing.reference')}
        value={reference ?? ''}
        onChange={(value) => setAppearance({ reference: value || null })}
        data={[
          { value: '', label: t('seeing.referenceAuto') },
          ...collections.flatMap((collection) =>
            choices.includes(collection.id) ? [{ value: collection.id, label: titleOf(collection) }] : [],
          ),
        ]}
      />
      <Select
        label={t('seeing.surface')}
        value={referenceSurface}
        onChange={(value) => setAppearance({ referenceSurface: value === 'dsm' ? 'dsm' : 'dtm' })}
        data={(['dtm', 'dsm'] as const).map((value) => ({ value, label: t(`seeing.surfaces.${value}`) }))}
      />
      <NumberInput
        label={t('seeing.changeLimit')}
        value={changeLimitM}
        min={0.01}
        max={1000}
        step={0.5}
        onChange={(value) => typeof value === 'number' && value >= 0.01 && setAppearance({ changeLimitM: value })}
      />
      <NumberInput
        label={t('seeing.detection')}
        description={t('seeing.detectionHelp')}
        value={detectionM ?? ''}
        placeholder={stated > 0 ? stated.toFixed(2) : '–'}
        min={0}
        max={1000}
        step={0.05}
        onChange={(value) => setAppearance({ detectionM: typeof value === 'number' ? value : null })}
      />
      <Note text={t('seeing.changeNote')} />
    </Stack>
  );
}

function ToneForm() {
  const { t } = useTranslation();
  const { setAppearance } = useWorkspace();
  const tone = useAppState((state) => state.appearance.tone);
  const set = (part: Partial<Tone>) => setAppearance({ tone: { ...tone, ...part } });
  return (
    <Stack gap={4}>
      {(['brightness', 'contrast', 'gamma'] as const).map((name) => (
        <div key={name}>
          <Text size="xs" c="dimmed">
            {t(`seeing.${name}`)}
          </Text>
          <Slider
            size="sm"
            thumbLabel={t(`seeing.${name}`)}
            min={TONE_LIMITS[name][0]}
            max={TONE_LIMITS[name][1]}
            step={0.05}
            value={tone[name]}
            label={(value) => value.toFixed(2)}
            onChange={(value) => set({ [name]: Number(value.toFixed(2)) })}
          />
        </div>
      ))}
      {!isNeutral(tone) && (
        <Button
          variant="subtle"
          size="compact-xs"
          w="fit-content"
          onClick={() => setAppearance({ tone: NEUTRAL_TONE })}
        >
          {t('seeing.toneReset')}
        </Button>
      )}
    </Stack>
  );
}
