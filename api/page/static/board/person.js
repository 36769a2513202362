// Everything that can be done with one person, by menu and keyboard.

import { get } from "../core/api.js";
import { h, show } from "../core/dom.js";
import { dialog, fail } from "../core/frame.js";
import { list, t, word } from "../core/texts.js";
import { meeting } from "../core/words.js";
import { named } from "./cards.js";
import { facts } from "./facts.js";
import { placesPart } from "./places.js";

/** Open what can be done with somebody; `focus` names what the keyboard goes to first. */
export function openPerson(board, id, focus) {
  const { model } = board;
  const one = model.people.get(id);
  const home = model.groupById.get(model.seat.get(id));
  const act = (run) => {
    box.close();
    run();
  };
  const why = h("div", { class: "why" });
  const places = model.frozen ? null
    : placesPart(model, id, (edit) => act(() => board.make(edit)));
  const box = dialog(one.name ? `${one.name} (${id})` : id, [
    personFacts(model, one, home),
    h("p", { class: "actions" }, home && !model.frozen ? seatActions(board, id, home, act) : null,
      h("button", { type: "button", "aria-expanded": "false", onclick: (event) => {
        event.currentTarget.setAttribute("aria-expanded", "true");
        explain(board, id, why);
      } }, t(home ? "act.why" : "act.whynot"))),
    why, places?.element,
  ]);
  if (focus === "move") places.filter.focus();
  if (focus === "why") explain(board, id, why);
}

/** What can be done with somebody's seat where it is. */
function seatActions(board, id, home, act) {
  const { model } = board;
  const button = (words, run, more = {}) => h("button", { type: "button", onclick: () => act(run), ...more }, words);
  const pinned = model.pinned(id);
  return [
    button(t("act.unseat"), () => board.make({ kind: "unseat", participant_id: id })),
    button(t(pinned ? "act.unpin" : "act.pin"), () =>
      board.pin({ participant_id: id, group_id: home.id }, id), { "aria-pressed": String(pinned) }),
    button(t("act.never", { provider: model.name(home.provider_id) }), () =>
      board.pin({ participant_id: id, never_provider_id: home.provider_id }, id)),
  ];
}

function personFacts(model, one, home) {
  const turn = one.rounds_waited ? t("fact.turn.of", { turn: one.turn, count: one.rounds_waited })
    : one.turn;
  return facts([
    ["fact.seat", home ? `${home.id} · ${model.name(home.provider_id)} · ${meeting(home)}`
      : t("person.seatless")],
    ["fact.work", [model.words.sectors[one.sector] ?? one.sector, one.organization, one.region]
      .filter(Boolean).join(" · ")],
    ["fact.access", t(`access.${one.access}`)],
    ["fact.turn", one.turn ? turn : t("unplaced.ineligible")],
    ["fact.languages", list(one.languages.map((code) => model.words.languages[code] ?? code))],
    ["fact.free", one.availability.join("; ")],
    ["fact.email", one.email],
    ["fact.outstanding", one.outstanding],
  ]);
}

/** Why they sit here, or do not, and what would change it; each change has been tried out. */
async function explain(board, id, place) {
  const { model } = board;
  show(place, h("p", { class: "waiting", role: "status" }, t("why.trying")));
  try {
    const told = await get(`/v1/proposals/${model.proposal_id}/explain/${encodeURIComponent(id)}`);
    const say = (text) => named(model, text);
    const listed = (key, items) => (items.length ? [h("h3", {}, t(key)),
      h("ul", { class: "ways" }, items.map((one) => h("li", {}, say(one.text))))] : null);
    show(place, board.edits.cursor ? h("p", { class: "hint" }, t("why.stored")) : null,
      told.turn ? h("p", {}, t("why.turn", { turn: told.turn, turns: told.turns })) : null,
      told.reasons.map((reason) => h("p", {}, h("span", { class: "chip" },
        word("reason", reason.code)), " ", say(reason.text))),
      listed("why.would", told.counterfactuals), told.nothing ? h("p", {}, say(told.nothing)) : null,
      told.single ? h("p", {}, told.single) : null,
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
