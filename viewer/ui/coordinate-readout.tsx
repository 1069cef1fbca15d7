/** The coordinates under the resting pointer, or where a finger tapped: plane or geographic, to be copied. */
import { ActionIcon, Tooltip, UnstyledButton } from '@mantine/core';
import { IconCopy } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { copiedText, readout, wholeReadout } from '../state/coordinates.ts';
import { formatNumber } from './format.ts';
import { useCopy } from './use-copy.ts';
import { useAppState, useWorkspace } from './workspace-context.ts';

/** Japan's plane rectangular systems: JGD2000 and JGD2011. */
const PLANE_RECTANGULAR = /^EPSG:(24(4[3-9]|5\d|6[01])|66(69|7\d|8[0-7]))$/;

export function CoordinateReadout() {
  const { t } = useTranslation();
  const { store } = useWorkspace();
  const copy = useCopy();
  const pointer = useAppState((state) => state.pointer);
  const frame = useAppState((state) => state.frame);
  const view = useAppState((state) => state.view);
  const kind = useAppState((state) => state.readout);
  if (!frame) return null;
  const system = kind === 'plane' ? (frame.code ?? t('navigation.plane')) : 'WGS84';
  // heights of Japan count from the mean sea level of Tokyo Bay
  const isJapanese = PLANE_RECTANGULAR.test(frame.code ?? '');
  const other = t(kind === 'plane' ? 'navigation.toGeographic' : 'navigation.toPlane');
  return (
    <span className="status-place">
      <Tooltip label={other}>
        <UnstyledButton
          className="status-crs"
          aria-label={`${system}: ${other}`}
          onClick={() => store.set({ readout: kind === 'plane' ? 'geographic' : 'plane' })}
        >
          {system}
        </UnstyledButton>
      </Tooltip>
      {pointer ? (
        <>
          <span className="status-coordinates">
            {(view === 'globe' ? wholeReadout(pointer, frame, kind) : readout(pointer, frame, kind)).map(
              ({ label, text }) => (
                <span key={label} data-coordinate={label} data-value={text}>
                  {t(`navigation.coordinate.${label === 'h' && isJapanese ? 'tp' : label}`)}{' '}
                  <b>{label === 'lat' || label === 'lon' ? text : formatNumber(Number(text), 2)}</b>
                  {(label === 'h' ||
                    label === 'ellipsoidal' ||
                    (frame.unitM === 1 && label !== 'lat' && label !== 'lon')) &&
                    ' m'}
                </span>
              ),
            )}
          </span>
          <Tooltip label={t('navigation.copy')}>
            <ActionIcon
              variant="subtle"
              color="gray"
              size={24}
              aria-label={t('navigation.copy')}
              onClick={() => void copy(copiedText(pointer, frame, kind), t('navigation.copied'))}
            >
              <IconCopy size={15} />
            </ActionIcon>
          </Tooltip>
        </>
      ) : (
        <span className="status-hint">{t(view === 'globe' ? 'nav.hintGlobe' : 'nav.hintSite')}</span>
      )}
    </span>
  );
}
