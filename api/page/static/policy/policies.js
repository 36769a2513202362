// The policies in words, and a new one to be written from any of them.

import { post } from "../core/api.js";
import { h, newId, select, show } from "../core/dom.js";
import { busy, notice, say } from "../core/frame.js";
import { known, t } from "../core/texts.js";

/** What a policy is called where one is chosen. */
export function called(policies, id) {
  if (known(`policy.${id}`)) return t(`policy.${id}`);
  const found = policies.find((one) => one.id === id);
  const number = policies.filter((one) => one.id.startsWith("pol_")).reverse()
    .findIndex((one) => one.id === id) + 1;
  return t("policy.kept", { name: found?.name || t("policy.unnamed"), number });
}

/** A choice among the policies that grows as some are kept. */
export function policyChoice(shared, id, onchange) {
  const place = h("div", {});
  const options = () => shared.policies.map((one) => [one.id, called(shared.policies, one.id)]);
  const draw = (value) => show(place, select(id, options(), value, onchange));
  draw("own");
  shared.listeners.push(() => draw(place.firstChild.value));
  return { element: place, get value() { return place.firstChild.value; } };
}

export function policiesPart(shared) {
  const list = h("div", {});
  const id = newId("text");
  const text = h("textarea", { id, rows: 14, class: "policy-text", spellcheck: "false",
    maxlength: 20000, required: true });
  const said = h("div", { role: "status" });
  const editor = h("details", {}, h("summary", {}, t("policies.write")),
    h("p", {}, t("policies.write.words")),
    h("form", { onsubmit: (event) => {
      event.preventDefault();
      busy(event.submitter, event.submitter.value === "look" ? look : keep);
    } },
    h("div", { class: "field" }, h("label", { for: id }, t("policies.text")), text), said,
    h("p", { class: "actions" }, h("button", { type: "submit", value: "look" }, t("policies.look")),
      h("button", { type: "submit", id: "keep-policy" }, t("policies.keep")))));

  /** What the policy means, or what is wrong with it; says whether it can be kept. */
  async function look() {
    const found = await post(`${shared.base}/policies/reading`, { json: { text: text.value } });
    show(said, found.usable ? notice("good", h("ul", {}, found.words.map((line) => h("li", {}, line))))
      : notice("bad", h("p", {}, t("policies.faults")), h("ul", {}, found.faults.map((one) =>
        h("li", {}, [one.row && t("policies.line", { row: one.row }), one.column, one.message]
          .filter(Boolean).join(": "))))));
    return found.usable;
  }

  async function keep() {
    if (!await look()) return;
    shared.policies.push(await post(`${shared.base}/policies`, { json: { text: text.value } }));
    draw();
    shared.changed();
    say(t("policies.kept"));
  }

  function draw() {
    show(list, shared.policies.map((one, at) => h("details", { open: at === 0 },
      h("summary", {}, called(shared.policies, one.id)),
      h("ul", {}, one.words.map((line) => h("li", {}, line))),
      one.text === null ? null : h("p", { class: "actions" }, h("button", { type: "button",
        class: "small", onclick: () => {
          text.value = one.text;
          editor.open = true;
          text.focus();
        } }, t("policies.copy"))))));
  }
  draw();
  text.value = shared.policies.find((one) => one.text !== null)?.text ?? "";
  return h("section", { class: "panel" }, h("h2", {}, t("policies.title")), list, editor);
}
