/**
 * Thresholds of the Act on regulation of embankments (宅地造成及び特定盛土等規制法), for information: which permits a design
 * needs is for the authority to say.
 */
import type { DesignCheck } from '../contract/design-surface.ts';

export interface CheckedSizes {
  readonly fillSlopeHeightM: number;
  readonly cutSlopeHeightM: number;
  readonly highestFillM: number;
  readonly deepestCutM: number;
  readonly footprintAreaM2: number;
}

/** A layer of no more than this is not counted over an area, metres. */
const THIN_M = 0.3;

export function permitChecks(sizes: CheckedSizes): DesignCheck[] {
  const { fillSlopeHeightM, cutSlopeHeightM, highestFillM, deepestCutM, footprintAreaM2 } = sizes;
  const isThick = Math.max(highestFillM, deepestCutM) > THIN_M;
  const areaM2 = isThick ? footprintAreaM2 : 0;
  const zone = '宅地造成等工事規制区域';
  const special = '特定盛土等規制区域';
  return [
    check('FILL_CLIFF', 1, fillSlopeHeightM, 'm', `${zone}: fill slope higher than 1 m (盛土で高さ1mを超える崖)`),
    check('CUT_CLIFF', 2, cutSlopeHeightM, 'm', `${zone}: cut slope higher than 2 m (切土で高さ2mを超える崖)`),
    check(
      'FILL_AND_CUT_CLIFF',
      2,
      fillSlopeHeightM > 0 && cutSlopeHeightM > 0 ? fillSlopeHeightM + cutSlopeHeightM : 0,
      'm',
      `${zone}: fill and cut slopes together higher than 2 m (greatest heights, wherever they are)`,
    ),
    check('FILL_HEIGHT', 2, highestFillM, 'm', `${zone}: fill higher than 2 m (高さ2mを超える盛土)`),
    check('AREA', 500, areaM2, 'm2', `${zone}: more than 500 m² of fill or cut thicker than 30 cm`),
    check('SPECIAL_FILL', 2, fillSlopeHeightM, 'm', `${special}, permit: fill slope higher than 2 m`),
    check('SPECIAL_CUT', 5, cutSlopeHeightM, 'm', `${special}, permit: cut slope higher than 5 m`),
    check('SPECIAL_AREA', 3000, areaM2, 'm2', `${special}, permit: more than 3,000 m² thicker than 30 cm`),
  ];
}

function check(code: string, limit: number, value: number, unit: 'm' | 'm2', message: string): DesignCheck {
  return { code, limit, value, unit, exceeded: value > limit, message };
}
