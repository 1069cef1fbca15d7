/** Where the volume is measured: an area drawn here, areas of a file, or the footprint of a design; and whether the data do. */
import { Alert, Button, Group, SegmentedControl, Stack, Text, TextInput, Title } from '@mantine/core';
import { IconPencil } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { AREA_FILES } from '../../api/uploads.ts';
import { formatNumber } from '../../ui/format.ts';
import { useAppState, useWorkspace } from '../../ui/workspace-context.ts';
import { DrawingControls } from '../drawing/controls.tsx';
import { type AreaSet, polygonsAreaM2 } from './area-set.ts';
import { CheckList, FileButton, PlacementCheck, TransferView } from './file-parts.tsx';
import { FitnessView } from './fitness-view.tsx';
import { TakeOutButton } from './take-out-button.tsx';

export function AreaForm() {
  const { t } = useTranslation();
  const workspace = useWorkspace();
  const drawing = useAppState((state) => state.volume.drawing);
  const areaSet = useAppState((state) => state.volume.areaSet);
  const name = useAppState((state) => state.volume.name);
  const transfer = useAppState((state) => state.volume.transfers.areas);
  const [fromFile, setFromFile] = useState(false);
  const isFootprint = areaSet?.source.from === 'footprint';
  const shown = isFootprint ? 'footprint' : areaSet || transfer || fromFile ? 'file' : 'drawn';
  const choose = (value: string) => {
    setFromFile(value === 'file');
    if (value === shown) return;
    workspace.work.stop('areas');
    workspace.volume({ type: 'transfer', place: 'areas', transfer: null });
    if (areaSet) workspace.volume({ type: 'areas', areaSet: null });
  };
  return (
    <section>
      <Title order={3} size="h6" mb="xs">
        {t('volume.area')}
      </Title>
      <Stack gap="xs">
        <SegmentedControl
          fullWidth
          size="xs"
          aria-label={t('areas.source')}
          value={shown}
          onChange={choose}
          data={[
            { value: 'drawn', label: t('areas.drawn') },
            { value: 'file', label: t('areas.file') },
            ...(isFootprint ? [{ value: 'footprint', label: t('areas.ofDesign') }] : []),
          ]}
        />
        {shown === 'drawn' ? (
          <>
            <DrawingControls
              drawing={drawing}
              dispatch={(action) => workspace.volume({ type: 'draw', action, target: 'area' })}
            />
            <TextInput
              size="xs"
              label={t('areas.name')}
              maxLength={40}
              value={name}
              onChange={(event) => workspace.volume({ type: 'name', name: event.currentTarget.value })}
            />
          </>
        ) : (
          <AreasOfFile areaSet={areaSet} onDrawn={() => choose('drawn')} />
        )}
        <TakeOutButton />
        <FitnessView />
      </Stack>
    </section>
  );
}

function AreasOfFile({ areaSet, onDrawn }: { areaSet: AreaSet | null; onDrawn: () => void }) {
  const { t } = useTranslation();
  const workspace = useWorkspace();
  const collection = useAppState((state) => state.volume.settings.existing.collection);
  if (!areaSet) {
    return (
      <>
        <TransferView place="areas" />
        <FileButton place="areas" accept={AREA_FILES} label={t('file.choose')} />
      </>
    );
  }
  const { source, name, areas, faults, checks } = areaSet;
  const area = formatNumber(polygonsAreaM2(areas.flatMap(({ polygons }) => polygons)), 1);
  return (
    <Stack gap="xs">
      <Text size="sm" role="status">
        {source.from === 'file'
          ? t('areas.summary', { name, count: areas.length, area })
          : t('areas.footprint', { name, area })}
      </Text>
      {faults.length > 0 && (
        <Alert variant="light" color="yellow" title={t('areas.faults', { count: faults.length })} p="xs">
          {faults.slice(0, 8).map((fault) => (
            <Text size="xs" key={`${fault.name}${fault.message}`}>
              {fault.name}: {fault.message}
            </Text>
          ))}
        </Alert>
      )}
      <CheckList checks={checks} />
      {source.from === 'file' && collection && (
        <PlacementCheck
          stored={source}
          collection={collection}
          onCorrect={(correction) => void workspace.work.loadAreas({ ...source, ...correction })}
        />
      )}
      <Group gap="xs">
        {source.from === 'file' && <FileButton place="areas" accept={AREA_FILES} label={t('file.other')} />}
        <Button size="xs" variant="default" leftSection={<IconPencil size={16} />} onClick={onDrawn}>
          {t('areas.useDrawn')}
        </Button>
      </Group>
    </Stack>
  );
}
