/**
 * Runs functions of a shader as they stand, as JavaScript: for the small part of GLSL that scalar rules are written in (floats, ints,
 * bools, reading x, y, z, w of vectors and elements of arrays). Numbers are doubles here.
 */

/** @param uniforms values of the shader's uniforms by name; vectors as objects with x, y, … */
export function runGlsl(
  source: string,
  name: string,
  uniforms: Readonly<Record<string, unknown>>,
): (...values: number[]) => unknown {
  const script = source
    .replaceAll(/\/\/.*$/gm, '')
    .replaceAll(/^uniform .*;$/gm, '')
    .replaceAll(/^(?:bool|float|int|vec2) (\w+)\(([^)]*)\) \{/gm, (_, own: string, parameters: string) => {
      const names = parameters.split(',').map((parameter) => parameter.trim().split(' ').at(-1));
      return `function ${own}(${names.join(', ')}) {`;
    })
    .replaceAll(/\b(?:bool|float|int|vec2) (\w+ =)/g, 'let $1');
  const library = {
    abs: Math.abs,
    floor: Math.floor,
    max: Math.max,
    mod: (value: number, by: number) => value - by * Math.floor(value / by),
    clamp: (value: number, low: number, high: number) => Math.min(high, Math.max(low, value)),
  };
  const given = { ...library, ...uniforms };
  return new Function(...Object.keys(given), `${script}\nreturn ${name};`)(...Object.values(given)) as (
    ...values: number[]
  ) => unknown;
}
