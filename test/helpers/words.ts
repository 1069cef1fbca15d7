/** Texts of the page in one language, by the names that the page has for them. */
import i18next, { type TFunction } from 'i18next';
import type { Language } from '../../viewer/state/url-state.ts';
import { en } from '../../viewer/ui/locales/en.ts';
import { ja } from '../../viewer/ui/locales/ja.ts';

const LOCALES = i18next.createInstance({
  resources: { ja: { translation: ja }, en: { translation: en } },
  interpolation: { escapeValue: false },
  initAsync: false,
});
void LOCALES.init();

export const LANGUAGES = ['ja', 'en'] as const satisfies readonly Language[];

/** @returns a function that gives the text of a key, its `{{names}}` filled in */
export function wordsIn(language: Language): TFunction {
  return LOCALES.getFixedT(language);
}
