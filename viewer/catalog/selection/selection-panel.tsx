/** Many sheets at once: choosing the place, totals, lists and scripts as files. */
import { ActionIcon, Alert, Button, Group, Loader, NumberInput, SimpleGrid, Text, TextInput } from '@mantine/core';
import {
  IconLine,
  IconMapPin,
  IconMaximize,
  IconPolygon,
  IconScissors,
  IconSquareDashed,
  IconX,
} from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatNumber } from '../../ui/format.ts';
import { useCatalog, useCatalogState, useCollectionTitle } from '../catalog-context.ts';
import { formatBytes, formatCount } from '../format-size.ts';
import { PanelSection } from '../item/panel-section.tsx';
import { usePageLanguage } from '../labels.ts';
import { areaGeometry, MAX_BUFFER_M, parseBox, type SelectionArea } from '../state/area.ts';
import { countFilters } from '../state/filters.ts';
import type { SelectionAnswer } from '../state/selection.ts';
import { TakeOutDialog } from '../take-out/take-out-dialog.tsx';
import { SelectionFiles } from './selection-files.tsx';

export function SelectionPanel() {
  const { t } = useTranslation();
  const catalog = useCatalog();
  const area = useCatalogState((state) => state.area);
  return (
    <section className="catalog-panel-body" aria-label={t('catalog.select.label')}>
      <div className="catalog-panel-head">
        <div className="catalog-panel-titles">
          <h2 className="catalog-panel-title">{t('catalog.select.title')}</h2>
          <Text size="sm" c="dimmed">
            {area ? <AreaName area={area} /> : t('catalog.select.lead')}
          </Text>
        </div>
        <ActionIcon
          variant="subtle"
          color="gray"
          size="lg"
          aria-label={t('catalog.close')}
          onClick={() => catalog.closePanel()}
        >
          <IconX size={20} />
        </ActionIcon>
      </div>
      <div className="catalog-panel-scroll">
        <AreaForm />
        {area && <SelectionResult area={area} />}
      </div>
    </section>
  );
}

function AreaName({ area }: { area: SelectionArea }) {
  const { t } = useTranslation();
  if (area.kind === 'line') return t('catalog.select.kinds.line', { metres: formatNumber(area.bufferM) });
  return t(`catalog.select.kinds.${area.kind}`);
}

function AreaForm() {
  const { t } = useTranslation();
  const catalog = useCatalog();
  const area = useCatalogState((state) => state.area);
  const drawing = useCatalogState((state) => state.drawing);
  const view = useCatalogState((state) => state.view);
  const place = useCatalogState((state) => state.place);
  const bufferM = useCatalogState((state) => state.bufferM);
  const language = usePageLanguage();
  const isMunicipality = place?.code !== undefined;
  const drawButton = (kind: 'box' | 'polygon' | 'line', icon: React.ReactNode) => (
    <Button
      variant={drawing === kind ? 'filled' : 'default'}
      aria-pressed={drawing === kind}
      leftSection={icon}
      justify="flex-start"
      onClick={() => catalog.draw(drawing === kind ? null : kind)}
    >
      {t(`catalog.select.${kind}`)}
    </Button>
  );
  return (
    <>
      <SimpleGrid cols={2} spacing={8} verticalSpacing={8}>
        {drawButton('box', <IconSquareDashed size={18} />)}
        {drawButton('polygon', <IconPolygon size={18} />)}
        {drawButton('line', <IconLine size={18} />)}
        <Button
          variant="default"
          leftSection={<IconMaximize size={18} />}
          justify="flex-start"
          disabled={view === null}
          onClick={() => view && catalog.select({ kind: 'view', bbox: view })}
        >
          {t('catalog.select.view')}
        </Button>
      </SimpleGrid>
      {place && (
        <Button
          variant="default"
          fullWidth
          mt={8}
          justify="flex-start"
          leftSection={<IconMapPin size={18} />}
          onClick={() =>
            catalog.select(
              isMunicipality
                ? { kind: 'municipality', code: place.code!, bbox: place.bbox }
                : { kind: 'box', bbox: place.bbox },
            )
          }
        >
          {t('catalog.select.municipality', { place: place.sheet?.code ?? place.label[language] })}
        </Button>
      )}
      {area?.kind === 'municipality' && (
        <Text size="xs" c="dimmed" mt={6}>
          {t('catalog.select.municipalityNote')}
        </Text>
      )}
      {(drawing === 'line' || area?.kind === 'line') && (
        <NumberInput
          label={t('catalog.select.buffer')}
          mt="sm"
          min={0}
          max={MAX_BUFFER_M}
          step={50}
          value={bufferM}
          onChange={(value) => typeof value === 'number' && catalog.setBuffer(value)}
        />
      )}
      <TypedBox />
    </>
  );
}

/** The box by its numbers: for who does not draw. */
function TypedBox() {
  const { t } = useTranslation();
  const catalog = useCatalog();
  const [text, setText] = useState('');
  const [isBad, setBad] = useState(false);
  const use = () => {
    const bbox = parseBox(text);
    setBad(bbox === null);
    if (!bbox) return;
    catalog.select({ kind: 'box', bbox });
    catalog.goTo(bbox);
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        use();
      }}
    >
      <Group gap={8} align="flex-end" mt="sm" wrap="nowrap">
        <TextInput
          label={t('catalog.select.typed')}
          placeholder="138.9, 35.0, 139.0, 35.1"
          style={{ flex: 1 }}
          value={text}
          error={isBad && t('catalog.select.typedBad')}
          inputWrapperOrder={['label', 'input', 'error']}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <Button type="submit" variant="default" disabled={text.trim() === ''}>
          {t('catalog.select.use')}
        </Button>
      </Group>
    </form>
  );
}

