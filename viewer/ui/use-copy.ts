/** Putting a text on the clipboard, and telling so. */
import { notifications } from '@mantine/notifications';
import { useTranslation } from 'react-i18next';

export function useCopy(): (text: string, done?: string) => Promise<void> {
  const { t } = useTranslation();
  return async (text, done = t('catalog.copied')) => {
    try {
      await navigator.clipboard.writeText(text);
      notifications.show({ message: done, autoClose: 2500 });
    } catch {
      notifications.show({ message: t('catalog.copyFailed'), color: 'red' });
    }
  };
}
