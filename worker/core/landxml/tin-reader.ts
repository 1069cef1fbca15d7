/**
 * Reads one TIN surface out of a LandXML 1.2 document, piece by piece: what stands in memory is the surface, whatever the
 * size of the file. Lenient where real files are: neighbours (`n`) and invisible faces (`i="1"`), ids of any kind, lists
 * with line ends, prefixes, a missing CoordinateSystem. A DTD is passed over; entities of its own are an error, so they
 * never expand.
 * Source: LandXML 1.2 schema; J-LandXML Ver. 1.6 / XSD 1.7. XML by npm saxes.
 */
import { SaxesParser, type SaxesTagPlain } from 'saxes';
import { FormatError, LimitError, RequestError } from '../errors.ts';
import type { RawMesh } from '../surface/clean-mesh.ts';
import { GrowingDoubles, GrowingIndices } from '../surface/growing.ts';
import { MAX_MESH_TRIANGLES } from '../surface/mesh.ts';
import type { ReaderCheck } from '../surface/reader-check.ts';
import { trianglesOfQuad } from '../surface/split-quad.ts';
import { type LandXmlSystem, type LinearUnits, readSystem, readUnits } from './coordinate-system.ts';
import { PointIds } from './point-ids.ts';

export interface LandXmlTin extends LandXmlSystem {
  readonly name: string;
  /** What the surface is, in J-LandXML's words: `ExistingGround` or `DesignGround`; empty when it is not said. */
  readonly desc: string;
  /** Metres, heights on T.P. where the file says how; triangles as the file has them. */
  readonly raw: RawMesh;
  readonly checks: readonly ReaderCheck[];
}

/** Deepest nesting, and most text without a tag between. */
const MAX_DEPTH = 100;
const MAX_TEXT = 64 * 1024 * 1024;
/** Surfaces that are named in the check. */
const MAX_NAMED = 20;

export class LandXmlTinReader {
  private readonly parser = new SaxesParser<{ xmlns: false; position: true }>({ xmlns: false, position: true });
  private readonly wanted: string | null;
  private readonly path: string[] = [];
  private readonly others: string[] = [];
  private otherCount = 0;
  private text = '';
  private isCollecting = false;
  /** Where the last tag stood. */
  private lastTag = 0;
  private hasRoot = false;

  private date: string | null = null;
  private units: LinearUnits = { horizontalM: 1, heightM: 1 };
  private system: Readonly<Record<string, string>> | null = null;
  private differTp: string | null = null;

  private name: string | null = null;
  private candidate = '';
  private desc = '';
  private pointId = '';
  private ids = new PointIds();
  private positions = newPositions();
  private faces = new GrowingIndices(3 * MAX_MESH_TRIANGLES, 'numbers of LandXML faces');
  private isVisible = true;
  private invisible = 0;
  private quads = 0;

  /** @param wanted name of the surface; null: the first one with faces */
  constructor(wanted: string | null = null) {
    this.wanted = wanted;
    this.parser.on('error', (error) => {
      throw this.broken(`LandXML: ${error.message.slice(0, 200)}`);
    });
    this.parser.on('opentag', (tag) => this.open(tag));
    this.parser.on('closetag', () => this.close());
    const add = (text: string): void => {
      if (this.isCollecting) this.text += text;
    };
    this.parser.on('text', add);
    this.parser.on('cdata', add);
  }

  /**
   * @throws {FormatError} when it is no well-formed XML, a number is none, or a face names a point that is not there
   * @throws {LimitError} above the bounds of a mesh, or of nesting and text
   */
  write(piece: string): void {
    this.parser.write(piece);
    const silent = this.parser.position - this.lastTag;
    if (silent > MAX_TEXT) {
      throw new LimitError(`LandXML: expected at most ${MAX_TEXT} characters without a tag, seen ${silent}`, {
        limit: MAX_TEXT,
        actual: silent,
      });
    }
  }

  /**
   * Ends the document.
   * @throws {FormatError} when it is cut off or no LandXML
   * @throws {RequestError} NOT_FOUND when it has no TIN surface, or none of the wanted name
   */
  end(): LandXmlTin {
    this.parser.close();
    if (!this.hasRoot) throw this.broken('LandXML: expected an element LandXML, seen none');
    if (this.name === null) {
      const what = this.wanted === null ? 'no TIN surface' : `no TIN surface "${this.wanted.slice(0, 80)}"`;
      const listed = this.others.length > 0 ? `; it has ${this.others.join(', ')}` : '';
      throw new RequestError('NOT_FOUND', `the LandXML file has ${what}${listed}`);
    }
    const system = readSystem(this.system, this.differTp, this.date);
    const { name, desc } = this;
    return { ...system, name, desc, raw: this.inMetres(system.differTpM), checks: this.allChecks(system) };
  }

  private open({ name, attributes }: SaxesTagPlain): void {
    this.lastTag = this.parser.position;
    const local = name.slice(name.indexOf(':') + 1);
    this.path.push(local);
    if (this.path.length === 1) {
      if (local !== 'LandXML') throw this.broken(`expected the root element LandXML, seen ${local.slice(0, 40)}`);
      this.hasRoot = true;
      this.date = attributes.date ?? null;
    }
    if (this.path.length > MAX_DEPTH) {
      throw new LimitError(`LandXML: expected at most ${MAX_DEPTH} levels of elements, seen more`, {
        limit: MAX_DEPTH,
        actual: this.path.length,
      });
    }
    this.text = '';
    this.isCollecting = false;
    switch (local) {
      case 'Metric':
      case 'Imperial':
        if (this.parent() === 'Units') this.units = readUnits(attributes);
        break;
      case 'CoordinateSystem':
        if (this.parent() === 'LandXML') this.system ??= attributes;
        break;
      case 'Property':
        if (this.path.includes('CoordinateSystem') && attributes.label === 'differTP') {
          this.differTp = attributes.value ?? null;
        }
        break;
      case 'Surface':
        this.candidate = attributes.name ?? '';
        if (this.isRead()) this.desc = attributes.desc ?? '';
        break;
      case 'P':
        if (this.parent() === 'Pnts' && this.isRead()) {
          this.pointId = (attributes.id ?? '').trim();
          this.isCollecting = true;
        }
        break;
      case 'F':
        if (this.parent() === 'Faces' && this.isRead()) {
          this.isVisible = attributes.i?.trim() !== '1';
          this.isCollecting = true;
        }
        break;
    }
  }

