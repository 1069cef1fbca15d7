/**
 * Reads the alignments of a LandXML 1.2 document piece by piece: axis, station equations, heights, and the profiles and cross-sections that
 * were measured along it. Lenient as the reader of surfaces: prefixes, any order of Units and CoordinateSystem, line ends in
 * lists, points by reference to CgPoints. Stations inside (PVI, CrossSect, staInternal) count from staStart without jumps.
 * Source: LandXML 1.2 schema; J-LandXML Ver. 1.6 / XSD 1.7. XML by npm saxes.
 */
import { SaxesParser, type SaxesTagPlain } from 'saxes';
import { MAX_ELEMENTS } from '../alignment/from-elements.ts';
import { FormatError, LimitError, RequestError, UnsupportedError } from '../errors.ts';
import type { ReaderCheck } from '../surface/reader-check.ts';
import { type BuiltAlignment, buildAlignment, type RawAlignment, type RawElement } from './build-alignment.ts';
import { type LandXmlSystem, type LinearUnits, readSystem, readUnits } from './coordinate-system.ts';

export interface LandXmlAlignments extends LandXmlSystem {
  /** In the order of the file; metres. */
  readonly alignments: readonly BuiltAlignment[];
  /** Those that cannot be an axis. */
  readonly faults: readonly { readonly name: string; readonly code: string; readonly message: string }[];
  readonly checks: readonly ReaderCheck[];
}

const MAX_DEPTH = 100;
const MAX_TEXT = 64 * 1024 * 1024;
const MAX_ALIGNMENTS = 200;
/** Numbers of profiles and sections, and named points, of a whole file. */
const MAX_NUMBERS = 8_000_000;
const MAX_POINTS = 1_000_000;

/** Elements whose text is numbers. */
const TEXTS = new Set(['Start', 'End', 'Center', 'PI', 'PVI', 'ParaCurve', 'CircCurve', 'PntList2D', 'CrossSectPnt']);

export class LandXmlAlignmentReader {
  private readonly parser = new SaxesParser<{ xmlns: false; position: true }>({ xmlns: false, position: true });
  private readonly path: string[] = [];
  private text = '';
  private isCollecting = false;
  private lastTag = 0;
  private hasRoot = false;
  private attributes: Readonly<Record<string, string>> = {};

  private date: string | null = null;
  private units: LinearUnits = { horizontalM: 1, heightM: 1 };
  private system: Readonly<Record<string, string>> | null = null;
  private differTp: string | null = null;
  private readonly named = new Map<string, readonly [number, number]>();

  private readonly raws: RawAlignment[] = [];
  private numbers = 0;
  private element: RawElement | null = null;

