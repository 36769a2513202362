// The choice: a promise to list and policy first, then the number drawn in public, then the groups.

import { post } from "../core/api.js";
import { field, h, select, show } from "../core/dom.js";
import { busy, notice, path, say } from "../core/frame.js";
import { moment, t } from "../core/texts.js";
import { submitted } from "./compare.js";
import { called, policyChoice } from "./policies.js";

/** Numbers that a browser keeps as they were typed. */
export const SEED = { min: -Number.MAX_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER };

export function drawPart(shared, commitments) {
  return h("section", { class: "panel" }, h("h2", {}, t("choose.title")),
    h("p", {}, t("choose.words")), ...steps(shared, commitments));
}

function steps(shared, commitments) {
  // What a commitment of this page was made with; of others only the hash of their list is known.
  const lists = new Map();
  const how = h("div", { class: "field" });
  const drawn = h("div", {});
  const policy = policyChoice(shared, "chosen-policy", () => ways());
  const seed = h("input", { type: "number", required: true, ...SEED });

  function ways() {
    const of = shared.lists.filter((one) => (one.policies[0] ?? "own") === policy.value);
    const options = [["", t("choose.tickets")], ...of.map((one) =>
      [one.run_id, t("choose.list", { when: moment(one.created_at) })])];
    show(how, h("label", { for: "chosen-way" }, t("choose.way")),
      select("chosen-way", options, ""), h("span", { class: "hint" }, t("choose.way.hint")));
  }

  async function commit() {
    const wanted = {};
    if (policy.value !== "own") wanted.policy = policy.value;
    const draws = how.querySelector("select").value;
    if (draws) wanted.draws = draws;
    const made = await post(`${shared.base}/commitments`, { json: wanted });
    lists.set(made.id, draws);
    commitments.unshift(made);
    draw();
  }

  async function form() {
    const made = commitments[0];
    const wanted = { seed: Number(seed.value), commitment: made.id };
    if (made.policy) wanted.policy = made.policy;
    const draws = lists.get(made.id);
    if (draws) wanted.draws = draws;
    await post(`${shared.base}/runs`, { json: wanted });
    say(t("choose.begun"));
    location.assign(path("solve"));
  }

  function draw() {
    const made = commitments[0];
    if (!made) {
      show(drawn);
      return;
    }
    const unknown = made.draws_sha256 && !lists.get(made.id);
    show(drawn, notice("good", h("p", {}, t("choose.publish")), h("p", { class: "words" }, made.text),
      h("p", { class: "hint" }, t("choose.under", { policy: called(shared.policies, made.policy ?? "own") }))),
    unknown ? h("p", {}, t("choose.unknown")) : h("form", { onsubmit: submitted(form) },
      h("div", { class: "form" }, field(t("choose.seed"), (id) => Object.assign(seed, { id }),
        t("ask.seed.hint"))),
      h("p", { class: "actions" }, h("button", { type: "submit", class: "primary", id: "draw" },
        t("choose.draw")))));
  }
  ways();
  draw();
  shared.listeners.push(ways);
  return [h("div", { class: "form" },
    h("div", { class: "field" }, h("label", { for: "chosen-policy" }, t("ask.policy")),
      policy.element), how),
  h("p", { class: "actions" }, h("button", { type: "button", id: "commit",
    onclick: (event) => busy(event.currentTarget, commit) }, t("commit.go"))), drawn];
}
