// The week as a heat map: who could meet when, participants against providers.

import { h, table } from "../core/dom.js";
import { t } from "../core/texts.js";
import { clock } from "../core/words.js";

const DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
const SHADES = 6;
const NAMED = 3; // times without a provider that are named below

export function weekPart(pool) {
  const days = [...new Set(pool.week.map((cell) => cell.weekday))].sort();
  const starts = [...new Set(pool.week.map((cell) => cell.start))].sort();
  const at = new Map(pool.week.map((cell) => [`${cell.weekday} ${cell.start}`, cell]));
  const most = Math.max(1, ...pool.week.map((cell) => cell.people));
  const rows = starts.map((start) => h("tr", {}, h("th", { scope: "row" }, clock(start)),
    days.map((day) => weekCell(at.get(`${day} ${start}`), most))));
  return h("section", { class: "panel" }, h("h2", {}, t("week.title")),
    h("p", {}, t("week.words")),
    h("p", { class: "keys", "aria-hidden": "true" },
      h("span", {}, Array.from({ length: SHADES }, (_, shade) => h("span", { class: `key heat-${shade}` })),
        t("week.key", { most })),
      h("span", {}, h("span", { class: "key heat-0 nobody" }), t("week.nobody"))),
    table(t("week.caption"), [t("week.start"), ...days.map(dayName)], rows, { class: "week" }),
    best(pool));
}

/** A weekday, shorter on a phone. */
const dayName = (day) => h("th", { scope: "col" }, h("span", { class: "long" }, t(`weekdays.${DAYS[day]}`)),
  h("span", { class: "brief" }, t(`days.${DAYS[day]}`)));

function weekCell(cell, most) {
  if (!cell) return h("td", {});
  const shade = cell.people ? 1 + Math.floor(((SHADES - 2) * cell.people) / most) : 0;
  const words = t("week.cell", { people: cell.people, providers: cell.providers });
  return h("td", { class: `heat-${Math.min(shade, SHADES - 1)}${cell.providers ? "" : " nobody"}` },
    h("span", { class: "sr" }, words),
    h("span", { "aria-hidden": "true" }, cell.people || "·",
      h("small", {}, cell.providers ? `/${cell.providers}` : "")));
}

/** Where many could meet but nobody could lead. */
function best(pool) {
  const wanted = [...pool.week].filter((cell) => !cell.providers && cell.people >= 5)
    .sort((a, b) => b.people - a.people).slice(0, NAMED);
  if (!wanted.length) return null;
  return h("p", {}, t("week.wanted"), " ", wanted.map((cell) =>
    t("week.wanted.one", { day: t(`weekdays.${DAYS[cell.weekday]}`), start: clock(cell.start),
      people: cell.people })).join("; "), ".");
}
