// Beside the board: what the last change does, the changes so far, what is pinned.

import { field, h, show } from "../core/dom.js";
import { moment, number, t } from "../core/texts.js";
import { clock } from "../core/words.js";
import { named } from "./cards.js";
import { editWords } from "./drag.js";

const MOST = 4; // findings of one kind that are told one by one

/** What a change does to rules and levels, or what it breaks. */
export function drawEffect(board, place, detail) {
  const { how } = detail;
  const what = detail.edit ? editWords(board.model, detail.edit) : named(board.model, detail.text);
  show(place, h("h2", { tabindex: "-1" }, t(`effect.${how}`, { what })),
    how === "held" ? h("p", { class: "bad" }, t("effect.bad", { count: detail.effect.breaks.length })) : null,
    detail.effect ? told(board, detail.effect) : null,
    how === "held" ? heldPart(board) : null,
    how === "made" ? h("p", { class: "actions" }, h("button", { type: "button",
      onclick: () => board.step("undo") }, t("effect.back"))) : null);
}

export function drawNothing(place) {
  show(place, h("h2", {}, t("effect.none")), h("p", {}, t("effect.none.words")),
    h("p", { class: "hint keyboard" }, t("legend.keys")));
}

export function drawWaiting(board, place, edit) {
  show(place, h("p", { class: "waiting" }, t("effect.waiting", { what: editWords(board.model, edit) })));
}

/** A change that breaks a rule: taken back, or kept with a reason. */
function heldPart(board) {
  const reason = h("input", { type: "text", autocomplete: "off", maxlength: 2000, required: true });
  return [h("p", { class: "actions" }, h("button", { type: "button", class: "primary",
      onclick: () => board.step("undo") }, t("effect.back"))),
    h("form", { onsubmit: (event) => {
      event.preventDefault();
      board.keepHeld(reason.value.trim());
    } },
    field(t("override.reason"), (id) => Object.assign(reason, { id }), t("override.hint")),
    h("p", { class: "actions" }, h("button", { type: "submit" }, t("override.keep"))))];
}

function told(board, effect) {
  const { model } = board;
  const levels = effect.levels.filter((one) => one.better !== null);
  const items = [
    findings(model, effect.breaks, "bad", "breaks"), findings(model, effect.mends, "good", "mended"),
    levels.map((one) => h("li", {}, h("span", { class: `delta ${one.better ? "good" : "bad"}` },
      t(one.better ? "better" : "worse")), ` ${model.levelWords.get(one.name)?.words ?? one.name}: ${
      number(one.before)} → ${number(one.after)}`)),
    findings(model, effect.passed_over, "look", "envy"), findings(model, effect.open_seats, "look", "open"),
  ].flat();
  return items.length ? h("ul", {}, items) : h("p", {}, t("effect.nothing"));
}

function findings(model, found, tone, kind) {
  const items = found.slice(0, MOST).map((one) => h("li", {},
    h("span", { class: `chip ${tone}` }, t(`effect.${kind}`)), " ",
    tone === "look" ? "" : h("strong", {}, t(`rule.${one.code}`), " "), named(model, one.text)));
  if (found.length > MOST) {
    items.push(h("li", { class: "hint" }, t("effect.more", { count: found.length - MOST })));
  }
  return items;
}

/** The changes so far, the latest first, and the pins. */
export function drawHistory(board, place) {
  const { edits, model } = board;
  const open = place.open;
  const count = edits.cursor;
  show(place, h("summary", {}, h("h2", {}, t("history.title", { count, pins: model.pins.length }))),
    edits.entries.length ? h("ol", { class: "history", reversed: true }, [...edits.entries].reverse()
      .map((one) => h("li", { class: one.holds ? "" : "taken" }, named(model, one.text),
        one.holds ? "" : h("span", { class: "chip" }, t("history.taken")),
        h("span", { class: "hint" }, [one.when ? moment(one.when) : "", one.why].filter(Boolean).join(" · ")))))
      : h("p", { class: "hint" }, t("history.none")),
    model.pins.length ? h("ul", { class: "pins", "aria-label": t("pins.title") }, model.pins.map((pin) => h("li", {},
      pinWords(model, pin), h("button", { type: "button", class: "quiet small",
        "aria-label": t("pins.out.of", { what: pinWords(model, pin) }),
        onclick: () => board.pin(pin) }, t("pins.out"))))) : null);
  place.open = open;
}

/** A pin in words. */
export function pinWords(model, pin) {
  const of = { person: model.name(pin.participant_id), group: pin.group_id,
    provider: model.name(pin.provider_id ?? pin.never_provider_id),
    time: pin.start ? `${t(`days.${pin.weekday}`)} ${clock(pin.start)}` : "" };
  if (pin.never_provider_id) return t("pins.never", of);
  if (pin.provider_id) return t("pins.time", of);
  return t(pin.participant_id ? "pins.seat" : "pins.group", of);
}
