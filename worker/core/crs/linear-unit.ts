/** Units of length by EPSG code and by the names that files use. Source: EPSG registry, units of measure. */

/** Metres per US survey foot: exactly 1200/3937. */
export const US_SURVEY_FOOT_M = 1200 / 3937;
/** Metres per international foot. */
export const FOOT_M = 0.3048;

interface LinearUnit {
  readonly epsg: number;
  readonly name: string;
  readonly metres: number;
  readonly names: RegExp;
}

const UNITS: readonly LinearUnit[] = [
  { epsg: 9001, name: 'metre', metres: 1, names: /^(met(re|er)s?|m)$/ },
  {
    epsg: 9003,
    name: 'US survey foot',
    metres: US_SURVEY_FOOT_M,
    names: /^(us[ _-]?survey[ _-]?(foot|feet)|(foot|feet|survey foot)[ _]us|us-ft|ftus|us[ _-]?(foot|feet))$/,
  },
  { epsg: 9002, name: 'foot', metres: FOOT_M, names: /^((international )?(foot|feet)|(foot|feet)[ _]intl|ft)$/ },
  { epsg: 9036, name: 'kilometre', metres: 1000, names: /^(kilomet(re|er)s?|km)$/ },
  { epsg: 1033, name: 'centimetre', metres: 0.01, names: /^(centimet(re|er)s?|cm)$/ },
  { epsg: 1025, name: 'millimetre', metres: 0.001, names: /^(millimet(re|er)s?|mm)$/ },
  { epsg: 9005, name: "Clarke's foot", metres: 0.3047972654, names: /^(clarke'?s foot|foot[ _]clarke)$/ },
  {
    epsg: 9041,
    name: 'British foot (Sears 1922)',
    metres: 0.304799471538676,
    names: /^(british foot \(sears 1922\))$/,
  },
  { epsg: 9084, name: 'Indian yard', metres: 0.914398530744441, names: /^(indian yard|ind-yd)$/ },
  { epsg: 9098, name: 'link', metres: 0.201168, names: /^link$/ },
  { epsg: 9097, name: 'chain', metres: 20.1168, names: /^(chain|ch)$/ },
  { epsg: 9062, name: 'British yard (Sears 1922)', metres: 0.914398414616029, names: /^british yard \(sears 1922\)$/ },
];

/** Metres per unit of an EPSG unit code; null when the code is not a length we know. */
export function linearUnitByCode(epsg: number): number | null {
  return UNITS.find((unit) => unit.epsg === epsg)?.metres ?? null;
}

/** Metres per unit of a unit name as WKT and proj strings write it; null when unknown. */
export function linearUnitByName(name: string): number | null {
  const plain = name.trim().toLowerCase();
  return UNITS.find((unit) => unit.names.test(plain))?.metres ?? null;
}

/** The unit nearest to a length (within 1e-9, relative); null when there is none. */
export function linearUnitByLength(metres: number): { epsg: number; name: string; metres: number } | null {
  // feet and survey feet differ by 2e-6, WKT of older writers rounds to 12 digits
  return UNITS.find((unit) => Math.abs(unit.metres / metres - 1) < 1e-9) ?? null;
}
