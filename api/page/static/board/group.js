// Everything that can be done with one group.

import { field, h, select } from "../core/dom.js";
import { dialog } from "../core/frame.js";
import { t } from "../core/texts.js";
import { brief, hhmm, meeting, minutes } from "../core/words.js";

const WEEKS = { "twice-monthly": [[1, 3], [2, 4]], monthly: [[1], [2], [3], [4]] };

/** Open what can be done with a group. */
export function openGroup(board, id) {
  const { model } = board;
  const group = model.groupById.get(id);
  const act = (edit) => {
    box.close();
    board.make(edit);
  };
  const time = { provider_id: group.provider_id, weekday: group.weekday, start: group.start };
  const pin = (one) => {
    box.close();
    board.pin(one);
  };
  const box = dialog(`${id} · ${model.name(group.provider_id)}`, [
    h("p", {}, meeting(group)),
    h("p", { class: "actions" },
      h("button", { type: "button", "aria-pressed": String(model.pinnedGroup(id)),
        onclick: () => pin({ group_id: id }) },
      t(model.pinnedGroup(id) ? "group.unpin" : "group.pin")),
      h("button", { type: "button", onclick: () => pin(time) },
        t("group.pin.time", { provider: model.name(group.provider_id), time: brief(group) })),
      h("button", { type: "button", class: "stop", onclick: () => act({ kind: "close", group_id: id }) },
        t("group.close"))),
    timeForm(model, group, act),
    providerForm(model, group, act),
  ]);
}

function timeForm(model, group, act) {
  const { program } = model;
  const starts = [];
  for (let at = 0; at < 24 * 60; at += program.slot_minutes) starts.push(hhmm(at));
  const [from, to] = program.day_window.map(minutes);
  const offered = starts.filter((one) => (minutes(one) >= from && minutes(one) < to) || one === group.start);
  const day = choice("weekday", program.weekdays.map((one) => [one, t(`weekdays.${one}`)]), group.weekday);
  const start = choice("start", offered.map((one) => [one, one]), group.start);
  const kinds = program.cadences.flatMap((cadence) => WEEKS[cadence].map((weeks) => [
    `${cadence} ${weeks}`, `${t(`cadences.${cadence}`)}: ${weeks.map((one) => t(`ordinal.${one}`))
      .join(t("group.and"))}`]));
  const kind = choice("weeks", kinds, `${group.cadence} ${group.weeks}`);
  return h("form", { onsubmit: (event) => {
    event.preventDefault();
    const [cadence, weeks] = kind.value.split(" ");
    act({ kind: "time", group_id: group.id, weekday: day.value, start: start.value, cadence,
      weeks: weeks.split(",").map(Number) });
  } },
  h("h3", {}, t("group.time")),
  h("div", { class: "form" }, field(t("group.day"), (id) => named(day, id)),
    field(t("group.start"), (id) => named(start, id)), field(t("group.weeks"), (id) => named(kind, id))),
  h("p", { class: "actions" }, h("button", { type: "submit" }, t("group.time.set"))));
}

function providerForm(model, group, act) {
  const leaders = [...model.providers.values()].filter((one) => one.may_lead)
    .sort((a, b) => (a.name || a.id).localeCompare(b.name || b.id));
  const provider = choice("provider", leaders.map((one) => [one.id, one.name || one.id]), group.provider_id);
  const language = choice("language", Object.entries(model.words.languages), group.language);
  return h("form", { onsubmit: (event) => {
    event.preventDefault();
    act({ kind: "provider", group_id: group.id, provider_id: provider.value, language: language.value });
  } },
  h("h3", {}, t("group.lead")),
  h("div", { class: "form" }, field(t("group.provider"), (id) => named(provider, id)),
    field(t("group.language"), (id) => named(language, id))),
  h("p", { class: "actions" }, h("button", { type: "submit" }, t("group.lead.set"))));
}

const choice = (name, options, value) => select(name, options, value);
const named = (element, id) => Object.assign(element, { id });