function SelectionResult({ area }: { area: SelectionArea }) {
  const { t } = useTranslation();
  const catalog = useCatalog();
  const load = useCatalogState((state) => state.selection);
  const filters = useCatalogState((state) => state.filters);
  return (
    <>
      <Group justify="space-between" mt="md" mb={4}>
        <Text size="xs" c="dimmed">
          {countFilters(filters) > 0 && t('catalog.select.filtered')}
        </Text>
        <Button variant="subtle" size="compact-xs" onClick={() => catalog.select(null)}>
          {t('catalog.select.clear')}
        </Button>
      </Group>
      <div aria-live="polite" aria-busy={load.state === 'loading'}>
        {load.state === 'loading' && (
          <Group gap="xs">
            <Loader size="xs" />
            <Text size="sm">{t('catalog.select.counting')}</Text>
          </Group>
        )}
        {load.state === 'failed' && <Failure code={load.code} message={load.message} details={load.details} />}
        {load.state === 'ready' && <Totals answer={load.value} />}
      </div>
      {load.state === 'ready' && load.value.count > 0 && <SelectionFiles area={area} />}
      {load.state === 'ready' && load.value.count > 0 && <TakeOut area={area} answer={load.value} />}
      {load.state === 'ready' && load.value.count > 0 && <SelectedList answer={load.value} />}
    </>
  );
}

function Failure({
  code,
  message,
  details,
}: {
  code: string;
  message: string;
  details: Readonly<Record<string, unknown>>;
}) {
  const { t } = useTranslation();
  const { limit, actual } = details;
  const isOver = code === 'LIMIT' && typeof limit === 'number' && typeof actual === 'number';
  const numbers = { limit: formatNumber(Number(limit)), actual: formatNumber(Number(actual)) };
  return (
    <Alert variant="light" color={isOver ? 'yellow' : 'red'}>
      {isOver
        ? t(message.includes('vertices') ? 'catalog.select.overVertices' : 'catalog.select.over', numbers)
        : t('catalog.select.failed', { message })}
    </Alert>
  );
}

function Totals({ answer }: { answer: SelectionAnswer }) {
  const { t } = useTranslation();
  const language = usePageLanguage();
  const titleOf = useCollectionTitle();
  const skipped = answer.skipped.length > 0 && (
    <Text size="xs" c="dimmed" mt={6}>
      {t('catalog.select.skipped', { names: answer.skipped.map(titleOf).join(', ') })}
    </Text>
  );
  if (answer.count === 0) {
    return (
      <>
        <Text fw={500}>{t('catalog.select.none')}</Text>
        {skipped}
      </>
    );
  }
  return (
    <>
      <dl className="catalog-totals">
        <div>
          <dt>{t('catalog.select.items')}</dt>
          <dd>{formatNumber(answer.count)}</dd>
        </div>
        <div>
          <dt>{t('catalog.select.pointsLabel')}</dt>
          <dd>{formatCount(answer.points, language)}</dd>
        </div>
        <div>
          <dt>{t('catalog.select.sizeLabel')}</dt>
          <dd>{formatBytes(answer.sizeBytes)}</dd>
        </div>
      </dl>
      <Text size="xs" c="dimmed" mt={6}>
        {t('catalog.select.licences', {
          names: [...new Set(answer.collections.map(({ licence }) => licence))].join(', '),
        })}
      </Text>
      {skipped}
    </>
  );
}

function TakeOut({ area, answer }: { area: SelectionArea; answer: SelectionAnswer }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const geometry = areaGeometry(area);
  return (
    <PanelSection title={t('catalog.select.takeOut')}>
      <Text size="xs" c="dimmed" mb={8}>
        {geometry ? t('catalog.select.takeOutNote') : t('catalog.select.takeOutLine')}
      </Text>
      <Button leftSection={<IconScissors size={18} />} disabled={geometry === null} onClick={() => setOpen(true)}>
        {t('catalog.select.takeOut')}
      </Button>
      {open && geometry && (
        <TakeOutDialog
          area={geometry}
          collections={answer.collections.map(({ id }) => id)}
          onClose={() => setOpen(false)}
        />
      )}
    </PanelSection>
  );
}

function SelectedList({ answer }: { answer: SelectionAnswer }) {
  const { t } = useTranslation();
  const catalog = useCatalog();
  const more = answer.count - answer.items.length;
  return (
    <PanelSection title={t('catalog.select.list')}>
      <ul className="catalog-rows">
        {answer.items.map(({ collection, id, sizeBytes }) => (
          <li key={`${collection}/${id}`}>
            <button
              type="button"
              className="catalog-row"
              onClick={() => catalog.choose({ collection, item: id })}
              onMouseEnter={() => catalog.hover(`${collection}/${id}`)}
              onMouseLeave={() => catalog.hover(null)}
              onFocus={() => catalog.hover(`${collection}/${id}`)}
              onBlur={() => catalog.hover(null)}
            >
              <span className="catalog-row-text">
                <span className="catalog-row-title">{id}</span>
              </span>
              <span className="catalog-row-number">{formatBytes(sizeBytes)}</span>
            </button>
          </li>
        ))}
      </ul>
      {more > 0 && (
        <Text size="xs" c="dimmed" mt={6}>
          {t('catalog.select.listMore', { number: more })}
        </Text>
      )}
    </PanelSection>
  );
}
