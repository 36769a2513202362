// The priorities of a run in their order: how far each is, what is proven, and what is left between.

import { h, newId } from "../core/dom.js";
import { number, t } from "../core/texts.js";
import { trace } from "./trace.js";
import { standing } from "./words.js";

const figure = (value) => (value === null || value === undefined ? "–" : number(value));

/** The list of priorities; `words` says them by name, and in which order they come. */
export function levelList(levels, words) {
  if (!levels.size) return null;
  const order = [...words.keys()];
  const until = Math.max(0.1, ...[...levels.values()].flatMap((level) =>
    level.points.map((point) => point.seconds)));
  const id = newId("levels");
  return [h("p", { class: "level-head hint" }, h("span", { id }, t("levels.caption")),
    h("span", { "aria-hidden": "true" }, t("levels.reached")),
    h("span", { "aria-hidden": "true" }, t("levels.bound"))),
  h("ol", { class: "levels", "aria-labelledby": id }, [...levels.values()]
    .sort((a, b) => order.indexOf(a.name) - order.indexOf(b.name))
    .map((level) => row(level, words.get(level.name), until)))];
}

function row(level, of, until) {
  const stands = standing(level, of?.gain);
  return h("li", {}, h("span", { class: "level-name" }, of?.words ?? level.name),
    h("span", { class: "strong" }, h("span", { class: "sr" }, `${t("levels.reached")} `), figure(level.value)),
    h("span", {}, h("span", { class: "sr" }, `${t("levels.bound")} `), figure(level.bound)),
    trace(level, until), h("span", { class: `stands ${stands.kind}` }, stands.words));
}
