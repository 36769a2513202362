// Everything that can be done with one group.

import { field, h, select } from "../core/dom.js";
import { dialog } from "../core/frame.js";
import { t } from "../core/texts.js";
import { brief, clock, hhmm, meeting, minutes } from "../core/words.js";

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
  const time = timeFields(model, group);
  return h("form", { onsubmit: (event) => {
    event.preventDefault();
    act({ kind: "time", group_id: group.id, ...time.read() });
  } },
  h("h3", {}, t("group.time")), h("div", { class: "form" }, time.fields),
  h("p", { class: "actions" }, h("button", { type: "submit" }, t("group.time.set"))));
}

/** Fields of a meeting's time, and what they say; `now` is what they show first. */
export function timeFields(model, now) {
  const { program } = model;
  const starts = [];
  for (let at = 0; at < 24 * 60; at += program.slot_minutes) starts.push(hhmm(at));
  const [from, to] = program.day_window.map(minutes);
  const offered = starts.filter((one) => (minutes(one) >= from && minutes(one) < to) || one === now.start);
  const day = choice("weekday", program.weekdays.map((one) => [one, t(`weekdays.${one}`)]), now.weekday);
  const start = choice("start", offered.map((one) => [one, clock(one)]), now.start);
  const kinds = program.cadences.flatMap((cadence) => WEEKS[cadence].map((weeks) => [
    `${cadence} ${weeks}`, `${t(`cadences.${cadence}`)}: ${weeks.map((one) => t(`ordinal.${one}`))
      .join(t("group.and"))}`]));
  const kind = choice("weeks", kinds, `${now.cadence} ${now.weeks}`);
  return {
    fields: [field(t("group.day"), (id) => named(day, id)), field(t("group.start"), (id) => named(start, id)),
      field(t("group.weeks"), (id) => named(kind, id))],
    read: () => {
      const [cadence, weeks] = kind.value.split(" ");
      return { weekday: day.value, start: start.value, cadence, weeks: weeks.split(",").map(Number) };
    },
  };
}

function providerForm(model, group, act) {
  const lead = leadFields(model, group);
  return h("form", { onsubmit: (event) => {
    event.preventDefault();
    act({ kind: "provider", group_id: group.id, ...lead.read() });
  } },
  h("h3", {}, t("group.lead")),
  h("div", { class: "form" }, lead.fields),
  h("p", { class: "actions" }, h("button", { type: "submit" }, t("group.lead.set"))));
}

/** Fields of who leads in which language; each provider with how much they lead already. */
export function leadFields(model, now) {
  const led = Map.groupBy(model.groups, (group) => group.provider_id);
  const leaders = [...model.providers.values()].filter((one) => one.may_lead)
    .sort((a, b) => model.name(a.id).localeCompare(model.name(b.id)));
  const provider = choice("provider", leaders.map((one) => [one.id, `${model.name(one.id)} · ${
    t("provider.load", { led: led.get(one.id)?.length ?? 0, most: one.max_groups })}`]), now.provider_id);
  const language = choice("language", Object.entries(model.words.languages), now.language);
  return {
    provider,
    fields: [field(t("group.provider"), (id) => named(provider, id)),
      field(t("group.language"), (id) => named(language, id))],
    read: () => ({ provider_id: provider.value, language: language.value }),
  };
}

const choice = (name, options, value) => select(name, options, value);
const named = (element, id) => Object.assign(element, { id });
