/**
 * Sheets as DXF (R2007, UTF-8). Sheets of sections and profiles stand side by side in model space, in millimetres of the
 * paper; a plan that knows its place stands in the world: x = east, y = north, metres.
 */
import {
  type Dxfier,
  DxfLayer,
  DxfWriter,
  Hatch,
  HatchBoundaryPaths,
  HatchPolylineBoundary,
  HatchPredefinedPatterns,
  LWPolylineFlags,
  pattern,
  point2d,
  point3d,
  TextHorizontalAlignment,
  TextVerticalAlignment,
  Units,
} from '@tarikjabiri/dxf';
import { COLOUR_NUMBER } from '#core/drawing/colours.ts';
import type { Entity, Layer, LineType, Sheet, TextEntity } from '#core/drawing/sheet.ts';
import { DASHES } from './line-types.ts';
import { BASE_SHIFT } from './text-base.ts';

const LINE_TYPES: Readonly<Record<LineType, string>> = {
  continuous: 'Continuous',
  dashed: 'DASHED',
  dotted: 'DOT',
  chain: 'CENTER',
  'double-chain': 'PHANTOM',
};

/** The only line weights that DXF knows, 0.01 mm. */
const WEIGHTS = [0, 5, 9, 13, 15, 18, 20, 25, 30, 35, 40, 50, 53, 60, 70, 80, 90, 100, 106, 120, 140, 158, 200, 211];
const TEXT_STYLE = 'TENGUN';
const SHEET_GAP_MM = 20;
const HATCH_SPACING_MM = 2;

/** Takes a place on a sheet to model space. */
interface Placing {
  readonly x: (x: number) => number;
  readonly y: (y: number) => number;
  /** Drawing units for a millimetre on the paper. */
  readonly unit: number;
}

/** A layer with its line weight, which the library leaves out. */
class WeightedLayer extends DxfLayer {
  readonly weight: number;

  constructor(layer: Layer, owner: string) {
    super(layer.name, COLOUR_NUMBER[layer.colour], LINE_TYPES[layer.lineType]);
    this.ownerObjectHandle = owner;
    this.weight = nearestWeight(layer.lineWidthMm);
  }

  override dxfy(dx: Dxfier): void {
    const begin = dx.lines.length;
    super.dxfy(dx);
    const at = dx.lines.indexOf(370, begin);
    if (at >= 0) dx.lines[at + 1] = this.weight;
  }
}

/** Parallel lines: the library turns its pattern table itself, for every hatch that follows. */
class LineHatch extends Hatch {
  readonly angleDeg: number;
  readonly spacing: number;

  constructor(boundary: HatchBoundaryPaths, at: { angleDeg: number; spacing: number; layerName: string }) {
    super(boundary, pattern({ name: HatchPredefinedPatterns.ANSI31 }), { layerName: at.layerName });
    this.angleDeg = at.angleDeg;
    this.spacing = at.spacing;
  }

  protected override dxfyChild(dx: Dxfier): void {
    const angle = (this.angleDeg * Math.PI) / 180;
    dx.point3d(point3d(0, 0, 0));
    for (const [code, value] of [[210, 0] as const, [220, 0] as const, [230, 1] as const]) dx.push(code, value);
    dx.name('ANSI31');
    dx.push(70, 0);
    dx.push(71, 0);
    dx.push(91, this.boundaryPath.length);
    this.boundaryPath.dxfy(dx);
    const turned = (this.angleDeg + 315) % 360;
    const offsets = [rounded(-Math.sin(angle) * this.spacing), rounded(Math.cos(angle) * this.spacing)] as const;
    const scale = rounded(this.spacing / 3.175);
    const tail = [75, 0, 76, 1, 52, turned, 41, scale, 77, 0, 78, 1, 53, this.angleDeg, 43, 0, 44, 0];
    for (let i = 0; i < tail.length; i += 2) dx.push(tail[i]!, tail[i + 1]!);
    dx.push(45, offsets[0]);
    dx.push(46, offsets[1]);
    dx.push(79, 0);
    dx.push(98, 0);
  }
}

function nearestWeight(lineWidthMm: number): number {
  const wanted = lineWidthMm * 100;
  return WEIGHTS.reduce((best, weight) => (Math.abs(weight - wanted) < Math.abs(best - wanted) ? weight : best), 0);
}

/** A tenth of a micrometre on paper, a tenth of a millimetre in the world; no exponents, no −0. */
function rounded(value: number): number {
  return Math.round(value * 10_000) / 10_000 + 0;
}

/**
 * Codes that CAD systems act on inside a text (%%c, \U+, ^J) become their full-width twins.
 */
export function dxfText(text: string): string {
  return text.replace(/%%/g, '％％').replace(/\\/g, '＼').replace(/\^/g, '＾');
}

/** @returns the file as text; write it as UTF-8 */
export function sheetsToDxf(sheets: readonly Sheet[]): string {
  const writer = new DxfWriter();
  const world = sheets[0]?.world;
  setUp(writer, world ? world.scale / 1000 : 1, world !== undefined);
  const layers = new Map<string, Layer>();
  for (const sheet of sheets) for (const layer of sheet.layers) layers.set(layer.name, layer);
  const table = writer.tables.layerTable;
  for (const layer of [...layers.values()].sort((a, b) => (a.name < b.name ? -1 : 1)))
    table.records.push(new WeightedLayer(layer, table.handle));
  let left = 0;
  const extent = { minX: 0, minY: 0, maxX: 0, maxY: 0 };
  for (const [index, sheet] of sheets.entries()) {
    const placing = placingOf(sheet, left);
    for (const entity of sheet.entities) addEntity(writer, entity, placing);
    const corner = [placing.x(sheet.widthMm), placing.y(sheet.heightMm)] as const;
    if (index === 0)
      Object.assign(extent, { minX: placing.x(0), minY: placing.y(0), maxX: corner[0], maxY: corner[1] });
    extent.maxX = Math.max(extent.maxX, corner[0]);
    extent.maxY = Math.max(extent.maxY, corner[1]);
    left += sheet.widthMm + SHEET_GAP_MM;
  }
  setView(writer, extent);
  return `${writer.stringify()}\n`;
}

