/** The name of a point class in the page's language. */
import type { TFunction } from 'i18next';
import { CLASS_COLOURS } from '../state/point-classes.ts';

const NAMED = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 14, 15, 16, 17, 18] as const;
type NamedClass = (typeof NAMED)[number];

function isNamed(code: number): code is NamedClass {
  return code in CLASS_COLOURS && (NAMED as readonly number[]).includes(code);
}

export function className(t: TFunction, code: number): string {
  return isNamed(code) ? t(`classes.c${code}`) : t('classes.other', { code });
}
