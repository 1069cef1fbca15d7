/** What the colours mean, for the colour mode in use; over the picture. */
import { useTranslation } from 'react-i18next';
import { cssGradient } from '../state/colour-ramp.ts';
import { cssColour } from '../state/point-classes.ts';
import { valueUnder } from '../state/seeing/value-under.ts';
import { workTool } from '../tools/project/scene.ts';
import { formatNumber, formatSigned } from './format.ts';
import { type LegendModel, legendModel } from './legend-model.ts';
import { differenceOf } from './view-host.ts';
import { useAppState, useWorkspace } from './workspace-context.ts';

export function Legend() {
  const { t } = useTranslation();
  const { store } = useWorkspace();
  useAppState((state) => state.language);
  useAppState(differenceOf);
  useAppState((state) => state.water);
  useAppState((state) => state.underground);
  useAppState(workTool);
  useAppState((state) => state.hidden);
  useAppState((state) => state.view);
  useAppState((state) => state.collections);
  useAppState((state) => state.appearance);
  useAppState((state) => state.seeing);
  const model = legendModel(store.get(), t);
  if (!model) return null;
  return (
    <section className="legend" aria-label={t('legend.title')}>
      <h3>{model.title}</h3>
      {model.kind === 'ramp' ? <Ramp model={model} /> : <Swatches model={model} />}
      {model.notes.map((note) => (
        <p key={note}>{note}</p>
      ))}
      <UnderPointer />
    </section>
  );
}

function Ramp({ model: { stops, labels, unit } }: { model: LegendModel & { kind: 'ramp' } }) {
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

function Swatches({ model: { entries } }: { model: LegendModel & { kind: 'swatches' } }) {
  return (
    <ul className="legend-list">
      {entries.map(([colour, name]) => (
        <li key={`${colour} ${name}`}>
          <span className="legend-swatch" style={{ background: cssColour(colour) }} />
          {name}
        </li>
      ))}
    </ul>
  );
}

/** The value of the point under the resting pointer, where it can be told. */
function UnderPointer() {
  const { t } = useTranslation();
  const { store } = useWorkspace();
  useAppState((state) => state.pointer);
  const under = valueUnder(store.get());
  if (!under) return null;
  const value = under.isChange ? formatSigned(under.metres, 2) : formatNumber(under.metres, 2);
  return <p data-value={under.metres.toFixed(3)}>{t('seeing.underPointer', { value })}</p>;
}
