/** The legend: what the colours mean, how many sheets have each, and a switch for each. */
import { SegmentedControl } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { formatNumber } from '../../ui/format.ts';
import { useCatalog, useCatalogState } from '../catalog-context.ts';
import { sensorName } from '../labels.ts';
import { toggled } from '../state/filters.ts';
import { UNKNOWN } from '../state/overview.ts';
import { COLOUR_BY, type ColourBy } from '../state/url.ts';
import { colourOf } from './colours.ts';

export function MapLegend() {
  const { t } = useTranslation();
  const catalog = useCatalog();
  const colourBy = useCatalogState((state) => state.colourBy);
  const facets = useCatalogState((state) => state.overview?.facets);
  const filters = useCatalogState((state) => state.filters);
  const counts = (colourBy === 'sensor' ? facets?.sensors : facets?.years) ?? {};
  const chosen = colourBy === 'sensor' ? filters.sensors : filters.years.map(String);
  const values = [...new Set([...Object.keys(counts), ...chosen])].sort();
  const known = values.filter((value) => value !== UNKNOWN);
  const nameOf = (value: string) =>
    value === UNKNOWN ? t('catalog.filters.unknown') : colourBy === 'sensor' ? sensorName(t, value) : value;
  const toggle = (value: string) => {
    const next = toggled(chosen, known, value);
    catalog.setFilters(colourBy === 'sensor' ? { sensors: next } : { years: next.map(Number) });
  };
  return (
    <section className="catalog-legend" aria-label={t('catalog.map.legend')}>
      <SegmentedControl
        size="xs"
        fullWidth
        aria-label={t('catalog.map.colourBy')}
        value={colourBy}
        onChange={(value) => catalog.setColourBy(value as ColourBy)}
        data={COLOUR_BY.map((value) => ({ value, label: t(`catalog.map.${value}`) }))}
      />
      <ul>
        {known.map((value) => {
          const isOn = chosen.length === 0 || chosen.includes(value);
          const facts = { name: nameOf(value), number: formatNumber(counts[value] ?? 0) };
          return (
            <li key={value}>
              <button
                type="button"
                aria-pressed={isOn}
                aria-label={isOn ? t('catalog.map.toggleOff', facts) : t('catalog.map.toggleOn', facts)}
                onClick={() => toggle(value)}
              >
                <i
                  style={{
                    background: isOn ? colourOf(colourBy, value) : 'transparent',
                    borderColor: colourOf(colourBy, value),
                  }}
                />
                <span>{facts.name}</span>
                <b>{facts.number}</b>
              </button>
            </li>
          );
        })}
        {(counts[UNKNOWN] ?? 0) > 0 && (
          <li className="is-plain">
            <i style={{ background: colourOf(colourBy, UNKNOWN) }} />
            <span>{nameOf(UNKNOWN)}</span>
            <b>{formatNumber(counts[UNKNOWN])}</b>
          </li>
        )}
      </ul>
    </section>
  );
}
