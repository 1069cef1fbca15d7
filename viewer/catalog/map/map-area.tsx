/** The map with what lies over it: buttons, legend, hint of a drawing, what the pointer is over, credits. */
import {
  ActionIcon,
  Anchor,
  Button,
  Group,
  Loader,
  Popover,
  Radio,
  Stack,
  Text,
  Tooltip,
  useComputedColorScheme,
} from '@mantine/core';
import { IconMinus, IconPlus, IconStack, IconZoomInArea } from '@tabler/icons-react';
import 'ol/ol.css';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatNumber } from '../../ui/format.ts';
import { useCatalog, useCatalogState } from '../catalog-context.ts';
import { formatCount } from '../format-size.ts';
import { sensorName, usePageLanguage, yearsText } from '../labels.ts';
import { BASE_MAPS, type BaseMap, COLOUR_BY, type ColourBy } from '../state/url.ts';
import { MapLegend } from './map-legend.tsx';
import { createSheetMap, type PointedAt, type SheetMap } from './sheet-map.ts';

const GSI_PAGE = 'https://maps.gsi.go.jp/development/ichiran.html';

export function MapArea() {
  const { t } = useTranslation();
  const catalog = useCatalog();
  const holder = useRef<HTMLElement>(null);
  const map = useRef<SheetMap | null>(null);
  const [pointed, setPointed] = useState<PointedAt | null>(null);
  const isDark = useComputedColorScheme('light', { getInitialValueInEffect: false }) === 'dark';
  const isLoading = useCatalogState((state) => state.overviewLoad.state === 'loading');

  useEffect(() => {
    const created = createSheetMap(holder.current!, catalog, setPointed);
    map.current = created;
    return () => created.dispose();
  }, [catalog]);
  useEffect(() => map.current?.setDark(isDark), [isDark]);

  return (
    <>
      <section
        ref={holder}
        className="catalog-map"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the map is moved with the arrow keys
        tabIndex={0}
        aria-label={t('catalog.map.label')}
        data-loading={isLoading}
      />
      <Group gap={6} className="catalog-map-buttons">
        <MapButton label={t('catalog.map.zoomIn')} onClick={() => map.current?.zoomBy(1)}>
          <IconPlus size={19} stroke={1.8} />
        </MapButton>
        <MapButton label={t('catalog.map.zoomOut')} onClick={() => map.current?.zoomBy(-1)}>
          <IconMinus size={19} stroke={1.8} />
        </MapButton>
        <MapButton label={t('catalog.map.frame')} onClick={() => catalog.showEverything()}>
          <IconZoomInArea size={19} stroke={1.8} />
        </MapButton>
        <MapSettings />
      </Group>
      {isLoading && <Loader size="xs" className="catalog-map-loader" />}
      <DrawingHint />
      <MapLegend />
      <MapCredits />
      {pointed && <PointedCard at={pointed} />}
    </>
  );
}

function MapButton({ label, onClick, children }: { label: string; onClick: () => void; children: React.ReactNode }) {
  return (
    <Tooltip label={label} position="left">
      <ActionIcon variant="default" size={36} aria-label={label} onClick={onClick}>
        {children}
      </ActionIcon>
    </Tooltip>
  );
}

function MapSettings() {
  const { t } = useTranslation();
  const catalog = useCatalog();
  const base = useCatalogState((state) => state.base);
  const colourBy = useCatalogState((state) => state.colourBy);
  const hasRelief = useCatalogState((state) => state.collections.some(({ hasSurfaces }) => hasSurfaces));
  const label = t('catalog.map.settings');
  return (
    <Popover position="left-start" withArrow shadow="md" trapFocus>
      <Popover.Target>
        <ActionIcon variant="default" size={36} aria-label={label} title={label}>
          <IconStack size={19} stroke={1.8} />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown maw={290}>
        <Stack gap="md">
          <Radio.Group
            label={t('catalog.map.colourBy')}
            value={colourBy}
            onChange={(value) => catalog.setColourBy(value as ColourBy)}
          >
            <Stack gap={6} mt={6}>
              {COLOUR_BY.map((value) => (
                <Radio key={value} value={value} label={t(`catalog.map.${value}`)} size="sm" />
              ))}
            </Stack>
          </Radio.Group>
          <Radio.Group
            label={t('catalog.map.base')}
            value={base}
            onChange={(value) => catalog.setBase(value as BaseMap)}
          >
            <Stack gap={6} mt={6}>
              {BASE_MAPS.map((value) => (
                <Radio
                  key={value}
                  value={value}
                  size="sm"
                  label={t(`catalog.map.bases.${value}`)}
                  disabled={value === 'relief' && !hasRelief}
                />
              ))}
            </Stack>
          </Radio.Group>
          <Text size="xs" c="dimmed">
            {t('catalog.map.baseNote')}
          </Text>
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}

function DrawingHint() {
  const { t } = useTranslation();
  const catalog = useCatalog();
  const drawing = useCatalogState((state) => state.drawing);
  if (drawing === null) return null;
  const hints = {
    box: t('catalog.select.hintBox'),
    polygon: t('catalog.select.hintPolygon'),
    line: t('catalog.select.hintLine'),
  };
  return (
    <Group className="catalog-map-hint" wrap="nowrap" role="status">
      <Text size="sm">{hints[drawing]}</Text>
      <Button size="compact-sm" variant="default" onClick={() => catalog.draw(null)}>
        {t('catalog.select.cancel')}
      </Button>
    </Group>
  );
}

function MapCredits() {
  const { t } = useTranslation();
  const base = useCatalogState((state) => state.base);
  const collections = useCatalogState((state) => state.collections);
  const isOwn = base === 'none' || base === 'relief';
  const owners = [
    ...new Set(
      collections.flatMap(({ hasSurfaces, attribution }) => (hasSurfaces && attribution ? [attribution] : [])),
    ),
  ];
  return (
    <div className="catalog-map-credits">
      {!isOwn && (
        <Anchor href={GSI_PAGE} target="_blank" rel="noopener" size="xs" c="inherit">
          {t('catalog.map.gsi')}
        </Anchor>
      )}
      {base === 'relief' && owners.length > 0 && <span>{owners.join(' · ')}</span>}
      {isOwn && <span>{t('catalog.map.approximateNames')}</span>}
    </div>
  );
}

function PointedCard({ at }: { at: PointedAt }) {
  const { t } = useTranslation();
  const overview = useCatalogState((state) => state.overview);
  const language = usePageLanguage();
  const [key] = at.keys;
  const sheet = overview?.sheets.find((one) => one.key === key);
  const cell = overview?.cells.find((one) => one.key === key);
  if (!sheet && !cell) return null;
  return (
    // the list says the same to who cannot see this
    <div className="catalog-map-card" style={{ left: at.x + 14, top: at.y + 14 }} aria-hidden="true">
      <b>{sheet?.id ?? cell?.code ?? t('catalog.map.cellCount', { number: formatNumber(cell?.count) })}</b>
      {sheet && (
        <span>
          {`${sensorName(t, sheet.sensor)} · ${yearsText(t, sheet)} · ${t('catalog.list.points', { value: formatCount(sheet.points, language) })}`}
        </span>
      )}
      {cell && (
        <span>
          {`${t('catalog.map.cellCount', { number: formatNumber(cell.count) })} · ${t('catalog.list.points', { value: formatCount(cell.points, language) })}`}
        </span>
      )}
      {at.keys.length > 1 && <span>{t('catalog.map.overlapping', { number: at.keys.length })}</span>}
    </div>
  );
}
