// Which points are drawn, by their place: the rule of state/seeing/clip.ts. Scene coordinates. Counts of 0 switch a part off.
// Half sizes across, along and up; w: 1 keeps what is inside, 2 what is outside, 0 everything.
uniform vec4 uBoxHalf;
uniform vec3 uBoxCentre;
uniform vec2 uBoxTurn;
uniform vec2 uPolygon[64];
uniform int uPolygonCount;
uniform bool uPolygonKeepsInside;
uniform vec2 uLine[64];
uniform int uLineCount;
uniform float uHalfWidth;

bool keptByBox(float x, float y, float z) {
  if (uBoxHalf.w == 0.0) return true;
  float e = x - uBoxCentre.x;
  float n = y - uBoxCentre.y;
  float across = e * uBoxTurn.x - n * uBoxTurn.y;
  float along = e * uBoxTurn.y + n * uBoxTurn.x;
  bool inside = abs(across) <= uBoxHalf.x && abs(along) <= uBoxHalf.y && abs(z - uBoxCentre.z) <= uBoxHalf.z;
  return inside == (uBoxHalf.w == 1.0);
}

bool keptByPolygon(float x, float y) {
  if (uPolygonCount == 0) return true;
  bool inside = false;
  vec2 from = uPolygon[uPolygonCount - 1];
  for (int index = 0; index < 64; index++) {
    if (index >= uPolygonCount) break;
    vec2 to = uPolygon[index];
    if ((to.y > y) != (from.y > y) && x < (from.x - to.x) * (y - to.y) / (from.y - to.y) + to.x) inside = !inside;
    from = to;
  }
  return inside == uPolygonKeepsInside;
}

bool keptBySlab(float x, float y) {
  if (uLineCount == 0) return true;
  for (int index = 0; index < 63; index++) {
    if (index + 1 >= uLineCount) break;
    vec2 a = uLine[index];
    vec2 b = uLine[index + 1];
    float dx = b.x - a.x;
    float dy = b.y - a.y;
    float along = ((x - a.x) * dx + (y - a.y) * dy) / max(1.0e-12, dx * dx + dy * dy);
    if ((index == 0 && along < 0.0) || (index + 2 == uLineCount && along > 1.0)) continue;
    float t = clamp(along, 0.0, 1.0);
    float e = a.x + t * dx - x;
    float n = a.y + t * dy - y;
    if (e * e + n * n <= uHalfWidth * uHalfWidth) return true;
  }
  return false;
}

bool keepsPlace(float x, float y, float z) {
  return keptByBox(x, y, z) && keptByPolygon(x, y) && keptBySlab(x, y);
}
