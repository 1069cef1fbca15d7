/** The numbers that people ask a kept result for, with all their digits. */

import { useTranslation } from 'react-i18next';
import type { MeasureResult } from '#core/contract/measure.ts';
import type { Computed } from '../../api/projects.ts';
import { computedRows, headline, rowDigits, rowText } from '../measure/rows.ts';

/** Names at the top of results, what they are called and measured in. */
const KNOWN = [
  ['cutM3', 'cut', 'm³'],
  ['fillM3', 'fill', 'm³'],
  ['netM3', 'net', 'm³'],
  ['areaM2', 'area', 'm²'],
  ['lengthM', 'length', 'm'],
  ['horizontalLengthM', 'length', 'm'],
  ['slopeLengthM', 'slopeLength', 'm'],
  ['heightDifferenceM', 'height', 'm'],
] as const;

export function KeptNumbers({ process, result: numbers }: Pick<Computed, 'process' | 'result'>) {
  const { t } = useTranslation();
  if (process === 'measure') return <MeasuredNumbers result={numbers as unknown as MeasureResult} />;
  const known = KNOWN.flatMap(([name, word, unit]) => {
    const value = numbers[name];
    return typeof value === 'number' ? [{ name, word, unit, value }] : [];
  });
  if (known.length === 0) return null;
  return (
    <dl className="opened-numbers" data-testid="kept-numbers">
      {known.map(({ name, word, unit, value }) => (
        <div key={name} style={{ display: 'contents' }}>
          <dt>{t(`project.numbers.${word}`)}</dt>
          <dd data-key={name} data-value={value} title={String(value)}>
            {String(Number(value.toFixed(3)))} {unit}
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** Of the measuring tool: the number that its label shows. */
function MeasuredNumbers({ result }: { result: MeasureResult }) {
  const { t } = useTranslation();
  const surface = headline(result);
  const rows = surface ? computedRows(result.kind, surface) : [];
  const main = rows.filter((row) => row.main);
  return (
    <dl className="opened-numbers" data-testid="kept-numbers">
      {(main.length > 0 ? main : rows.slice(0, 1)).map((row) => (
        <div key={row.key} style={{ display: 'contents' }}>
          <dt>{t(`measure.row.${row.key}`)}</dt>
          <dd data-key={row.key} data-value={rowDigits(row)} title={rowDigits(row)}>
            {rowText(row)}
          </dd>
        </div>
      ))}
    </dl>
  );
}
