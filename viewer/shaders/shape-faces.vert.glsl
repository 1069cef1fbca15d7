// Faces of own files and designs: the place in the view, for a shade that follows the slope.
attribute vec3 aColour;
uniform vec3 uColour;
uniform bool uOwnColours;
varying vec3 vView;
varying vec3 vColour;

void main() {
  vec4 view = modelViewMatrix * vec4(position, 1.0);
  vView = view.xyz;
  vColour = uOwnColours ? aColour / 255.0 : uColour;
  gl_Position = projectionMatrix * view;
}
