/** Ends of the ramp in use, on the histogram of its values. */
import { Text } from '@mantine/core';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { elevationRange } from '../../state/app-state.ts';
import { DEFAULT_APPEARANCE, rampOf, shownMode } from '../../state/appearance.ts';
import { cssGradient, DIFFERENCE_STOPS, RAMP_STOPS } from '../../state/colour-ramp.ts';
import type { Range, RangeKey } from '../../state/seeing/filter.ts';
import { quantilesOf } from '../../state/seeing/histogram.ts';
import { formatGpsTime } from '../gps-time.ts';
import { useAppState, useWorkspace } from '../workspace-context.ts';
import { RangeControl, type RangeControlProps } from './range-control.tsx';
import { useValues } from './use-values.ts';

type Ramped = Exclude<RangeKey, 'source'> | 'change';
const RAMPED: readonly string[] = ['elevation', 'height', 'change', 'intensity', 'time'] satisfies Ramped[];
/** Units of the ramps. */
export const UNITS = { elevation: 'm', height: 'm', change: 'm', intensity: '', source: '', time: 's' } as const;

export function isRamped(mode: string): mode is Ramped {
  return RAMPED.includes(mode);
}

export function RangePart() {
  const mode = useAppState((state) => shownMode(state.appearance.colourMode, state.view));
  return isRamped(mode) ? <RampRange key={mode} mode={mode} /> : null;
}

function RampRange({ mode }: { readonly mode: Ramped }) {
  const { t } = useTranslation();
  const { store, setAppearance } = useWorkspace();
  const appearance = useAppState((state) => state.appearance);
  const timeRange = useAppState((state) => state.seeing.sample?.timeRangeS ?? null);
  useAppState((state) => state.hidden);
  const values = useValues(mode);
  const name = t(`appearance.${mode}`);
  const stops = mode === 'change' ? DIFFERENCE_STOPS : RAMP_STOPS[rampOf(appearance)];
  const common = { name, unit: UNITS[mode], values, gradient: cssGradient(stops) };
  if (mode === 'elevation') {
    const isAuto = appearance.elevationRangeM === null;
    return (
      <RangeControl
        {...common}
        range={elevationRange(store.get())}
        onChange={(elevationRangeM) => setAppearance({ elevationRangeM })}
        onAuto={isAuto ? undefined : () => setAppearance({ elevationRangeM: null })}
      />
    );
  }
  if (mode === 'height') {
    const usual = DEFAULT_APPEARANCE.heightRangeM;
    const isAuto = appearance.heightRangeM.join() === usual.join();
    return (
      <RangeControl
        {...common}
        range={appearance.heightRangeM}
        onChange={(heightRangeM) => setAppearance({ heightRangeM })}
        onAuto={isAuto ? undefined : () => setAppearance({ heightRangeM: usual })}
      />
    );
  }
  if (mode === 'change') {
    const limit = appearance.changeLimitM;
    // one limit for both sides: the handle that moved decides
    const set = ([low, high]: Range) => {
      const moved = high === limit ? Math.abs(low) : Math.abs(high);
      setAppearance({ changeLimitM: Math.max(0.01, moved) });
    };
    return <RangeControl {...common} range={[-limit, limit]} onChange={set} />;
  }
  if (mode === 'intensity') {
    const isAuto = appearance.intensityRange === null;
    const [low = 0, high = 65535] = quantilesOf(values, [0.01, 0.98]);
    const own: Range = high > low ? [low, high] : [0, 65535];
    return (
      <RangeControl
        {...common}
        decimals={0}
        range={appearance.intensityRange ?? own}
        onChange={(intensityRange) => setAppearance({ intensityRange })}
        onAuto={isAuto ? undefined : () => setAppearance({ intensityRange: null })}
      />
    );
  }
  const range = appearance.timeRangeS ?? timeRange;
  if (!range) return <Text size="xs">{t('seeing.noValues')}</Text>;
  return (
    <TimeRange
      {...common}
      range={range}
      onChange={(timeRangeS) => setAppearance({ timeRangeS })}
      onAuto={appearance.timeRangeS === null ? undefined : () => setAppearance({ timeRangeS: null })}
    />
  );
}

/** Times in seconds after the first of the points in memory: as stored they have ten digits. */
export function TimeRange({ values, range, onChange, ...others }: RangeControlProps) {
  const { t } = useTranslation();
  const base = Math.floor(useAppState((state) => state.seeing.sample?.timeRangeS?.[0] ?? 0));
  const after = useMemo(() => values.map((value) => value - base), [values, base]);
  const { text, isWeekTime } = formatGpsTime(base);
  return (
    <>
      <Text size="xs" c="dimmed" mb={4}>
        {isWeekTime ? `${t('seeing.weekSeconds')} + ${text}` : t('seeing.secondsAfter', { time: text })}
      </Text>
      <RangeControl
        {...others}
        decimals={1}
        values={after}
        range={[range[0] - base, range[1] - base]}
        onChange={([low, high]) => onChange([low + base, high + base])}
      />
    </>
  );
}
