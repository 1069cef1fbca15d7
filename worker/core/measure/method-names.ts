/** The official names of the volume methods, as reports must state them. */
export const METHOD_NAMES: Readonly<Record<string, { readonly ja: string; readonly en: string }>> = {
  grid: { ja: '点高法（1点法）', en: 'Spot heights, one point a cell' },
  'four-point-columns': { ja: '点高法（4点柱状法）', en: 'Spot heights, four columns a cell' },
  'four-point': { ja: '点高法（4点平均法）', en: 'Spot heights, mean of four corners' },
  'tin-datum': { ja: 'TIN分割等を用いた求積', en: 'TIN sums over a datum plane' },
  tin: { ja: 'プリズモイダル法', en: 'Prismoidal, exact between two TINs' },
  'average-end-area': { ja: '平均断面法', en: 'Average end area' },
  contour: { ja: '等高線法', en: 'Contour areas' },
  all: { ja: '全手法の比較（値は1点法）', en: 'All methods; the value is that of one point a cell' },
};
