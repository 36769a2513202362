// People who come when groups have been formed: a row each, as in the waitlist.

import { post } from "../core/api.js";
import { field, h, select, show } from "../core/dom.js";
import { busy, dialog, here } from "../core/frame.js";
import { t } from "../core/texts.js";

const ACCESS = ["none", "little", "some", "regular"];
const HINTED = ["id", "availability", "languages"];

/** What of a repair would be refused: the faults of its rows, ids and days. */
export const faultsOf = async (wanted) =>
  (await post(`/v1/proposals/${here.proposal}/repair/reading`, { json: wanted })).faults;

/** The late arrivals named so far, and the button that takes another. */
export function latePart(model) {
  const rows = [];
  const list = h("ul", { class: "late", "aria-label": t("late.title") });
  const add = h("button", { type: "button", onclick: () => openLate(model, rows, draw) }, t("late.add"));
  const draw = () => show(list, rows.map((row, at) => h("li", {},
    h("span", {}, h("strong", {}, row.name || row.id), " ", h("span", { class: "hint" },
      [model.words.sectors[row.sector], t(`access.${row.rc_access}`), row.availability].join(" · "))),
    h("button", { type: "button", class: "quiet small",
      "aria-label": t("repair.out.of", { name: row.name || row.id }), onclick: () => {
        rows.splice(at, 1);
        draw();
        add.focus();
      } }, "×"))));
  return { rows, element: h("div", {}, h("h3", {}, t("late.title")),
    h("p", { class: "hint" }, t("late.words")), list, h("p", { class: "actions" }, add)) };
}

/** Ask for one; the service reads it as it reads a waitlist, and says what is wrong beside it. */
function openLate(model, rows, done) {
  const fields = lateFields(model, rows);
  const take = async () => {
    const row = Object.fromEntries(Object.entries(fields).map(([name, input]) => [name, input.value.trim()])
      .filter(([, value]) => value));
    if (row.languages) row.languages = row.languages.split(/[;,]\s*/).filter(Boolean);
    if (mark(fields, await faultsOf({ add: [...rows, row] }))) return;
    rows.push(row);
    box.close();
    done();
  };
  const box = dialog(t("late.add"), h("form", { onsubmit: (event) => {
    event.preventDefault();
    busy(event.submitter, take);
  } },
  h("div", { class: "form" }, Object.entries(fields).map(([name, input]) => field(t(`late.${name}`),
    (id) => Object.assign(input, { id }), HINTED.includes(name) ? t(`late.${name}.hint`) : ""))),
  h("p", { class: "actions" }, h("button", { type: "submit", class: "primary" }, t("late.take")))));
  fields.name.focus();
}

function lateFields(model, rows) {
  const text = (name, more = {}) => h("input", { type: "text", name, autocomplete: "off", ...more });
  return {
    name: text("name"), id: text("id", { required: true, value: nextId(model, rows) }),
    sector: select("sector", Object.entries(model.words.sectors), Object.keys(model.words.sectors)[0]),
    rc_access: select("rc_access", ACCESS.map((one) => [one, t(`access.${one}`)]), "none"),
    availability: text("availability", { required: true }),
    languages: text("languages", { value: model.words.languages.en ?? "en" }),
    organization: text("organization"), region: text("region"), email: text("email"),
  };
}

/** Say each fault under its field, and lead to the first; says whether there was one. */
function mark(fields, faults) {
  for (const input of Object.values(fields)) {
    input.removeAttribute("aria-invalid");
    input.parentElement.querySelector(".fault-words")?.remove();
  }
  for (const fault of faults) {
    const input = fields[fault.column] ?? fields.id;
    input.setAttribute("aria-invalid", "true");
    input.parentElement.append(h("span", { class: "fault-words", role: "alert" }, fault.message));
  }
  Object.values(fields).find((input) => input.ariaInvalid === "true")?.focus();
  return faults.length > 0;
}

/** An id that nobody on the list has. */
function nextId(model, rows) {
  const taken = new Set([...model.people.keys(), ...model.providers.keys(), ...rows.map((row) => row.id)]);
  let number = 1;
  while (taken.has(`L${String(number).padStart(3, "0")}`)) number += 1;
  return `L${String(number).padStart(3, "0")}`;
}
