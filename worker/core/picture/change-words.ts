/** Words of the picture of a change map. */

export interface ChangeWords {
  readonly title: string;
  readonly existing: string;
  readonly compared: string;
  readonly plane: string;
  readonly design: string;
  readonly unknownDate: string;
  readonly fill: string;
  readonly cut: string;
  readonly higher: string;
  readonly lower: string;
  readonly net: string;
  readonly noData: string;
  readonly largest: string;
  readonly outlined: string;
  readonly covered: string;
  readonly detection: string;
  readonly thickness: string;
  readonly cell: string;
  readonly system: string;
  readonly north: string;
  readonly none: string;
}

export const CHANGE_WORDS: Readonly<Record<'ja' | 'en', ChangeWords>> = {
  ja: {
    title: '差分（比較−現況）',
    existing: '現況',
    compared: '比較',
    plane: '平面',
    design: '計画',
    unknownDate: '日付不明',
    fill: '盛土',
    cut: '切土',
    higher: '盛土 +（上昇）',
    lower: '切土 −（低下）',
    net: '差引',
    noData: '欠測',
    largest: '主な変化',
    outlined: '変化の範囲と順位',
    covered: '対象面積',
    detection: '検出限界',
    thickness: '最小厚さ',
    cell: '格子',
    system: '座標系',
    north: '北',
    none: 'なし',
  },
  en: {
    title: 'Difference (compared − existing)',
    existing: 'Existing',
    compared: 'Compared',
    plane: 'plane',
    design: 'design',
    unknownDate: 'date unknown',
    fill: 'Fill',
    cut: 'Cut',
    higher: 'Fill + (higher)',
    lower: 'Cut − (lower)',
    net: 'Net',
    noData: 'No data',
    largest: 'Largest changes',
    outlined: 'Outline and rank of a change',
    covered: 'Area compared',
    detection: 'Level of detection',
    thickness: 'Least thickness',
    cell: 'Cell',
    system: 'CRS',
    north: 'N',
    none: 'none',
  },
};
