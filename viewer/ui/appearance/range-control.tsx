/** Two handles on a histogram of the points on the screen, and the same two numbers to be typed. */
import { Button, Group, NumberInput, RangeSlider, Stack, Text } from '@mantine/core';
import { useId, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Range } from '../../state/seeing/filter.ts';
import { histogramOf, histogramPath, quantilesOf } from '../../state/seeing/histogram.ts';
import { formatNumber } from '../format.ts';

export interface RangeControlProps {
  /** Of the attribute, as people name it. */
  readonly name: string;
  readonly unit: string;
  readonly values: Float64Array;
  readonly range: Range;
  readonly onChange: (range: Range) => void;
  /** Goes back to what the view chooses; absent where it chooses nothing, or the range is its choice. */
  readonly onAuto?: (() => void) | undefined;
  /** Background of the bar between the handles: the ramp. */
  readonly gradient?: string | undefined;
  /** Ends that handles stay in, where values do not tell. */
  readonly decimals?: number;
}

const BINS = 56;
const STEPS = 400;

export function RangeControl(props: RangeControlProps) {
  const { name, unit, values, range, onChange, onAuto, gradient } = props;
  const { t } = useTranslation();
  const clip = useId();
  const all = useMemo(() => histogramOf(values, BINS), [values]);
  // a few points far off would press the others into one bar
  const quantiles = useMemo(() => quantilesOf(values, [0.001, 0.05, 0.5, 0.95, 0.999]), [values]);
  const [first = Number.NaN, low5 = Number.NaN, middle = Number.NaN, high5 = Number.NaN, last = Number.NaN] = quantiles;
  const hasValues = all !== null && last > first;
  const low = Math.min(range[0], hasValues ? first : range[0]);
  const high = Math.max(range[1], hasValues ? last : range[1]);
  const span = high - low;
  const histogram = useMemo(
    () => (hasValues ? histogramOf(values, BINS, [low, high]) : null),
    [values, hasValues, low, high],
  );
  const decimals = props.decimals ?? (span > 500 ? 0 : span > 20 ? 1 : 2);
  const round = (value: number) => Number(value.toFixed(decimals));
  const set = (from: number | string, to: number | string) => {
    if (typeof from === 'number' && typeof to === 'number' && to > from) onChange([from, to]);
  };
  const share = (value: number) => (100 * (value - low)) / span;
  const words = (value: number) => formatNumber(value, decimals);
  return (
    <Stack gap={6}>
      <svg
        className="range-histogram"
        viewBox="0 0 100 1"
        preserveAspectRatio="none"
        role="img"
        aria-label={t('seeing.histogram', { name })}
      >
        <clipPath id={clip}>
          <rect x={share(range[0])} y={0} width={Math.max(0, share(range[1]) - share(range[0]))} height={1} />
        </clipPath>
        {histogram && <path className="range-bars" d={histogramPath(histogram, 100)} />}
        {histogram && (
          <path className="range-bars is-in" d={histogramPath(histogram, 100)} clipPath={`url(#${clip})`} />
        )}
      </svg>
      <RangeSlider
        size="sm"
        min={low}
        max={high}
        step={span / STEPS}
        minRange={span / STEPS}
        value={[range[0], range[1]]}
        onChange={([from, to]) => set(round(from), round(to))}
        label={words}
        thumbFromLabel={`${name} ${t('seeing.low')}`}
        thumbToLabel={`${name} ${t('seeing.high')}`}
        styles={gradient ? { bar: { background: gradient } } : {}}
      />
      <Group gap="xs" grow align="end">
        <NumberInput
          size="xs"
          aria-label={`${name} ${t('seeing.low')}`}
          value={round(range[0])}
          step={10 ** -decimals}
          suffix={unit ? ` ${unit}` : ''}
          onChange={(value) => set(value, range[1])}
        />
        <NumberInput
          size="xs"
          aria-label={`${name} ${t('seeing.high')}`}
          value={round(range[1])}
          step={10 ** -decimals}
          suffix={unit ? ` ${unit}` : ''}
          onChange={(value) => set(range[0], value)}
        />
      </Group>
      <Text size="xs" c="dimmed" data-spread={quantiles.map((value) => value.toFixed(3)).join(' ')}>
        {hasValues ? (
          <>
            {t('seeing.onScreen', { count: formatNumber(values.length) as unknown as number })}
            <br />
            {t('seeing.spread', { low: words(low5), middle: words(middle), high: words(high5) })}
            {unit && ` ${unit}`}
          </>
        ) : (
          t('seeing.noValues')
        )}
      </Text>
      <Group gap="xs">
        {hasValues && high5 > low5 && (
          <Button variant="subtle" size="compact-xs" onClick={() => set(round(low5), round(high5))}>
            {t('seeing.fit')}
          </Button>
        )}
        {onAuto && (
          <Button variant="subtle" size="compact-xs" aria-label={t('seeing.autoLong', { name })} onClick={onAuto}>
            {t('seeing.auto')}
          </Button>
        )}
      </Group>
    </Stack>
  );
}
