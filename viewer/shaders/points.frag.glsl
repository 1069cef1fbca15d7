varying vec3 vColour;
#ifdef SEE_THROUGH
uniform float uOpacity;
#endif

void main() {
#ifndef SQUARE
  vec2 fromCentre = gl_PointCoord - 0.5;
  if (dot(fromCentre, fromCentre) > 0.25) discard;
#endif
#ifdef SEE_THROUGH
  // A part of the pixels, evenly spread (interleaved gradient noise): nothing has to be sorted.
  float threshold = fract(52.9829189 * fract(dot(floor(gl_FragCoord.xy), vec2(0.06711056, 0.00583715))));
  if (threshold >= uOpacity) discard;
#endif
  gl_FragColor = vec4(vColour, 1.0);
}
