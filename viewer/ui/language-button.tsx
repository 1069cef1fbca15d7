/** Switches between Japanese and English; written in the language that it leads to. */
import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Language } from '../state/url-state.ts';

export function LanguageButton({
  language,
  setLanguage,
}: {
  readonly language: Language;
  readonly setLanguage: (language: Language) => void;
}) {
  const { t } = useTranslation();
  const other = language === 'ja' ? 'en' : 'ja';
  return (
    <Button
      variant="subtle"
      color="gray.1"
      size="compact-sm"
      lang={other}
      aria-label={`${t('language.label')}: ${t(`language.${other}`)}`}
      onClick={() => setLanguage(other)}
    >
      {t(`language.${other}`)}
    </Button>
  );
}
