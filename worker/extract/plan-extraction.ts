/** Settles what an extraction reads: items, nodes and the form of the records. Decodes no point. */
import { type ExtractRequest, parseExtractRequest } from '#core/contract/extract.ts';
import { type Copc, openCopc } from '#core/copc/copc.ts';
import { compareKeys, nodeBounds } from '#core/copc/voxel-key.ts';
import type { Crs } from '#core/crs/crs.ts';
import { CrsError, LimitError, RequestError } from '#core/errors.ts';
import { AreaIndex, buildAreaIndex } from '#core/extract/area-index.ts';
import { areaRings } from '#core/extract/area-rings.ts';
import { planRecords } from '#core/extract/record-plan.ts';
import type { Bounds } from '#core/geometry/bounds.ts';
import type { LasHeader } from '#core/las/header.ts';
import type { Vlr } from '#core/las/vlr.ts';
import { openFileSource } from '../file-source.ts';
import { provenanceOf } from '../measuring/provenance.ts';
import { sameHorizontalCrs } from '../store/crs-properties.ts';
import { licenceText } from '../store/stac-collection.ts';
import { openStore, type Store } from '../store/store.ts';
import { requestToData } from './area-frame.ts';
import { type ChosenItem, chooseItems } from './choose-items.ts';
import type { ExtractLimits } from './extract-limits.ts';
import type { Credit, ExtractionPlan, PlanInput, SourceNode } from './extraction-plan.ts';
import { planWarnings } from './plan-warnings.ts';

/** An item that the area touches, and its nodes. */
export interface OpenedItem {
  readonly item: ChosenItem;
  readonly header: LasHeader;
  readonly layout: Copc['layout'];
  readonly vlrs: readonly Vlr[];
  readonly wkt: string | null;
  readonly hasGpsTime: boolean;
  readonly nodes: readonly SourceNode[];
}

/**
 * @throws {RequestError} NOT_FOUND, NO_DATA with the extent of what there is, NO_GROUND_CLASS when no item has the classes
 * @throws {CrsError} an unknown system, or collections in different ones
 * @throws {GeometryError} an area that is none
 * @throws {LimitError} too many vertices or points
 */
export async function planExtraction(input: PlanInput): Promise<ExtractionPlan> {
  const request = parseExtractRequest(input.request);
  const store = openStore(input.storeDir, input.audience ? { audience: input.audience } : {});
  const chosen = await chooseItems(store, request);
  const crs = commonCrs(chosen);
  const toData = requestToData(crs, request.crs);
  const rings = areaRings(request.area, { maxVertices: input.limits.maxVertices, toData });
  const area = buildAreaIndex(rings, (bytes) => new SharedArrayBuffer(bytes));
  const index = new AreaIndex(area);
  const touched = touchedItems(chosen, index, request);
  const opened = await openItems(touched, index, input.limits, request);
  if (opened.length === 0) throw noPoints(chosen, 'the area holds no octree node with points');
  const { mappings, ...records } = planRecords(
    opened.map(({ item, header, layout, vlrs }) => ({
      name: `${item.collection}/${item.record.id}`,
      header,
      layout,
      vlrs,
    })),
  );
  const nodes = opened.flatMap((one) => one.nodes);
  const newest = opened.reduce(
    (best, { header }) => (dayNumber(header) > dayNumber(best) ? header : best),
    opened[0]!.header,
  );
  const datums = [...new Set(opened.map(({ item }) => item.record.verticalDatum))];
  const source = { kind: 'points' as const, collection: request.collections.join(', '), crs, layers: [], items: [] };
  return {
    request,
    sources: opened.map(({ item, header, nodes: own }, i) => ({
      collection: item.collection,
      id: item.record.id,
      version: item.record.version,
      path: item.path,
      mapping: mappings[i]!,
      scale: header.scale,
      offset: header.offset,
      nodes: own,
    })),
    records,
    area,
    crs,
    wkt: opened[0]!.wkt ?? crs.wkt,
    readPoints: pointsOf(nodes),
    insidePoints: pointsOf(nodes.filter(({ isInside }) => isInside)),
    hasGpsTime: opened.some((one) => one.hasGpsTime),
    isAdjustedTime: opened.every(({ header }) => (header.globalEncoding & 1) === 1),
    created: { year: newest.creationYear, dayOfYear: newest.creationDayOfYear },
    unitM: unitsAt(crs, index.bounds),
    verticalDatum: datums.length === 1 ? datums[0]! : null,
    credits: await creditsOf(store, request.collections),
    provenance: provenanceOf('extract', request, [{ source, items: opened.map(({ item }) => item) }]),
    warnings: planWarnings(opened, records.notes),
  };
}

function commonCrs(chosen: readonly ChosenItem[]): Crs {
  const [first] = chosen;
  for (const { collection, record } of chosen) {
    const isSameUnit = first!.record.crs.verticalUnitM === record.crs.verticalUnitM;
    if (isSameUnit && sameHorizontalCrs(first!.record.crs, record.crs)) continue;
    const name = ({ code, name: text }: Crs) => code ?? text;
    throw new CrsError(
      `one file has one system: ${first!.collection} is in ${name(first!.record.crs)}, ${collection} in ${name(record.crs)}; extract them one by one`,
    );
  }
  return first!.record.crs;
}

