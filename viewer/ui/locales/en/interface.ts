/** English texts of the interface: colours, keys, help, navigation, epochs. */
import type { surroundings as ja } from '../ja/interface.ts';
import type { Texts } from '../texts.ts';

export const surroundings: Texts<typeof ja> = {
  colours: { dark: 'Use dark colours', light: 'Use light colours' },
  keys: {
    title: 'Keyboard',
    close: 'Close',
    single: 'Use single keys',
    singleNote: 'Switch off when speech input or another aid sets them off by mistake.',
    never: 'Keys never act while you type in a field. They work with a Japanese input method switched on.',
    groups: {
      page: 'Page',
      camera: 'Camera',
      epochs: 'Survey dates',
      drawing: 'While drawing',
      picture: 'With the picture in focus',
    },
    names: {
      help: 'This list',
      tool: 'Choose a tool (in the order of the rail)',
      panel: 'Open or close the panel',
      globe: 'Globe view',
      site: 'Site view',
      goTo: 'Go to a place',
      present: 'Present the story (begin, end)',
      frame: 'Show everything',
      north: 'North up',
      top: 'Top',
      front: 'Front (from the south)',
      back: 'Back (from the north)',
      left: 'Left (from the west)',
      right: 'Right (from the east)',
      oblique: 'Oblique',
      projection: 'Perspective or orthographic',
      previous: 'Previous survey date',
      next: 'Next survey date',
      play: 'Play or pause',
      swipe: 'Compare side by side',
      blink: 'Compare by turns',
      undo: 'Undo point',
      finish: 'Finish',
      moveLine: 'Move the line of a section across (left, right)',
      cancel: 'Cancel',
      move: 'Move',
      turn: 'Turn',
      zoom: 'Zoom',
    },
  },
  help: {
    open: 'About this tool',
    what: 'What it does',
    points: 'Points it uses',
    wrong: 'What can go wrong',
    tools: {
      scenario: {
        what: 'Plans that change only what is seen: poles and wires away, trees elsewhere, buildings, roads, walls, designs; shown before and after.',
        points:
          'The server finds poles and trees by the class of points, or by their shape. The points themselves never change.',
        wrong:
          'Ground under what was removed may never have been measured: it is hatched. Good for judging looks, not for design.',
      },
      ledger: {
        what: 'Shows a ledger (CSV, GeoJSON, OGC API Features) on the points, coloured by a field. Choose a feature in the picture or the list and edit it; add points, lines, areas and photos; keep it in a project.',
        points:
          'What has no elevation is shown on the ground as the server knows it. The points themselves never change.',
        wrong:
          'Plane coordinates lie elsewhere when the wrong zone or direction of X and Y is chosen. Photos of other servers are loaded only when you ask.',
      },
      story: {
        what: 'Shows scenes with words in an order: full-page presentation, link and QR code, film (WebM), A3 board, and a package for off-line use.',
        points:
          'Each scene keeps data, colours, camera and measurements. Points of the picture are for looking; numbers come from the server.',
        wrong: 'Pictures of edited scenes are marked as simulated. Sources stand in every picture, film and board.',
      },
      files: {
        what: 'Shows your own point clouds, drawings, designs and pictures over the site, without sending them.',
        points:
          'Large point clouds are thinned from afar; near by the rest is read from the file. Nothing is computed from what is shown.',
        wrong:
          'A file without a coordinate system lies elsewhere when the wrong one is chosen. For numbers use “Measure on the server”.',
      },
      layers: {
        what: 'Shows and hides surveys, and chooses colour, size and density of the points.',
        points:
          'The picture loads as many points as it needs. Computations use every point on the server, not those on the screen.',
        wrong:
          'Data of another coordinate system do not appear in the site view: the button at the right of the row goes to their site.',
      },
      measure: {
        what: 'Height of a point, distance, polyline, height difference, angle, area (plan, surface, wall), slope. Vertices can be dragged; every step can be taken back.',
        points:
          'While you draw, numbers are estimated from the points on the screen. Then the server computes them on every point, with standard errors.',
        wrong:
          'With “Snap to points” off, a vertex lies on the plane of the picture and takes its height from the ground. A click on a tree measures the tree.',
      },
      project: {
        what: 'Keeps scenes, measurements, notes and photos in a project, and hands them on as short links and pictures.',
        points:
          'Whenever a kept result is opened, the server computes it again with the same inputs; “verified” means the same to the last digit.',
        wrong: 'Whoever knows a link can open it. When the data were updated, the differences are told.',
      },
      volume: {
        what: 'Cut and fill between two surfaces (surveys, a design, a plane) inside the area you draw.',
        points:
          'All points of the chosen classes, usually ground. Cells without points are interpolated; where that is not possible they are reported as void.',
        wrong:
          'Vegetation classified as ground reads as fill. Different vertical datums shift everything. Check the warnings of the result.',
      },
      section: {
        what: 'Draws the ground along a line for each survey, and measures the areas between them.',
        points:
          'Points of the chosen classes within the width on both sides of the line: all of them make the ground line.',
        wrong: 'A wide strip smooths steep slopes. Under water and buildings there are no points, and the line breaks.',
      },
      sight: {
        what: 'Sun and shadows, hours of sun, lines of sight, viewsheds, the view of Mt Fuji; and viewpoints to keep.',
        points:
          'The server computes visibility and hours of sun on the surface of all points (first returns or ground). Shadows alone are drawn from the points on the screen.',
        wrong:
          'Where the data end the answer is undecidable. Trees and wires count as opaque: nobody sees through leaves.',
      },
      alignment: {
        what: 'Cross sections at stations, profile and volumes by end areas along an axis, with drawings and a report.',
        points: 'All points of the chosen classes at each station’s section.',
        wrong:
          'In tight curves long sections cross their neighbours. Make sure that the file of the axis has the data’s coordinate system.',
      },
      underground: {
        what: 'Shows buried pipes of a ledger in 3D, checks cover and clearances, sees through the ground, digs a box.',
        points:
          'Cover is measured by the server on the TIN of all ground points beside each pipe, not on what is drawn.',
        wrong:
          'Positions and depths are those of the ledger: nothing was surveyed. What neither ledger nor ground tells is unknown. Make sure that elevations have the datum of the ground.',
      },
      water: {
        what: 'Fills low ground that is joined to a source up to a level (simplified), plays given time steps, checks shelters and routes.',
        points: 'A grid from every ground (and water) point of the area. Numbers do not depend on what is drawn.',
        wrong:
          'No flow, rain, drainage or time: this is no hazard map. Where a bridge or culvert blocks the water, draw an opening.',
      },
    },
  },
  navigation: {
    views: 'Standard views',
    standard: {
      top: 'Top (plan)',
      front: 'Front (from the south)',
      right: 'Right (from the east)',
      back: 'Back (from the north)',
      left: 'Left (from the west)',
      oblique: 'Oblique',
    },
    orthographic: 'Orthographic projection',
    perspective: 'Use perspective',
    compass: 'Click for north up; click the end of an axis to look from there',
    scale: 'Scale {{length}}',
    scaleExact: 'The scale holds all over the picture',
    scaleMiddle: 'The scale holds in the middle of the picture, at what the camera looks at',
    plane: 'Plane coordinates',
    toGeographic: 'show latitude and longitude',
    toPlane: 'show plane coordinates',
    coordinate: {
      x: 'X (north)',
      y: 'Y (east)',
      h: 'Elevation',
      tp: 'Elevation (T.P.)',
      lat: 'Latitude',
      lon: 'Longitude',
      ellipsoidal: 'Ellipsoidal height',
    },
    copy: 'Copy coordinates',
    copied: 'Coordinates copied',
  },
  goTo: {
    title: 'Go to a place',
    label: 'Coordinates, map sheet or name',
    placeholder: 'Coordinates, map sheet, name',
    help: 'For example: -97200, 36100 (X, Y of {{crs}}) / E 36100 N -97200 / 35.1235, 138.9 / 08NF2330 / Atami',
    results: 'Suggestions',
    none: 'Nothing found. Try another way of writing it.',
    noData: 'There are no point clouds here: the globe view shows the place.',
  },
  epochs: {
    title: 'Survey dates',
    mode: 'Comparison',
    modes: { off: 'Normal', swipe: 'Swipe', blink: 'Blink' },
    all: 'All',
    only: 'Show only {{day}}',
    previous: 'Previous survey date',
    next: 'Next survey date',
    play: 'Play',
    pause: 'Pause',
    left: 'Date at the left',
    right: 'Date at the right',
    swap: 'Swap left and right',
    divider: 'Divider',
    dividerAt: '{{percent}} % from the left ({{left}} left, {{right}} right)',
  },
};
