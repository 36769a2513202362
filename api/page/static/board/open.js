// A further group by hand: who leads it, when it meets, and who comes.

import { field, h, newId, show } from "../core/dom.js";
import { dialog } from "../core/frame.js";
import { t } from "../core/texts.js";
import { leadFields, timeFields } from "./group.js";

const MOST = 200; // people listed at once; more are found by typing

/** Open the form of a further group. */
export function openFurther(board) {
  const { model } = board;
  const first = leaderWithRoom(model);
  const lead = leadFields(model, { provider_id: first?.id, language: first?.languages[0] });
  const time = timeFields(model, { weekday: model.program.weekdays[0], start: "12:00",
    cadence: model.program.cadences[0], weeks: "" });
  const free = h("p", { class: "hint" });
  const tell = () => {
    const one = model.providers.get(lead.provider.value);
    show(free, one ? t("open.free", { provider: model.name(one.id), times: one.availability.join("; ") }) : "");
  };
  lead.provider.addEventListener("change", tell);
  tell();
  const chosen = new Set();
  const count = h("p", { class: "hint", role: "status" });
  const problem = h("p", { class: "bad", role: "alert" });
  const box = dialog(t("open.title"), h("form", { onsubmit: (event) => {
    event.preventDefault();
    if (!chosen.size) {
      show(problem, t("open.nobody"));
      return;
    }
    box.close();
    board.make({ kind: "open", group_id: nextId(model), ...lead.read(), ...time.read(),
      members: [...chosen] });
  } },
  h("p", {}, t("open.words")),
  h("div", { class: "form" }, lead.fields, time.fields), free,
  h("h3", {}, t("open.who")), whoComes(model, chosen, count), count, problem,
  h("p", { class: "actions" }, h("button", { type: "submit", class: "primary" }, t("open.go")))));
}

/** People to tick: those without a seat, and whoever is typed. */
function whoComes(model, chosen, count) {
  const list = h("ul", { class: "who-comes" });
  const draw = (typed) => {
    const waiting = model.unplaced().filter((one) => one.turn);
    const found = typed ? [...model.people.values()].filter((one) => model.found(one.id, typed)) : waiting;
    const first = [...chosen].map((id) => model.people.get(id));
    show(list, [...new Set([...first, ...found])].slice(0, MOST).map((one) => {
      const id = newId("comes");
      return h("li", {}, h("span", { class: "check" },
        h("input", { type: "checkbox", id, checked: chosen.has(one.id), onchange: (event) => {
          if (event.target.checked) chosen.add(one.id);
          else chosen.delete(one.id);
          tell();
        } }),
        h("label", { for: id }, model.name(one.id), " ", h("span", { class: "hint" },
          [model.seat.get(one.id) && t("open.from", { group: model.seat.get(one.id) }),
            one.availability.join("; ")].filter(Boolean).join(" · ")))));
    }));
  };
  const tell = () => show(count, t("open.count", { count: chosen.size,
    least: model.program.group_size[0], most: model.program.group_size[1] }));
  draw("");
  tell();
  return [field(t("open.find"), (id) => h("input", { id, type: "search", autocomplete: "off",
    oninput: (event) => draw(event.target.value.trim().toLowerCase()) })), list];
}

/** Whoever has led least of what they offer. */
function leaderWithRoom(model) {
  const room = (one) => one.max_groups - model.led(one.id);
  return [...model.providers.values()].filter((one) => one.may_lead).sort((a, b) => room(b) - room(a))[0];
}

/** The next number that no group has. */
function nextId(model) {
  const numbers = model.groups.map((group) => Number(group.id.slice(1))).filter(Number.isInteger);
  return `G${String(Math.max(0, ...numbers) + 1).padStart(2, "0")}`;
}
