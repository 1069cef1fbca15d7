/**
 * The municipalities of Shizuoka prefecture with the wards of its two large cities (those of Hamamatsu as of 2024): code,
 * names, the town hall to about a kilometre, and a box that holds about the whole, offshore islands included where people
 * live. Approximate throughout, from general knowledge: for finding a place, not for drawing a border.
 * Codes: 全国地方公共団体コード without the check digit.
 */
import type { NamedPlace } from './place.ts';

/** code | kind | ja | kana | en | lat, lon | west, south, east, north */
const TABLE = `
22100|city|静岡市|しずおかし|Shizuoka City|34.976,138.383|138.08,34.88,138.62,35.65
22101|ward|静岡市葵区|しずおかしあおいく|Aoi Ward, Shizuoka|34.976,138.383|138.08,34.95,138.45,35.65
22102|ward|静岡市駿河区|しずおかしするがく|Suruga Ward, Shizuoka|34.960,138.405|138.32,34.88,138.50,34.99
22103|ward|静岡市清水区|しずおかししみずく|Shimizu Ward, Shizuoka|35.016,138.489|138.40,34.96,138.62,35.16
22130|city|浜松市|はままつし|Hamamatsu City|34.711,137.726|137.50,34.64,138.03,35.30
22138|ward|浜松市中央区|はままつしちゅうおうく|Chuo Ward, Hamamatsu|34.711,137.726|137.57,34.64,137.84,34.81
22139|ward|浜松市浜名区|はままつしはまなく|Hamana Ward, Hamamatsu|34.793,137.785|137.50,34.73,137.85,34.93
22140|ward|浜松市天竜区|はままつしてんりゅうく|Tenryu Ward, Hamamatsu|34.873,137.816|137.66,34.83,138.03,35.30
22203|city|沼津市|ぬまづし|Numazu City|35.096,138.864|138.73,34.92,138.93,35.19
22205|city|熱海市|あたみし|Atami City|35.096,139.072|138.99,34.99,139.19,35.16
22206|city|三島市|みしまし|Mishima City|35.118,138.919|138.87,35.08,139.02,35.20
22207|city|富士宮市|ふじのみやし|Fujinomiya City|35.222,138.622|138.47,35.14,138.75,35.46
22208|city|伊東市|いとうし|Ito City|34.966,139.102|139.01,34.84,139.15,35.02
22209|city|島田市|しまだし|Shimada City|34.836,138.176|138.02,34.77,138.26,35.08
22210|city|富士市|ふじし|Fuji City|35.161,138.676|138.57,35.10,138.81,35.37
22211|city|磐田市|いわたし|Iwata City|34.718,137.852|137.78,34.64,137.94,34.94
22212|city|焼津市|やいづし|Yaizu City|34.867,138.323|138.22,34.76,138.38,34.93
22213|city|掛川市|かけがわし|Kakegawa City|34.769,137.999|137.92,34.62,138.14,34.89
22214|city|藤枝市|ふじえだし|Fujieda City|34.867,138.258|138.14,34.82,138.31,35.05
22215|city|御殿場市|ごてんばし|Gotemba City|35.309,138.935|138.72,35.24,139.02,35.37
22216|city|袋井市|ふくろいし|Fukuroi City|34.750,137.925|137.86,34.66,137.99,34.83
22219|city|下田市|しもだし|Shimoda City|34.680,138.945|138.85,34.57,139.01,34.78
22220|city|裾野市|すそのし|Susono City|35.174,138.907|138.72,35.15,138.99,35.37
22221|city|湖西市|こさいし|Kosai City|34.719,137.532|137.48,34.66,137.61,34.78
22222|city|伊豆市|いずし|Izu City|34.977,138.947|138.76,34.79,139.06,35.03
22223|city|御前崎市|おまえざきし|Omaezaki City|34.638,138.128|138.02,34.59,138.24,34.72
22224|city|菊川市|きくがわし|Kikugawa City|34.758,138.084|138.03,34.66,138.16,34.83
22225|city|伊豆の国市|いずのくにし|Izunokuni City|35.028,138.929|138.87,34.99,139.02,35.08
22226|city|牧之原市|まきのはらし|Makinohara City|34.740,138.225|138.10,34.64,138.25,34.83
22301|town|東伊豆町|ひがしいずちょう|Higashiizu Town|34.773,139.041|138.94,34.74,139.09,34.86
22302|town|河津町|かわづちょう|Kawazu Town|34.757,138.988|138.87,34.72,139.01,34.84
22304|town|南伊豆町|みなみいずちょう|Minamiizu Town|34.651,138.859|138.73,34.59,138.93,34.72
22305|town|松崎町|まつざきちょう|Matsuzaki Town|34.753,138.779|138.73,34.68,138.89,34.80
22306|town|西伊豆町|にしいずちょう|Nishiizu Town|34.772,138.775|138.74,34.75,138.89,34.90
22325|town|函南町|かんなみちょう|Kannami Town|35.089,138.953|138.91,35.05,139.04,35.14
22341|town|清水町|しみずちょう|Shimizu Town|35.099,138.903|138.87,35.08,138.92,35.12
22342|town|長泉町|ながいずみちょう|Nagaizumi Town|35.138,138.897|138.80,35.11,138.95,35.25
22344|town|小山町|おやまちょう|Oyama Town|35.360,138.988|138.72,35.27,139.06,35.40
22424|town|吉田町|よしだちょう|Yoshida Town|34.771,138.252|138.21,34.74,138.29,34.81
22429|town|川根本町|かわねほんちょう|Kawanehon Town|35.047,138.082|137.98,34.95,138.20,35.36
22461|town|森町|もりまち|Mori Town|34.836,137.927|137.86,34.78,138.00,34.98
`;

export const MUNICIPALITIES: readonly NamedPlace[] = TABLE.trim()
  .split('\n')
  .map((line) => {
    const [code, kind, ja, kana, en, place, box] = line.split('|') as [string, 'city' | 'ward' | 'town', ...string[]];
    const [lat, lon] = place!.split(',').map(Number) as [number, number];
    const bbox = box!.split(',').map(Number) as [number, number, number, number];
    return { kind, code, label: { ja: ja!, en: en! }, kana: kana!, lon, lat, bbox };
  });
