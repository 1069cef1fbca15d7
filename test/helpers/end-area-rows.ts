/** Rows of 平均断面法 by exact integer arithmetic: the reference that papers are compared with. */
import type { SectionVolumes, StationSection } from '#core/contract/cross-sections.ts';
import { roundHalfUp } from '#core/measure/rounding.ts';

type Row = SectionVolumes['rows'][number];
type Lobe = SectionVolumes['lobes'][number];

export interface StationAreas {
  readonly name: string;
  readonly stationM: number;
  readonly cutM2: number;
  readonly fillM2: number;
}

/** Half away from zero, of a numerator over a positive denominator. */
function divideHalfUp(numerator: bigint, denominator: bigint): bigint {
  const size = numerator < 0n ? -numerator : numerator;
  const quotient = (2n * size + denominator) / (2n * denominator);
  return numerator < 0n ? -quotient : quotient;
}

/** Areas in 0.1 m², lengths in 0.01 m, C in 0.0001: every product is a whole number. */
export function endAreaRows(areas: readonly StationAreas[], C: number): Row[] {
  const factor = BigInt(Math.round(C * 10_000));
  const rows: Row[] = [];
  let mass = 0n;
  areas.forEach((area, i) => {
    const base = { name: area.name, stationM: area.stationM, cutLengthM: null, fillLengthM: null };
    const cut = BigInt(Math.round(area.cutM2 * 10));
    const fill = BigInt(Math.round(area.fillM2 * 10));
    const before = areas[i - 1];
    if (!before) {
      rows.push({
        ...base,
        lengthM: null,
        cutM2: Number(cut) / 10,
        fillM2: Number(fill) / 10,
        cutM3: null,
        fillM3: null,
        massM3: 0,
      });
      return;
    }
    const hundredths = BigInt(Math.round((area.stationM - before.stationM) * 100));
    const cutProduct = (cut + BigInt(Math.round(before.cutM2 * 10))) * hundredths;
    const fillProduct = (fill + BigInt(Math.round(before.fillM2 * 10))) * hundredths;
    mass += cutProduct * factor - fillProduct * 10_000n;
    rows.push({
      ...base,
      lengthM: Number(hundredths) / 100,
      cutM2: Number(cut) / 10,
      fillM2: Number(fill) / 10,
      cutM3: Number(divideHalfUp(cutProduct, 200n)) / 10,
      fillM3: Number(divideHalfUp(fillProduct, 200n)) / 10,
      massM3: Number(divideHalfUp(mass, 2_000_000n)) / 10,
    });
  });
  return rows;
}

/** Lobes above and below the zero line of the curve; what does not come back to it is surplus or borrowed. */
function lobesOf(rows: readonly Row[]): Lobe[] {
  const lobes: Lobe[] = [];
  let from = 0;
  const close = (to: number, end: number, balanced: boolean) => {
    const part = rows.slice(from, to + 1);
    const peak = part.reduce((best, row) => (Math.abs(row.massM3) > Math.abs(best) ? row.massM3 : best), 0);
    if (peak === 0) return;
    const startM = rows[from]!.stationM;
    lobes.push({
      kind: balanced ? 'balanced' : rows.at(-1)!.massM3 > 0 ? 'surplus' : 'borrow',
      fromStationM: startM,
      toStationM: end,
      volumeM3: balanced ? Math.abs(peak) : Math.abs(rows.at(-1)!.massM3),
      direction: balanced ? (peak > 0 ? 'forward' : 'backward') : null,
      haulM: balanced ? (end - startM) / 2 : null,
    });
  };
  for (let i = 1; i < rows.length; i++) {
    const [a, b] = [rows[i - 1]!.massM3, rows[i]!.massM3];
    if (a * b < 0) {
      const zero = rows[i - 1]!.stationM + ((rows[i]!.stationM - rows[i - 1]!.stationM) * a) / (a - b);
      close(i, zero, true);
      from = i;
    }
  }
  close(rows.length - 1, rows.at(-1)!.stationM, false);
  return lobes;
}

export function volumesOf(areas: readonly StationAreas[], { C, L }: { C: number; L: number }): SectionVolumes {
  const rows = endAreaRows(areas, C);
  const total = (values: (number | null)[]) =>
    Number(roundHalfUp(values.reduce<number>((sum, value) => sum + Math.round((value ?? 0) * 100), 0) / 100, 0.01));
  const cutM3 = total(rows.map((row) => row.cutM3));
  const fillM3 = total(rows.map((row) => row.fillM3));
  const surplusInSituM3 = cutM3 - fillM3 / C;
  return {
    rows,
    cutM3,
    fillM3,
    lengthM: total(rows.map((row) => row.lengthM)),
    significant: { lodM: 0.05, cutM3, fillM3 },
    C,
    L,
    soil: null,
    surplusInSituM3,
    surplusLooseM3: surplusInSituM3 * L,
    truckM3: 5.5,
    trucks: Math.max(0, Math.ceil(Math.abs(surplusInSituM3 * L) / 5.5 - 1e-9)),
    lobes: lobesOf(rows),
  };
}

export function endAreaVolumes(stations: readonly StationSection[], soil: { C: number; L: number }): SectionVolumes {
  const areas = stations.map((station) => ({
    name: station.name,
    stationM: station.stationM,
    cutM2: Number(roundHalfUp(station.area!.cutM2, 0.1)),
    fillM2: Number(roundHalfUp(station.area!.fillM2, 0.1)),
  }));
  return volumesOf(areas, soil);
}