  constructor() {
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
   * @throws {FormatError} when it is no well-formed XML, or a position or number is none
   * @throws {LimitError} above the bounds of alignments, elements, numbers, nesting and text
   * @throws {UnsupportedError} for an element of an axis that is none of Line, Curve and clothoid
   */
  write(piece: string): void {
    this.parser.write(piece);
    const silent = this.parser.position - this.lastTag;
    if (silent > MAX_TEXT) throw tooMany('characters without a tag', MAX_TEXT, silent);
  }

  /**
   * Ends the document.
   * @throws {FormatError} when it is cut off or no LandXML
   * @throws {RequestError} NOT_FOUND when it has no alignment
   * @throws {GeometryError} when none of its alignments can be an axis: what is wrong with the first
   */
  end(): LandXmlAlignments {
    this.parser.close();
    if (!this.hasRoot) throw this.broken('LandXML: expected an element LandXML, seen none');
    if (this.raws.length === 0) throw new RequestError('NOT_FOUND', 'the LandXML file has no alignment');
    const system = readSystem(this.system, this.differTp, this.date);
    const { alignments, faults } = this.built(system.differTpM);
    const checks = [...system.checks];
    const { horizontalM, heightM } = this.units;
    if (horizontalM !== 1 || heightM !== 1) {
      const message = `the file's units were taken to metres: × ${horizontalM} in plan, × ${heightM} in height`;
      checks.push({ code: 'UNITS_CONVERTED', message });
    }
    return { ...system, alignments, faults, checks };
  }

  private built(differTpM: number): Pick<LandXmlAlignments, 'alignments' | 'faults'> {
    const alignments: BuiltAlignment[] = [];
    const faults: { name: string; code: string; message: string }[] = [];
    let first: unknown = null;
    for (const raw of this.raws) {
      try {
        alignments.push(buildAlignment(raw, this.units, differTpM));
      } catch (error) {
        if (!(error instanceof Error && 'code' in error)) throw error;
        first ??= error;
        faults.push({ name: raw.name, code: String(error.code), message: error.message });
      }
    }
    if (alignments.length === 0) throw first;
    return { alignments, faults };
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
    if (this.path.length > MAX_DEPTH) throw tooMany('levels of elements', MAX_DEPTH, this.path.length);
    this.text = '';
    this.attributes = attributes;
    const parent = this.path.at(-2);
    const current = this.raws.at(-1);
    this.isCollecting = current !== undefined && this.path.includes('Alignment') && TEXTS.has(local);
    if ((local === 'Metric' || local === 'Imperial') && parent === 'Units') this.units = readUnits(attributes);
    else if (local === 'CoordinateSystem' && parent === 'LandXML') this.system ??= attributes;
    else if (local === 'Property') this.takeProperty(attributes);
    else if (local === 'CgPoint' && parent === 'CgPoints') this.isCollecting = true;
    else if (local === 'Alignment' && parent === 'Alignments') this.begin(attributes);
    else if (current && this.path.includes('Alignment')) this.openInside(current, local, parent, attributes);
  }

  private takeProperty({ label, value }: Readonly<Record<string, string>>): void {
    if (this.path.includes('CoordinateSystem') && label === 'differTP') this.differTp = value ?? null;
  }

  private begin(attributes: Readonly<Record<string, string>>): void {
    if (this.raws.length >= MAX_ALIGNMENTS) throw tooMany('alignments', MAX_ALIGNMENTS, this.raws.length + 1);
    this.raws.push({
      name: attributes.name?.trim() || `alignment ${this.raws.length + 1}`,
      staStart: this.number(attributes.staStart ?? '0', 'staStart'),
      length: attributes.length === undefined ? null : Number(attributes.length),
      elements: [],
      equations: [],
      profiles: [],
      profileSurfaces: [],
      crossSections: [],
    });
  }

  private openInside(
    current: RawAlignment,
    local: string,
    parent: string | undefined,
    attributes: Readonly<Record<string, string>>,
  ): void {
    if (parent === 'CoordGeom') {
      if (local === 'Feature') return;
      if (local !== 'Line' && local !== 'Curve' && local !== 'Spiral') {
        throw new UnsupportedError(`LandXML CoordGeom element ${local.slice(0, 40)}; expected Line, Curve or Spiral`);
      }
      if (current.elements.length >= MAX_ELEMENTS) {
        throw tooMany('elements of an alignment', MAX_ELEMENTS, current.elements.length + 1);
      }
      this.element = { kind: local, attributes, start: null, end: null, centre: null, startName: null, endName: null };
      current.elements.push(this.element);
    } else if (local === 'StaEquation') current.equations.push(attributes);
    else if (local === 'ProfAlign') current.profiles.push({ name: attributes.name ?? '', points: [] });
    else if (local === 'UnsymParaCurve') throw new UnsupportedError('LandXML UnsymParaCurve (unequal vertical curve)');
    else if (local === 'ProfSurf') current.profileSurfaces.push({ name: attributes.name ?? '', points: [] });
    else if (local === 'CrossSect') {
      const sta = this.number(attributes.sta ?? '', 'sta of a CrossSect');
      current.crossSections.push({ name: attributes.name ?? '', sta, surfaces: [], designs: [] });
    } else if (local === 'CrossSectSurf') {
      current.crossSections.at(-1)?.surfaces.push({ name: attributes.name ?? '', points: [] });
    } else if (local === 'DesignCrossSectSurf') {
      const { name = '', side = '' } = attributes;
      current.crossSections.at(-1)?.designs.push({ name, side, points: [] });
    }
  }

  private close(): void {
    this.lastTag = this.parser.position;
    const local = this.path.at(-1)!;
    const parent = this.path.at(-2);
    const current = this.raws.at(-1);
    if (this.isCollecting && local === 'CgPoint') this.addNamed();
    else if (this.isCollecting && current) this.takeText(current, local, parent);
    if (local === 'Line' || local === 'Curve' || local === 'Spiral') this.element = null;
    this.isCollecting = false;
    this.text = '';
    this.path.pop();
  }

  private addNamed(): void {
    const { name } = this.attributes;
    const [north, east] = numbersOf(this.text);
    if (name === undefined || north === undefined || east === undefined) return;
    if (this.named.size >= MAX_POINTS) throw tooMany('points (CgPoint)', MAX_POINTS, this.named.size + 1);
    this.named.set(name, [north, east]);
  }

  private takeText(current: RawAlignment, local: string, parent: string | undefined): void {
    switch (local) {
      case 'Start':
      case 'End':
      case 'Center':
        if (this.element && this.path.at(-3) === 'CoordGeom') this.takePosition(this.element, local);
        break;
      case 'PVI':
      case 'ParaCurve':
      case 'CircCurve':
        if (parent === 'ProfAlign') this.takeVertical(current, local);
        break;
      case 'PntList2D':
        this.takeList(current, parent);
        break;
      case 'CrossSectPnt': {
        const [offset, elevation] = this.finite(2);
        const design = current.crossSections.at(-1)?.designs.at(-1);
        design?.points.push({ code: this.attributes.code ?? '', offset: offset!, elevation: elevation! });
        this.count(2);
        break;
      }
    }
  }

  private takePosition(element: RawElement, which: 'Start' | 'End' | 'Center'): void {
    const { pntRef, name } = this.attributes;
    let position: readonly [number, number];
    if (this.text.trim() === '' && pntRef !== undefined) {
      const found = this.named.get(pntRef);
      if (!found) throw this.broken(`expected a point ${pntRef.slice(0, 40)} among the CgPoints before it`);
      position = found;
    } else {
      const [north, east] = this.finite(2);
      position = [north!, east!];
    }
    if (which === 'Start') [element.start, element.startName] = [position, name ?? null];
    else if (which === 'End') [element.end, element.endName] = [position, name ?? null];
    else element.centre = position;
  }

  private takeVertical(current: RawAlignment, kind: 'PVI' | 'ParaCurve' | 'CircCurve'): void {
    const [sta, elevation] = this.finite(2);
    const optional = (text: string | undefined) => (text === undefined ? null : this.number(text, `length of ${kind}`));
    const length = kind === 'PVI' ? 0 : optional(this.attributes.length);
    const radius = kind === 'CircCurve' ? optional(this.attributes.radius) : null;
    current.profiles.at(-1)?.points.push({ kind, sta: sta!, elevation: elevation!, length, radius });
    this.count(2);
  }

  private takeList(current: RawAlignment, parent: string | undefined): void {
    const target =
      parent === 'ProfSurf'
        ? current.profileSurfaces.at(-1)
        : parent === 'CrossSectSurf'
          ? current.crossSections.at(-1)?.surfaces.at(-1)
          : undefined;
    if (!target) return;
    const numbers = numbersOf(this.text);
    if (numbers.length % 2 !== 0 || numbers.some((value) => !Number.isFinite(value))) {
      throw this.broken(`${parent} ${target.name.slice(0, 40)}: expected pairs of finite numbers`, this.text.trim());
    }
    this.count(numbers.length);
    for (let i = 0; i < numbers.length; i += 2) target.points.push([numbers[i]!, numbers[i + 1]!]);
  }

  private count(numbers: number): void {
    this.numbers += numbers;
    if (this.numbers > MAX_NUMBERS) throw tooMany('numbers of profiles and sections', MAX_NUMBERS, this.numbers);
  }

  /** The first numbers of the text. */
  private finite(count: number): number[] {
    const numbers = numbersOf(this.text).slice(0, count);
    if (numbers.length === count && numbers.every(Number.isFinite)) return numbers;
    throw this.broken(`${this.path.at(-1)}: expected ${count} finite numbers`, this.text.trim());
  }

  private number(text: string, what: string): number {
    const value = text.trim() === '' ? Number.NaN : Number(text);
    if (Number.isFinite(value)) return value;
    throw this.broken(`${what}: expected a number`, text);
  }

  private broken(message: string, actual?: string): FormatError {
    const offset = this.parser.position;
    const seen = actual === undefined ? '' : `, seen "${actual.slice(0, 80)}"`;
    return new FormatError(`${message}${seen} (character ${offset})`, { offset });
  }
}

function tooMany(what: string, limit: number, actual: number): LimitError {
  return new LimitError(`LandXML: expected at most ${limit} ${what}, seen more`, { limit, actual });
}

const numbersOf = (text: string): number[] =>
  text
    .split(/\s+/)
    .filter((word) => word !== '')
    .map(Number);
