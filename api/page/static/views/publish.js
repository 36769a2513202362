// What was drawn and who can check it; what is still to hand in; and the groups handed out.

import { get, post } from "../core/api.js";
import { h, show, table } from "../core/dom.js";
import { begin, busy, confirmed, here, introduce, notice, path, say, stage } from "../core/frame.js";
import { list, moment, t } from "../core/texts.js";
import { unkept } from "../board/unkept.js";

begin(async () => {
  const base = `/v1/proposals/${here.proposal}`;
  const [state, people, proposal, edits, commitments, cohort] = await Promise.all([
    get(`${base}/publish`), get(`${base}/people`), get(base), get(`${base}/edits`),
    get(`/v1/cohorts/${here.cohort}/commitments`), introduce(),
  ]);
  const names = new Map(people.participants.map((one) => [one.id, one.name || one.id]));
  const place = h("div", {});
  const draw = (now) => show(place, now.published_at ? null : unkept(edits, cohort),
    publishedPart(now, proposal, names, draw));
  draw(state);
  show(stage, place, drawPart(base, proposal, commitments.items),
    h("section", { class: "panel" }, h("h2", {}, t("policy.title")),
      h("ul", {}, people.program.policy.map((line) => h("li", {}, line)))));
});

function publishedPart(now, proposal, names, draw) {
  const missing = outstandingPart(now, names);
  if (now.published_at) {
    return [notice("good", h("p", { id: "published", tabindex: "-1" },
      t("publish.done", { when: moment(now.published_at) })),
    h("p", { class: "actions" }, h("a", { class: "button primary", href: path("take-away") },
      t("publish.files")), h("a", { class: "button", href: path("repair") }, t("publish.repair")))), missing];
  }
  const seated = proposal.groups.reduce((sum, group) => sum + group.members.length, 0);
  return h("section", { class: "panel" }, h("h2", {}, t("publish.title")),
    h("p", {}, t("publish.words", { groups: proposal.groups.length, seated })), missing,
    now.blocked_by ? notice("look", h("p", {}, t("publish.blocked")), h("p", { class: "actions" },
      h("a", { class: "button", href: path("board", { proposal: now.blocked_by }) },
        t("publish.blocked.open"))))
      : h("p", { class: "actions" }, h("button", { type: "button", class: "primary", id: "publish",
        onclick: (event) => publish(event.currentTarget, draw) }, t("publish.go"))));
}

async function publish(button, draw) {
  if (!await confirmed(t("publish.sure"), t("publish.sure.words"), t("publish.go"))) return;
  await busy(button, async () => {
    draw(await post(`/v1/proposals/${here.proposal}/publish`));
    document.getElementById("published").focus(); // its button is gone
    say(t("publish.said"));
  });
}

/** Who has still to hand in something: a line for each group and for what is missing there. */
function outstandingPart(now, names) {
  if (!now.outstanding.length) return null;
  const lines = Map.groupBy(now.outstanding, (one) => `${one.group_id} ${one.missing}`);
  const rows = [...lines.values()].map((some) => h("tr", {},
    h("th", { scope: "row" }, some[0].group_id),
    h("td", {}, list(some.map((one) => names.get(one.participant_id) ?? one.participant_id))),
    h("td", {}, some[0].missing.map((what) => t(`missing.${what}`)).join(", "))));
  return h("details", { class: "notice look" }, h("summary", {},
    t("publish.outstanding", { count: now.outstanding.length })),
  table(t("publish.missing.caption"), [t("take.group"), t("publish.missing.who"),
    t("publish.missing.what")], rows, { quiet: true }));
}

/** The draw, followed again by the service at once; anybody else can do the same with the record. */
function drawPart(base, proposal, commitments) {
  const place = h("div", { role: "status" });
  const follow = async () => {
    const found = await get(`${base}/audit/verify`);
    show(place, notice(found.clean ? "good" : "bad",
      h("p", {}, h("strong", {}, t(found.clean ? "draw.clean" : "draw.findings"))),
      h("ul", {}, [...found.findings, ...found.words].map((line) => h("li", {}, line)))));
  };
  return h("section", { class: "panel" }, h("h2", {}, t("draw.title")),
    h("p", {}, t("draw.seed", { seed: String(proposal.seed) })),
    h("p", { class: "actions" },
      h("button", { type: "button", id: "verify", onclick: (event) => busy(event.currentTarget, follow) },
        t("draw.verify")),
      h("a", { class: "button", href: `${base}?format=audit`, download: "", data: { file: "audit" } },
        t("take.audit"))), place, commitmentsPart(commitments));
}

/** What was committed to before a draw, as it was published. */
function commitmentsPart(items) {
  if (!items.length) {
    return h("p", { class: "hint" }, t("commit.none"), " ", h("a", { href: path("policy") }, t("commit.where")));
  }
  return table(t("commit.caption"), [t("commit.when"), t("commit.text")], items.map((one) => h("tr", {},
    h("th", { scope: "row" }, moment(one.created_at)), h("td", { class: "words" }, one.text))));
}
