// Everything that can be done with one person, by menu and keyboard.

import { get } from "../core/api.js";
import { h, newId, show } from "../core/dom.js";
import { dialog, fail } from "../core/frame.js";
import { list, t, word } from "../core/texts.js";
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
  const draw = () => show(places, destinations(model, id, filter.value.trim().toLowerCase(), act));
  draw();
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
    [t("fact.turn"), one.turn ? t("fact.turn.of", { turn: one.turn, rounds: one.rounds_waited })
      : t("unplaced.ineligible")],
    [t("fact.languages"), list(one.languages.map((code) => model.words.languages[code] ?? code))],
    [t("fact.times"), one.availability.join("; ")],
    [t("fact.email"), one.email],
    [t("fact.outstanding"), one.outstanding],
  ];
  return h("dl", { class: "facts" }, rows.filter(([, value]) => value).map(([name, value]) =>
    h("div", {}, h("dt", {}, name), h("dd", {}, value))));
}

async function explain(board, id, place) {
  show(place, h("p", { class: "waiting" }, t("loading")));
  try {
    const told = await get(`/v1/proposals/${board.model.proposal_id}/explain/${encodeURIComponent(id)}`);
    show(place, board.edits.cursor ? h("p", { class: "hint" }, t("why.stored")) : null,
      told.reasons.map((reason) => h("p", {}, h("span", { class: "chip" },
        word("reason", reason.code)), " ", named(board.model, reason.text))),
      told.group ? h("pre", { class: "told" }, told.text) : null);
  } catch (error) {
    show(place);
    fail(error);
  }
}

function destinations(model, id, typed, act) {
  const home = model.seat.get(id);
  const groups = model.groups.filter((group) => group.id !== home
    && (!typed || `${group.id} ${model.name(group.provider_id)} ${brief(group)} ${meeting(group)}`
      .toLowerCase().includes(typed)))
    .sort((a, b) => room(model, b) - room(model, a) || (a.id < b.id ? -1 : 1));
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
