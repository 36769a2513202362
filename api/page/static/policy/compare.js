// Several policies side by side: what each does to seats and mix, from groups really formed.

import { get } from "../core/api.js";
import { field, h, show, table } from "../core/dom.js";
import { busy } from "../core/frame.js";
import { t } from "../core/texts.js";
import { called } from "./policies.js";
import { begun, card } from "./study.js";

const MOST = 6;

export function comparePart(shared, studies) {
  const found = async (study) => comparison(shared, await get(`/v1/runs/${study.run_id}/comparison`));
  const cards = h("div", {}, studies.slice(0, 5).map((one) => card(shared, one, found)));
  const choice = h("fieldset", { class: "field" });
  const chosen = new Set(["own", "access", "capacity"]);
  const draw = () => show(choice, h("legend", {}, t("study.policies")),
    shared.policies.map((one) => check(called(shared.policies, one.id), chosen.has(one.id),
      (on) => (on ? chosen.add(one.id) : chosen.delete(one.id)))));
  draw();
  shared.listeners.push(draw);
  const limit = h("input", { type: "number", min: 1, max: 86400, value: 60 });
  return h("section", { class: "panel" }, h("h2", {}, t("study.compare")),
    h("p", {}, t("study.compare.words")),
    h("div", { class: "form" }, choice, field(t("ask.limit"), (id) => {
      limit.id = id;
      return limit;
    }, t("study.limit.hint"))),
    h("p", { class: "actions" }, h("button", { type: "button", id: "compare",
      onclick: (event) => busy(event.currentTarget, () => begun(shared, "comparisons",
        { policies: [...chosen].slice(0, MOST), time_limit: Number(limit.value) }, cards, found)) },
    t("study.compare.go"))), cards);
}

/** A box to tick. */
export function check(words, checked, onchange) {
  return h("label", { class: "check" }, h("input", { type: "checkbox", checked,
    onchange: (event) => onchange(event.target.checked) }), words);
}

function comparison(shared, found) {
  const names = found.policies.map((one) => called(shared.policies, one));
  const rows = found.rows.map((row) => {
    const differ = new Set(row.values).size > 1;
    return h("tr", {}, h("td", { class: "hint" }, row.section), h("th", { scope: "row" }, row.name),
      row.values.map((value) => h("td", { class: differ ? "n strong" : "n" }, value)));
  });
  return [table(t("study.compare.caption"), [t("study.about"), t("study.line"), ...names], rows),
    found.proven ? null : h("p", { class: "hint" }, t("study.unproven"))];
}
