// The pool before anything is solved: seats against demand, the week, who can never be placed.

import { get } from "../core/api.js";
import { h, show, svg, table } from "../core/dom.js";
import { begin, here, introduce, path, stage } from "../core/frame.js";
import { number, t, word } from "../core/texts.js";
import { weekPart } from "../pool/week.js";

begin(async () => {
  const [pool] = await Promise.all([get(`/v1/cohorts/${here.cohort}/pool`), introduce()]);
  show(stage, tiles(pool), h("p", { class: "actions" },
    h("a", { class: "button primary", href: path("solve") }, t("pool.go")),
    h("a", { class: "button", href: path("policy") }, t("ask.before"))),
  demand(pool), weekPart(pool), never(pool));
});

function tiles(pool) {
  const items = [
    ["pool.applied", pool.applied], ["pool.eligible", pool.eligible], ["pool.seats", pool.seats],
    ["pool.leaders", t("pool.leaders.of", { leaders: pool.leaders, providers: pool.providers })],
    ["pool.never", pool.never.length ? h("a", { href: "#never" }, number(pool.never.length)) : 0],
  ];
  const enough = pool.seats >= pool.eligible;
  return [h("dl", { class: "tiles" }, items.map(([key, value]) =>
    h("div", {}, h("dt", {}, t(key)), h("dd", {}, typeof value === "number" ? number(value) : value)))),
  h("p", { class: "lede" }, t(enough ? "pool.enough" : "pool.short",
    { seats: pool.seats, people: pool.eligible, count: pool.eligible - pool.seats }))];
}

function demand(pool) {
  const key = (name) => [h("span", { class: `swatch of-${name}` }), t(`demand.${name}`)];
  return h("section", { class: "panel" }, h("h2", {}, t("demand.title")),
    h("p", { class: "keys" }, ["applied", "eligible", "seats"].map((name) => h("span", {}, key(name)))),
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
      h("td", { class: "n" }, number(row.applied)), h("td", { class: "n strong" }, number(row.eligible)),
      h("td", { class: short ? "n short" : "n" }, number(offers
        ? row.seats : Math.max(0, Math.min(row.eligible, pool.seats - before + row.eligible))),
      short ? h("span", { class: "flag" }, ` ${t("demand.short")}`) : ""));
  });
  return h("div", { class: "demand" }, h("h3", {}, t(`demand.${one.attribute}`)),
    h("p", { class: "hint" }, t(`demand.${one.attribute}.hint`)),
    table(t(`demand.${one.attribute}.caption`),
      [t(`demand.${one.attribute}`), h("td", { class: "draw" }), t("demand.applied"), t("demand.eligible"),
        t(offers ? "demand.seats" : "demand.reach")], rows, { class: "bars", quiet: true }));
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

/** Who can never be placed: how many for which reason first, then everybody with what is to do. */
function never(pool) {
  if (!pool.never.length) return null;
  const codes = pool.never.flatMap((one) => one.reasons.map((reason) => reason.code));
  const counts = [...new Set(codes)].map((code) => [code, codes.filter((one) => one === code).length])
    .sort((a, b) => b[1] - a[1]);
  // What few share comes first: those can be asked one by one.
  const rank = (one) => counts.findIndex(([code]) => code === one.reasons[0].code);
  const rows = [...pool.never].sort((a, b) => rank(b) - rank(a)).map((one) => h("tr", {},
    h("th", { scope: "row" }, one.name || one.participant_id,
      one.name ? h("span", { class: "hint" }, one.participant_id) : ""),
    h("td", {}, one.reasons.map((reason) => h("p", {}, h("span", { class: "chip" },
      word("reason", reason.code)), " ", one.name
      ? reason.text.replaceAll(one.participant_id, one.name) : reason.text)))));
  return h("section", { class: "panel", id: "never" },
    h("h2", {}, t("never.title", { count: pool.never.length })),
    h("p", {}, t("never.words")),
    h("ul", { class: "counts" }, counts.map(([code, count]) => h("li", {},
      h("strong", {}, number(count)), " ", word("reason", code)))),
    table(t("never.caption"), [t("person"), t("never.why")], rows, { class: "never", quiet: true }));
}
