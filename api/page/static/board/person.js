// Everything that can be done with one person, by menu and keyboard.

import { get } from "../core/api.js";
import { h, newId, show } from "../core/dom.js";
import { dialog, fail } from "../core/frame.js";
import { list, number, t, word } from "../core/texts.js";
import { brief, meeting } from "../core/words.js";
import { named } from "./cards.js";

/** Open what can be done with somebody; `focus` names what the keyboard goes to first. */
export function openPerson(board, id, focus) {
  const { model } = board;
  const one = model.people.get(id);
  const home = model.groupById.get(model.seat.get(id));
  const close = () => box.close();
  const act = (edit) => {
    close();
    board.make(edit);
  };
  const why = h("div", { class: "why" });
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
  const box = dialog(one.name ? `${one.name} (${id})` : id, [
    facts(model, one, home),
    h("p", { class: "actions" },
      home ? h("button", { type: "button", onclick: () => act({ kind: "unseat", participant_id: id }) },
        t("act.unseat")) : null,
      home ? h("button", { type: "button", "aria-pressed": String(model.pinned(id)), onclick: () => {
        close();
        board.pin({ participant_id: id, group_id: home.id }, id);
      } }, t(model.pinned(id) ? "act.unpin" : "act.pin")) : null,
      home ? h("button", { type: "button", onclick: () => {
        close();
        board.pin({ participant_id: id, never_provider_id: home.provider_id }, id);
      } }, t("act.never", { provider: model.name(home.provider_id) })) : null,
      h("button", { type: "button", "aria-expanded": "false", onclick: (event) => {
        event.currentTarget.setAttribute("aria-expanded", "true");
        explain(board, id, why);
      } }, t(home ? "act.why" : "act.whynot"))),
    why,
    h("h3", {}, t(home ? "act.move" : "act.seat")),
    h("div", { class: "field" }, h("label", { for: filter.id }, t("act.filter")), filter),
    places,
  ]);
  if (focus === "move") filter.focus();
  if (focus === "why") explain(board, id, why);
}

function facts(model, one, home) {
  const rows = [
    [t("fact.seat"), home ? `${home.id} · ${model.name(home.provider_id)} · ${meeting(home)}`
      : t("person.seatless")],
    [t("fact.work"), [model.words.sectors[one.sector] ?? one.sector, one.organization, one.region]
      .filter(Boolean).join(" · ")],
    [t("fact.access"), t(`access.${one.access}`)],
    [t("fact.turn"), one.turn ? t("fact.turn.of", { turn: one.turn, count: one.rounds_waited })
      : t("unplaced.ineligible")],
    [t("fact.languages"), list(one.languages.map((code) => model.words.languages[code] ?? code))],
    [t("fact.times"), one.availability.join("; ")],
    [t("fact.email"), one.email],
    [t("fact.outstanding"), one.outstanding],
  ];
  return h("dl", { class: "facts" }, rows.filter(([, value]) => value).map(([name, value]) =>
    h("div", {}, h("dt", {}, name), h("dd", {}, value))));
}

/** Why they sit here, or do not, and what would change it; each change has been tried out. */
async function explain(board, id, place) {
  const { model } = board;
  show(place, h("p", { class: "waiting", role: "status" }, t("why.trying")));
  try {
    const told = await get(`/v1/proposals/${model.proposal_id}/explain/${encodeURIComponent(id)}?time_limit=8`);
    const say = (text) => named(model, text);
    const listed = (key, items) => (items.length ? [h("h3", {}, t(key)),
      h("ul", { class: "ways" }, items.map((one) => h("li", {}, say(one.text))))] : null);
    show(place, board.edits.cursor ? h("p", { class: "hint" }, t("why.stored")) : null,
      told.turn ? h("p", {}, t("why.turn", { turn: told.turn, turns: told.turns })) : null,
      told.reasons.map((reason) => h("p", {}, h("span", { class: "chip" },
        word("reason", reason.code)), " ", say(reason.text))),
      listed("why.would", told.counterfactuals), told.nothing ? h("p", {}, say(told.nothing)) : null,
      listed("why.moves", told.moves),
      told.coordinators_only ? h("div", {}, h("h3", {}, t("why.private")),
        h("p", { class: "told" }, say(told.coordinators_only))) : null,
      told.letter ? h("details", {}, h("summary", {}, t("why.letter")),
        h("p", { class: "told" }, told.letter)) : null,
      told.complete ? null : h("p", { class: "hint" }, t("why.incomplete")));
  } catch (error) {
    show(place);
    fail(error);
  }
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
