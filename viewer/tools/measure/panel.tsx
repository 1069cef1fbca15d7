/** The panel of the measuring tool: what to measure, how it is drawn, and the list. */
import {
  ActionIcon,
  Button,
  Collapse,
  Group,
  SegmentedControl,
  SimpleGrid,
  Stack,
  Switch,
  Text,
  Title,
  Tooltip,
} from '@mantine/core';
import { notifications } from '@mantine/notifications';
import {
  IconArrowBackUp,
  IconArrowForwardUp,
  IconCheck,
  IconCopy,
  IconDownload,
  IconKeyboard,
  IconTrash,
  IconX,
} from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAppState, useWorkspace } from '../../ui/workspace-context.ts';
import { csvText, downloadText } from '../download.ts';
import { type FileWords, measurementRows, measurementsGeoJson, measurementsText } from './files.ts';
import { KIND_ICONS } from './kind-icons.ts';
import { MEASURE_KINDS } from './kinds.ts';
import { MeasurementList } from './list.tsx';
import { recordName } from './names.ts';
import { SettingsForm } from './record-view.tsx';
import { shownVertices } from './state.ts';
import { TypedForm } from './typed-form.tsx';

export function MeasurePanel() {
  const { t } = useTranslation();
  const { measure } = useWorkspace();
  const snaps = useAppState((state) => state.measure.snaps);
  return (
    <Stack gap="md">
      <Text size="sm" c="dimmed">
        {t('measure.intro')}
      </Text>
      <KindButtons />
      <DrawingState />
      <Switch
        size="xs"
        label={t('measure.snap')}
        description={t('measure.snapHelp')}
        checked={snaps}
        onChange={(event) => measure({ type: 'snaps', snaps: event.currentTarget.checked })}
      />
      <section>
        <Group justify="space-between" mb="xs">
          <Title order={3} size="h6">
            {t('measure.list')}
          </Title>
          <ListButtons />
        </Group>
        <MeasurementList />
      </section>
      <FileButtons />
    </Stack>
  );
}

/** A kind begins at once: the next click on the picture is its first vertex. */
function KindButtons() {
  const { t } = useTranslation();
  const { measure } = useWorkspace();
  const kind = useAppState((state) => state.measure.kind);
  const active = useAppState((state) => state.measure.drawing.active);
  return (
    <SimpleGrid cols={4} spacing={6} verticalSpacing={6} role="group" aria-label={t('measure.kinds')}>
      {MEASURE_KINDS.map((name) => {
        const Icon = KIND_ICONS[name];
        const isChosen = name === kind;
        return (
          <Button
            key={name}
            variant={isChosen && active ? 'filled' : isChosen ? 'light' : 'default'}
            className="measure-kind"
            aria-pressed={isChosen && active}
            onClick={() => {
              measure({ type: 'kind', kind: name });
              measure({ type: 'begin' });
            }}
          >
            <Icon size={18} stroke={1.6} aria-hidden />
            <span>{t(`measure.kind.${name}`)}</span>
          </Button>
        );
      })}
    </SimpleGrid>
  );
}

