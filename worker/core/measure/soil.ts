/** 土量変化率: how soil changes its volume between its states, and what that means for a balance of cut and fill. m³. */

/** L = ほぐし / 地山 (loose over in situ), C = 締固め / 地山 (compacted over in situ). */
export interface SoilFactors {
  readonly L: number;
  readonly C: number;
}

/**
 * Values of the design guides where no test on site gives better ones; they hold no losses.
 * Source: tables 2-19 and 2-20 of the Ministry of Agriculture's design standard, and those of public works.
 */
export const SOIL_CLASSES = {
  gravelly: { L: 1.2, C: 0.9 },
  sandy: { L: 1.2, C: 0.9 },
  cohesive: { L: 1.25, C: 0.9 },
  boulders: { L: 1.2, C: 1.0 },
  'mixed-rock-1': { L: 1.25, C: 0.96 },
  'mixed-rock-2': { L: 1.32, C: 1.04 },
  'mixed-rock-3': { L: 1.39, C: 1.11 },
  'soft-rock-1': { L: 1.3, C: 1.15 },
  'soft-rock-2': { L: 1.5, C: 1.2 },
  'medium-rock': { L: 1.6, C: 1.25 },
  'hard-rock': { L: 1.65, C: 1.4 },
} as const satisfies Record<string, SoilFactors>;

export type SoilClass = keyof typeof SOIL_CLASSES;

/** Japanese names of the classes, as design guides write them. */
export const SOIL_NAMES_JA: Readonly<Record<SoilClass, string>> = {
  gravelly: '礫質土',
  sandy: '砂・砂質土',
  cohesive: '粘性土',
  boulders: '岩塊・玉石',
  'mixed-rock-1': '転石混り土 I',
  'mixed-rock-2': '転石混り土 II',
  'mixed-rock-3': '転石混り土 III',
  'soft-rock-1': '軟岩 I',
  'soft-rock-2': '軟岩 II',
  'medium-rock': '中硬岩',
  'hard-rock': '硬岩 I',
};

/** What a class is called; a name that is no class stays as it is. */
export const soilName = (soil: string, lang: 'ja' | 'en'): string =>
  lang === 'ja' && soil in SOIL_NAMES_JA ? SOIL_NAMES_JA[soil as SoilClass] : soil;

/** Load of a 10 t dump truck, loose. */
export const TRUCK_M3 = 5.5;

export interface SoilBalance extends SoilFactors {
  /** Cut is measured in situ (地山), fill compacted (締固め). */
  readonly cutInSituM3: number;
  readonly cutLooseM3: number;
  readonly fillCompactedM3: number;
  /** What the fill needs, in situ and loose. */
  readonly fillNeedsInSituM3: number;
  readonly fillNeedsLooseM3: number;
  /** Cut less what the fill needs, in situ: above 0 is surplus (残土), below 0 is lacking (不足土). */
  readonly surplusInSituM3: number;
  /** The same as it is carried: loose. */
  readonly surplusLooseM3: number;
  readonly truckM3: number;
  /** Loads of the surplus out, or of what is lacking in. */
  readonly trucks: number;
}

/**
 * @param cutM3 in situ
 * @param fillM3 compacted
 * @param truckM3 load of a truck, loose
 */
export function soilBalance(cutM3: number, fillM3: number, { L, C }: SoilFactors, truckM3 = TRUCK_M3): SoilBalance {
  const fillNeedsInSituM3 = fillM3 / C;
  const surplusInSituM3 = cutM3 - fillNeedsInSituM3;
  const surplusLooseM3 = surplusInSituM3 * L;
  return {
    L,
    C,
    cutInSituM3: cutM3,
    cutLooseM3: cutM3 * L,
    fillCompactedM3: fillM3,
    fillNeedsInSituM3,
    fillNeedsLooseM3: fillNeedsInSituM3 * L,
    surplusInSituM3,
    surplusLooseM3,
    truckM3,
    // a whole load within rounding is not one more
    trucks: Math.max(0, Math.ceil(Math.abs(surplusLooseM3) / truckM3 - 1e-9)),
  };
}
