// Two proposals side by side: who sits elsewhere, which groups changed, what each reaches.

import { get } from "../core/api.js";
import { field, h, select, show, table } from "../core/dom.js";
import { begin, fail, here, introduce, notice, path, stage } from "../core/frame.js";
import { moment, number, t } from "../core/texts.js";
import { brief, meeting } from "../core/words.js";
import { title } from "../solve/words.js";

const MOST = 30; // proposals to choose from, the newest first

begin(async () => {
  const base = `/v1/proposals/${here.proposal}`;
  const [detail, people, proposal] = await Promise.all([introduce(), get(`${base}/people`), get(base)]);
  const runs = detail.runs.filter((run) => run.proposal_id && run.proposal_id !== here.proposal);
  if (!runs.length) {
    show(stage, notice("look", h("p", {}, t("compare.none"))));
    return;
  }
  const published = new Set(detail.published.map((one) => one.proposal_id));
  const others = await Promise.all(runs.slice(0, MOST).map((run) => get(`/v1/runs/${run.id}`)));
  const words = { names: new Map([...people.participants, ...people.providers]
    .map((one) => [one.id, one.name || one.id])),
  levels: new Map(people.levels.map((level) => [level.name, level])) };
  const place = h("div", {});
  const draw = async (other) => {
    try {
      const [found, second] = await Promise.all([get(`${base}/diff/${other}`), get(`/v1/proposals/${other}`)]);
      show(place, found.same ? notice("good", h("p", {}, t("compare.same")))
        : difference(found, [proposal, second], other, words));
    } catch (error) {
      fail(error);
    }
  };
  const options = others.map((run) => [run.proposal_id,
    [title(run), moment(run.created_at), ...(published.has(run.proposal_id) ? [t("run.published")] : [])]
      .join(" · ")]);
  show(stage, h("div", { class: "panel" }, field(t("compare.with"), (id) =>
    select(id, options, options[0][0], draw))), place);
  await draw(options[0][0]);
});

function difference(found, proposals, other, words) {
  return [
    h("section", { class: "panel" }, h("h2", {}, t("compare.short")), h("p", {}, found.summary),
      table(t("compare.levels"), [t("levels.level"), t("compare.this"), t("compare.other")],
        found.levels.map((one) => levelRow(one, words.levels.get(one.name))), { quiet: true, class: "narrow" }),
      h("p", { class: "actions" }, h("a", { class: "button primary", href: path("board",
        { proposal: other }) }, t("compare.open")),
      h("a", { class: "button", href: `/v1/proposals/${here.proposal}/diff/${other}?format=xlsx`,
        download: "" }, t("compare.file")))),
    peoplePart(found.people, proposals, words.names),
    groupsPart(found.groups.filter((one) => one.change !== "members"), words.names),
  ];
}

/** A level of both; the better value says so. */
function levelRow(one, of) {
  const cell = (value, than) => {
    const better = value !== null && than !== null && (of?.gain ? value > than : value < than);
    return h("td", { class: better ? "n strong" : "n" }, better
      ? h("span", { class: "delta good" }, `${t("compare.better")} `) : "", value === null ? "–" : number(value));
  };
  return h("tr", {}, h("th", { scope: "row" }, of?.words ?? one.name),
    cell(one.before, one.after), cell(one.after, one.before));
}

/** Ids of groups are each proposal's own: who leads and when is what tells two seats apart. */
function peoplePart(people, proposals, names) {
  if (!people.length) return null;
  const groups = proposals.map((one) => new Map(one.groups.map((group) => [group.id, group])));
  const seat = (id, at) => {
    const group = groups[at].get(id);
    return group ? `${id} · ${names.get(group.provider_id)} · ${brief(group)}` : t("person.seatless");
  };
  return h("section", { class: "panel" }, h("h2", {}, t("compare.people", { count: people.length })),
    table(t("compare.people.caption"), [t("person"), t("compare.this"), t("compare.other")],
      people.map((one) => h("tr", {},
        h("th", { scope: "row" }, names.get(one.participant_id) ?? one.participant_id),
        h("td", {}, seat(one.before, 0)), h("td", {}, seat(one.after, 1)))), { quiet: true }));
}

function groupsPart(groups, names) {
  if (!groups.length) return null;
  const words = (group) => (group ? `${names.get(group.provider_id) ?? group.provider_id}, ${
    meeting(group)}` : "–");
  return h("section", { class: "panel" }, h("h2", {}, t("compare.groups", { count: groups.length })),
    table(t("compare.groups.caption"), [t("take.group"), t("compare.change"), t("compare.this"),
      t("compare.other")], groups.map((one) => h("tr", {},
      h("th", { scope: "row" }, (one.before ?? one.after).id), h("td", {}, t(`change.${one.change}`)),
      h("td", {}, words(one.before)), h("td", {}, words(one.after)))), { quiet: true }));
}