/** What is being drawn, and what to do; between shapes the keyboard's way to the same. */
function DrawingState() {
  const { t } = useTranslation();
  const { measure, draw } = useWorkspace();
  const state = useAppState((all) => all.measure);
  const [typing, setTyping] = useState(false);
  const { kind, slopeForm, drawing, settings } = state;
  const enough = drawing.vertices.length >= drawing.least;
  return (
    <Stack gap="xs">
      {kind === 'slope' && (
        <SegmentedControl
          size="xs"
          aria-label={t('measure.slopeForm')}
          value={slopeForm}
          onChange={(value) => {
            measure({ type: 'kind', kind, slopeForm: value === 'polygon' ? 'polygon' : 'circle' });
            measure({ type: 'begin' });
          }}
          data={[
            { value: 'circle', label: t('measure.circle') },
            { value: 'polygon', label: t('measure.polygon') },
          ]}
        />
      )}
      {drawing.active && (
        <>
          <Text size="sm" role="status">
            {t(`measure.hint.${kind}`)}
          </Text>
          <Group gap="xs">
            {drawing.most > drawing.least && (
              <Button
                size="xs"
                leftSection={<IconCheck size={16} />}
                disabled={!enough}
                onClick={() => draw({ type: 'finish' })}
              >
                {t('measure.finish')}
              </Button>
            )}
            <Button
              size="xs"
              variant="default"
              leftSection={<IconX size={16} />}
              onClick={() => draw({ type: 'cancel' })}
            >
              {t('measure.cancel')}
            </Button>
          </Group>
          <Text size="xs" c="dimmed">
            {t('measure.keys')}
          </Text>
        </>
      )}
      <Button
        size="xs"
        w="fit-content"
        variant="default"
        leftSection={<IconKeyboard size={16} />}
        aria-expanded={typing}
        onClick={() => setTyping(!typing)}
      >
        {t('measure.type')}
      </Button>
      <Collapse expanded={typing}>
        <TypedForm />
      </Collapse>
      {(drawing.active || typing) && (
        <SettingsForm
          settings={settings}
          hasRadius={kind === 'slope'}
          onChange={(part) => measure({ type: 'settings', settings: part })}
        />
      )}
    </Stack>
  );
}

function ListButtons() {
  const { t } = useTranslation();
  const { measure, draw } = useWorkspace();
  const state = useAppState((all) => all.measure);
  const own = state.drawing.active ? state.drawing : state;
  const button = (label: string, Icon: typeof IconTrash, isOff: boolean, onClick: () => void) => (
    <Tooltip label={label}>
      <ActionIcon size="sm" variant="subtle" color="gray" aria-label={label} disabled={isOff} onClick={onClick}>
        <Icon size={16} />
      </ActionIcon>
    </Tooltip>
  );
  return (
    <Group gap={4}>
      {button(t('measure.undo'), IconArrowBackUp, own.past.length === 0, () => draw({ type: 'undo' }))}
      {button(t('measure.redo'), IconArrowForwardUp, own.future.length === 0, () => draw({ type: 'redo' }))}
      {button(t('measure.removeAll'), IconTrash, state.records.length === 0, () => measure({ type: 'deleteAll' }))}
    </Group>
  );
}

function FileButtons() {
  const { t } = useTranslation();
  const { store } = useWorkspace();
  const count = useAppState((state) => state.measure.records.length);
  if (count === 0) return null;
  const list = () => {
    const { measure } = store.get();
    return measure.records.map((record) => ({
      record,
      name: recordName(t, record),
      vertices: shownVertices(measure, record),
    }));
  };
  const words: FileWords = {
    row: (key) => t(`measure.row.${key}`),
    kind: (kind) => t(`measure.kind.${kind}`),
    estimate: t('measure.estimate'),
    computed: t('measure.computed'),
  };
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(measurementsText(list(), words));
      notifications.show({ message: t('measure.copied'), autoClose: 2500 });
    } catch {
      notifications.show({ message: t('share.failed'), color: 'red' });
    }
  };
  const geoJson = () => {
    const { frame, measure } = store.get();
    if (!frame) return;
    const own = list().filter(({ record }) => record.crs === measure.frame.code);
    const toLonLat = (east: number, north: number) => frame.toLonLat(east * frame.unitM, north * frame.unitM);
    const text = `${JSON.stringify(measurementsGeoJson(own, toLonLat), null, 2)}\n`;
    downloadText('measurements.geojson', 'application/geo+json', text);
  };
  return (
    <Group gap="xs">
      <Button size="xs" variant="default" leftSection={<IconCopy size={16} />} onClick={() => void copy()}>
        {t('measure.copy')}
      </Button>
      <Button
        size="xs"
        variant="default"
        leftSection={<IconDownload size={16} />}
        onClick={() => downloadText('measurements.csv', 'text/csv', csvText(measurementRows(list(), words)))}
      >
        {t('measure.csv')}
      </Button>
      <Button size="xs" variant="default" leftSection={<IconDownload size={16} />} onClick={geoJson}>
        {t('measure.geojson')}
      </Button>
    </Group>
  );
}
