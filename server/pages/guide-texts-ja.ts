/** The guide in Japanese. Menus are those of QGIS 3.34 and later, with the English names that the documentation of QGIS has; † marks what it was not held against. */
import type { GuideTexts } from './guide-page.ts';

const menu = (...names: string[]) => `<span class="menu">${names.join(' › ')}</span>`;

export const GUIDE_JA: GuideTexts = {
  title: 'QGIS で点群を使う',
  lead: 'ダウンロードせずに URL から開く方法、地形図の重ね方、3D 表示、切り抜きまでを順に説明します。',
  forVersion: 'QGIS 3.34 以降（無料の GIS ソフト、https://qgis.org/）',
  facts: { data: 'データ', sheet: '例に使う図郭', crs: '座標系', heights: '標高の基準' },
  unknown: '記載なし',
  contents: '目次',
  print: '印刷：Ctrl＋P（A4）',
  back: 'カタログへ',
  other: 'English',
  notHere: 'このデータには、まだこの種類のファイルがありません。',
  sections: [
    {
      id: 'ways',
      title: '4 つの開き方',
      lead: '目的に合わせて選びます。どれも必要な部分だけを通信で取り寄せます。',
      figure: 'ways',
      heads: ['開き方', '向いていること'],
      rows: [
        ['COPC（手順 2）', '図郭 1 枚の点群。分類・標高・写真色で見る、点の値を調べる。'],
        ['VPC（手順 3）', 'すべての図郭を 1 つのレイヤーとして開く。'],
        ['XYZ タイル（手順 4）', '陰影起伏図・CS立体図を背景地図として重ねる。いちばん軽い。'],
        ['GeoTIFF（手順 5）', '地面の標高（DEM）。断面・等高線・3D 地形に使う。'],
      ],
    },
    {
      id: 'copc',
      title: '点群を URL で開く（COPC）',
      needs: 'copcUrl',
      figure: 'dialog',
      caption: '「データソースマネージャ」の要点（実際の画面とは並びが異なることがあります）',
      steps: [
        {
          text: `${menu('レイヤ', 'レイヤを追加', '点群レイヤを追加…')}（Layer › Add Layer › Add Point Cloud Layer…）を開きます。`,
        },
        {
          text: 'ソースタイプで <b>プロトコル: HTTP(S)、クラウドなど</b>（Protocol: HTTP(S), cloud, etc.）を選びます†。',
        },
        { text: '種類は <b>HTTP/HTTPS/FTP</b> のまま、URI に次の URL を貼り付けます。', urls: ['copcUrl'] },
        { text: '<b>追加</b>を押します。数秒で粗い点が出て、拡大すると細かくなります。' },
      ],
    },
    {
      id: 'vpc',
      title: 'すべての図郭をまとめて開く（仮想点群 VPC）',
      steps: [
        {
          text: '次のファイルをブラウザーで開いて、手元に保存します（小さな索引ファイルで、点は含みません）。',
          urls: ['vpcUrl'],
        },
        { text: '保存した <b>.vpc</b> を QGIS の地図画面へドラッグします。図郭の枠が表示されます。' },
        { text: '拡大すると、その場所の図郭の点だけが読み込まれます。' },
      ],
      notes: [
        'QGIS は .vpc を手元のファイルとして読みます（3.32 以降）。URL を直接指定せず、保存してから開いてください。',
      ],
    },
    {
      id: 'xyz',
      title: '陰影起伏図・CS立体図を重ねる（XYZ タイル）',
      needs: 'hillshadeUrl',
      breakBefore: true,
      steps: [
        {
          text: `${menu('ブラウザ')}パネルの <b>XYZ Tiles</b> を右クリックし、<b>新規接続…</b>（New Connection…）を選びます。`,
        },
        { text: '名前に「陰影起伏図」、URL に次を貼り付けて OK を押します。', urls: ['hillshadeUrl'] },
        { text: 'CS立体図は、もう 1 つ接続を作って次の URL を使います。', urls: ['csUrl'] },
        { text: '作った接続をダブルクリックすると地図に重なります。点群は上の順に並べます。' },
      ],
    },
    {
      id: 'dtm',
      title: '地面の標高を開く（GeoTIFF）',
      needs: 'dtmUrl',
      steps: [
        {
          text: `${menu('レイヤ', 'レイヤを追加', 'ラスタレイヤを追加…')}を開き、<b>プロトコル: HTTP(S)、クラウドなど</b>で次の URL を指定します。`,
          urls: ['dtmUrl'],
        },
        {
          text: '欄に直接入力するときは、先頭に <b>/vsicurl/</b> を付けます（例：/vsicurl/https://…/dtm.tif）。全体を落とさずに必要な部分だけを読みます。',
        },
        {
          text: `等高線は ${menu('ラスタ', '抽出', '等高線…')}、断面は ${menu('ビュー', '断面図')}（View › Elevation Profile）で作れます†。`,
        },
      ],
    },
    {
      id: 'three-d',
      title: '3D で見る',
      needs: 'dtmUrl',
      steps: [
        {
          text: `${menu('ビュー', '3D地図ビュー', '新規3D地図ビュー')}（View › 3D Map Views › New 3D Map View）を開きます。`,
        },
        {
          text: '3D 画面のツールバーの <b>設定</b>（Configure）を開き、<b>地形</b>（Terrain）の種類を <b>DEM（ラスタレイヤ）</b>、標高を手順 5 の GeoTIFF にします。',
        },
        {
          text: '地形が粗いときは <b>タイル解像度</b>（Tile resolution、既定 16 px）を大きくします。高低を強調するなら <b>鉛直スケール</b>（Vertical scale）を 1.5～2 にします。',
        },
        { text: '点群レイヤの <b>レイヤプロパティ › 3Dビュー</b>で、色分けと点の大きさを決めます。' },
      ],
      notes: [
        'プロジェクトの座標系は、緯度経度ではなく、このデータの平面直角座標系にしてください。3D 表示はメートル単位の座標系で正しく働きます。',
      ],
    },
    {
      id: 'style',
      title: '分類・標高で色分けする',
      breakBefore: true,
      figure: 'styles',
      caption: '左：分類（茶＝地面、緑＝樹木、赤＝建物）　右：標高（青＝低い、赤＝高い）',
      steps: [
        { text: '点群レイヤをダブルクリックし、<b>シンボロジ</b>（Symbology）を開きます。' },
        {
          text: '分類で色分け：<b>分類</b>（Classification）を選びます。2 が地面、3～5 が植生、6 が建物、9 が水面です。チェックを外すと消えます。',
        },
        {
          text: '標高で色分け：<b>属性による連続的な色分け</b>（Attribute by Ramp）を選び、属性を <b>Z</b> にします。最小・最大を見たい高さに合わせます。',
        },
        {
          text: `地面の点だけを使う：${menu('レイヤ', 'フィルタ…')}（Query Builder）に <b>Classification = 2</b> と入力します。`,
        },
      ],
    },
    {
      id: 'clip',
      title: '範囲で切り抜いて保存する',
      figure: 'clip',
      steps: [
        { text: 'ポリゴンレイヤを作り、切り抜く範囲を描きます（座標系はデータと同じにします）。' },
        {
          text: `${menu('プロセシング', 'ツールボックス')}の <b>点群データ管理 › クリップ</b>（Point cloud data management › Clip）を開き、点群とポリゴンを選びます。`,
        },
        {
          text: '出力先を <b>.copc.laz</b> または <b>.laz</b> にして実行します。LAS にするには <b>点群変換 › 形式変換</b>（Point cloud conversion › Convert format）を使います。',
        },
        {
          text: '標高の画像にするには <b>点群変換 › ラスタにエクスポート</b>（Export to raster）で、属性 Z と格子の間隔を指定します。',
        },
      ],
      notes: [
        '広い範囲は、カタログの「この範囲のデータを取り出す」のほうが速く、すべての点を正確に切り出せます。',
        'これらの道具は PDAL 2.5 以降を含む QGIS にあり、内部で pdal_wrench を使います。',
      ],
    },
    {
      id: 'trouble',
      heads: ['症状', '確かめること'],
      title: 'うまくいかないとき',
      rows: [
        [
          '点群が別の場所に出る',
          '手順の表の座標系と、レイヤの座標系（レイヤプロパティ › ソース）が同じか確かめます。違うときは、そこで正しい座標系を選びます。',
        ],
        [
          '高さが数十 m 違う',
          'GNSS の楕円体高と標高の違い（静岡県で約 40 m）です。このデータは標高です。2025 年の標高改定（JGD2024）前後のデータを混ぜないでください。',
        ],
        [
          '表示が遅い',
          '拡大してから点群を表示します。シンボロジの <b>最大誤差</b>（Maximum error）を大きくすると軽くなります。全体を見るときは XYZ タイルにします。',
        ],
        [
          '開けない・時間切れ',
          'ブラウザーで同じ URL を開き、ダウンロードが始まるか確かめます。始まれば QGIS 側のプロキシ設定の問題です。',
        ],
        [
          '社内・庁内のプロキシ',
          `${menu('設定', 'オプション', 'ネットワーク')}でプロキシを設定します†。範囲指定の通信（Range）を止めるプロキシでは、ファイルを保存してから開きます。`,
        ],
        ['点群のメニューがない', 'QGIS を 3.34 以降にします。Linux では PDAL を含む版を入れてください。'],
      ],
    },
    {
      id: 'credit',
      title: '地図に載せる出典',
      lead: '公開する地図・資料・データには、次の 1 行を添えてください。レイアウトでは「ラベルを追加」で載せられます。',
    },
  ],
  foot: '† QGIS の公式文書と照らし合わせていない箇所。版や言語によりメニュー名が異なることがあります。図は説明のために描いたもので、実際の画面ではありません。',
};
