// What has happened since, and the ways to put it right with the fewest changes, side by side.

import { get, post } from "../core/api.js";
import { field, h, newId, show, table } from "../core/dom.js";
import { begin, busy, here, introduce, notice, path, say, stage } from "../core/frame.js";
import { known, number, t } from "../core/texts.js";
import { named } from "../board/cards.js";
import { Model } from "../board/model.js";
import { unkept } from "../board/unkept.js";
import { faultsOf, latePart } from "../repair/late.js";

const PACE = 700; // milliseconds between two looks at a run
const KINDS = ["withdraw", "decline", "provider_lost"];

begin(async () => {
  const base = `/v1/proposals/${here.proposal}`;
  const [people, proposal, edits, cohort] = await Promise.all([
    get(`${base}/people`), get(base), get(`${base}/edits`), introduce(),
  ]);
  const model = new Model(people, proposal, here.proposal);
  const ways = h("div", { role: "status" });
  if (proposal.repair?.options) show(ways, waysPart(model, proposal.repair.options, null));
  show(stage, unkept(edits, cohort), formPart(model, (wanted) => ask(model, wanted, ways)), ways);
});

function formPart(model, ask) {
  const chosen = Object.fromEntries(KINDS.map((kind) => [kind, new Map()]));
  const seated = [...model.people.values()].filter((one) => model.seat.has(one.id));
  const leading = [...new Set(model.groups.map((group) => group.provider_id))];
  const options = { withdraw: [...model.people.keys()], decline: seated.map((one) => one.id),
    provider_lost: leading };
  const on = h("input", { type: "date" });
  const most = h("input", { type: "number", min: 0, max: 1000 });
  const late = latePart(model);
  return h("form", { class: "panel", onsubmit: (event) => {
    event.preventDefault();
    const wanted = Object.fromEntries(KINDS.map((kind) => [kind, [...chosen[kind].keys()]]));
    if (late.rows.length) wanted.add = late.rows;
    if (!Object.values(wanted).some((ids) => ids.length)) {
      say(t("repair.nobody"), "look");
      return;
    }
    if (on.value) wanted.on = on.value;
    if (most.value !== "") wanted.max_moves = Number(most.value);
    busy(event.submitter, () => ask(wanted));
  } },
  h("h2", {}, t("repair.title")), h("p", {}, t("repair.words")),
  h("div", { class: "form" }, KINDS.map((kind) => picker(model, kind, options[kind], chosen[kind]))),
  late.element,
  h("h3", {}, t("repair.how")),
  h("div", { class: "form" },
    field(t("repair.on"), (id) => Object.assign(on, { id }), t("repair.on.hint")),
    field(t("repair.most"), (id) => Object.assign(most, { id }), t("repair.most.hint"))),
  h("p", { class: "actions" }, h("button", { type: "submit", class: "primary" }, t("repair.go"))));
}

/** People picked by name, one after the other. */
function picker(model, kind, ids, chosen) {
  const list = newId("names");
  const label = (id) => (model.name(id) === id ? id : `${model.name(id)} (${id})`);
  const byLabel = new Map(ids.map((id) => [label(id), id]));
  const picked = h("ul", { class: "files" });
  const draw = () => show(picked, [...chosen.keys()].map((id) => h("li", {}, label(id),
    h("button", { type: "button", class: "quiet small", "aria-label": t("repair.out.of", { name: label(id) }),
      onclick: () => {
        chosen.delete(id);
        draw();
        input.focus();
      } }, "×"))));
  const input = h("input", { type: "text", list, autocomplete: "off", placeholder: t("repair.type"),
    onchange: () => {
      const id = byLabel.get(input.value) ?? (ids.includes(input.value) ? input.value : null);
      input.setCustomValidity(id || !input.value ? "" : t("repair.unknown"));
      if (!id) return;
      chosen.set(id, true);
      input.value = "";
      draw();
    } });
  return h("div", {}, field(t(`repair.${kind}`), (id) => Object.assign(input, { id }),
    t(`repair.${kind}.hint`)),
  h("datalist", { id: list }, [...byLabel.keys()].sort().map((one) => h("option", { value: one }))), picked);
}

