/** Taking data out of an area: points or a surface, as a file. */
import {
  Alert,
  Button,
  Group,
  Modal,
  MultiSelect,
  Progress,
  SegmentedControl,
  Select,
  Stack,
  Text,
} from '@mantine/core';
import { IconDownload, IconInfoCircle, IconPlayerStop } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { sourceLine } from '#core/drawing/words.ts';
import { titleIn } from '../../state/title.ts';
import { formatNumber } from '../../ui/format.ts';
import { formatBytes } from './bytes.ts';
import { DIALOG_STYLES } from './dialog-styles.ts';
import { areaM2, estimateCells, estimatePoints, roughly } from './estimate.ts';
import type { TakeOutCollection, TakeOutFacts } from './facts.ts';
import { FailureView } from './failure-view.tsx';
import { PointsForm } from './points-form.tsx';
import { RequestText } from './request-text.tsx';
import { ResultView } from './result-view.tsx';
import { defaultSettings, obstacle, type TakeOutArea, type TakeOutSettings, takeOutRequest } from './settings.ts';
import { SurfaceForm } from './surface-form.tsx';
import { useFacts } from './use-facts.ts';
import { type TakeOutRun, useTakeOut } from './use-take-out.ts';

/** The most cells of a surface that is no GeoTIFF. */
const MANY_CELLS = 16_000_000;

export interface TakeOutDialogProps {
  /** GeoJSON in longitude and latitude. */
  readonly area: TakeOutArea;
  /** Ids of the collections to choose from; the first is chosen. */
  readonly collections: readonly string[];
  readonly onClose: () => void;
}

export function TakeOutDialog({ area, collections, onClose }: TakeOutDialogProps) {
  const { t } = useTranslation();
  const taking = useTakeOut();
  const isRunning = taking.run.state === 'running';
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('takeOut.title')}
      size={760}
      // a slip of the pointer must not end a long job
      closeOnClickOutside={!isRunning}
      closeButtonProps={{ 'aria-label': t('takeOut.close') }}
      styles={DIALOG_STYLES}
    >
      <DialogBody area={area} collections={collections} taking={taking} onClose={onClose} />
    </Modal>
  );
}

function DialogBody({ area, collections, taking, onClose }: TakeOutDialogProps & { taking: TakeOutRun }) {
  const { t, i18n } = useTranslation();
  const [settings, setSettings] = useState(() => defaultSettings(collections));
  const { facts, failure } = useFacts(area, collections);
  const { run, start, reset } = taking;
  const change = (next: TakeOutSettings) => {
    setSettings(next);
    reset();
  };
  const chosen = (facts?.collections ?? []).filter(({ id }) => usedCollections(settings).includes(id));
  const request = takeOutRequest(settings, area);
  const estimate = facts ? estimatePoints(area, sharesOf(facts, settings), settings.points) : null;
  const lack = obstacle(settings);
  if (run.state === 'done') {
    const language = i18n.language === 'en' ? 'en' : 'ja';
    return (
      <Stack gap="md">
        <ResultView
          files={run.result}
          credit={sourceLine(
            language,
            chosen.map((one) => sourceOf(one, language)),
          )}
        />
        <RequestText request={request} settings={settings} points={estimate?.points ?? null} />
        <Group justify="flex-end">
          <Button variant="default" onClick={reset}>
            {t('takeOut.again')}
          </Button>
          <Button variant="default" onClick={onClose}>
            {t('takeOut.close')}
          </Button>
        </Group>
      </Stack>
    );
  }
  return (
    <Stack gap="md">
      <fieldset disabled={run.state === 'running'} style={{ border: 0, margin: 0, padding: 0, minWidth: 0 }}>
        <Stack gap="md">
          <WhatForm settings={settings} facts={facts} ids={collections} onChange={change} />
          {settings.what === 'points' ? (
            <PointsForm
              settings={settings.points}
              collections={chosen}
              items={facts?.items ?? []}
              onChange={(part) => change({ ...settings, points: { ...settings.points, ...part } })}
            />
          ) : (
            <SurfaceForm
              settings={settings.surface}
              onChange={(part) => change({ ...settings, surface: { ...settings.surface, ...part } })}
            />
          )}
        </Stack>
      </fieldset>
      {lack === null && run.state !== 'failed' && (
        <EstimateNote area={area} settings={settings} estimate={estimate} facts={facts} isUnknown={failure !== null} />
      )}
      {run.state === 'failed' && <FailureView failure={run.failure} settings={settings} onChange={change} />}
      <RequestText request={request} settings={settings} points={estimate?.points ?? null} />
      <Group justify="space-between" wrap="nowrap">
        <div aria-live="polite" style={{ flex: 1 }}>
          {run.state === 'running' && <RunProgress percent={run.progress} />}
          {lack !== null && (
            <Text size="sm" c="dimmed">
              {t(`takeOut.${lack}`)}
            </Text>
          )}
        </div>
        {run.state === 'running' ? (
          <Button variant="default" leftSection={<IconPlayerStop size={18} />} onClick={reset}>
            {t('takeOut.cancel')}
          </Button>
        ) : (
          <Button leftSection={<IconDownload size={18} />} disabled={lack !== null} onClick={() => start(request)}>
            {t('takeOut.start')}
          </Button>
        )}
      </Group>
    </Stack>
  );
}

