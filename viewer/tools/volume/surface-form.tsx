/** One side of the comparison: points, a plane, a file of the user, or a design made here. */
import { Button, Checkbox, Group, NumberInput, SegmentedControl, Select, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { SurfaceInfo } from '../../api/surfaces.ts';
import { SURFACE_FILES } from '../../api/uploads.ts';
import { formatNumber } from '../../ui/format.ts';
import { useAppState, useTitles, useWorkspace } from '../../ui/workspace-context.ts';
import { DesignForm } from '../design/panel.tsx';
import { CheckList, FileButton, PlacementCheck, TransferView } from './file-parts.tsx';
import type { SurfaceSide } from './state.ts';
import { PLANES, SURFACE_KINDS, type SurfaceChoice } from './surface-choice.ts';

interface PartProps {
  readonly side: SurfaceSide;
  readonly choice: SurfaceChoice;
  readonly set: (part: Partial<SurfaceChoice>) => void;
}

export function SurfaceForm({ side }: { side: SurfaceSide }) {
  const { t } = useTranslation();
  const workspace = useWorkspace();
  const choice = useAppState((state) => state.volume.settings[side]);
  const set = (part: Partial<SurfaceChoice>) => workspace.volume({ type: 'surface', side, part });
  const name = t(`volume.${side}`);
  // A design is made on the existing ground: it is the surface after.
  const kinds = SURFACE_KINDS.filter((kind) => kind !== 'made' || side === 'compared' || choice.kind === 'made');
  const part = { side, choice, set };
  return (
    <fieldset className="surface-form">
      <legend>{name}</legend>
      <Stack gap="xs">
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
        {choice.kind === 'collection' && <CollectionPart {...part} />}
        {choice.kind === 'plane' && <PlanePart {...part} />}
        {choice.kind === 'file' && <FilePart {...part} />}
        {choice.kind === 'made' && <DesignForm />}
      </Stack>
    </fieldset>
  );
}

function CollectionPart({ side, choice, set }: PartProps) {
  const { t } = useTranslation();
  const titleOf = useTitles();
  const collections = useAppState((state) => state.collections);
  const sensors = collections.find(({ id }) => id === choice.collection)?.sensors ?? [];
  const name = t(`volume.${side}`);
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

function PlanePart({ side, choice, set }: PartProps) {
  const { t } = useTranslation();
  return (
    <>
      <Select
        aria-label={t('surface.plane', { side: t(`volume.${side}`) })}
        data={PLANES.map((plane) => ({ value: plane, label: t(`surface.planes.${plane}`) }))}
        value={choice.plane}
        onChange={(value) => {
          const plane = PLANES.find((known) => known === value);
          if (plane) set({ plane });
        }}
      />
      {choice.plane === 'elevation' && (
        <NumberInput
          label={t('volume.planeElevation')}
          value={choice.elevationM ?? ''}
          decimalScale={3}
          onChange={(value) => set({ elevationM: typeof value === 'number' ? value : null })}
        />
      )}
    </>
  );
}

function FilePart({ side, choice, set }: PartProps) {
  const { t } = useTranslation();
  const { work } = useWorkspace();
  const stored = useAppState((state) => state.volume.stored);
  const transfer = useAppState((state) => state.volume.transfers[side]);
  // The place is checked against the points of the other side.
  const other = useAppState((state) => state.volume.settings[side === 'existing' ? 'compared' : 'existing']);
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
      {file && !transfer && other.collection && (
        <PlacementCheck
          stored={file}
          collection={other.collection}
          onCorrect={(correction) => work.compareWith(side, { ...file, ...correction })}
        />
      )}
      <TransferView place={side} />
      <Group gap="xs" align="start">
        <FileButton place={side} accept={SURFACE_FILES} label={t(file ? 'file.other' : 'file.choose')} />
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
