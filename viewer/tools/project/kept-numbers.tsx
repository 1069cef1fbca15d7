/** The numbers that people ask a kept result for, with all their digits. */
import { useTranslation } from 'react-i18next';

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

export function KeptNumbers({ numbers }: { numbers: Readonly<Record<string, unknown>> }) {
  const { t } = useTranslation();
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
