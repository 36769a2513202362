// Two proposals side by side: who sits elsewhere, which groups changed, what each reaches.

import { get } from "../core/api.js";
import { field, h, select, show, table } from "../core/dom.js";
import { begin, fail, here, introduce, notice, path, stage } from "../core/frame.js";
import { moment, number, t } from "../core/texts.js";
import { meeting } from "../core/words.js";

begin(async () => {
  const [detail, people] = await Promise.all([
    introduce(), get(`/v1/proposals/${here.proposal}/people`),
  ]);
  const others = detail.runs.filter((run) => run.proposal_id && run.proposal_id !== here.proposal);
  if (!others.length) {
    show(stage, notice("look", h("p", {}, t("compare.none"))));
    return;
  }
  const names = new Map([...people.participants, ...people.providers]
    .map((one) => [one.id, one.name || one.id]));
  const words = new Map(people.levels.map((level) => [level.name, level.words]));
  const place = h("div", {});
  const draw = async (other) => {
    try {
      const found = await get(`/v1/proposals/${here.proposal}/diff/${other}`);
      show(place, found.same ? notice("good", h("p", {}, t("compare.same")))
        : difference(found, other, names, words));
    } catch (error) {
      fail(error);
    }
  };
  const options = others.map((run) => [run.proposal_id, moment(run.created_at)]);
  show(stage, h("div", { class: "panel form" }, field(t("compare.with"), (id) =>
    select(id, options, options[0][0], draw))), place);
  await draw(options[0][0]);
});

function difference(found, other, names, words) {
  const level = (value) => (value === null ? "–" : number(value));
  return [
    h("section", { class: "panel" }, h("h2", {}, t("compare.short")), h("p", {}, found.summary),
      table(t("compare.levels"), [t("levels.level"), t("compare.this"), t("compare.other")],
        found.levels.map((one) => h("tr", {}, h("th", { scope: "row" }, words.get(one.name) ?? one.name),
          h("td", { class: "n" }, level(one.before)), h("td", { class: "n" }, level(one.after))))),
      h("p", { class: "actions" }, h("a", { class: "button primary", href: path("board",
        { proposal: other }) }, t("compare.open")),
      h("a", { class: "button", href: `/v1/proposals/${here.proposal}/diff/${other}?format=xlsx`,
        download: "" }, t("compare.file")))),
    found.people.length ? h("section", { class: "panel" },
      h("h2", {}, t("compare.people", { count: found.people.length })),
      table(t("compare.people.caption"), [t("person"), t("compare.this"), t("compare.other")],
        found.people.map((one) => h("tr", {},
          h("th", { scope: "row" }, names.get(one.participant_id) ?? one.participant_id),
          h("td", {}, one.before ?? t("person.seatless")),
          h("td", {}, one.after ?? t("person.seatless")))))) : null,
    groupsPart(found.groups.filter((one) => one.change !== "members"), names),
  ];
}

function groupsPart(groups, names) {
  if (!groups.length) return null;
  const words = (group) => (group ? `${names.get(group.provider_id) ?? group.provider_id}, ${
    meeting(group)}` : "–");
  return h("section", { class: "panel" }, h("h2", {}, t("compare.groups", { count: groups.length })),
    table(t("compare.groups.caption"), [t("take.group"), t("compare.change"), t("compare.this"),
      t("compare.other")], groups.map((one) => h("tr", {},
      h("th", { scope: "row" }, (one.before ?? one.after).id), h("td", {}, t(`change.${one.change}`)),
      h("td", {}, words(one.before)), h("td", {}, words(one.after))))));
}
