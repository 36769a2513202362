// Several policies side by side: what each does to seats and mix, from groups really formed.

import { get } from "../core/api.js";
import { field, h, show, table } from "../core/dom.js";
import { busy, say } from "../core/frame.js";
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
  const limit = limitField();
  const start = () => {
    if (chosen.size < 2 || chosen.size > MOST) say(t("study.few", { most: MOST }), "look");
    else {
      return begun(shared, "comparisons",
        { policies: [...chosen], time_limit: Number(limit.input.value) }, cards, found);
    }
  };
  return h("section", { class: "panel" }, h("h2", {}, t("study.compare")),
    h("p", {}, t("study.compare.words")),
    h("form", { onsubmit: submitted(start) }, h("div", { class: "form" }, choice, limit.element),
      h("p", { class: "actions" }, h("button", { type: "submit", id: "compare" },
        t("study.compare.go")))), cards);
}

/** The field of how long a study may take. */
export function limitField() {
  const input = h("input", { type: "number", min: 1, max: 86400, value: 60, required: true });
  return { input, element: field(t("ask.limit"), (id) => Object.assign(input, { id }),
    t("study.limit.hint")) };
}

/** What a form does once the browser has found its fields in order. */
export const submitted = (run) => (event) => {
  event.preventDefault();
  busy(event.submitter, async () => run());
};

/** A box to tick. */
export function check(words, checked, onchange) {
  return h("label", { class: "check" }, h("input", { type: "checkbox", checked,
    onchange: (event) => onchange(event.target.checked) }), words);
}

function comparison(shared, found) {
  const names = found.policies.map((one) => called(shared.policies, one));
  const rows = found.rows.flatMap((row, at) => {
    const begins = row.section && row.section !== found.rows[at - 1]?.section;
    const differ = new Set(row.values).size > 1;
    return [begins ? h("tr", { class: "part" }, h("th", { scope: "rowgroup", colspan: names.length + 1 },
      row.section)) : [], h("tr", {}, h("th", { scope: "row" }, row.name),
      row.values.map((value) => h("td", { class: differ ? "n strong" : "n" }, value)))].flat();
  });
  return [table(t("study.compare.caption"), [t("study.line"),
    ...names.map((name) => h("th", { scope: "col", class: "n" }, name))], rows),
  found.proven ? null : h("p", { class: "hint" }, t("study.unproven"))];
}
