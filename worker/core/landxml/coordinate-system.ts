/**
 * What LandXML says of its coordinates: units, zone of the plane rectangular system, levels.
 * Source: LandXML 1.2 schema (Units, CoordinateSystem); J-LandXML Ver. 1.6 / XSD 1.7 (horizontalCoordinateSystemName, differTP).
 */
import { FOOT_M, US_SURVEY_FOOT_M } from '../crs/linear-unit.ts';
import { JGD2024_SINCE } from '../crs/vertical-datum.ts';
import { UnsupportedError } from '../errors.ts';
import { type ReaderCheck, shortNumber } from '../surface/reader-check.ts';

type Attributes = Readonly<Record<string, string>>;

/** Metres per unit, by the words of the schema (lower case). */
const UNITS: Readonly<Record<string, number>> = {
  meter: 1,
  metre: 1,
  millimeter: 0.001,
  centimeter: 0.01,
  kilometer: 1000,
  foot: FOOT_M,
  feet: FOOT_M,
  ussurveyfoot: US_SURVEY_FOOT_M,
  inch: FOOT_M / 12,
  mile: 5280 * FOOT_M,
  miles: 5280 * FOOT_M,
};

export interface LinearUnits {
  readonly horizontalM: number;
  readonly heightM: number;
}

/**
 * @param attributes of Metric or Imperial
 * @throws {UnsupportedError} for a unit that the schema does not have
 */
export function readUnits(attributes: Attributes): LinearUnits {
  const metresOf = (name: 'linearUnit' | 'elevationUnit'): number | null => {
    const text = attributes[name];
    if (text === undefined) return null;
    const metres = UNITS[text.trim().toLowerCase()];
    if (metres === undefined) throw new UnsupportedError(`LandXML ${name}="${text.slice(0, 40)}"`);
    return metres;
  };
  const horizontalM = metresOf('linearUnit') ?? 1;
  return { horizontalM, heightM: metresOf('elevationUnit') ?? horizontalM };
}

export interface LandXmlSystem {
  /** `EPSG:6676`; null when the file does not say it. */
  readonly crs: string | null;
  /** JGD2000, JGD2011 or the name of a local datum; null when it cannot be told. */
  readonly verticalDatum: string | null;
  /** Metres that were to be added to heights: H_TP = H_local + differTP. */
  readonly differTpM: number;
  readonly checks: readonly ReaderCheck[];
}

/**
 * @param attributes of CoordinateSystem; null when the file has none
 * @param differTp value of the property, as text
 * @param date of the document
 */
export function readSystem(attributes: Attributes | null, differTp: string | null, date: string | null): LandXmlSystem {
  const checks: ReaderCheck[] = [];
  const add = (code: string, message: string): void => {
    checks.push({ code, message });
  };
  const horizontalDatum = (attributes?.horizontalDatum ?? '').trim();
  const crs = horizontalOf(attributes ?? {}, horizontalDatum, add);
  const local = (attributes?.verticalDatum ?? '').trim();
  let differTpM = 0;
  if (differTp !== null && differTp.trim() !== '') {
    differTpM = Number(differTp);
    if (!Number.isFinite(differTpM) || Math.abs(differTpM) > 1000) {
      throw new UnsupportedError(`LandXML differTP="${differTp.slice(0, 40)}", expected metres`);
    }
  }
  const isTp = /^T\.?P\.?$/i.test(local);
  if (differTpM !== 0) {
    add(
      'DIFFER_TP_APPLIED',
      `heights above ${local || 'a local datum'} were raised by ${shortNumber(differTpM)} m to T.P.`,
    );
  } else if (local !== '' && !isTp && !/^JGD/i.test(local)) {
    add('VERTICAL_DATUM_LOCAL', `heights stand on ${local.slice(0, 40)}, and the file has no differTP to T.P.`);
    return { crs, verticalDatum: local.slice(0, 40), differTpM, checks };
  }
  const onTp = isTp || differTpM !== 0;
  return { crs, verticalDatum: verticalOf(local, onTp, horizontalDatum, date), differTpM, checks };
}

function horizontalOf(
  { horizontalCoordinateSystemName = '', epsgCode = '' }: Attributes,
  datum: string,
  add: (code: string, message: string) => void,
): string | null {
  const zone = Number(/^\s*(\d{1,2})\s*(?:\(|系|$)/.exec(horizontalCoordinateSystemName)?.[1] ?? Number.NaN);
  const base = /^JGD_?(2011|2024)$/i.test(datum) ? 6668 : /^JGD_?2000$/i.test(datum) ? 2442 : null;
  const named = zone >= 1 && zone <= 19 && base !== null ? `EPSG:${base + zone}` : null;
  const stated = /^(?:EPSG:)?(\d{4,6})$/i.exec(epsgCode.trim())?.[1];
  const code = stated === undefined ? null : `EPSG:${stated}`;
  if (named !== null && code !== null && named !== code) {
    add('CRS_CONTRADICTS', `the file says ${code} and ${datum} zone ${zone} (${named}); the zone was taken`);
  }
  if (named === null && code === null && horizontalCoordinateSystemName !== '') {
    const seen = `${datum} ${horizontalCoordinateSystemName}`.trim().slice(0, 80);
    add(
      'CRS_UNKNOWN',
      `the coordinate system "${seen}" is not one of the plane rectangular systems on JGD2000 or JGD2011`,
    );
  }
  return named ?? code;
}

/** T.P. does not say which levelling: that of the horizontal datum, as long as there was no later one. */
function verticalOf(local: string, onTp: boolean, horizontalDatum: string, date: string | null): string | null {
  const stated = /^JGD_?(2000|2011|2024)/i.exec(local)?.[1];
  if (stated !== undefined) return `JGD${stated}`;
  if (!onTp) return null;
  if (/^JGD_?2000$/i.test(horizontalDatum)) return 'JGD2000';
  if (/^JGD_?2024$/i.test(horizontalDatum)) return 'JGD2024';
  const isBefore = date !== null && /^\d{4}-\d\d-\d\d/.test(date) && date < JGD2024_SINCE;
  return isBefore && /^JGD_?2011$/i.test(horizontalDatum) ? 'JGD2011' : null;
}
