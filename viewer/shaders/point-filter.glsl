// Which points are drawn, by their attributes: the rule of state/seeing/filter.ts. Ranges without an end reach ±3e38.
uniform float uReturnRule;
uniform vec4 uFlagRules;
uniform vec2 uKeepElevation;
uniform vec2 uKeepHeight;
uniform vec2 uKeepIntensity;
uniform vec2 uKeepSource;
uniform vec2 uKeepTime;

bool isWithin(float value, vec2 range) {
  return value >= range.x && value <= range.y;
}

// 0 all, 1 first, 2 last, 3 single, 4 several.
bool keepsReturn(float number, float count) {
  if (uReturnRule == 1.0) return number <= 1.0;
  if (uReturnRule == 2.0) return number >= count;
  if (uReturnRule == 3.0) return count <= 1.0;
  return uReturnRule == 0.0 || count > 1.0;
}

// 0 any, 1 only, 2 without.
bool keepsFlag(float flags, float place, float rule) {
  bool isSet = mod(floor(flags / place), 2.0) >= 1.0;
  return rule == 0.0 || (rule == 1.0) == isSet;
}

bool keepsFlags(float flags) {
  return keepsFlag(flags, 1.0, uFlagRules.x) && keepsFlag(flags, 2.0, uFlagRules.y) &&
    keepsFlag(flags, 4.0, uFlagRules.z) && keepsFlag(flags, 8.0, uFlagRules.w);
}

// A height that is unknown is below −1e29; only no range at all keeps it.
bool keepsHeight(float height) {
  return uKeepHeight.x <= -1.0e38 && uKeepHeight.y >= 1.0e38 ? true : height > -1.0e29 && isWithin(height, uKeepHeight);
}

bool keepsPoint(float elevation, float height, float intensity, float source, float returns, float flags, float time) {
  return keepsReturn(mod(returns, 256.0), floor(returns / 256.0)) && keepsFlags(flags) &&
    isWithin(elevation, uKeepElevation) && keepsHeight(height) && isWithin(intensity, uKeepIntensity) &&
    isWithin(source, uKeepSource) && isWithin(time, uKeepTime);
}
