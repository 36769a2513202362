// What a level reached and what no proposal can pass, drawn over time.

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
  const from = points[0].seconds;
  const until = points.at(-1).seconds;
  // All levels of a run share one time scale, so that what was settled when can be compared.
  const x = (seconds) => 2 + ((WIDTH - 4) * seconds) / end;
  const y = (value) => HEIGHT - 4 - ((HEIGHT - 8) * (value - low)) / (high - low || 1);
  const line = (key) => {
    let path = "";
    let last = null;
    for (const point of points) {
      if (point[key] === null) continue;
      const at = x(point.seconds).toFixed(1);
      path += last === null ? `M${at} ${y(point[key]).toFixed(1)}`
        : `H${at}V${y(point[key]).toFixed(1)}`;
      last = point[key];
    }
    return last === null ? null : `${path}H${WIDTH - 2}`;
  };
  const words = t("trace.words", { from: number(from), until: number(until),
    first: points[0].value ?? "–", last: points.at(-1).value ?? "–", bound: points.at(-1).bound ?? "–" });
  return svg("svg", { class: "trace", viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
    preserveAspectRatio: "none", role: "img", "aria-label": words },
    line("bound") && svg("path", { class: "bound", d: line("bound") }),
    line("value") && svg("path", { class: "value", d: line("value") }));
}
