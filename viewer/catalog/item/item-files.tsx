/** What can be downloaded, with sizes. */
import { Text } from '@mantine/core';
import { IconBraces, IconDownload, IconFolders, IconMap2, IconTriangles } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ownPath } from '../api.ts';
import { formatBytes } from '../format-size.ts';
import type { ItemInfo } from '../state/item.ts';
import { PanelSection } from './panel-section.tsx';

export function ItemFiles({ item }: { item: ItemInfo }) {
  const { t } = useTranslation();
  const base = `/api/collections/${encodeURIComponent(item.collection)}`;
  return (
    <PanelSection title={t('catalog.item.files')}>
      <ul className="catalog-files">
        {item.files.map(({ kind, href, sizeBytes, gsdM }) => {
          const name = kind === 'data' ? t('catalog.item.copc') : t(`catalog.item.${kind}`);
          return (
            <FileLink
              key={kind}
              href={ownPath(href)}
              icon={kind === 'data' ? <IconTriangles size={18} /> : <IconMap2 size={18} />}
              name={name}
              size={formatBytes(sizeBytes)}
              note={
                kind === 'data'
                  ? t('catalog.item.copcNote')
                  : gsdM === null
                    ? ''
                    : t('catalog.item.gsd', { value: gsdM })
              }
            />
          );
        })}
        <FileLink
          href={`${base}/virtual-point-cloud.vpc`}
          icon={<IconFolders size={18} />}
          name={t('catalog.item.vpc')}
          note={t('catalog.item.vpcNote')}
        />
        <FileLink
          href={ownPath(item.self)}
          icon={<IconBraces size={18} />}
          name={t('catalog.item.json')}
          note={t('catalog.item.jsonNote')}
        />
      </ul>
    </PanelSection>
  );
}

interface FileLinkProps {
  readonly href: string;
  readonly icon: ReactNode;
  readonly name: string;
  readonly note: string;
  /** Without one it is a document of no fixed size. */
  readonly size?: string;
}

function FileLink({ href, icon, name, note, size }: FileLinkProps) {
  const { t } = useTranslation();
  return (
    <li className="catalog-file">
      <a href={href} {...(size === undefined ? {} : { download: '' })}>
        <span className="catalog-file-icon">{icon}</span>
        <span className="catalog-file-text">
          <span className="catalog-file-name">{name}</span>
          {note !== '' && (
            <Text component="span" size="xs" c="dimmed">
              {note}
            </Text>
          )}
        </span>
        <span className="catalog-file-size">{size ?? ''}</span>
        <span className="visually-hidden">{t(size === undefined ? 'catalog.item.open' : 'catalog.item.download')}</span>
        <IconDownload size={17} className="catalog-dim" />
      </a>
    </li>
  );
}
