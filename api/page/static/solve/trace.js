// What a level reached and what no proposal can pass, drawn over time, with the gap between them.

import { svg } from "../core/dom.js";
import { number, t } from "../core/texts.js";

const WIDTH = 160;
const HEIGHT = 34;

/** A drawing of a level; the same numbers stand beside it. */
export function trace(level, end) {
  const points = level.points.filter((one) => one.value !== null || one.bound !== null);
  if (!points.length) return null;
  const values = points.flatMap((one) => [one.value, one.bound]).filter((one) => one !== null);
  const low = Math.min(...values);
  const high = Math.max(...values);
  // All levels of a run share one time scale, so that what was settled when can be compared.
  const x = (seconds) => (2 + ((WIDTH - 4) * seconds) / end).toFixed(1);
  const y = (value) => (HEIGHT - 4 - ((HEIGHT - 8) * (value - low)) / (high - low || 1)).toFixed(1);
  const words = t("trace.words", { from: number(points[0].seconds), until: number(points.at(-1).seconds),
    first: points[0].value ?? "–", last: points.at(-1).value ?? "–", bound: points.at(-1).bound ?? "–" });
  return svg("svg", { class: "trace", viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: "none",
    role: "img", "aria-label": words },
  svg("path", { class: "gap", d: gap(points, x, y) }),
  ["bound", "value"].map((key) => svg("path", { class: key, d: line(points, key, x, y) })));
}

/** Steps from point to point, the last one up to the end. */
function line(points, key, x, y) {
  const known = points.filter((one) => one[key] !== null);
  if (!known.length) return null;
  const [first, ...rest] = known;
  return `M${x(first.seconds)} ${y(first[key])}${rest.map((one) =>
    `H${x(one.seconds)}V${y(one[key])}`).join("")}H${WIDTH - 2}`;
}

/** What lies between the two, wherever both are known. */
function gap(points, x, y) {
  return points.map((one, at) => {
    if (one.value === null || one.bound === null) return "";
    const next = points[at + 1];
    return `M${x(one.seconds)} ${y(one.value)}V${y(one.bound)}H${next ? x(next.seconds) : WIDTH - 2}V${
      y(one.value)}Z`;
  }).join("");
}
