/**
 * One file of points, written while they come: room for the head, points 50,000 at a time as threads bring them into
 * their form, the chunk table of LAZ, and at last the head, which knows how many there are and where they lie.
 */
import { type FileHandle, open } from 'node:fs/promises';
import { ByteWriter, utf8 } from '#core/binary/byte-cursor.ts';
import { codeOf } from '#core/crs/write-geo-keys.ts';
import { LimitError } from '#core/errors.ts';
import { csvHeader } from '#core/extract/csv-rows.ts';
import { addLegacyNotes, emptyLegacyNotes, type LegacyNotes } from '#core/extract/legacy-records.ts';
import { FORM_POINTS, type FormedPoints, type PointForm } from '#core/extract/point-form.ts';
import type { PlannedDimension } from '#core/extract/record-plan.ts';
import { WKT_RECORD_ID } from '#core/las/crs-records.ts';
import { EXTRA_BYTES_RECORD_ID } from '#core/las/extra-bytes.ts';
import { geoKeyRecords } from '#core/las/geo-key-records.ts';
import { HEADER_14_BYTES, type LasHeader, type Triple, WKT_BIT, writeHeader } from '#core/las/header.ts';
import { HEADER_12_BYTES, writeHeader12 } from '#core/las/header-12.ts';
import { emptySummary, mergeSummary, type PointSummary } from '#core/las/point-summary.ts';
import { type Vlr, writeVlr } from '#core/las/vlr.ts';
import { writeChunkTable } from '#core/laz/chunk-table.ts';
import { LASZIP_RECORD_ID, LASZIP_USER_ID, laszipVlrForLayout, writeLaszipVlr } from '#core/laz/laszip-vlr.ts';
import type { WorkerPool } from '../pool.ts';
import { SOFTWARE } from '../software.ts';
import type { ExtractionPlan } from './extraction-plan.ts';
import { OrderedWriter, writeAt } from './ordered-writer.ts';

export interface PointFileOptions {
  readonly path: string;
  readonly plan: ExtractionPlan;
  readonly form: PointForm;
  readonly pool: WorkerPool;
  readonly maxPoints: number;
  /** What to do when there are more. */
  readonly hint: string;
  readonly signal?: AbortSignal;
}

const POINTER_BYTES = 8;
const DESCRIPTOR_BYTES = 192;
/** Bytes that one descriptor without a type can stand for. */
const MAX_UNDESCRIBED = 255;

export class PointFile implements AsyncDisposable {
  private readonly file: FileHandle;
  private readonly options: PointFileOptions;
  private readonly head: Uint8Array;
  private readonly writer: OrderedWriter<FormedPoints>;
  private readonly pending: Uint8Array[] = [];
  private pendingPoints = 0;
  private begunPoints = 0;
  private readonly chunkSizes: number[] = [];
  private readonly total = emptySummary();
  private readonly notes = emptyLegacyNotes();

  private constructor(file: FileHandle, options: PointFileOptions) {
    this.file = file;
    this.options = options;
    this.head = headOf(options.plan, options.form);
    const begin = this.head.length + (isLaz(options.form) ? POINTER_BYTES : 0);
    this.writer = new OrderedWriter(file, begin, 2 * options.pool.threads, (formed) => this.take(formed));
  }

  static async create(options: PointFileOptions): Promise<PointFile> {
    return new PointFile(await open(options.path, 'wx'), options);
  }

  get pointCount(): number {
    return this.begunPoints + this.pendingPoints;
  }

  /** Of all points, once finished. */
  get summary(): PointSummary {
    return this.total;
  }

  /** What LAS 1.2 could not hold, once finished. */
  get legacy(): LegacyNotes {
    return this.notes;
  }

  /** @param records packed records of the plan's layout @throws {LimitError} when there are more points than allowed */
  async append(records: Uint8Array): Promise<void> {
    const length = this.options.plan.records.layout.pointDataRecordLength;
    for (let at = 0; at < records.length; ) {
      const room = (FORM_POINTS - this.pendingPoints) * length;
      const part = records.subarray(at, at + room);
      this.pending.push(part);
      this.pendingPoints += part.length / length;
      at += part.length;
      if (this.pendingPoints === FORM_POINTS) await this.flush();
    }
    const { maxPoints } = this.options;
    if (this.pointCount > maxPoints) {
      throw new LimitError(
        `the area holds more than ${maxPoints} of the points that were asked for, which is what is allowed here: ${this.options.hint}`,
        { limit: maxPoints, actual: this.pointCount },
      );
    }
  }

  /** Writes what is left and the head. */
  async finish(): Promise<void> {
    if (this.pendingPoints > 0) await this.flush();
    await this.writer.finish();
    const { plan, form } = this.options;
    if (isLaz(form)) await this.writeChunkTable();
    const head = form.kind === 'csv' ? this.head : finishedHead(this.head, plan, form, this.total, this.notes);
    await writeAt(this.file, head, 0);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.file.close();
  }

  private async flush(): Promise<void> {
    const { plan, form, pool, signal } = this.options;
    const { layout } = plan.records;
    const records = new Uint8Array(this.pendingPoints * layout.pointDataRecordLength);
    let at = 0;
    for (const part of this.pending) {
      records.set(part, at);
      at += part.length;
    }
    this.begunPoints += this.pendingPoints;
    this.pending.length = 0;
    this.pendingPoints = 0;
    const run = { transfer: [records.buffer], ...(signal ? { signal } : {}) };
    await this.writer.add(() => pool.run('form-points', { records, layout, form }, run));
  }

