// Colours of their own are shaded already; a plain one is shaded by how far the face turns from the light.
uniform float uOpacity;
uniform bool uOwnColours;
uniform vec3 uLight;
varying vec3 vView;
varying vec3 vColour;

void main() {
  vec3 normal = normalize(cross(dFdx(vView), dFdy(vView)));
  float shade = uOwnColours ? 1.0 : 0.55 + 0.45 * abs(dot(normal, uLight));
  gl_FragColor = vec4(vColour * shade, uOpacity);
}