  private close(): void {
    this.lastTag = this.parser.position;
    const local = this.path.at(-1);
    if (this.isCollecting) {
      if (local === 'P') this.addPoint();
      else if (local === 'F') this.addFace();
    }
    this.isCollecting = false;
    this.text = '';
    this.path.pop();
    if (local === 'Surface' && this.path.at(-1) === 'Surfaces') this.endSurface();
  }

  private parent(): string | undefined {
    return this.path.at(-2);
  }

  /** Whether the surface that is open is, or may become, the one to read. */
  private isRead(): boolean {
    return this.name === null && (this.wanted === null || this.candidate === this.wanted);
  }

  private addPoint(): void {
    const numbers = numbersOf(this.text);
    if (numbers.length < 3) throw this.broken(`point ${this.pointId}: expected "north east height"`, this.text.trim());
    if (numbers.some((value) => !Number.isFinite(value))) {
      throw this.broken(`point ${this.pointId}: expected finite numbers "north east height"`, this.text.trim());
    }
    // points without ids count by their order, as the schema's lists do
    const id = this.pointId === '' ? String(this.positions.north.length + 1) : this.pointId;
    if (!this.ids.add(id)) throw this.broken(`expected every point id once, seen id ${id.slice(0, 40)} again`);
    this.positions.north.push(numbers[0]!);
    this.positions.east.push(numbers[1]!);
    this.positions.height.push(numbers[2]!);
  }

  private addFace(): void {
    if (!this.isVisible) {
      this.invisible++;
      return;
    }
    const corners = wordsOf(this.text).map((id) => {
      const found = this.ids.find(id);
      if (found === null)
        throw this.broken(`a face names point ${id.slice(0, 40)}, which is not among the points before it`);
      return found;
    });
    if (corners.length === 4) {
      this.quads++;
      const { east, north } = this.positions;
      for (const corner of trianglesOfQuad(corners as [number, number, number, number], (v) => [
        east.at(v),
        north.at(v),
      ])) {
        this.faces.push(corner);
      }
      return;
    }
    if (corners.length !== 3) throw this.broken('expected 3 or 4 point ids in a face', this.text.trim());
    for (const corner of corners) this.faces.push(corner);
  }

  private endSurface(): void {
    if (this.isRead() && this.faces.length > 0) {
      this.name = this.candidate;
      return;
    }
    this.otherCount++;
    if (this.others.length < MAX_NAMED) this.others.push(`"${this.candidate.slice(0, 80)}"`);
    if (this.name !== null) return;
    this.ids = new PointIds();
    this.positions = newPositions();
    this.faces = new GrowingIndices(3 * MAX_MESH_TRIANGLES, 'numbers of LandXML faces');
    this.invisible = 0;
    this.quads = 0;
  }

  private inMetres(differTpM: number): RawMesh {
    const { horizontalM, heightM } = this.units;
    const scaled = (column: GrowingDoubles, unitM: number): Float64Array => {
      const values = column.trimmed();
      if (unitM !== 1) for (let i = 0; i < values.length; i++) values[i]! *= unitM;
      return values;
    };
    const height = scaled(this.positions.height, heightM);
    if (differTpM !== 0) for (let i = 0; i < height.length; i++) height[i]! += differTpM;
    return {
      east: scaled(this.positions.east, horizontalM),
      north: scaled(this.positions.north, horizontalM),
      height,
      triangles: this.faces.trimmed(),
    };
  }

  private allChecks(system: LandXmlSystem): ReaderCheck[] {
    const checks = [...system.checks];
    if (this.otherCount > 0) {
      const message = `of ${this.otherCount + 1} surfaces "${this.name}" was read; others: ${this.others.join(', ')}`;
      checks.push({ code: 'OTHER_SURFACES', message });
    }
    if (this.invisible > 0) {
      checks.push({
        code: 'INVISIBLE_FACES',
        message: `${this.invisible} faces are marked invisible and were left out`,
      });
    }
    if (this.quads > 0)
      checks.push({ code: 'QUADS_SPLIT', message: `${this.quads} faces of four points were split in two` });
    const { horizontalM, heightM } = this.units;
    if (horizontalM !== 1 || heightM !== 1) {
      const message = `the file's units were taken to metres: × ${horizontalM} in plan, × ${heightM} in height`;
      checks.push({ code: 'UNITS_CONVERTED', message });
    }
    return checks;
  }

  private broken(message: string, actual?: string): FormatError {
    const offset = this.parser.position;
    const seen = actual === undefined ? '' : `, seen "${actual.slice(0, 80)}"`;
    return new FormatError(`${message}${seen} (character ${offset})`, {
      offset,
      ...(actual ? { actual: actual.slice(0, 80) } : {}),
    });
  }
}

function newPositions() {
  const column = () => new GrowingDoubles(3 * MAX_MESH_TRIANGLES, 'LandXML points');
  return { east: column(), north: column(), height: column() };
}

const wordsOf = (text: string): string[] => text.split(/\s+/).filter((word) => word !== '');
const numbersOf = (text: string): number[] => wordsOf(text).map(Number);
