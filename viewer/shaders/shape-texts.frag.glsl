uniform sampler2D uAtlas;
uniform float uOpacity;
varying vec2 vUv;

void main() {
  vec4 colour = texture2D(uAtlas, vUv);
  if (colour.a < 0.05) discard;
  gl_FragColor = vec4(colour.rgb, colour.a * uOpacity);
}
