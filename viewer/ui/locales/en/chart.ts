/** English texts of charts: zoom, measuring inside them. */
import type { chart as ja } from '../ja/chart.ts';
import type { Texts } from '../texts.ts';

export const chart: Texts<typeof ja> = {
  chart: {
    zoomIn: 'Zoom in',
    zoomOut: 'Zoom out',
    panLeft: 'Move left',
    panRight: 'Move right',
    reset: 'Show all',
    measure: 'Measure in the chart',
    stopMeasuring: 'Stop measuring (Esc)',
    line: 'Line to measure on',
    from: 'From distance (m)',
    to: 'To distance (m)',
    fromOffset: 'From offset (m, left −)',
    toOffset: 'To offset (m, left −)',
    measureLine: 'Measure between',
    first: 'Click the first point, or enter distances (vertices of the lines attract it)',
    second: 'Click the second point (Esc takes back)',
    across: 'Across',
    height: 'Height',
    length: 'Slope distance',
    slope: 'Slope',
    level: 'level',
    slopes: 'Slopes 1:n',
    enlarge: 'Enlarge the chart',
    reduce: 'Back to its size',
    tools: 'Chart tools',
    save: 'Save',
    onThisPage: 'From this page',
    papers: 'Drawings and sheets (computed on every point)',
  },
};
