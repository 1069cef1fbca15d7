/** Words of the picture of an inundation. */
export interface WaterWords {
  readonly title: string;
  readonly simulated: string;
  readonly level: string;
  readonly area: string;
  readonly volume: string;
  readonly deepest: string;
  readonly edge: string;
  readonly cell: string;
  readonly system: string;
  readonly datum: string;
  readonly ground: string;
  readonly depth: string;
  readonly noData: string;
  readonly seed: string;
  readonly open: string;
  readonly unknown: string;
  readonly north: string;
  readonly still: readonly string[];
  readonly under: (to: string) => string;
  readonly between: (from: string, to: string) => string;
  readonly over: (from: string) => string;
}

export const WATER_WORDS: Readonly<Record<'ja' | 'en', WaterWords>> = {
  ja: {
    title: '静的浸水（簡易）',
    simulated: 'シミュレーション画像',
    level: '水位',
    area: '浸水面積',
    volume: '浸水体積',
    deepest: '最大浸水深',
    edge: '端に達する水位',
    cell: '格子',
    system: '座標系',
    datum: '標高基準',
    ground: '地盤',
    depth: '浸水深',
    noData: '欠測',
    seed: '起点',
    open: '水面が端に達し、面積・体積は下限',
    unknown: '不明',
    north: '北',
    still: ['起点とつながる静水。流れ・降雨・排水・', '時間は考慮しない。'],
    under: (to) => `${to} m 未満`,
    between: (from, to) => `${from}–${to} m`,
    over: (from) => `${from} m 以上`,
  },
  en: {
    title: 'Static inundation (simplified)',
    simulated: 'Simulated image',
    level: 'Level',
    area: 'Wet area',
    volume: 'Volume of water',
    deepest: 'Greatest depth',
    edge: 'Level that reaches the edge',
    cell: 'Cell',
    system: 'CRS',
    datum: 'Vertical datum',
    ground: 'Ground',
    depth: 'Depth of water',
    noData: 'No data',
    seed: 'Source of the water',
    open: 'Reaches the edge: lower bounds',
    unknown: 'unknown',
    north: 'N',
    still: ['Still water joined to its source; no flow,', 'rain, drainage or time.'],
    under: (to) => `below ${to} m`,
    between: (from, to) => `${from}–${to} m`,
    over: (from) => `${from} m and more`,
  },
};
