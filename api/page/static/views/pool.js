// The pool before anything is solved: seats against demand, the week, who can never be placed.

import { get } from "../core/api.js";
import { h, show, svg, table } from "../core/dom.js";
import { begin, here, introduce, path, stage } from "../core/frame.js";
import { t, word } from "../core/texts.js";
import { clock } from "../core/words.js";

const DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
const SHADES = 6;

begin(async () => {
  const [pool] = await Promise.all([get(`/v1/cohorts/${here.cohort}/pool`), introduce()]);
  show(stage, tiles(pool), h("p", { class: "actions" },
    h("a", { class: "button primary", href: path("solve") }, t("pool.go"))),
  demand(pool), week(pool), never(pool));
});

function tiles(pool) {
  const items = [
    ["pool.applied", pool.applied], ["pool.eligible", pool.eligible], ["pool.seats", pool.seats],
    ["pool.leaders", t("pool.leaders.of", { leaders: pool.leaders, providers: pool.providers })],
    ["pool.never", pool.never.length],
  ];
  const enough = pool.seats >= pool.eligible;
  return [h("dl", { class: "tiles" }, items.map(([key, value]) =>
    h("div", {}, h("dt", {}, t(key)), h("dd", {}, typeof value === "number" ? value : value)))),
  h("p", { class: "lede" }, t(enough ? "pool.enough" : "pool.short",
    { seats: pool.seats, people: pool.eligible, count: pool.eligible - pool.seats }))];
}

function demand(pool) {
  return h("section", { class: "panel" }, h("h2", {}, t("demand.title")),
    h("p", {}, t("demand.words")),
    h("div", { class: "pair" }, pool.demand.map((one) => demandTable(one, pool))));
}

function demandTable(one, pool) {
  const offers = one.rows.some((row) => row.seats !== null);
  const most = Math.max(1, ...one.rows.map((row) => Math.max(row.applied, row.seats ?? 0)));
  let before = 0;
  const rows = one.rows.filter((row) => row.applied || row.seats).map((row) => {
    before += row.eligible;
    // Regions and known sectors are no rule, so nothing is short there.
    const short = one.attribute === "language" ? row.seats < row.eligible
      : one.attribute === "access" && before > pool.seats;
    return h("tr", {}, h("th", { scope: "row" }, row.words),
      h("td", { class: "draw" }, bar(row, most)),
      h("td", { class: "n" }, row.applied), h("td", { class: "n strong" }, row.eligible),
      h("td", { class: short ? "n short" : "n" }, offers
        ? row.seats : Math.max(0, Math.min(row.eligible, pool.seats - before + row.eligible)),
      short ? h("span", { class: "flag" }, ` ${t("demand.short")}`) : ""));
  });
  return h("div", { class: "demand" }, h("h3", {}, t(`demand.${one.attribute}`)),
    h("p", { class: "hint" }, t(`demand.${one.attribute}.hint`)),
    table(t(`demand.${one.attribute}.caption`),
      [t(`demand.${one.attribute}`), h("td", { class: "draw" }), t("demand.applied"), t("demand.eligible"),
        t(offers ? "demand.seats" : "demand.reach")], rows, { class: "bars" }));
}

/** Purely visual: the numbers stand beside it. */
function bar(row, most) {
  const width = (value) => `${(100 * value) / most}`;
  return svg("svg", { class: "bar", viewBox: "0 0 100 16", preserveAspectRatio: "none",
    "aria-hidden": "true" },
  svg("rect", { class: "light", x: 0, y: 1, width: width(row.applied), height: 9 }),
  svg("rect", { class: "solid", x: 0, y: 1, width: width(row.eligible), height: 9 }),
  row.seats === null ? null
    : svg("rect", { class: "seat", x: 0, y: 12, width: width(row.seats), height: 3 }));
}

function week(pool) {
  const days = [...new Set(pool.week.map((cell) => cell.weekday))].sort();
  const starts = [...new Set(pool.week.map((cell) => cell.start))].sort();
  const at = new Map(pool.week.map((cell) => [`${cell.weekday} ${cell.start}`, cell]));
  const most = Math.max(1, ...pool.week.map((cell) => cell.people));
  const rows = starts.map((start) => h("tr", {}, h("th", { scope: "row" }, clock(start)),
    days.map((day) => weekCell(at.get(`${day} ${start}`), most))));
  return h("section", { class: "panel" }, h("h2", {}, t("week.title")),
    h("p", {}, t("week.words")),
    h("p", { class: "keys", "aria-hidden": "true" },
      [0, 1, 2, 3, 4, 5].map((shade) => h("span", { class: `key heat-${shade}` })),
      t("week.key", { most })),
    table(t("week.caption"), [t("week.start"),
      ...days.map((day) => t(`weekdays.${DAYS[day]}`))], rows, { class: "week" }),
    best(pool));
}

function weekCell(cell, most) {
  if (!cell) return h("td", {});
  const shade = cell.people ? 1 + Math.floor(((SHADES - 2) * cell.people) / most) : 0;
  const words = t("week.cell", { people: cell.people, providers: cell.providers });
  return h("td", { class: `heat-${Math.min(shade, SHADES - 1)}${cell.providers ? "" : " nobody"}` },
    h("span", { class: "sr" }, words),
    h("span", { "aria-hidden": "true" }, cell.people || "·",
      h("small", {}, cell.providers ? `/${cell.providers}` : "")));
}

/** Where many could meet but few or none could lead. */
function best(pool) {
  const wanted = [...pool.week].filter((cell) => !cell.providers && cell.people >= 5)
    .sort((a, b) => b.people - a.people).slice(0, 3);
  if (!wanted.length) return null;
  return h("p", {}, t("week.wanted"), " ", wanted.map((cell) =>
    t("week.wanted.one", { day: t(`weekdays.${DAYS[cell.weekday]}`), start: clock(cell.start),
      people: cell.people })).join("; "), ".");
}

function never(pool) {
  if (!pool.never.length) return null;
  const rows = pool.never.map((one) => h("tr", {},
    h("th", { scope: "row" }, one.name || one.participant_id,
      one.name ? h("span", { class: "hint" }, one.participant_id) : ""),
    h("td", {}, one.reasons.map((reason) => h("span", { class: "chip" }, word("reason", reason.code)))),
    h("td", { class: "words" }, one.reasons.map((reason) => reason.text).join(" "))));
  return h("section", { class: "panel" }, h("h2", {}, t("never.title", { count: pool.never.length })),
    h("p", {}, t("never.words")),
    table(t("never.caption"), [t("person"), t("never.why"), t("never.more")], rows));
}
