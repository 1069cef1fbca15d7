/**
 * Draws the SVG that lies over the picture onto a canvas, with the look that the page's style sheet gives it: an SVG image would know neither
 * the styles nor the fonts of the page. Knows the shapes that the tools draw.
 */

const SHAPES = 'path, circle, ellipse, rect, line, polyline, polygon, text';

/** @param scale canvas pixels per CSS pixel; the canvas's origin is that of the SVG */
export function drawSvg(context: CanvasRenderingContext2D, svg: SVGSVGElement, scale: number): void {
  for (const element of svg.querySelectorAll<SVGGraphicsElement>(SHAPES)) {
    const style = getComputedStyle(element);
    if (style.display === 'none' || style.visibility === 'hidden') continue;
    context.save();
    const matrix = element.getCTM();
    context.setTransform(scale, 0, 0, scale, 0, 0);
    if (matrix) context.transform(matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f);
    context.globalAlpha = opacityOf(element, svg);
    drawElement(context, element, style);
    context.restore();
  }
}

function drawElement(context: CanvasRenderingContext2D, element: SVGGraphicsElement, style: CSSStyleDeclaration): void {
  context.lineWidth = Number.parseFloat(style.strokeWidth) || 1;
  context.lineJoin = (style.strokeLinejoin as CanvasLineJoin) || 'miter';
  context.lineCap = (style.strokeLinecap as CanvasLineCap) || 'butt';
  const dashes = style.strokeDasharray === 'none' ? [] : style.strokeDasharray.split(/[\s,]+/).map(Number.parseFloat);
  context.setLineDash(dashes.filter(Number.isFinite));
  const fill = paintOf(style.fill, style.fillOpacity);
  const stroke = paintOf(style.stroke, style.strokeOpacity);
  const strokesFirst = style.paintOrder.startsWith('stroke');
  const paint = (shape: { fill(): void; stroke(): void }) => {
    const steps = strokesFirst ? (['stroke', 'fill'] as const) : (['fill', 'stroke'] as const);
    for (const step of steps) {
      const colour = step === 'fill' ? fill : stroke;
      if (!colour) continue;
      const base = context.globalAlpha;
      context.globalAlpha = base * colour.alpha;
      if (step === 'fill') context.fillStyle = colour.colour;
      else context.strokeStyle = colour.colour;
      shape[step]();
      context.globalAlpha = base;
    }
  };
  if (element instanceof SVGTextElement) {
    drawText(context, element, style, paint);
    return;
  }
  const path = pathOf(element);
  const rule = style.fillRule === 'evenodd' ? 'evenodd' : 'nonzero';
  if (path) paint({ fill: () => context.fill(path, rule), stroke: () => context.stroke(path) });
}

function drawText(
  context: CanvasRenderingContext2D,
  element: SVGTextElement,
  style: CSSStyleDeclaration,
  paint: (shape: { fill(): void; stroke(): void }) => void,
): void {
  context.font = `${style.fontStyle} ${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
  context.textAlign = style.textAnchor === 'middle' ? 'center' : style.textAnchor === 'end' ? 'right' : 'left';
  context.textBaseline =
    style.dominantBaseline === 'middle' || style.dominantBaseline === 'central' ? 'middle' : 'alphabetic';
  // a halo of straight corners would grow spikes on letters
  context.lineJoin = 'round';
  const at = (name: 'x' | 'y') => Number.parseFloat(element.getAttribute(name) ?? '') || 0;
  const text = element.textContent ?? '';
  paint({
    fill: () => context.fillText(text, at('x'), at('y')),
    stroke: () => context.strokeText(text, at('x'), at('y')),
  });
}

function pathOf(element: SVGGraphicsElement): Path2D | null {
  const number = (name: string) => Number.parseFloat(element.getAttribute(name) ?? '') || 0;
  const path = new Path2D();
  switch (element.tagName) {
    case 'path':
      return new Path2D(element.getAttribute('d') ?? '');
    case 'circle':
      path.arc(number('cx'), number('cy'), number('r'), 0, 2 * Math.PI);
      return path;
    case 'ellipse':
      path.ellipse(number('cx'), number('cy'), number('rx'), number('ry'), 0, 0, 2 * Math.PI);
      return path;
    case 'rect':
      path.roundRect(number('x'), number('y'), number('width'), number('height'), number('rx'));
      return path;
    case 'line':
      path.moveTo(number('x1'), number('y1'));
      path.lineTo(number('x2'), number('y2'));
      return path;
    case 'polyline':
    case 'polygon': {
      const numbers = (element.getAttribute('points') ?? '')
        .trim()
        .split(/[\s,]+/)
        .map(Number);
      for (let at = 0; at + 1 < numbers.length; at += 2) path.lineTo(numbers[at] ?? 0, numbers[at + 1] ?? 0);
      if (element.tagName === 'polygon') path.closePath();
      return path;
    }
    default:
      return null;
  }
}

function paintOf(colour: string, opacity: string): { colour: string; alpha: number } | null {
  const alpha = Number.parseFloat(opacity);
  return colour === 'none' || colour === '' ? null : { colour, alpha: Number.isFinite(alpha) ? alpha : 1 };
}

/** Opacity of the element and of the groups that it is in. */
function opacityOf(element: Element, root: Element): number {
  let opacity = 1;
  for (let at: Element | null = element; at; at = at === root ? null : at.parentElement) {
    opacity *= Number.parseFloat(getComputedStyle(at).opacity);
  }
  return opacity;
}
