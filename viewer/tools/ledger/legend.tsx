/** What the colours of a ledger mean, with how many there are of each. */
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Ledger } from '#core/ledger/ledger.ts';
import { classify, type StyleClass } from '#core/ledger/style.ts';
import { useAppState } from '../../ui/workspace-context.ts';
import { openLedger } from './state.ts';
import { numberText, useValueText } from './use-words.ts';

export function LedgerLegend({ ledger }: { readonly ledger: Ledger }) {
  const { t } = useTranslation();
  const words = useValueText();
  const { classes } = useMemo(() => classify(ledger), [ledger]);
  const field = ledger.style.by === null ? undefined : ledger.fields[ledger.style.by];
  const nameOf = (one: StyleClass): string => {
    switch (one.kind) {
      case 'value':
        return field ? words.value(field, one.value) : '';
      case 'range':
        return `${numberText(one.low)} – ${numberText(one.high)}`;
      default:
        return t(`ledger.class.${one.kind}`);
    }
  };
  return (
    <ul className="legend-list ledger-legend" aria-label={t('ledger.legend')} data-testid="ledger-legend">
      {classes.map((one) => (
        <li key={one.colour}>
          <span className="legend-swatch" style={{ background: one.colour }} />
          <span className="ledger-class">{nameOf(one)}</span>
          <span className="ledger-class-count">{one.count}</span>
        </li>
      ))}
    </ul>
  );
}

/** Over the picture, while the ledger is coloured by something and shown. */
export function LedgerLegendCard() {
  const open = useAppState((state) => openLedger(state.ledger));
  const isTool = useAppState((state) => state.tool === 'ledger');
  if (!open?.visible || !isTool || open.now.style.by === null) return null;
  return (
    <section className="ledger-card" aria-label={open.now.name}>
      <h3>
        {open.now.name} · {open.now.fields[open.now.style.by]?.name}
      </h3>
      <LedgerLegend ledger={open.now} />
    </section>
  );
}
