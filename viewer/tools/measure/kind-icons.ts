/** The icon of each kind of measurement. */
import {
  IconAngle,
  IconArrowsVertical,
  IconMapPin,
  IconPolygon,
  IconRoute,
  IconRuler2,
  IconTrendingDown,
  type TablerIcon,
} from '@tabler/icons-react';
import type { MeasureKind } from '#core/contract/measure-kinds.ts';

export const KIND_ICONS: Readonly<Record<MeasureKind, TablerIcon>> = {
  point: IconMapPin,
  distance: IconRuler2,
  polyline: IconRoute,
  height: IconArrowsVertical,
  angle: IconAngle,
  area: IconPolygon,
  slope: IconTrendingDown,
};
