/** The measurement inside a chart: an SVG over the canvas, so that it follows the pointer without drawing the chart again. */
import type uPlot from 'uplot';
import type { ChartPlace } from './measure.ts';

const SVG = 'http://www.w3.org/2000/svg';

export interface MeasureLayer {
  /** @param places none, one (with the pointer as the second), or two */
  show(places: readonly Pick<ChartPlace, 'x' | 'y'>[], label: string): void;
}

export function createMeasureLayer(chart: uPlot): MeasureLayer {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('class', 'chart-measure');
  svg.setAttribute('aria-hidden', 'true');
  const [legs, line] = ['is-legs', 'is-line'].map((name) => {
    const path = document.createElementNS(SVG, 'path');
    path.setAttribute('class', name);
    svg.append(path);
    return path;
  });
  const dots = [0, 1].map(() => {
    const dot = document.createElementNS(SVG, 'circle');
    dot.setAttribute('r', '4');
    svg.append(dot);
    return dot;
  });
  const text = document.createElementNS(SVG, 'text');
  svg.append(text);
  chart.over.append(svg);

  return {
    show(places, label) {
      // a chart that was not drawn yet has no scales
      const pixels = places
        .map(({ x, y }) => ({ x: chart.valToPos(x, 'x'), y: chart.valToPos(y, 'y') }))
        .filter(({ x, y }) => Number.isFinite(x + y));
      for (const [i, dot] of dots.entries()) {
        const at = pixels[i];
        dot.style.display = at ? '' : 'none';
        dot.setAttribute('cx', String(at?.x ?? 0));
        dot.setAttribute('cy', String(at?.y ?? 0));
      }
      const [a, b] = pixels;
      line?.setAttribute('d', a && b ? `M${a.x} ${a.y}L${b.x} ${b.y}` : '');
      legs?.setAttribute('d', a && b ? `M${a.x} ${a.y}H${b.x}V${b.y}` : '');
      text.textContent = a && b ? label : '';
      if (!a || !b) return;
      text.setAttribute('x', String((a.x + b.x) / 2));
      text.setAttribute('y', String(Math.max(14, (a.y + b.y) / 2 - 8)));
    },
  };
}
