/** Placeholder with the props that the page uses; the dialog itself is written apart. */
import { Modal } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { AreaGeometry } from '../state/area.ts';

export interface TakeOutProps {
  readonly area: AreaGeometry;
  readonly collections: string[];
  readonly onClose: () => void;
}

export function TakeOutDialog({ collections, onClose }: TakeOutProps) {
  const { t } = useTranslation();
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('catalog.select.takeOut')}
      closeButtonProps={{ 'aria-label': t('catalog.close') }}
    >
      {collections.join(', ')}
    </Modal>
  );
}
