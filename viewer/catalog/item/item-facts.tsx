/** The facts of an item as a list of terms, and its points by class. */
import { Table } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { CLASS_COLOURS, cssColour, OTHER_CLASS_COLOUR } from '../../state/point-classes.ts';
import { className } from '../../ui/class-name.ts';
import { formatDay, formatNumber } from '../../ui/format.ts';
import { CopyText } from '../copy-text.tsx';
import { productName, sensorName } from '../labels.ts';
import type { ItemInfo } from '../state/item.ts';
import { PanelSection } from './panel-section.tsx';

export function ItemFacts({ item }: { item: ItemInfo }) {
  const { t } = useTranslation();
  const { sheet, days, bounds, verticalUnitM } = item;
  const unknown = t('catalog.item.unknown');
  const [low, high] = [bounds[2] * verticalUnitM, bounds[5] * verticalUnitM];
  const sha256 = item.files[0]?.sha256 ?? null;
  const rows: [string, ReactNode][] = [
    [
      t('catalog.item.sheet'),
      sheet ? (
        <>
          {t('catalog.item.sheetLevel', { code: sheet.code, level: sheet.level })}
          {sheet.from === 'centre' && <small> {t('catalog.item.sheetFromCentre')}</small>}
        </>
      ) : (
        unknown
      ),
    ],
    [t('catalog.item.sensor'), sensorName(t, item.sensor)],
    [t('catalog.item.product'), productName(t, item.product)],
    [t('catalog.item.date'), days ? (days[0] === days[1] ? days[0] : `${days[0]} – ${days[1]}`) : unknown],
    [t('catalog.item.points'), formatNumber(item.pointCount)],
    [
      t('catalog.item.density'),
      item.densityPerM2 === null
        ? unknown
        : t('catalog.item.densityValue', { value: formatNumber(item.densityPerM2, item.densityPerM2 < 1 ? 3 : 1) }),
    ],
    [t('catalog.item.heights'), `${formatNumber(low, 1)} – ${formatNumber(high, 1)} m`],
    [t('catalog.item.crs'), [item.crs, item.crsName].filter(Boolean).join(' · ') || unknown],
    [t('catalog.item.datum'), item.verticalDatum ?? unknown],
    [t('catalog.item.accuracy'), item.accuracyM === null ? unknown : `±${formatNumber(item.accuracyM, 2)} m`],
    [t('catalog.item.published'), formatDay(item.updated)],
    [t('catalog.item.version'), <code key="version">{item.version}</code>],
    ...(item.source === null ? [] : ([[t('catalog.item.source'), item.source]] as [string, ReactNode][])),
  ];
  return (
    <>
      <PanelSection title={t('catalog.item.facts')}>
        <dl className="catalog-facts">
          {rows.map(([term, value]) => (
            <div key={term}>
              <dt>{term}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
        {sha256 && (
          <CopyText label={t('catalog.item.checksum')} copyLabel={t('catalog.item.copyChecksum')} text={sha256} />
        )}
      </PanelSection>
      {item.classes.length > 0 && <Classes item={item} />}
    </>
  );
}

function Classes({ item: { classes, pointCount } }: { item: ItemInfo }) {
  const { t } = useTranslation();
  return (
    <PanelSection title={t('catalog.item.classes')}>
      <Table className="catalog-classes" verticalSpacing={4} horizontalSpacing={6}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('catalog.item.classColumn')}</Table.Th>
            <Table.Th className="number">{t('catalog.item.countColumn')}</Table.Th>
            <Table.Th className="number">{t('catalog.item.shareColumn')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {classes.map(([code, count]) => (
            <Table.Tr key={code}>
              <Table.Td>
                <span
                  className="legend-swatch"
                  style={{ background: cssColour(CLASS_COLOURS[code] ?? OTHER_CLASS_COLOUR) }}
                />
                {className(t, code)} <small>{code}</small>
              </Table.Td>
              <Table.Td className="number">{formatNumber(count)}</Table.Td>
              <Table.Td className="number">{formatNumber((100 * count) / pointCount, 1)} %</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </PanelSection>
  );
}