function placingOf({ world }: Sheet, left: number): Placing {
  if (!world) return { x: (x) => rounded(x + left), y: rounded, unit: 1 };
  const unit = world.scale / 1000;
  return { x: (x) => rounded(world.east + x * unit), y: (y) => rounded(world.north + y * unit), unit };
}

function setUp(writer: DxfWriter, lineScale: number, inMetres: boolean): void {
  writer.setUnits(inMetres ? Units.Meters : Units.Millimeters);
  const { header, tables } = writer.document;
  header.setVariable('$LASTSAVEDBY', { 1: 'Tengun' });
  header.setVariable('$DWGCODEPAGE', { 3: 'ANSI_932' });
  header.setVariable('$MEASUREMENT', { 70: 1 });
  header.setVariable('$LTSCALE', { 40: rounded(lineScale) });
  header.setVariable('$LWDISPLAY', { 290: 1 });
  for (const [type, name] of Object.entries(LINE_TYPES) as [LineType, string][]) {
    if (type === 'continuous') continue;
    // a gap is negative
    tables.addLType(
      name,
      type,
      DASHES[type].map((length, index) => (index % 2 === 0 ? length : -length)),
    );
  }
  const style = tables.addStyle(TEXT_STYLE);
  style.fontFileName = 'msgothic.ttc';
  // CAD systems take the height of capitals for the height of a text: narrower characters keep its length on paper
  style.widthFactor = 0.8;
}

function setView(writer: DxfWriter, extent: { minX: number; minY: number; maxX: number; maxY: number }): void {
  const { header, modelSpace } = writer.document;
  header.setVariable('$EXTMIN', { 10: extent.minX, 20: extent.minY, 30: 0 });
  header.setVariable('$EXTMAX', { 10: extent.maxX, 20: extent.maxY, 30: 0 });
  const [width, height] = [extent.maxX - extent.minX, extent.maxY - extent.minY];
  modelSpace.centerView = () => point3d(rounded(extent.minX + width / 2), rounded(extent.minY + height / 2));
  modelSpace.viewHeight = () => rounded(Math.max(height, width / 2) * 1.05);
}

function addEntity(writer: DxfWriter, entity: Entity, placing: Placing): void {
  const space = writer.modelSpace;
  const { x, y, unit } = placing;
  const layerName = entity.layer;
  switch (entity.kind) {
    case 'polyline': {
      const flags = entity.closed ? LWPolylineFlags.Closed : LWPolylineFlags.None;
      const lineType = entity.lineType && LINE_TYPES[entity.lineType];
      space.addLWPolyline(
        pairs(entity.points).map(([px, py]) => ({ point: point2d(x(px), y(py)) })),
        {
          layerName,
          flags,
          ...(lineType ? { lineType } : {}),
          ...(entity.elevationM === undefined ? {} : { elevation: rounded(entity.elevationM) }),
        },
      );
      return;
    }
    case 'text':
      addText(writer, entity, placing);
      return;
    case 'fill': {
      const boundary = new HatchBoundaryPaths();
      for (const ring of entity.rings)
        boundary.addPolylineBoundary(
          new HatchPolylineBoundary(pairs(ring).map(([px, py]) => ({ x: x(px), y: y(py) }))),
        );
      const { angleDeg } = entity;
      if (angleDeg === null) space.addHatch(boundary, pattern({ name: HatchPredefinedPatterns.SOLID }), { layerName });
      else space.addEntity(new LineHatch(boundary, { angleDeg, spacing: HATCH_SPACING_MM * unit, layerName }));
      return;
    }
    case 'circle':
      space.addCircle(point3d(x(entity.x), y(entity.y)), rounded(entity.radiusMm * unit), { layerName });
      return;
    case 'dots':
      for (const [px, py] of pairs(entity.points)) space.addPoint(x(px), y(py), 0, { layerName });
  }
}

const HORIZONTAL = {
  left: TextHorizontalAlignment.Left,
  centre: TextHorizontalAlignment.Center,
  right: TextHorizontalAlignment.Right,
} as const;

function addText(writer: DxfWriter, text: TextEntity, { x, y, unit }: Placing): void {
  // a middle base stays what it is; others become the base line
  const shift = text.base === 'middle' ? 0 : BASE_SHIFT[text.base] * text.heightMm;
  const angle = (text.rotationDeg * Math.PI) / 180;
  const at = point3d(x(text.x - Math.sin(angle) * shift), y(text.y + Math.cos(angle) * shift));
  const isPlain = text.align === 'left' && text.base !== 'middle';
  const entity = writer.modelSpace.addText(at, rounded(text.heightMm * unit), dxfText(text.text), {
    layerName: text.layer,
    ...(text.rotationDeg === 0 ? {} : { rotation: rounded(text.rotationDeg) }),
    ...(isPlain
      ? {}
      : {
          horizontalAlignment: HORIZONTAL[text.align],
          verticalAlignment: text.base === 'middle' ? TextVerticalAlignment.Middle : TextVerticalAlignment.BaseLine,
          secondAlignmentPoint: at,
        }),
  });
  entity.textStyle = TEXT_STYLE;
}

function pairs(points: readonly number[]): [number, number][] {
  const out: [number, number][] = [];
  for (let i = 0; i + 1 < points.length; i += 2) out.push([points[i]!, points[i + 1]!]);
  return out;
}
