/**
 * Layers by the CAD drawing standard (CAD製図基準): `{responsible}-{object}-{element}`, S for survey, D for design.
 * Confirmed in a source: x-TTL-FRAM, x-TTL-LINE, x-TTL-TXT, x-BGD, x-BGD-HICN, x-BGD-LWCN, x-BGD-EXST, x-BGD-HTXT, x-BMK,
 * x-BMK-SRVR. From memory, to be checked before a delivery claims conformity: x-TTL-BAND, x-STR, x-STR-TXT, x-STR-DIM,
 * x-STR-HCH, x-DCR, x-BMK-TXT. Our own, where the standard leaves numbering to the user: S-BGD-EP1 … (epochs), S-BGD-PNT
 * (points), D-STR-HCH1 (cut), D-STR-HCH2 (fill), D-STR-STR1 … (further designs).
 */
import type { Colour } from './colours.ts';
import type { Layer, LineType } from './sheet.ts';

function layer(name: string, colour: Colour, lineWidthMm: number, lineType: LineType = 'continuous'): Layer {
  return { name, colour, lineType, lineWidthMm };
}

export const LAYERS = {
  frame: layer('D-TTL-FRAM', 'black', 0.7),
  titleLine: layer('D-TTL-LINE', 'black', 0.18),
  titleText: layer('D-TTL-TXT', 'black', 0.18),
  band: layer('D-TTL-BAND', 'black', 0.18),
  ground: layer('S-BGD', 'black', 0.35),
  groundText: layer('S-BGD-HTXT', 'black', 0.18),
  indexContour: layer('S-BGD-HICN', 'brown', 0.25),
  contour: layer('S-BGD-LWCN', 'brown', 0.13),
  points: layer('S-BGD-PNT', 'darkgrey', 0.13),
  grid: layer('S-BMK-SRVR', 'cyan', 0.13),
  axis: layer('D-BMK', 'red', 0.25, 'chain'),
  datumLine: layer('D-BMK-LINE', 'black', 0.18),
  stationText: layer('D-BMK-TXT', 'black', 0.18),
  design: layer('D-STR', 'red', 0.5),
  slopeText: layer('D-STR-TXT', 'red', 0.18),
  dimension: layer('D-STR-DIM', 'darkgrey', 0.13),
  sectionLine: layer('D-STR-SECT', 'blue', 0.18),
  cut: layer('D-STR-HCH1', 'yellow', 0.13),
  fill: layer('D-STR-HCH2', 'red', 0.13),
  quantity: layer('D-DCR', 'black', 0.18),
  massHaul: layer('D-DCR-LINE', 'blue', 0.5),
} as const satisfies Record<string, Layer>;

const EPOCHS: readonly Layer[] = [
  layer('S-BGD-EP1', 'blue', 0.35, 'dashed'),
  layer('S-BGD-EP2', 'green', 0.35, 'chain'),
  layer('S-BGD-EP3', 'magenta', 0.35, 'double-chain'),
  layer('S-BGD-EP4', 'brown', 0.35, 'dotted'),
  layer('S-BGD-EP5', 'cyan', 0.35, 'dashed'),
  layer('S-BGD-EP6', 'orange', 0.35, 'chain'),
  layer('S-BGD-EP7', 'darkgrey', 0.35, 'dashed'),
];

const DESIGNS: readonly Layer[] = [
  LAYERS.design,
  layer('D-STR-STR1', 'magenta', 0.35, 'dashed'),
  layer('D-STR-STR2', 'orange', 0.35, 'chain'),
  layer('D-STR-STR3', 'green', 0.35, 'double-chain'),
];

/** The layer of each surface: the existing ground black, other epochs coloured and broken, designs red. */
export function surfaceLayers(surfaces: readonly { readonly kind: string }[], existing: number): Layer[] {
  let epochs = 0;
  let designs = 0;
  return surfaces.map((surface, index) => {
    if (index === existing) return LAYERS.ground;
    const [from, at] = surface.kind === 'design' ? [DESIGNS, designs++] : [EPOCHS, epochs++];
    return from[at % from.length]!;
  });
}
