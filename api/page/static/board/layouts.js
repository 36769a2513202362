// The same groups in four ways: by group, provider, week and person.

import { h } from "../core/dom.js";
import { t, word } from "../core/texts.js";
import { brief, minutes } from "../core/words.js";
import { accessMark, groupCard, personButton } from "./cards.js";

const DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
const CHUNK = 60; // entries drawn at a time: the rest comes as one scrolls

/** How many people and groups are meant by what was typed. */
export function foundWords(model, typed) {
  const people = [...model.people.keys()].filter((id) => model.found(id, typed)).length;
  const groups = model.groups.filter((group) => meant(model, group, typed)).length;
  return `${t("person.count", { count: people })}, ${t("board.groups", { count: groups })}`;
}

/** Whether a group, its provider or one of its members is meant by what was typed. */
const meant = (model, group, typed) => !typed || group.id.toLowerCase() === typed
  || model.found(group.provider_id, typed) || group.members.some((one) => model.found(one, typed));

export const LAYOUTS = {
  group(model, typed) {
    const groups = model.groups.filter((group) => meant(model, group, typed));
    return [h("h2", { class: "sr" }, t("board.groups", { count: groups.length })), cards(model, groups, typed)];
  },

  provider(model, typed) {
    const led = Map.groupBy(model.groups, (group) => group.provider_id);
    const shown = [...model.providers.values()]
      .map((one) => [one, (led.get(one.id) ?? []).filter((group) => meant(model, group, typed))])
      .filter(([one, groups]) => groups.length || (model.found(one.id, typed) && one.may_lead));
    return lazy("div", "lanes", shown, ([one, groups]) => h("section", { class: "lane" },
      h("h2", {}, one.name || one.id, " ", h("span", { class: "hint" },
        t("provider.load", { led: led.get(one.id)?.length ?? 0, most: one.max_groups }), " · ",
        one.languages.map((code) => model.words.languages[code] ?? code).join(", "))),
      groups.length ? cards(model, groups, typed) : h("p", { class: "hint" }, t("provider.idle"))));
  },

  week(model, typed) {
    const groups = model.groups.filter((group) => meant(model, group, typed));
    const byDay = Map.groupBy(groups, (group) => group.weekday);
    const days = DAYS.filter((day) => model.program.weekdays.includes(day) || byDay.has(day));
    return h("div", { class: "days" }, days.map((day) => h("section", { class: "day" },
      h("h2", {}, t(`weekdays.${day}`), " ",
        h("span", { class: "hint" }, t("week.groups", { count: byDay.get(day)?.length ?? 0 }))),
      lazy("div", "", (byDay.get(day) ?? []).sort((a, b) => minutes(a.start) - minutes(b.start)),
        (group) => groupCard(model, group, typed)))));
  },

  person(model, typed) {
    const people = [...model.people.values()].filter((one) => model.found(one.id, typed))
      .sort((a, b) => (a.name || a.id).localeCompare(b.name || b.id));
    return [h("p", { class: "hint" }, t("person.count", { count: people.length })),
      lazy("ul", "rows", people, (one) => personRow(model, one))];
  },
};

function cards(model, groups, typed) {
  if (!groups.length) return h("p", { class: "empty" }, t("board.nothing"));
  return lazy("div", "cards", groups, (group) => groupCard(model, group, typed));
}

function personRow(model, one) {
  const group = model.groupById.get(model.seat.get(one.id));
  const reasons = model.reasons.get(one.id) ?? [];
  return h("li", {}, personButton(model, one.id),
    h("span", {}, model.words.sectors[one.sector] ?? one.sector),
    h("span", {}, t(`access.${one.access}`)),
    h("span", {}, group ? `${group.id} · ${model.name(group.provider_id)} · ${brief(group)}`
      : h("span", {}, t("person.seatless"), reasons.length ? `: ${word("reason", reasons[0].code)}` : "")));
}

/** A list whose entries are made as one scrolls to them. */
export function lazy(name, style, items, make) {
  const list = h(name, { class: style });
  let at = 0;
  let watch = null;
  const more = () => {
    watch?.disconnect();
    list.append(...items.slice(at, at + CHUNK).map(make));
    at += CHUNK;
    list.toggleAttribute("data-more", at < items.length);
    if (at >= items.length) return;
    watch = new IntersectionObserver((entries) => {
      if (entries.some((entry) => entry.isIntersecting)) more();
    }, { rootMargin: "800px" });
    watch.observe(list.lastElementChild);
  };
  list.addEventListener("more", more);
  more();
  return list;
}

/** Make what has not been scrolled to yet, until `found` says that it is there. */
export function reveal(root, found) {
  for (let list; !found() && (list = root.querySelector("[data-more]"));) {
    list.dispatchEvent(new Event("more"));
  }
  return found();
}

/** Those without a seat, beside the board. */
export function unplacedList(model, typed) {
  const people = model.unplaced().filter((one) => model.found(one.id, typed));
  if (!people.length) return h("p", { class: "hint" }, t("unplaced.nobody"));
  return lazy("ul", "unplaced", people, (one) => h("li", {}, personButton(model, one.id),
    h("span", { class: "hint" }, one.turn ? t("unplaced.turn", { turn: one.turn })
      : t("unplaced.ineligible"), model.reasons.has(one.id)
      ? ` · ${word("reason", model.reasons.get(one.id)[0].code)}` : "")));
}

/** The marks, explained. */
export function legend(model, sectorMark) {
  const sectors = [...new Set([...model.people.values()].map((one) => one.sector))].sort();
  return h("details", { class: "legend" }, h("summary", {}, t("legend.title")),
    h("ul", {}, sectors.map((one) => h("li", {}, h("span", { class: "sector" }, sectorMark(one)),
      " ", model.words.sectors[one] ?? one))),
    h("ul", {}, ["none", "little", "some", "regular"].map((one) =>
      h("li", {}, accessMark(one), " ", t(`access.${one}`)))),
    h("p", { class: "hint" }, t("legend.keys")));
}

