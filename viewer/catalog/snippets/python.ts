/** Python: laspy for points, rasterio for the ground, pystac-client for finding. By their documented interfaces. */
import type { SnippetFacts } from './facts.ts';
import { comment, stringLiteral } from './quote.ts';
import type { SnippetWords } from './words.ts';

export function pythonSnippet(facts: SnippetFacts, words: SnippetWords): string {
  const [minE, minN, maxE, maxN] = facts.part;
  const packages = `pip install "laspy[lazrs]" requests numpy pystac-client${facts.dtmUrl === null ? '' : ' rasterio'}`;
  const raster =
    facts.dtmUrl === null
      ? ''
      : `
# ${comment(words.window)}
import rasterio
from rasterio.windows import from_bounds

with rasterio.open(${stringLiteral(facts.dtmUrl)}) as dtm:
    window = from_bounds(${minE}, ${minN}, ${maxE}, ${maxN}, transform=dtm.transform)
    ground = dtm.read(1, window=window, masked=True)
print(ground.min(), ground.max())
`;
  return `# ${comment(words.install)}: ${packages}
import numpy as np
from laspy import Bounds, CopcReader

# ${comment(words.part)}
with CopcReader.open(${stringLiteral(facts.dataUrl)}) as reader:
    points = reader.query(
        bounds=Bounds(mins=np.array([${minE}, ${minN}]), maxs=np.array([${maxE}, ${maxN}])),
        resolution=1.0,
    )
print(len(points), points.z.min(), points.z.max())
${raster}
# ${comment(words.find)}
from pystac_client import Client

catalog = Client.open(${stringLiteral(`${facts.server}/api`)})
search = catalog.search(
    collections=[${stringLiteral(facts.collection)}],
    bbox=[${facts.bbox.join(', ')}],
    max_items=10,
)
for item in search.items():
    print(item.id, item.assets["data"].href)
`;
}