  private take({ bytes, summary, legacy }: FormedPoints): Uint8Array {
    mergeSummary(this.total, summary);
    if (legacy) addLegacyNotes(this.notes, legacy);
    this.chunkSizes.push(bytes.length);
    return bytes;
  }

  private async writeChunkTable(): Promise<void> {
    const offset = this.writer.end;
    const table = writeChunkTable({ byteSizes: Uint32Array.from(this.chunkSizes), pointCounts: null });
    await writeAt(this.file, table, offset);
    await writeAt(this.file, new ByteWriter(POINTER_BYTES).u64(offset).bytes, this.head.length);
  }
}

function isLaz(form: PointForm): boolean {
  return form.kind !== 'csv' && form.isCompressed;
}

/** Everything before the points, as long as it will be; of LAS with a header that does not know the points yet. */
function headOf(plan: ExtractionPlan, form: PointForm): Uint8Array {
  if (form.kind === 'csv') return csvHeader(form.columns, plan.records.layout);
  const vlrs = vlrsOf(plan, form).map(writeVlr);
  const headerBytes = form.kind === 'legacy' ? HEADER_12_BYTES : HEADER_14_BYTES;
  const head = new Uint8Array(headerBytes + vlrs.reduce((sum, { length }) => sum + length, 0));
  let at = headerBytes;
  for (const vlr of vlrs) {
    head.set(vlr, at);
    at += vlr.length;
  }
  return head;
}

type LasForm = Exclude<PointForm, { kind: 'csv' }>;

function layoutOf(plan: ExtractionPlan, form: LasForm) {
  return form.kind === 'legacy' ? form.layout : plan.records.layout;
}

function vlrsOf({ crs, wkt, records }: ExtractionPlan, form: LasForm): Vlr[] {
  const wktRecord = {
    userId: 'LASF_Projection',
    recordId: WKT_RECORD_ID,
    description: 'OGC WKT',
    data: utf8(`${wkt}\0`),
  };
  // a system without a code has nothing that keys could say: its text may still be read
  const keys = form.kind === 'legacy' ? [...geoKeyRecords(crs), ...(codeOf(crs) === null ? [wktRecord] : [])] : null;
  const layout = form.kind === 'legacy' ? form.layout : records.layout;
  const isDescribed = form.kind !== 'legacy' && records.dimensions.some(({ descriptor }) => descriptor !== null);
  const descriptors = isDescribed ? records.dimensions.flatMap(descriptorsOf) : [];
  return [
    ...(keys ?? [wktRecord]),
    ...(descriptors.length > 0
      ? [
          {
            userId: 'LASF_Spec',
            recordId: EXTRA_BYTES_RECORD_ID,
            description: 'Extra bytes',
            data: new Uint8Array(Buffer.concat(descriptors)),
          },
        ]
      : []),
    ...(form.isCompressed
      ? [
          {
            userId: LASZIP_USER_ID,
            recordId: LASZIP_RECORD_ID,
            description: 'LASzip',
            data: writeLaszipVlr(laszipVlrForLayout(layout, FORM_POINTS)),
          },
        ]
      : []),
  ];
}

/** A dimension's descriptor; of bytes that nobody described such that say only how many they are, so that the next is found. */
function descriptorsOf({ descriptor, sizeBytes, name }: PlannedDimension): Uint8Array[] {
  if (descriptor) return [descriptor];
  const parts: Uint8Array[] = [];
  for (let left = sizeBytes; left > 0; left -= MAX_UNDESCRIBED) {
    const w = new ByteWriter(DESCRIPTOR_BYTES);
    parts.push(w.u16(0).u8(0).u8(Math.min(left, MAX_UNDESCRIBED)).text(name, 32).bytes);
  }
  return parts;
}

/** Standard text of LAS for files that are a part of others. */
const SYSTEM = 'EXTRACTION';

function finishedHead(
  head: Uint8Array,
  plan: ExtractionPlan,
  form: LasForm,
  summary: PointSummary,
  notes: LegacyNotes,
): Uint8Array {
  const { scale, offset } = plan.records;
  const layout = layoutOf(plan, form);
  const ends = summary.position.map(({ min, max }, axis) =>
    [min * scale[axis]! + offset[axis]!, max * scale[axis]! + offset[axis]!].sort((a, b) => a - b),
  );
  const isLegacy = form.kind === 'legacy';
  const header: LasHeader = {
    versionMajor: 1,
    versionMinor: isLegacy ? 2 : 4,
    fileSourceId: 0,
    globalEncoding: (plan.isAdjustedTime ? 1 : 0) | WKT_BIT,
    guid: new Uint8Array(16),
    systemIdentifier: SYSTEM,
    generatingSoftware: SOFTWARE,
    creationDayOfYear: plan.created.dayOfYear,
    creationYear: plan.created.year,
    headerSize: isLegacy ? HEADER_12_BYTES : HEADER_14_BYTES,
    offsetToPointData: head.length,
    vlrCount: vlrsOf(plan, form).length,
    pointDataRecordFormat: layout.pointDataRecordFormat,
    compressed: form.isCompressed,
    pointDataRecordLength: layout.pointDataRecordLength,
    pointCount: summary.pointCount,
    pointCountByReturn: isLegacy ? [...notes.byReturn] : [...summary.returnCounts].slice(1),
    scale,
    offset,
    min: ends.map((pair) => pair[0]!) as Triple,
    max: ends.map((pair) => pair[1]!) as Triple,
    evlrOffset: 0,
    evlrCount: 0,
  };
  const finished = head.slice();
  finished.set(isLegacy ? writeHeader12(header) : writeHeader(header));
  return finished;
}
