// What was drawn and who can check it; what is still to hand in; and the groups handed out.

import { get, post } from "../core/api.js";
import { h, show, table } from "../core/dom.js";
import { begin, busy, confirmed, here, introduce, notice, path, say, stage } from "../core/frame.js";
import { moment, t } from "../core/texts.js";

begin(async () => {
  const base = `/v1/proposals/${here.proposal}`;
  const [state, people, proposal, commitments] = await Promise.all([
    get(`${base}/publish`), get(`${base}/people`), get(base),
    get(`/v1/cohorts/${here.cohort}/commitments`), introduce(),
  ]);
  const names = new Map(people.participants.map((one) => [one.id, one.name || one.id]));
  const place = h("div", {});
  const draw = (now) => show(place, publishedPart(now, proposal, names, draw));
  draw(state);
  show(stage, place, h("section", { class: "panel" }, h("h2", {}, t("policy.title")),
    h("ul", {}, people.program.policy.map((line) => h("li", {}, line)))),
  drawPart(base, proposal), commitPart(commitments.items));
});

function publishedPart(now, proposal, names, draw) {
  if (now.published_at) {
    return [notice("good", h("p", { id: "published", tabindex: "-1" },
      t("publish.done", { when: moment(now.published_at) })),
    h("p", {}, h("a", { href: path("take-away") }, t("publish.files")), " · ",
      h("a", { href: path("repair") }, t("publish.repair")))), outstandingPart(now, names)];
  }
  const seated = proposal.groups.reduce((sum, group) => sum + group.members.length, 0);
  return h("section", { class: "panel" }, h("h2", {}, t("publish.title")),
    h("p", {}, t("publish.words", { groups: proposal.groups.length, seated })),
    outstandingPart(now, names),
    h("p", { class: "actions" }, h("button", { type: "button", class: "primary", id: "publish",
      onclick: async (event) => {
        const button = event.currentTarget;
        if (!await confirmed(t("publish.sure"), t("publish.sure.words"), t("publish.go"))) return;
        await busy(button, async () => {
          draw(await post(`/v1/proposals/${here.proposal}/publish`));
          document.getElementById("published").focus(); // its button is gone
          say(t("publish.said"));
        });
      } }, t("publish.go"))));
}

function outstandingPart(now, names) {
  if (!now.outstanding.length) return null;
  const rows = now.outstanding.map((one) => h("tr", {},
    h("th", { scope: "row" }, names.get(one.participant_id) ?? one.participant_id),
    h("td", {}, one.group_id), h("td", {}, one.missing.map((what) => t(`missing.${what}`)).join(", "))));
  return h("details", { class: "notice look" }, h("summary", {},
    t("publish.outstanding", { count: now.outstanding.length })),
  table(t("publish.missing.caption"), [t("person"), t("take.group"), t("publish.missing.what")], rows));
}

/** The draw, followed again by the service at once; anybody else can do the same with the record. */
function drawPart(base, proposal) {
  const place = h("div", { role: "status" });
  return h("section", { class: "panel" }, h("h2", {}, t("draw.title")),
    h("p", {}, t("draw.seed", { seed: String(proposal.seed) })),
    h("p", { class: "actions" },
      h("button", { type: "button", id: "verify", onclick: (event) =>
        busy(event.currentTarget, async () => {
          const found = await get(`${base}/audit/verify`);
          show(place, notice(found.clean ? "good" : "bad",
            h("p", {}, t(found.clean ? "draw.clean" : "draw.findings")),
            h("ul", {}, [...found.findings, ...found.words].map((line) => h("li", {}, line)))));
        }) }, t("draw.verify")),
      h("a", { class: "button", href: `${base}?format=audit`, download: "", data: { file: "audit" } },
        t("take.audit"))), place);
}

function commitPart(items) {
  const list = h("div", {});
  const draw = (all) => show(list, all.length ? table(t("commit.caption"),
    [t("commit.when"), t("commit.text")], all.map((one) => h("tr", {},
      h("th", { scope: "row" }, moment(one.created_at)),
      h("td", { class: "words" }, one.text)))) : h("p", { class: "hint" }, t("commit.none")));
  draw(items);
  return h("details", { class: "panel" }, h("summary", {}, h("h2", {}, t("commit.title"))),
    h("p", {}, t("commit.words")), list,
    h("p", { class: "actions" }, h("button", { type: "button", onclick: (event) =>
      busy(event.currentTarget, async () => {
        items.unshift(await post(`/v1/cohorts/${here.cohort}/commitments`, { json: {} }));
        draw(items);
      }) }, t("commit.go"))));
}