async function ask(model, wanted, place) {
  show(place, h("p", { class: "waiting" }, t("repair.trying")));
  const faults = await faultsOf(wanted);
  if (faults.length) {
    show(place, notice("bad", h("p", {}, t("repair.refused")),
      h("ul", {}, faults.map((one) => h("li", {}, faultWords(one, wanted))))));
    return;
  }
  const { id } = await post(`/v1/proposals/${here.proposal}/repair`, { json: wanted });
  const run = await ended(id);
  if (!run.proposal_id) {
    show(place, notice("bad", h("p", {}, run.failure ?? t("runs.failed"))));
    return;
  }
  const made = await get(`/v1/proposals/${run.proposal_id}`);
  show(place, waysPart(model, made.repair.options, run.proposal_id, wanted, place));
}

/** A fault in what was asked for, led by the late arrival it is about. */
function faultWords(fault, wanted) {
  const row = fault.file?.startsWith("add") ? wanted.add?.[fault.row - 1] : null;
  const where = [row && (row.name || row.id), fault.column && known(`column.${fault.column}`)
    && t(`column.${fault.column}`)].filter(Boolean).join(", ");
  return `${where ? `${where}: ` : ""}${fault.message}`;
}

async function ended(id) {
  for (;;) {
    const run = await get(`/v1/runs/${id}`);
    if (["done", "stopped", "failed"].includes(run.status)) return run;
    await new Promise((resolve) => setTimeout(resolve, PACE));
  }
}

function waysPart(model, found, made, wanted, place) {
  const head = [t("ways.what"), ...found.options.map((one) => h("th", { scope: "col", class: "n" },
    t(`way.${one.name}`), " ", one.name === found.recommended
      ? h("span", { class: "chip good" }, t("ways.best")) : ""))];
  const count = (one) => one.people.filter((person) => person.must_agree).length
    + one.providers_must_agree.length;
  const line = (key, value) => h("tr", {}, h("th", { scope: "row" }, t(key)),
    found.options.map((one) => h("td", { class: "n" }, value(one))));
  const rows = [
    line("ways.moved", (one) => number(one.moved)),
    line("ways.new", (one) => number(one.people.filter((p) => !p.before && p.after).length)),
    line("ways.agree", (one) => number(count(one))),
    line("ways.lost", (one) => number(one.hours_lost)),
    line("ways.rules", (one) => t(one.available ? "ways.yes" : "ways.no")),
  ];
  return h("section", { class: "panel" }, h("h2", {}, t("ways.title")),
    typeof found.fewest_moves === "number" ? h("p", {}, t(found.fewest_moves
      ? "ways.fewest" : "ways.fewest.none", { count: found.fewest_moves })) : null,
    table(t("ways.caption"), head, rows, { quiet: true, class: "narrow" }), found.options.map((one) => wayPart(model, one, found, made, wanted, place)));
}

function wayPart(model, one, found, made, wanted, place) {
  const taken = made && one.name === found.taken;
  return h("details", { open: taken }, h("summary", {}, h("strong", {}, t(`way.${one.name}`)), ": ",
    t(`way.${one.name}.words`)),
  one.findings.length ? notice("look", h("ul", {}, one.findings.map((text) => h("li", {}, finding(model, text))))) : null,
  h("ul", {}, one.people.map((person) => h("li", {}, personWords(model, person)))),
  !made || !one.available ? null : h("p", { class: "actions" }, taken
    ? h("a", { class: "button primary", href: path("board", { proposal: made }) }, t("ways.open"))
    : h("button", { type: "button", onclick: (event) => busy(event.currentTarget, () =>
      ask(model, { ...wanted, option: one.name }, place)) }, t("ways.take"))));
}

/** What a way leaves broken or open: its rule in words instead of the code that leads it. */
function finding(model, text) {
  const [, code, rest] = /^([a-z-]+): (.*)$/s.exec(text) ?? [];
  return known(`rule.${code}`) ? [h("strong", {}, t(`rule.${code}`)), " ", named(model, rest)]
    : named(model, text);
}

function personWords(model, person) {
  const values = { person: model.name(person.participant_id), before: person.before ?? "",
    after: person.after ?? "", hours: person.hours.counting, of: person.hours.of };
  if (!person.after) return t("ways.person.out", values);
  if (!person.before) return t("ways.person.in", values);
  return t(person.before === person.after ? "ways.person.stay" : "ways.person.move", values);
}
