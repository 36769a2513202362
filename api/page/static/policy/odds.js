// What chance everybody had under a policy, beside the fairest lottery and the price of priority.

import { get } from "../core/api.js";
import { h, table } from "../core/dom.js";
import { t } from "../core/texts.js";
import { check, limitField, submitted } from "./compare.js";
import { policyChoice } from "./policies.js";
import { begun, card } from "./study.js";

const percents = new Intl.NumberFormat(document.documentElement.lang,
  { style: "percent", maximumFractionDigits: 1 });
const percent = (share) => (share === null ? "–" : percents.format(share));

export function oddsPart(shared, studies) {
  const found = async (study) => {
    const odds = await get(`/v1/runs/${study.run_id}/odds`);
    if (odds.draws_sha256 && !shared.lists.some((one) => one.run_id === study.run_id)) {
      shared.lists.unshift(study);
      shared.changed();
    }
    return result(shared, study, odds);
  };
  const cards = h("div", {}, studies.slice(0, 5).map((one) => card(shared, one, found)));
  const policy = policyChoice(shared, "odds-policy");
  const limit = limitField();
  let price = false;
  const start = () => {
    const wanted = { time_limit: Number(limit.input.value), price };
    if (policy.value !== "own") wanted.policy = policy.value;
    return begun(shared, "odds", wanted, cards, found);
  };
  return h("section", { class: "panel" }, h("h2", {}, t("study.odds")),
    h("p", {}, t("study.odds.words")),
    h("form", { onsubmit: submitted(start) },
      h("div", { class: "form" },
        h("div", { class: "field" }, h("label", { for: "odds-policy" }, t("ask.policy")), policy.element),
        limit.element, check(t("study.price.ask"), false, (on) => {
          price = on;
        })),
      h("p", { class: "actions" }, h("button", { type: "submit", id: "odds" }, t("study.odds.go")))), cards);
}

function result(shared, study, odds) {
  const file = (format, words) => h("a", { class: "button small", download: "", data: { file: format },
    href: `/v1/runs/${study.run_id}/odds?format=${format}` }, words);
  return [tiers(odds), sentences(odds.words.replays), sentences(odds.words.lottery),
    odds.words.price.length ? [h("h4", {}, t("study.price")), sentences(odds.words.price)] : null,
    everybody(shared, odds),
    h("p", { class: "actions" }, file("csv", t("study.csv")), file("odds", t("study.json")),
      odds.draws_sha256 ? file("draws", t("study.draws")) : null)];
}

const sentences = (lines) => lines.map((line) => h("p", { class: "words" }, line));

function tiers(odds) {
  const even = (row) => (row.leximin_least === null ? "–"
    : t("study.even", { least: percent(row.leximin_least), bound: percent(row.leximin_bound) }));
  return table(t("study.odds.caption"), [t("study.tier"), t("people"), t("study.never"),
    t("study.mean"), t("study.least"), t("study.most"), t("study.fairest")],
  odds.tiers.map((row) => h("tr", {}, h("th", { scope: "row" }, row.words),
    [row.people, row.never, percent(row.ticket_mean), percent(row.ticket_least),
      percent(row.ticket_most), even(row)].map((one) => h("td", { class: "n" }, one)))));
}

function everybody(shared, odds) {
  const names = new Map(shared.people.participants.map((one) => [one.id, one.name || one.id]));
  const rows = () => odds.people.map((one) => h("tr", {},
    h("th", { scope: "row" }, names.get(one.participant_id) ?? one.participant_id),
    h("td", { class: "n" }, one.never ? "–" : percent(one.ticket.chance)),
    h("td", { class: "n" }, one.never || !one.replays ? "–"
      : `${percent(one.ticket.low)} – ${percent(one.ticket.high)}`),
    h("td", { class: "n" }, percent(one.leximin)),
    h("td", { class: "words" }, one.never?.text ?? "")));
  const inside = h("div", {});
  return h("details", { ontoggle: (event) => {
    // Thousands of rows are drawn only for whoever looks.
    if (event.target.open && !inside.firstChild) {
      inside.append(table(t("study.people.caption"), [t("person"), t("study.chance"),
        t("study.range"), t("study.fairest"), t("study.never.why")], rows()));
    }
  } }, h("summary", {}, t("study.people", { count: odds.people.length })), inside);
}
