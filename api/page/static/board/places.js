// Where somebody could sit: the best groups first, with what a seat there would change.

import { get } from "../core/api.js";
import { h, newId, show } from "../core/dom.js";
import { fail } from "../core/frame.js";
import { number, t } from "../core/texts.js";
import { brief, meeting } from "../core/words.js";

/** The groups to choose from, and the field that narrows them down. */
export function placesPart(model, id, act) {
  const places = h("div", {});
  const filter = h("input", { type: "search", id: newId("to"), autocomplete: "off",
    oninput: () => draw() });
  let choices = null;
  const draw = () => show(places,
    destinations(model, id, filter.value.trim().toLowerCase(), act, choices));
  draw();
  fit(model, id).then((found) => {
    choices = found;
    if (!places.contains(document.activeElement)) draw();
  }).catch(fail);
  const element = h("div", {}, h("h3", {}, t(model.seat.has(id) ? "act.move" : "act.seat")),
    h("div", { class: "field" }, h("label", { for: filter.id }, t("act.filter")), filter), places);
  return { element, filter };
}

/** The best groups for somebody come first, with what a seat there would change. */
async function fit(model, id) {
  const found = await get(`/v1/proposals/${model.proposal_id}/fit/${encodeURIComponent(id)}`);
  return new Map(found.choices.map((choice, rank) => [choice.group.id, { ...choice, rank }]));
}

function fitWords(model, choice) {
  if (choice.broken.length) {
    return [h("span", { class: "chip bad" }, t("fit.breaks")), " ",
      choice.broken.map((one) => t(`rule.${one.code}`)).join(" ")];
  }
  const changes = choice.levels.filter((one) => one.change).map((one) => {
    const of = model.levelWords.get(one.name);
    return `${of?.words ?? one.name} ${one.change > 0 ? "+" : "−"}${number(Math.abs(one.change))}`;
  });
  return [h("span", { class: "chip good" }, t("fit.open")), " ", changes.join("; ")];
}

function destinations(model, id, typed, act, choices) {
  const home = model.seat.get(id);
  const rank = (group) => choices?.get(group.id)?.rank ?? Infinity;
  const groups = model.groups.filter((group) => group.id !== home
    && (!typed || `${group.id} ${model.name(group.provider_id)} ${brief(group)} ${meeting(group)}`
      .toLowerCase().includes(typed)))
    .sort((a, b) => rank(a) - rank(b) || room(model, b) - room(model, a) || (a.id < b.id ? -1 : 1));
  if (!groups.length) return h("p", { class: "hint" }, t("board.nothing"));
  return h("ul", { class: "destinations" }, groups.slice(0, 60).map((group) => {
    const full = room(model, group) <= 0;
    const kind = home ? "move" : "seat";
    return h("li", {},
      h("button", { type: "button", data: { to: group.id }, onclick: () =>
        act({ kind, participant_id: id, group_id: group.id }) },
      h("span", {}, h("strong", {}, group.id), " ", model.name(group.provider_id)),
      h("span", { class: "hint" }, brief(group), " · ", full ? t("act.full")
        : t("act.room", { count: room(model, group) }))),
      choices?.has(group.id) ? h("p", { class: "hint fit" }, fitWords(model, choices.get(group.id))) : null,
      full ? swapPart(model, id, group, act) : null);
  }));
}

const room = (model, group) => model.most(group) - group.members.length;

function swapPart(model, id, group, act) {
  return h("details", { class: "swap" }, h("summary", {}, t("act.swap", { group: group.id })),
    h("ul", {}, group.members.map((other) => h("li", {}, h("button", { type: "button", class: "quiet",
      onclick: () => act({ kind: "swap", participant_id: id, other_id: other }) },
    model.name(other))))));
}
