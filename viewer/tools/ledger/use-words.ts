/** Values as a reader sees them. */
import { useCallback, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Ledger, LedgerFeature, LedgerField, LedgerValue } from '#core/ledger/ledger.ts';

/** Digits behind the point that are shown of a number; its form has all of them. */
const DIGITS = 3;

export interface ValueWords {
  (ledger: Ledger, feature: LedgerFeature, field: number | null): string;
  value(field: LedgerField, value: LedgerValue): string;
}

export function useValueText(): ValueWords {
  const { t } = useTranslation();
  const value = useCallback(
    ({ kind }: LedgerField, one: LedgerValue): string => {
      if (one === null) return '';
      if (typeof one === 'boolean') return t(one ? 'ledger.yes' : 'ledger.no');
      if (typeof one === 'number') return numberText(one);
      return kind === 'photo' ? t('ledger.kind.photo') : one;
    },
    [t],
  );
  return useMemo(
    () =>
      Object.assign(
        (ledger: Ledger, feature: LedgerFeature, at: number | null) => {
          const field = at === null ? undefined : ledger.fields[at];
          return field ? value(field, feature.values[at!] ?? null) : '';
        },
        { value },
      ),
    [value],
  );
}

/** Without groups of thousands: many numbers of a ledger are years and numbers of things. */
export function numberText(value: number): string {
  return String(Number(value.toFixed(DIGITS)));
}
