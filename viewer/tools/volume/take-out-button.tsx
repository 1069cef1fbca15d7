/** The area of this tool as a file of points: opens the dialog of the catalogue. */
import { Button } from '@mantine/core';
import { IconPackageExport } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TakeOutArea } from '../../catalog/take-out/settings.ts';
import type { SiteFrame } from '../../state/site-frame.ts';
import { useAppState } from '../../ui/workspace-context.ts';
import type { SitePolygon } from './area-set.ts';

const TakeOutDialog = lazy(async () => ({
  default: (await import('../../catalog/take-out/take-out-dialog.tsx')).TakeOutDialog,
}));

export function TakeOutButton() {
  const { t } = useTranslation();
  const [area, setArea] = useState<TakeOutArea | null>(null);
  const { drawing, areaSet, settings } = useAppState((state) => state.volume);
  const frame = useAppState((state) => state.frame);
  const collections = useAppState((state) => state.collections);
  const polygons = areaSet ? areaSet.areas.flatMap((one) => one.polygons) : drawing.closed ? [[drawing.vertices]] : [];
  if (!frame || polygons.length === 0) return null;
  const first = settings.existing.collection;
  const ids = collections.map(({ id }) => id).sort((a, b) => Number(b === first) - Number(a === first));
  return (
    <>
      <Button
        size="xs"
        variant="default"
        className="long-button"
        leftSection={<IconPackageExport size={16} />}
        onClick={() => setArea(lonLatArea(polygons, frame))}
      >
        {t('takeOut.open')}
      </Button>
      {area && (
        <Suspense fallback={null}>
          <TakeOutDialog area={area} collections={ids} onClose={() => setArea(null)} />
        </Suspense>
      )}
    </>
  );
}

function lonLatArea(polygons: readonly SitePolygon[], frame: SiteFrame): TakeOutArea {
  const coordinates = polygons.map((rings) =>
    rings.map((ring) => {
      const positions = ring.map(({ east, north }) => frame.toLonLat(east, north));
      return [...positions, ...positions.slice(0, 1)];
    }),
  );
  return coordinates.length === 1
    ? { type: 'Polygon', coordinates: coordinates[0] ?? [] }
    : { type: 'MultiPolygon', coordinates };
}