const boundsOf = ({ record: { bounds } }: ChosenItem): Bounds => ({
  minE: bounds[0],
  minN: bounds[1],
  maxE: bounds[3],
  maxN: bounds[4],
});

function touchedItems(chosen: readonly ChosenItem[], index: AreaIndex, { classes }: ExtractRequest): ChosenItem[] {
  const touched = chosen.filter((item) => index.stateOf(boundsOf(item)) !== 'outside');
  if (touched.length === 0) throw noPoints(chosen, 'the area lies outside of the data');
  if (!classes) return touched;
  const holding = touched.filter(({ record }) => classes.some((code) => (record.classCounts[code] ?? 0) > 0));
  if (holding.length > 0) return holding;
  const present = [...new Set(touched.flatMap(({ record }) => Object.keys(record.classCounts)))].map(Number);
  throw new RequestError(
    'NO_GROUND_CLASS',
    `there are no points of class ${classes.join(', ')} here; the classes are ${present.sort((a, b) => a - b).join(', ')}`,
  );
}

/** With the extent of the data, so that the next request hits it. */
export function noPoints(chosen: readonly ChosenItem[], what: string): RequestError {
  const bounds = chosen.map(boundsOf);
  const extent = [
    Math.min(...bounds.map(({ minE }) => minE)),
    Math.min(...bounds.map(({ minN }) => minN)),
    Math.max(...bounds.map(({ maxE }) => maxE)),
    Math.max(...bounds.map(({ maxN }) => maxN)),
  ];
  const { crs } = chosen[0]!.record;
  const digits = crs.kind === 'geographic' ? 6 : 1;
  const text = extent.map((value) => value.toFixed(digits)).join(', ');
  return new RequestError('NO_DATA', `${what}: the data extend over [${text}] in ${crs.code ?? crs.name}`, {
    extent: text,
    crs: crs.code,
  });
}

async function openItems(
  touched: readonly ChosenItem[],
  index: AreaIndex,
  limits: ExtractLimits,
  { classes, minSpacingM }: ExtractRequest,
): Promise<OpenedItem[]> {
  const opened: OpenedItem[] = [];
  const isEveryPoint = !classes && minSpacingM === undefined;
  let [read, inside] = [0, 0];
  for (const item of touched) {
    await using source = await openFileSource(item.path);
    const copc = await openCopc(source);
    const nodes = await nodesOf(copc, index);
    read += pointsOf(nodes);
    inside += pointsOf(nodes.filter(({ isInside }) => isInside));
    if (isEveryPoint && inside > limits.maxPoints) throw tooManyPoints('holds', inside, limits.maxPoints, limits);
    if (read > limits.maxReadPoints) throw tooManyPoints('reads', read, limits.maxReadPoints, limits);
    if (nodes.length === 0) continue;
    const { header, layout, vlrs, wkt, info } = copc;
    const hasGpsTime = info.gpsTimeRange.some((time) => time !== 0);
    opened.push({ item, header, layout, vlrs, wkt, hasGpsTime, nodes });
  }
  return opened;
}

function tooManyPoints(verb: 'holds' | 'reads', actual: number, limit: number, { hint }: ExtractLimits): LimitError {
  const what =
    verb === 'holds'
      ? `the area holds more than ${actual} points`
      : `more than ${actual} points lie in and around the area`;
  return new LimitError(`${what}; at most ${limit} are allowed here: ${hint}`, { limit, actual });
}

async function nodesOf(copc: Copc, index: AreaIndex): Promise<SourceNode[]> {
  const all = Array.from((await copc.loadAllNodes()).values()).sort((a, b) => compareKeys(a.key, b.key));
  const nodes: SourceNode[] = [];
  for (const node of all) {
    // points may overhang their cube a little; a sampling step of the node is more than they do
    const [minX, minY, , maxX, maxY] = nodeBounds(node.key, copc.info);
    const slack = copc.info.spacing / 2 ** node.key[0];
    const box = { minE: minX - slack, minN: minY - slack, maxE: maxX + slack, maxN: maxY + slack };
    const state = index.stateOf(box);
    if (state !== 'outside') nodes.push({ node, isInside: state === 'inside' });
  }
  return nodes;
}

function pointsOf(nodes: readonly SourceNode[]): number {
  return nodes.reduce((sum, { node }) => sum + node.pointCount, 0);
}

const dayNumber = ({ creationYear, creationDayOfYear }: LasHeader) => 1000 * creationYear + creationDayOfYear;

/** Degrees of longitude are shorter than those of latitude: as long as they are in the middle of the area. */
function unitsAt(crs: Crs, { minN, maxN }: Bounds): [number, number, number] {
  const { kind, horizontalUnitM: unitM, verticalUnitM } = crs;
  const eastM = kind === 'geographic' ? unitM * Math.cos((((minN + maxN) / 2) * Math.PI) / 180) : unitM;
  return [eastM, unitM, verticalUnitM];
}

async function creditsOf(store: Store, collections: readonly string[]): Promise<Credit[]> {
  const credits: Credit[] = [];
  for (const id of collections) {
    const collection = await store.getCollection(id);
    const { title, attribution } = collection;
    credits.push({ collection: id, title, licence: licenceText(collection), attribution: attribution ?? null });
  }
  return credits;
}
