/** Languages of the page: Japanese and English, both in the bundle. */
import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import type { Language } from '../state/url-state.ts';
import { en } from './locales/en.ts';
import { ja } from './locales/ja.ts';

declare module 'i18next' {
  interface CustomTypeOptions {
    resources: { translation: typeof ja };
  }
}

export function startI18n(language: Language): void {
  void i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: 'en',
    resources: { ja: { translation: ja }, en: { translation: en } },
    interpolation: { escapeValue: false },
    initAsync: false,
  });
  setDocumentLanguage(language);
}

export function changeLanguage(language: Language): void {
  void i18next.changeLanguage(language);
  setDocumentLanguage(language);
}

function setDocumentLanguage(language: Language): void {
  document.documentElement.lang = language;
}
