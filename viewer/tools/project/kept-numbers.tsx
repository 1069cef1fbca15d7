/** The numbers that people ask a kept result for, with all their digits. */

import { useTranslation } from 'react-i18next';
import type { MeasureResult } from '#core/contract/measure.ts';
import { isRecord } from '../../api/client.ts';
import { isMeasureResult } from '../../api/measure.ts';
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
  if (process === 'measure') return isMeasureResult(numbers) ? <MeasuredNumbers result={numbers} /> : null;
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
      {blocksOf(numbers.blocks).map(({ name, netM3 }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: blocks of one name are allowed, and the list never changes
        <div key={index} style={{ display: 'contents' }}>
          <dt>{`${name} · ${t('project.numbers.net')}`}</dt>
          <dd data-block={name} data-value={netM3} title={String(netM3)}>
            {String(Number(netM3.toFixed(3)))} m³
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** The named areas of a volume: the balance of each. */
function blocksOf(blocks: unknown): { readonly name: string; readonly netM3: number }[] {
  if (!Array.isArray(blocks)) return [];
  return blocks
    .filter(isRecord)
    .flatMap(({ name, netM3 }) => (typeof name === 'string' && typeof netM3 === 'number' ? [{ name, netM3 }] : []));
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
