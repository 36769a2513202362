// Groups as cards, and people as the marks on them.

import { h, svg } from "../core/dom.js";
import { t } from "../core/texts.js";
import { meeting } from "../core/words.js";

const ACCESS = { none: 0, little: 1, some: 2, regular: 3 };

/** Short for a sector; the whole name is read out and stands in the legend. */
export function sectorMark(sector) {
  const known = t(`sector.short.${sector}`);
  if (!known.startsWith("sector.short.")) return known;
  return sector.split("-").map((word) => word[0]).join("").slice(0, 3).toUpperCase();
}

/** Three steps of which as many are filled as somebody has access: none, one, two or all. */
export function accessMark(access) {
  const filled = ACCESS[access] ?? 0;
  return svg("svg", { class: "access", viewBox: "0 0 15 12", "aria-hidden": "true" },
    [0, 1, 2].map((step) => svg("rect", { x: 1 + 5 * step, y: 8 - 3 * step, width: 3.4,
      height: 3 + 3 * step, class: step < filled ? "on" : "off" })));
}

const pinMark = () => svg("svg", { class: "pin", viewBox: "0 0 12 12", "aria-hidden": "true" },
  svg("path", { d: "M4 1h4l-.4 3.4 1.9 1.9v1H6.6V11L6 11.8 5.4 11V7.3H2.5v-1l1.9-1.9z" }));

/** A person as a button with marks: the same in a group and beside the board. */
export function personButton(model, id, typed = "") {
  const one = model.people.get(id);
  const faults = model.broken.some((fault) => !fault.kept && fault.participant_ids.includes(id));
  const pinned = model.pinned(id);
  const sector = model.words.sectors[one?.sector] ?? one?.sector ?? "";
  const access = t(`access.${one?.access}`);
  return h("button", {
    type: "button", class: ["person", faults && "fault", pinned && "pinned",
      typed && model.found(id, typed) && "sought"].filter(Boolean).join(" "),
    data: { person: id }, draggable: model.frozen ? null : "true", title: `${sector} · ${access}`,
  },
  h("span", { class: "who" }, one?.name || id),
  h("span", { class: "sr" }, `, ${sector}, ${access}${pinned ? `, ${t("pinned")}` : ""}${
    faults ? `, ${t("person.fault")}` : ""}`),
  h("span", { class: "marks", "aria-hidden": "true" },
    faults ? h("span", { class: "warn" }, "!") : null, pinned ? pinMark() : null,
    h("span", { class: "sector" }, sectorMark(one?.sector ?? "other")), accessMark(one?.access)));
}

/** What a card shows, as a text to compare. */
export const signOf = (model, group) => JSON.stringify([group, model.faults(group.id),
  group.members.filter((id) => model.pinned(id)), model.pinnedGroup(group.id)]);

/** A group as a card. */
export function groupCard(model, group, typed) {
  const faults = model.faults(group.id);
  const provider = model.providers.get(group.provider_id);
  const id = `group-${group.id}`;
  const most = model.most(group);
  const pairs = model.mix(group).reduce((sum, [, count]) => sum + (count * (count - 1)) / 2, 0);
  const kept = faults.length && faults.every((one) => one.kept);
  return h("article", { class: `group${kept ? " meant" : faults.length ? " faulty" : ""}`, id,
    "aria-labelledby": `${id}-name`, data: { group: group.id, sign: signOf(model, group) } },
  h("header", {},
    h("h3", { id: `${id}-name` }, h("span", { class: "code" }, group.id), " ",
      provider?.name || group.provider_id),
    h("button", { type: "button", class: "quiet small", data: { act: "group" },
      "aria-label": t(model.frozen ? "group.look.of" : "group.more.of", { group: group.id }), "aria-haspopup": "dialog" },
    t(model.frozen ? "group.look" : "group.more"))),
  h("p", { class: "when" }, meeting(group), " · ",
    model.words.languages[group.language] ?? group.language),
  h("ul", { class: "seats" }, group.members.map((one) => h("li", {}, personButton(model, one, typed)))),
  h("p", { class: "group-foot" },
    h("span", { class: group.members.length > most ? "short" : "" },
      t("group.size", { members: group.members.length, most })),
    h("span", {}, t("group.mix", { sectors: model.mix(group).length, count: pairs })),
    model.pinnedGroup(group.id) ? h("span", { class: "chip" }, t("group.pinned")) : null),
  faults.length ? h("ul", { class: "faults" }, faults.map((fault) =>
    h("li", {}, h("strong", {}, t(`rule.${fault.code}`)), " ", named(model, fault.text),
      fault.kept ? h("span", { class: "hint" }, ` ${t("override.kept", { why: fault.why, who: fault.who })}`)
        : ""))) : null);
}

/** A text of the service with names beside the ids it holds. */
export function named(model, text) {
  return text.replace(/[\p{L}\p{N}_.-]*\d[\p{L}\p{N}_-]*/gu, (id, at) => {
    const name = model.people.get(id)?.name || model.providers.get(id)?.name;
    return name && !text.slice(0, at).endsWith(`${name} (`) ? `${name} (${id})` : id;
  });
}
