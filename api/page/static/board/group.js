// Everything that can be done with one group.

import { field, h, select } from "../core/dom.js";
import { dialog, say } from "../core/frame.js";
import { t } from "../core/texts.js";
import { brief, clock, hhmm, minutes } from "../core/words.js";
import { groupFacts } from "./facts.js";

const WEEKS = { "twice-monthly": [[1, 3], [2, 4]], monthly: [[1], [2], [3], [4]] };

/** Open what can be said of a group, and done with it. */
export function openGroup(board, id) {
  const { model } = board;
  const group = model.groupById.get(id);
  const act = (run) => {
    box.close();
    run();
  };
  const make = (edit) => act(() => board.make(edit));
  const box = dialog(`${id} · ${model.name(group.provider_id)}`, [
    groupFacts(model, group),
    model.frozen ? null : [pinActions(board, group, act), timeForm(model, group, make),
      providerForm(model, group, make)],
  ]);
}

function pinActions(board, group, act) {
  const { model } = board;
  const { id, provider_id: provider, weekday, start } = group;
  const pinned = model.pinnedGroup(id);
  return h("p", { class: "actions" },
    h("button", { type: "button", "aria-pressed": String(pinned),
      onclick: () => act(() => board.pin({ group_id: id })) }, t(pinned ? "group.unpin" : "group.pin")),
    h("button", { type: "button",
      onclick: () => act(() => board.pin({ provider_id: provider, weekday, start })) },
    t("group.pin.time", { provider: model.name(provider), time: brief(group) })),
    h("button", { type: "button", class: "stop",
      onclick: () => act(() => board.make({ kind: "close", group_id: id })) }, t("group.close")));
}

/** Make a change to a group, unless it is like that already. */
function change(group, kind, to, act) {
  const same = Object.entries(to).every(([name, value]) => String(group[name]) === String(value));
  if (same) say(t("group.same"), "look");
  else act({ kind, group_id: group.id, ...to });
}

function timeForm(model, group, act) {
  const time = timeFields(model, group);
  return h("form", { onsubmit: (event) => {
    event.preventDefault();
    change(group, "time", time.read(), act);
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
    `${cadence} ${weeks}`, t(`group.weeks.${cadence}`, { weeks: weeks.map((one) => t(`ordinal.${one}`))
      .join(t("group.and")) })]));
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
    change(group, "provider", lead.read(), act);
  } },
  h("h3", {}, t("group.lead")),
  h("div", { class: "form" }, lead.fields),
  h("p", { class: "actions" }, h("button", { type: "submit" }, t("group.lead.set"))));
}

/** Fields of who leads in which language; each provider with how much they lead already. */
export function leadFields(model, now) {
  const leaders = [...model.providers.values()].filter((one) => one.may_lead)
    .sort((a, b) => model.name(a.id).localeCompare(model.name(b.id)));
  const provider = choice("provider", leaders.map((one) => [one.id, `${model.name(one.id)} · ${
    t("provider.load", { led: model.led(one.id), most: one.max_groups })}`]), now.provider_id);
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
