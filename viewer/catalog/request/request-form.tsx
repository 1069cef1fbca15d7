/** Placeholder with the props that the page uses; the form itself is written apart. */
import { Modal } from '@mantine/core';
import { useTranslation } from 'react-i18next';

export interface RequestFormProps {
  readonly collection?: string;
  readonly item?: string;
  readonly onClose: () => void;
}

export function RequestForm({ collection, item, onClose }: RequestFormProps) {
  const { t } = useTranslation();
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('catalog.requestUse')}
      closeButtonProps={{ 'aria-label': t('catalog.close') }}
    >
      {[collection, item].join(' ')}
    </Modal>
  );
}
