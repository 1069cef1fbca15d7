/** What columns and properties of pipe ledgers are called, in Japanese and English, and in which unit their numbers are. */
import type { LevelReference, PipeKind, PipePlace } from './pipe.ts';

export const PIPE_FIELDS = [
  'id',
  'name',
  'kind',
  'under',
  'accuracy',
  'diameter',
  'wall',
  'cover',
  'axis',
  'crown',
  'invert',
  'coverFrom',
  'coverTo',
  'invertFrom',
  'invertTo',
  'z',
  'order',
  'lon',
  'lat',
  'east',
  'north',
  'x',
  'y',
] as const;
export type PipeField = (typeof PIPE_FIELDS)[number];

/** Names without unit, spaces, underscores and case. */
const NAMES: Readonly<Record<PipeField, RegExp>> = {
  id: /^(id|pipeid|no|番号|管番号|管路番号|管渠番号|管理番号|管id|管路id|識別番号)$/,
  name: /^(name|title|名称|管名|管路名|路線名|線名)$/,
  kind: /^(kind|type|utility|種別|管種別|埋設物|埋設物種別|用途|施設種別|事業者種別)$/,
  under: /^(under|place|占用位置|埋設場所|埋設位置|道路区分|上部利用)$/,
  accuracy: /^(accuracy|accuracyclass|quality|qualitylevel|精度|精度区分|精度クラス|位置精度|精度階級)$/,
  diameter: /^(diameter|dia|口径|径|管径|呼び径|呼径|直径|内径|公称径)$/,
  wall: /^(wall|wallthickness|thickness|管厚|肉厚)$/,
  cover: /^(cover|depth|土被り?|土かぶり|埋設深さ?|埋設深度|深さ|深度)$/,
  axis: /^(axis|axiselevation|centre|center|centreelevation|centerelevation|管中心高|中心高|管芯高|管心高|管中心標高)$/,
  crown: /^(crown|crownelevation|soffit|管頂高|管頂|管頂標高|管天端高)$/,
  invert: /^(invert|invertelevation|管底高|管底|管底標高)$/,
  coverFrom: /^(cover(start|from|up|upstream)|depth(start|from|up|upstream)|(上流|起点)側?土被り?)$/,
  coverTo: /^(cover(end|to|down|downstream)|depth(end|to|down|downstream)|(下流|終点)側?土被り?)$/,
  invertFrom: /^(invert(start|from|up|upstream)|(upstream|up|start)invert|(上流|起点)側?管底高?)$/,
  invertTo: /^(invert(end|to|down|downstream)|(downstream|down|end)invert|(下流|終点)側?管底高?)$/,
  z: /^(z|h|elevation|height|標高|高さ)$/,
  order: /^(order|seq|sequence|vertex|順番|順序|点順|点番号|頂点番号)$/,
  lon: /^(lon|lng|longitude|経度)$/,
  lat: /^(lat|latitude|緯度)$/,
  east: /^(e|east|easting|東|東距|東座標|y座標東)$/,
  north: /^(n|north|northing|北|北距|北座標|x座標北)$/,
  x: /^(x|x座標)$/,
  y: /^(y|y座標)$/,
};

export type LengthUnit = 'mm' | 'cm' | 'm';

/** A column that means something to us. */
export interface PipeColumn {
  readonly field: PipeField;
  /** As its name says; null: it does not. */
  readonly unit: LengthUnit | null;
}

/** Null where the name means nothing to us. */
export function pipeColumn(name: string): PipeColumn | null {
  const plain = name.normalize('NFKC').trim().toLowerCase();
  const bracket = /[[(]\s*(mm|cm|m)\s*[\])]$/.exec(plain) ?? /[_ ](mm|cm|m)$/.exec(plain);
  const bare = (bracket ? plain.slice(0, bracket.index) : plain).replace(/[\s_\-・()[\]]/g, '');
  const field = PIPE_FIELDS.find((one) => NAMES[one].test(bare));
  const unit = bracket?.[1];
  return field ? { field, unit: unit === 'mm' || unit === 'cm' || unit === 'm' ? unit : null } : null;
}

const KIND_WORDS: readonly (readonly [PipeKind, RegExp])[] = [
  ['sewer', /sewer|sewage|drain|storm|waste ?water|下水|汚水|雨水|合流|排水/i],
  ['water', /water|上水|水道|給水|配水|送水|導水|工水/i],
  ['gas', /gas|ガス|瓦斯/i],
  ['power', /power|electric|電力|電気|送電|配電/i],
  ['telecom', /tele|comm|fib(re|er)|phone|通信|電話|光|情報|ntt|cctv|catv/i],
  ['other', /other|その他|不明|unknown/i],
];

/** Null where the word names no kind. */
export const kindOf = (text: string): PipeKind | null =>
  KIND_WORDS.find(([, words]) => words.test(text.normalize('NFKC')))?.[0] ?? null;

const PLACE_WORDS: readonly (readonly [PipePlace, RegExp])[] = [
  ['elsewhere', /elsewhere|side ?walk|footway|private|歩道|民地|宅地|緑地|植樹|公園|法面/i],
  ['vehicles', /vehicle|road|carriage|車道|道路|路肩|駐車/i],
];

export const placeOf = (text: string): PipePlace | null =>
  PLACE_WORDS.find(([, words]) => words.test(text.normalize('NFKC')))?.[0] ?? null;

/** A single level for the whole pipe, or a vertex. */
export const LEVEL_FIELDS: readonly LevelReference[] = ['cover', 'axis', 'crown', 'invert'];
