/**
 * Stations, mountains, capes, dams, river mouths, castles, ports, islands of Shizuoka prefecture: names and a position that
 * is right to about a kilometre, from general knowledge.
 */
import type { NamedPlace, PlaceKind } from './place.ts';

/** kind | ja | kana | en | lat, lon */
const TABLE = `
office|静岡県庁|しずおかけんちょう|Shizuoka Prefectural Office|34.97694,138.38306
station|静岡駅|しずおかえき|Shizuoka Station|34.972,138.389
station|浜松駅|はままつえき|Hamamatsu Station|34.7036,137.7346
station|熱海駅|あたみえき|Atami Station|35.104,139.078
station|三島駅|みしまえき|Mishima Station|35.126,138.911
station|新富士駅|しんふじえき|Shin-Fuji Station|35.142,138.663
station|掛川駅|かけがわえき|Kakegawa Station|34.769,138.015
station|沼津駅|ぬまづえき|Numazu Station|35.103,138.860
station|富士駅|ふじえき|Fuji Station|35.151,138.651
station|富士宮駅|ふじのみやえき|Fujinomiya Station|35.222,138.615
station|清水駅|しみずえき|Shimizu Station|35.024,138.489
station|焼津駅|やいづえき|Yaizu Station|34.872,138.319
station|藤枝駅|ふじえだえき|Fujieda Station|34.849,138.252
station|島田駅|しまだえき|Shimada Station|34.830,138.174
station|金谷駅|かなやえき|Kanaya Station|34.819,138.125
station|菊川駅|きくがわえき|Kikugawa Station|34.758,138.078
station|袋井駅|ふくろいえき|Fukuroi Station|34.744,137.923
station|磐田駅|いわたえき|Iwata Station|34.711,137.856
station|御殿場駅|ごてんばえき|Gotemba Station|35.300,138.934
station|伊東駅|いとうえき|Ito Station|34.975,139.093
station|伊豆急下田駅|いずきゅうしもだえき|Izukyu-Shimoda Station|34.6793,138.9455
station|河津駅|かわづえき|Kawazu Station|34.751,138.994
station|修善寺駅|しゅぜんじえき|Shuzenji Station|34.981,138.950
station|天竜二俣駅|てんりゅうふたまたえき|Tenryu-Futamata Station|34.872,137.816
station|千頭駅|せんずえき|Senzu Station|35.108,138.137
mountain|富士山|ふじさん|Mount Fuji|35.36072,138.72743
mountain|宝永山|ほうえいざん|Mount Hoei|35.351,138.754
mountain|愛鷹山（越前岳）|あしたかやま|Mount Ashitaka|35.237,138.794
mountain|金時山|きんときざん|Mount Kintoki|35.290,139.005
mountain|天城山（万三郎岳）|あまぎさん|Mount Amagi|34.863,139.002
mountain|大室山|おおむろやま|Mount Omuro|34.903,139.095
mountain|達磨山|だるまやま|Mount Daruma|34.954,138.839
mountain|毛無山|けなしやま|Mount Kenashi|35.415,138.544
mountain|浜石岳|はまいしだけ|Mount Hamaishi|35.102,138.538
mountain|竜爪山|りゅうそうざん|Mount Ryuso|35.087,138.403
mountain|日本平|にほんだいら|Nihondaira|34.972,138.467
mountain|山伏|やんぶし|Mount Yanbushi|35.302,138.380
mountain|間ノ岳|あいのだけ|Mount Aino|35.646,138.228
mountain|塩見岳|しおみだけ|Mount Shiomi|35.574,138.183
mountain|悪沢岳|わるさわだけ|Mount Warusawa|35.501,138.182
mountain|赤石岳|あかいしだけ|Mount Akaishi|35.461,138.157
mountain|聖岳|ひじりだけ|Mount Hijiri|35.423,138.140
mountain|光岳|てかりだけ|Mount Tekari|35.338,138.084
mountain|秋葉山|あきはさん|Mount Akiha|34.982,137.866
mountain|粟ヶ岳|あわがたけ|Mount Awagatake|34.838,138.045
mountain|高草山|たかくさやま|Mount Takakusa|34.904,138.314
cape|石廊崎|いろうざき|Cape Iro|34.603,138.845
cape|御前崎|おまえざき|Cape Omae|34.5959,138.2256
cape|大瀬崎|おせざき|Cape Ose|35.030,138.790
cape|爪木崎|つめきざき|Cape Tsumeki|34.659,138.985
cape|波勝崎|はがちざき|Cape Hagachi|34.690,138.742
cape|黄金崎|こがねざき|Cape Kogane|34.842,138.757
coast|城ヶ崎海岸|じょうがさきかいがん|Jogasaki Coast|34.891,139.138
coast|三保松原|みほのまつばら|Miho-no-Matsubara|34.994,138.526
coast|大崩海岸|おおくずれかいがん|Okuzure Coast|34.899,138.353
coast|中田島砂丘|なかたじまさきゅう|Nakatajima Sand Dunes|34.665,137.745
dam|井川ダム|いかわだむ|Ikawa Dam|35.211,138.222
dam|畑薙第一ダム|はたなぎだいいちだむ|Hatanagi Daiichi Dam|35.317,138.187
dam|長島ダム|ながしまだむ|Nagashima Dam|35.168,138.180
dam|佐久間ダム|さくまだむ|Sakuma Dam|35.100,137.796
dam|秋葉ダム|あきはだむ|Akiha Dam|34.977,137.829
dam|船明ダム|ふなぎらだむ|Funagira Dam|34.893,137.815
dam|水窪ダム|みさくぼだむ|Misakubo Dam|35.163,137.900
dam|奥野ダム|おくのだむ|Okuno Dam|34.950,139.064
river-mouth|富士川河口|ふじかわかこう|Mouth of the Fuji River|35.116,138.640
river-mouth|安倍川河口|あべかわかこう|Mouth of the Abe River|34.929,138.400
river-mouth|大井川河口|おおいがわかこう|Mouth of the Oi River|34.769,138.295
river-mouth|天竜川河口|てんりゅうがわかこう|Mouth of the Tenryu River|34.647,137.790
river-mouth|狩野川河口|かのがわかこう|Mouth of the Kano River|35.081,138.853
river-mouth|河津川河口|かわづがわかこう|Mouth of the Kawazu River|34.748,139.000
river-mouth|今切口|いまぎれぐち|Imagire Mouth of Lake Hamana|34.681,137.597
lake|浜名湖|はまなこ|Lake Hamana|34.750,137.580
lake|田貫湖|たぬきこ|Lake Tanuki|35.344,138.557
lake|一碧湖|いっぺきこ|Lake Ippeki|34.929,139.107
castle|駿府城|すんぷじょう|Sunpu Castle|34.979,138.383
castle|浜松城|はままつじょう|Hamamatsu Castle|34.712,137.725
castle|掛川城|かけがわじょう|Kakegawa Castle|34.775,138.014
castle|山中城|やまなかじょう|Yamanaka Castle|35.156,138.993
castle|高天神城|たかてんじんじょう|Takatenjin Castle|34.699,138.036
castle|二俣城|ふたまたじょう|Futamata Castle|34.863,137.809
castle|諏訪原城|すわはらじょう|Suwahara Castle|34.819,138.119
castle|興国寺城|こうこくじじょう|Kokokuji Castle|35.137,138.808
airport|富士山静岡空港|ふじさんしずおかくうこう|Mt. Fuji Shizuoka Airport|34.796,138.190
port|清水港|しみずこう|Port of Shimizu|35.010,138.500
port|田子の浦港|たごのうらこう|Port of Tagonoura|35.137,138.702
port|焼津港|やいづこう|Port of Yaizu|34.868,138.328
port|沼津港|ぬまづこう|Port of Numazu|35.083,138.856
port|下田港|しもだこう|Port of Shimoda|34.672,138.952
island|初島|はつしま|Hatsushima Island|35.040,139.172
island|神子元島|みこもとじま|Mikomoto Island|34.576,138.942
island|淡島|あわしま|Awashima Island|35.035,138.888
place|伊豆山|いずさん|Izusan, Atami|35.1128,139.0790
bridge|河津七滝ループ橋|かわづななだるるーぷきょう|Kawazu-Nanadaru Loop Bridge|34.7935,138.9355
bridge|蓬莱橋|ほうらいばし|Horai Bridge|34.823,138.187
site|久能山東照宮|くのうざんとうしょうぐう|Kunozan Toshogu|34.965,138.468
site|登呂遺跡|とろいせき|Toro Site|34.956,138.408
site|韮山反射炉|にらやまはんしゃろ|Nirayama Reverberatory Furnace|35.040,138.962
site|三嶋大社|みしまたいしゃ|Mishima Taisha|35.122,138.919
site|浜岡原子力発電所|はまおかげんしりょくはつでんしょ|Hamaoka Nuclear Power Plant|34.624,138.142
site|富士スピードウェイ|ふじすぴーどうぇい|Fuji Speedway|35.371,138.927
falls|白糸の滝|しらいとのたき|Shiraito Falls|35.313,138.588
falls|浄蓮の滝|じょうれんのたき|Joren Falls|34.872,138.922
gorge|寸又峡|すまたきょう|Sumata Gorge|35.173,138.127
`;

/** Half the side of the box around a place, degrees: what one wants to see of it. */
const REACH: Partial<Record<PlaceKind, number>> = { mountain: 0.02, lake: 0.04, airport: 0.02, dam: 0.015 };
const REACH_ELSE = 0.01;

export const LANDMARKS: readonly NamedPlace[] = TABLE.trim()
  .split('\n')
  .map((line) => {
    const [kind, ja, kana, en, place] = line.split('|') as [PlaceKind, ...string[]];
    const [lat, lon] = place!.split(',').map(Number) as [number, number];
    const reach = REACH[kind] ?? REACH_ELSE;
    const bbox = [lon - reach, lat - reach, lon + reach, lat + reach].map((side) => Number(side.toFixed(5)));
    return { kind, label: { ja: ja!, en: en! }, kana: kana!, lon, lat, bbox: bbox as [number, number, number, number] };
  });
