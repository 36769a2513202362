// A group explained: who leads it and when they are free, how mixed it is, and what is outstanding.

import { h } from "../core/dom.js";
import { list, t } from "../core/texts.js";
import { meeting } from "../core/words.js";

/** Rows of a name and what is said under it; those without anything to say are left out. */
export const facts = (rows) => h("dl", { class: "facts" }, rows.filter(([, value]) => value)
  .map(([name, value]) => h("div", {}, h("dt", {}, t(name)), h("dd", {}, value))));

export function groupFacts(model, group) {
  const provider = model.providers.get(group.provider_id);
  const members = group.members.map((id) => model.people.get(id)).filter(Boolean);
  const words = model.words.languages;
  return facts([
    ["fact.meets", `${meeting(group)} (${model.words.zone})`],
    ["fact.language", words[group.language] ?? group.language],
    ["fact.leads", provider && [t("provider.load", { led: model.led(provider.id), most: provider.max_groups }),
      list(provider.languages.map((code) => words[code] ?? code))].join(" · ")],
    ["fact.free", provider?.availability.join("; ")],
    ["fact.seats", t("group.size", { members: group.members.length, most: model.most(group) })],
    ["fact.sectors", counted(members, (one) => model.words.sectors[one.sector] ?? one.sector)],
    ["fact.accesses", counted(members, (one) => t(`access.${one.access}`))],
    ["fact.regions", counted(members, (one) => one.region)],
    ["fact.employers", shared(members)],
    ["fact.outstanding", outstanding(model, members)],
  ]);
}

/** Who has still to hand in what. */
function outstanding(model, members) {
  const groups = Map.groupBy(members.filter((one) => one.outstanding), (one) => one.outstanding);
  return [...groups].map(([what, some]) => `${some.length === members.length ? t("fact.everybody")
    : list(some.map((one) => model.name(one.id)))}: ${what}`).join("; ");
}

/** "2 Home visiting, 1 Head start", the most first. */
function counted(members, of) {
  const groups = Map.groupBy(members.filter(of), of);
  return [...groups].sort((a, b) => b[1].length - a[1].length)
    .map(([name, some]) => `${some.length} ${name}`).join(", ");
}

/** Employers of more than one member, which a rule limits. */
function shared(members) {
  const groups = Map.groupBy(members.filter((one) => one.organization), (one) => one.organization);
  return [...groups].filter(([, some]) => some.length > 1)
    .map(([name, some]) => `${some.length} ${name}`).join(", ");
}
