/** The guide in English. Menus are those of QGIS 3.34 and later, as its documentation names them; † marks what was not held against it. */
import type { GuideTexts } from './guide-page.ts';

const menu = (...names: string[]) => `<span class="menu">${names.join(' › ')}</span>`;

export const GUIDE_EN: GuideTexts = {
  title: 'Point clouds in QGIS',
  lead: 'How to open the data by address, without downloading; relief maps, the 3D view, and cutting out what you need.',
  forVersion: 'QGIS 3.34 or later (free, https://qgis.org/)',
  facts: { data: 'Data', sheet: 'Sheet of the examples', crs: 'Coordinate system', heights: 'Heights' },
  unknown: 'not stated',
  contents: 'Contents',
  print: 'Print: Ctrl+P (A4)',
  back: 'To the catalogue',
  other: '日本語',
  notHere: 'These data have no files of this kind yet.',
  sections: [
    {
      id: 'ways',
      title: 'Four ways to open the data',
      lead: 'Choose by what you want to do. All of them fetch only the parts that are needed.',
      figure: 'ways',
      heads: ['Way', 'Good for'],
      rows: [
        ['COPC (step 2)', 'The points of one sheet: by class, by height, in colour; values of single points.'],
        ['VPC (step 3)', 'All sheets as one layer.'],
        ['XYZ tiles (step 4)', 'Hillshade and CS relief map (CS立体図) as a background. The lightest.'],
        ['GeoTIFF (step 5)', 'Heights of the ground (DEM): profiles, contours, 3D terrain.'],
      ],
    },
    {
      id: 'copc',
      title: 'Points by address (COPC)',
      needs: 'copcUrl',
      figure: 'dialog',
      caption: 'What matters in the Data Source Manager (the real window may be arranged differently)',
      steps: [
        { text: `Open ${menu('Layer', 'Add Layer', 'Add Point Cloud Layer…')}.` },
        { text: 'As source type choose <b>Protocol: HTTP(S), cloud, etc.</b>†' },
        { text: 'Leave the type at <b>HTTP/HTTPS/FTP</b> and paste this address as URI.', urls: ['copcUrl'] },
        { text: 'Press <b>Add</b>. Coarse points come in seconds; they become finer as you zoom in.' },
      ],
    },
    {
      id: 'vpc',
      title: 'All sheets at once (virtual point cloud, VPC)',
      steps: [
        { text: 'Open this file in the browser and save it. It is a small index without points.', urls: ['vpcUrl'] },
        { text: 'Drag the saved <b>.vpc</b> onto the map of QGIS. The outlines of the sheets appear.' },
        { text: 'Zoom in: only the points of the sheets on the screen are read.' },
      ],
      notes: ['QGIS (3.32 and later) reads a .vpc as a local file: save it first, do not give its address.'],
    },
    {
      id: 'xyz',
      title: 'Hillshade and CS relief map (XYZ tiles)',
      needs: 'hillshadeUrl',
      breakBefore: true,
      steps: [
        { text: `In the ${menu('Browser')} panel right-click <b>XYZ Tiles</b> and choose <b>New Connection…</b>.` },
        { text: 'Name it “Hillshade”, paste this address as URL and press OK.', urls: ['hillshadeUrl'] },
        { text: 'For the CS relief map make another connection with this address.', urls: ['csUrl'] },
        { text: 'Double-click a connection to add it to the map. Put the points above it.' },
      ],
    },
    {
      id: 'dtm',
      title: 'Heights of the ground (GeoTIFF)',
      needs: 'dtmUrl',
      steps: [
        {
          text: `Open ${menu('Layer', 'Add Layer', 'Add Raster Layer…')}, choose <b>Protocol: HTTP(S), cloud, etc.</b> and give this address.`,
          urls: ['dtmUrl'],
        },
        {
          text: 'Where you type a path instead, put <b>/vsicurl/</b> before it (/vsicurl/https://…/dtm.tif). Only the parts that are needed are read.',
        },
        {
          text: `Contours: ${menu('Raster', 'Extraction', 'Contour…')}. Profiles: ${menu('View', 'Elevation Profile')}.†`,
        },
      ],
    },
    {
      id: 'three-d',
      title: 'In 3D',
      needs: 'dtmUrl',
      steps: [
        { text: `Open ${menu('View', '3D Map Views', 'New 3D Map View')}.` },
        {
          text: 'In its toolbar open <b>Configure</b>. Under <b>Terrain</b> set the type to <b>DEM (Raster Layer)</b> and the elevation to the GeoTIFF of step 5.',
        },
        {
          text: 'Is the terrain coarse, raise the <b>Tile resolution</b> (16 px at first). To stress heights, set the <b>Vertical scale</b> to 1.5 to 2.',
        },
        { text: 'Colours and sizes of points are set in the layer’s <b>Properties › 3D View</b>.' },
      ],
      notes: ['Let the project be in the plane system of the data, not in degrees: the 3D view wants metres.'],
    },
    {
      id: 'style',
      title: 'Colours by class and by height',
      breakBefore: true,
      figure: 'styles',
      caption: 'Left: classes (brown ground, green trees, red building). Right: heights (blue low, red high)',
      steps: [
        { text: 'Double-click the layer and open <b>Symbology</b>.' },
        {
          text: 'By class: choose <b>Classification</b>. 2 is ground, 3 to 5 plants, 6 buildings, 9 water. Untick what you do not want to see.',
        },
        {
          text: 'By height: choose <b>Attribute by Ramp</b> with the attribute <b>Z</b>, and set Min and Max to the heights of interest.',
        },
        { text: `Ground alone: ${menu('Layer', 'Filter…')} (Query Builder) with <b>Classification = 2</b>.` },
      ],
    },
    {
      id: 'clip',
      title: 'Cutting out an area',
      figure: 'clip',
      steps: [
        { text: 'Make a polygon layer in the system of the data and draw the area.' },
        {
          text: `In ${menu('Processing', 'Toolbox')} open <b>Point cloud data management › Clip</b>; choose the points and the polygon.`,
        },
        {
          text: 'Save as <b>.copc.laz</b> or <b>.laz</b>. For LAS use <b>Point cloud conversion › Convert format</b>.',
        },
        {
          text: 'A picture of heights: <b>Point cloud conversion › Export to raster</b> with the attribute Z and a cell size.',
        },
      ],
      notes: [
        'For large areas “Take data out of this area” in the catalogue is faster, and takes every point.',
        'These tools are in QGIS with PDAL 2.5 or later; they run pdal_wrench.',
      ],
    },
    {
      id: 'trouble',
      heads: ['Trouble', 'What to look at'],
      title: 'When it does not work',
      rows: [
        [
          'The points are somewhere else',
          'Compare the coordinate system of the table on the first page with that of the layer (Properties › Source), and choose it there.',
        ],
        [
          'Heights are off by tens of metres',
          'These are elevations; GNSS gives ellipsoidal heights (about 40 m more in Shizuoka). Do not mix data from before and after the change of heights in 2025 (JGD2024).',
        ],
        [
          'It is slow',
          'Zoom in before you show points. A larger <b>Maximum error</b> in Symbology makes it lighter. Use XYZ tiles for overviews.',
        ],
        [
          'It does not open, or times out',
          'Open the same address in a browser. If a download begins, look at the proxy of QGIS.',
        ],
        [
          'A proxy at work',
          `Set it in ${menu('Settings', 'Options', 'Network')}.† Where a proxy stops range requests, save the file and open that.`,
        ],
        ['There is no point cloud menu', 'Install QGIS 3.34 or later; on Linux one that was built with PDAL.'],
      ],
    },
    {
      id: 'credit',
      title: 'The source, on your maps',
      lead: 'Put this line on maps, documents and data that you publish. In a layout it is a label.',
    },
  ],
  foot: '† Not held against the documentation of QGIS. Names of menus differ between versions and languages. The figures are drawings, not pictures of the program.',
};
