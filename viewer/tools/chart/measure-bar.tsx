/** The measurement inside a chart as text, and by keyboard: two distances on a line. */
import { ActionIcon, Button, Group, NumberInput, Select, Text, Tooltip } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatNumber, formatSigned } from '../../ui/format.ts';
import { type ChartMeasure, type ChartPlace, measureBetween, placeOnChartLine } from './measure.ts';
import type { ChartModel } from './model.ts';

export interface MeasureBarProps {
  readonly model: ChartModel;
  /** What the abscissa is; the distance along a line unless said. */
  readonly across?: boolean;
  readonly places: readonly ChartPlace[];
  readonly onPlaces: (places: readonly ChartPlace[]) => void;
  readonly onClose: () => void;
}

/** `1:1.50`, or the word for level ground. */
export function slopeWords(t: (key: 'chart.level') => string, { ratioN }: ChartMeasure): string {
  return ratioN === null ? t('chart.level') : `1:${formatNumber(ratioN, 2)}`;
}

export function MeasureBar({ model, across = false, places, onPlaces, onClose }: MeasureBarProps) {
  const { t } = useTranslation();
  const [low, high] = model.xRange;
  const [line, setLine] = useState('0');
  const [ends, setEnds] = useState<readonly [number | string, number | string]>(['', '']);
  const [first, second] = places;
  const apply = () => {
    const onLine = ends.map((x) => placeOnChartLine(model.lines[Number(line)], Number(x)));
    const found = onLine.filter((place) => place !== null);
    if (ends.every((x) => x !== '') && found.length === 2) onPlaces(found);
  };
  const field = (index: 0 | 1, label: string) => (
    <NumberInput
      size="xs"
      w={150}
      aria-label={label}
      placeholder={label}
      min={low}
      max={high}
      decimalScale={3}
      hideControls
      value={ends[index]}
      onChange={(value) => setEnds(index === 0 ? [value, ends[1]] : [ends[0], value])}
      onKeyDown={(event) => event.key === 'Enter' && apply()}
    />
  );
  return (
    <Group gap="xs" className="measure-bar" role="group" aria-label={t('chart.measure')}>
      <Select
        size="xs"
        w={170}
        aria-label={t('chart.line')}
        allowDeselect={false}
        data={model.lines.map(({ label }, index) => ({ value: String(index), label }))}
        value={line}
        onChange={(value) => value !== null && setLine(value)}
      />
      {field(0, t(across ? 'chart.fromOffset' : 'chart.from'))}
      {field(1, t(across ? 'chart.toOffset' : 'chart.to'))}
      <Button size="xs" variant="default" onClick={apply}>
        {t('chart.measureLine')}
      </Button>
      <Text size="sm" role="status" data-testid="chart-measure" className="measure-bar-result">
        {first && second ? <Result a={first} b={second} /> : t(first ? 'chart.second' : 'chart.first')}
      </Text>
      <Tooltip label={t('chart.stopMeasuring')}>
        <ActionIcon variant="subtle" color="gray" aria-label={t('chart.stopMeasuring')} onClick={onClose}>
          <IconX size={16} />
        </ActionIcon>
      </Tooltip>
    </Group>
  );
}

function Result({ a, b }: { readonly a: ChartPlace; readonly b: ChartPlace }) {
  const { t } = useTranslation();
  const measure = measureBetween(a, b);
  const { dxM, dhM, lengthM, percent, degrees } = measure;
  const parts = [
    ['across', t('chart.across'), `${formatNumber(dxM, 3)} m`, dxM],
    ['height', t('chart.height'), `${formatSigned(dhM, 3)} m`, dhM],
    ['length', t('chart.length'), `${formatNumber(lengthM, 3)} m`, lengthM],
    ['slope', t('chart.slope'), slopeWords(t, measure), measure.ratioN],
    ['percent', '', percent === null ? '' : `${formatSigned(percent, 1)} %`, percent],
    ['degrees', '', `${formatSigned(degrees, 1)}°`, degrees],
  ] as const;
  return parts.map(([key, label, text, value]) => (
    <span key={key} data-key={key} data-value={value ?? ''}>
      {label && `${label} `}
      <b>{text}</b>
    </span>
  ));
}
