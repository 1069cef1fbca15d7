/** The left of the bar of a page beside the viewer: the name of the product, which leads to the viewer, and the page's title. */
import { Group } from '@mantine/core';
import { useTranslation } from 'react-i18next';

export function PageBrand({ viewerUrl, title }: { readonly viewerUrl: string; readonly title: string }) {
  const { t } = useTranslation();
  return (
    <Group gap="sm" wrap="nowrap" className="brand">
      <a href={viewerUrl} className="brand-link" aria-label={`点群 Tengun – ${t('catalog.openViewer')}`}>
        <img src="/favicon.svg" alt="" width={28} height={28} />
        <span className="brand-name">
          点群 <span>Tengun</span>
        </span>
      </a>
      <h1 className="brand-page">{title}</h1>
    </Group>
  );
}
