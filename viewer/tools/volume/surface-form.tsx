/** One side of the comparison: points, a plane, a file of the user, or a design made here. */
import { Button, Checkbox, Group, NumberInput, SegmentedControl, Select, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { SurfaceInfo } from '../../api/surfaces.ts';
import { SURFACE_FILES } from '../../api/uploads.ts';
import { formatNumber } from '../../ui/format.ts';
import { useAppState, useTitles, useWorkspace } from '../../ui/workspace-context.ts';
import { DesignForm } from '../design/panel.tsx';
import { CheckList, FileButton, PlacementCheck, TransferView } from './file-parts.tsx';
import type { SurfaceSide, SurfaceTarget } from './state.ts';
import { PLANES, type PlaneKind, SURFACE_KINDS, type SurfaceChoice, type SurfaceKind } from './surface-choice.ts';

export interface SurfacePickerProps {
  /** Names the surface in all its controls. */
  readonly name: string;
  readonly choice: SurfaceChoice;
  readonly set: (part: Partial<SurfaceChoice>) => void;
  readonly kinds: readonly SurfaceKind[];
  readonly planes: readonly PlaneKind[];
  readonly place: SurfaceTarget;
  /** The collection with which the place of a file is compared. */
  readonly against: string | null;
  /** What stands under "made here". */
  readonly made: ReactNode;
  /** Beside the name: a button that takes the surface away. */
  readonly aside?: ReactNode;
}

/** One surface: points, a plane, a file of the user, or a design made here. */
export function SurfacePicker(props: SurfacePickerProps) {
  const { t } = useTranslation();
  const { name, choice, set, kinds, made, aside } = props;
  return (
    <fieldset className="surface-form">
      <legend>{name}</legend>
      <Stack gap="xs">
        {aside}
        <SegmentedControl
          fullWidth
          size="xs"
          aria-label={t('surface.kind', { side: name })}
          value={choice.kind}
          onChange={(value) => {
            const kind = SURFACE_KINDS.find((known) => known === value);
            if (kind) set({ kind });
          }}
          data={kinds.map((kind) => ({ value: kind, label: t(`surface.kinds.${kind}`) }))}
        />
        {choice.kind === 'collection' && <CollectionPart {...props} />}
        {choice.kind === 'plane' && <PlanePart {...props} />}
        {choice.kind === 'file' && <FilePart {...props} />}
        {choice.kind === 'made' && made}
      </Stack>
    </fieldset>
  );
}

export function SurfaceForm({ side }: { side: SurfaceSide }) {
  const { t } = useTranslation();
  const workspace = useWorkspace();
  const choice = useAppState((state) => state.volume.settings[side]);
  // The place is checked against the points of the other side.
  const against = useAppState(
    (state) => state.volume.settings[side === 'existing' ? 'compared' : 'existing'].collection,
  );
  return (
    <SurfacePicker
      name={t(`volume.${side}`)}
      choice={choice}
      set={(part) => workspace.volume({ type: 'surface', side, part })}
      // A design is made on the existing ground: it is the surface after.
      kinds={SURFACE_KINDS.filter((kind) => kind !== 'made' || side === 'compared' || choice.kind === 'made')}
      planes={PLANES}
      place={side}
      against={against}
      made={<DesignForm />}
    />
  );
}

function CollectionPart({ name, choice, set }: SurfacePickerProps) {
  const { t } = useTranslation();
  const titleOf = useTitles();
  const collections = useAppState((state) => state.collections);
  const sensors = collections.find(({ id }) => id === choice.collection)?.sensors ?? [];
  return (
    <>
      <Select
        aria-label={t('surface.collection', { side: name })}
        data={collections.map((collection) => ({ value: collection.id, label: titleOf(collection) }))}
        value={choice.collection}
        onChange={(collection) => set({ collection, sensor: null })}
      />
      {sensors.length > 1 && (
        <Select
          label={t('surface.sensor', { side: name })}
          data={[
            { value: '', label: t('surface.allSensors', { sensors: sensors.join(', ') }) },
            ...sensors.map((sensor) => ({ value: sensor, label: sensor })),
          ]}
          value={choice.sensor ?? ''}
          onChange={(sensor) => set({ sensor: sensor === '' ? null : sensor })}
        />
      )}
      <Checkbox
        size="xs"
        label={t('surface.firstReturns')}
        aria-label={`${name}: ${t('surface.firstReturns')}`}
        checked={choice.firstReturns}
        onChange={(event) => set({ firstReturns: event.currentTarget.checked })}
      />
    </>
  );
}

function PlanePart({ name, choice, set, planes }: SurfacePickerProps) {
  const { t } = useTranslation();
  return (
    <>
      {planes.length > 1 && (
        <Select
          aria-label={t('surface.plane', { side: name })}
          data={planes.map((plane) => ({ value: plane, label: t(`surface.planes.${plane}`) }))}
          value={choice.plane}
          onChange={(value) => {
            const plane = planes.find((known) => known === value);
            if (plane) set({ plane });
          }}
        />
      )}
      {(choice.plane === 'elevation' || planes.length === 1) && (
        <NumberInput
          label={t('volume.planeElevation')}
          value={choice.elevationM ?? ''}
          decimalScale={3}
          onChange={(value) => set({ plane: 'elevation', elevationM: typeof value === 'number' ? value : null })}
        />
      )}
    </>
  );
}

function FilePart({ place, choice, set, against }: SurfacePickerProps) {
  const { t } = useTranslation();
  const { work } = useWorkspace();
  const stored = useAppState((state) => state.volume.stored);
  const transfer = useAppState((state) => state.volume.transfers[place]);
  const { file } = choice;
  const info = file ? stored[file.id] : undefined;
  return (
    <>
      {info && !transfer && (
        <>
          <SurfaceFacts info={info} />
          <CheckList checks={info.checks} />
        </>
      )}
      {file && !transfer && against && (
        <PlacementCheck
          stored={file}
          collection={against}
          onCorrect={(correction) => work.compareWith(place, { ...file, ...correction })}
        />
      )}
      <TransferView place={place} />
      <Group gap="xs" align="start">
        <FileButton place={place} accept={SURFACE_FILES} label={t(file ? 'file.other' : 'file.choose')} />
        {file && !transfer && (
          <Button size="xs" variant="subtle" color="gray" onClick={() => set({ file: null })}>
            {t('file.remove')}
          </Button>
        )}
      </Group>
    </>
  );
}

/** What a stored surface is: name, size, heights, systems. */
export function SurfaceFacts({ info }: { info: SurfaceInfo }) {
  const { t } = useTranslation();
  const { name, kind, count, minHeightM, maxHeightM, crs, verticalDatum } = info;
  const facts = [
    t(kind === 'mesh' ? 'file.mesh' : 'file.raster', { count: formatNumber(count) as unknown as number }),
    t('file.heights', { low: formatNumber(minHeightM, 2), high: formatNumber(maxHeightM, 2) }),
    crs ?? t('file.crsUnknown'),
    verticalDatum ?? t('file.datumUnknown'),
  ];
  return (
    <div data-testid="surface-facts">
      <Text size="sm" fw={500}>
        {name}
      </Text>
      <Text size="xs" c="dimmed">
        {facts.join(' · ')}
      </Text>
    </div>
  );
}
