/** The words of the charts, in the page's language. */
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { AlignmentWords } from './station-model.ts';

export function useWords(): AlignmentWords {
  const { t } = useTranslation();
  return useMemo(
    () => ({
      section: t('alignment.section'),
      profile: t('alignment.profile'),
      mass: t('alignment.mass'),
      offset: t('alignment.offset'),
      distance: t('alignment.distance'),
      elevation: t('alignment.elevation'),
      massAxis: t('alignment.massAxis'),
      design: t('alignment.design'),
      centreLine: 'CL',
    }),
    [t],
  );
}
