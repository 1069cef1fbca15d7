/** What the colours mean, for the colour mode in use; over the picture. */
import { useTranslation } from 'react-i18next';
import { type AppState, elevationRange, visibleCollections } from '../state/app-state.ts';
import { collectionColour } from '../state/appearance.ts';
import {
  type ColourStops,
  cssGradient,
  DIFFERENCE_STOPS,
  ELEVATION_STOPS,
  INTENSITY_STOPS,
} from '../state/colour-ramp.ts';
import { differenceLimit } from '../state/heat-map-mesh.ts';
import { classColour, cssColour } from '../state/point-classes.ts';
import { className } from './class-name.ts';
import { formatNumber, formatSigned } from './format.ts';
import { differenceOf } from './view-host.ts';
import { useAppState, useTitles, useWorkspace } from './workspace-context.ts';

export function Legend() {
  const { t } = useTranslation();
  const { store } = useWorkspace();
  const titleOf = useTitles();
  const mode = useAppState((state) => state.appearance.colourMode);
  const difference = useAppState(differenceOf);
  useAppState((state) => state.hidden);
  useAppState((state) => state.appearance);
  const state = store.get();
  if (difference) {
    const limit = differenceLimit(difference.valuesM);
    return (
      <section className="legend" aria-label={t('legend.title')}>
        <h3>{t('volume.heatMapNote')}</h3>
        <Ramp stops={DIFFERENCE_STOPS} labels={[formatSigned(-limit, 1), '0', formatSigned(limit, 1)]} unit="m" />
      </section>
    );
  }
  if (mode === 'rgb') return null;
  const [low, high] = elevationRange(state);
  return (
    <section className="legend" aria-label={t('legend.title')}>
      <h3>{t(`appearance.${mode}`)}</h3>
      {mode === 'elevation' && (
        <Ramp
          stops={ELEVATION_STOPS}
          labels={[formatNumber(low, 0), formatNumber((low + high) / 2, 0), formatNumber(high, 0)]}
          unit="m"
        />
      )}
      {mode === 'intensity' && (
        <Ramp stops={INTENSITY_STOPS} labels={[t('legend.low'), '', t('legend.high')]} unit="" />
      )}
      {mode === 'class' && (
        <Swatches entries={classEntries(state).map((code) => [classColour(code), className(t, code)])} />
      )}
      {mode === 'collection' && (
        <Swatches
          entries={state.collections.flatMap((collection, index) =>
            state.hidden.has(collection.id) ? [] : [[collectionColour(index), titleOf(collection)] as const],
          )}
        />
      )}
    </section>
  );
}

/** Classes that occur in the visible collections. */
function classEntries(state: AppState): number[] {
  const codes = visibleCollections(state).flatMap(({ classCounts }) => classCounts.map(([code]) => code));
  return [...new Set(codes)].sort((a, b) => a - b);
}

type RampLabels = readonly [low: string, middle: string, high: string];

function Ramp({ stops, labels, unit }: { stops: ColourStops; labels: RampLabels; unit: string }) {
  const [low, centre, high] = labels;
  return (
    <div className="legend-ramp">
      <div className="legend-bar" style={{ background: cssGradient(stops) }} />
      <div className="legend-labels">
        <span>{low}</span>
        <span>{centre}</span>
        <span>{unit ? `${high} ${unit}` : high}</span>
      </div>
    </div>
  );
}

function Swatches({ entries }: { entries: readonly (readonly [colour: number, name: string])[] }) {
  return (
    <ul className="legend-list">
      {entries.map(([colour, name]) => (
        <li key={name}>
          <span className="legend-swatch" style={{ background: cssColour(colour) }} />
          {name}
        </li>
      ))}
    </ul>
  );
}