/** Points or surface, and of which collection. */
function WhatForm({
  settings,
  facts,
  ids,
  onChange,
}: {
  settings: TakeOutSettings;
  facts: TakeOutFacts | null;
  ids: readonly string[];
  onChange: (settings: TakeOutSettings) => void;
}) {
  const { t, i18n } = useTranslation();
  const language = i18n.language === 'en' ? 'en' : 'ja';
  const data = ids.map((id) => ({
    value: id,
    label: titleIn(language, facts?.collections.find((one) => one.id === id)?.title ?? id),
  }));
  const { collections, what } = settings;
  return (
    <Group grow align="flex-end" preventGrowOverflow={false}>
      <SegmentedControl
        aria-label={t('takeOut.what')}
        value={what}
        onChange={(value) => onChange({ ...settings, what: value as TakeOutSettings['what'] })}
        data={(['points', 'surface'] as const).map((value) => ({ value, label: t(`takeOut.${value}`) }))}
      />
      {ids.length > 1 && what === 'points' && (
        <MultiSelect
          label={t('takeOut.collections')}
          value={[...collections]}
          onChange={(value) => onChange({ ...settings, collections: value })}
          data={data}
          clearButtonProps={{ 'aria-label': t('takeOut.clear') }}
        />
      )}
      {ids.length > 1 && what === 'surface' && (
        <Select
          label={t('takeOut.collection')}
          value={collections[0] ?? null}
          onChange={(value) => onChange({ ...settings, collections: value === null ? [] : [value] })}
          data={data}
        />
      )}
    </Group>
  );
}

function EstimateNote({
  area,
  settings,
  estimate,
  facts,
  isUnknown,
}: {
  area: TakeOutArea;
  settings: TakeOutSettings;
  estimate: { readonly points: number; readonly bytes: number } | null;
  facts: TakeOutFacts | null;
  isUnknown: boolean;
}) {
  const { t } = useTranslation();
  const square = areaM2(area);
  const size = square >= 1e6 ? `${formatNumber(square / 1e6, 2)} km²` : `${formatNumber(roughly(square))} m²`;
  const cells = estimateCells(area, settings.surface.cellSizeM);
  const isSurface = settings.what === 'surface';
  const isNothing = facts !== null && (estimate === null || estimate.points === 0);
  const isLarge = isSurface && settings.surface.format !== 'cog' && cells > MANY_CELLS;
  const words = () => {
    if (isNothing) return t('takeOut.nothingHere');
    if (isSurface) return t('takeOut.estimateCells', { cells: formatNumber(roughly(cells)) });
    if (estimate) {
      const bytes = formatBytes(roughly(estimate.bytes));
      return t(facts?.isPart ? 'takeOut.estimateAtLeast' : 'takeOut.estimatePoints', {
        points: formatNumber(roughly(estimate.points)),
        bytes,
      });
    }
    return isUnknown ? t('takeOut.estimateUnknown') : t('takeOut.estimating');
  };
  return (
    <Alert variant="light" color={isNothing || isLarge ? 'yellow' : 'gray'} icon={<IconInfoCircle size={18} />} p="xs">
      <Text size="sm" component="span" role="status">
        {t('takeOut.area', { size })} {words()} {isLarge && t('takeOut.manyCells')}
      </Text>
    </Alert>
  );
}

function RunProgress({ percent }: { percent: number | undefined }) {
  const { t } = useTranslation();
  const words = percent === undefined ? t('takeOut.waiting') : t('takeOut.running', { percent });
  return (
    <>
      <Text size="sm">{words}</Text>
      <Progress value={percent ?? 0} mt={4} aria-label={words} animated={percent === undefined} />
    </>
  );
}

const usedCollections = ({ what, collections }: TakeOutSettings): readonly string[] =>
  what === 'points' ? collections : collections.slice(0, 1);

const sharesOf = ({ items }: TakeOutFacts, settings: TakeOutSettings) =>
  items.filter(({ collection }) => usedCollections(settings).includes(collection));

/** As the zip's README has it: whose data, under which terms. */
function sourceOf({ attribution, title, licence }: TakeOutCollection, language: 'ja' | 'en'): string {
  return `${attribution ?? titleIn(language, title)}${licence === null ? '' : ` (${licence})`}`;
}
