// Forming groups: what to ask for, how it stands, several runs side by side.

import { get, post } from "../core/api.js";
import { field, h, select, show } from "../core/dom.js";
import { begin, busy, here, introduce, path, say, stage, steps } from "../core/frame.js";
import { moment, t } from "../core/texts.js";
import { SEED } from "../policy/draw.js";
import { called } from "../policy/policies.js";
import { RunCard } from "../solve/run.js";

const LIVE = 4; // browsers hold few connections to one server open; older runs are shown as they are

begin(async () => {
  const [detail, people, policies] = await Promise.all([
    introduce(), get(`/v1/cohorts/${here.cohort}/people`),
    get(`/v1/cohorts/${here.cohort}/policies`),
  ]);
  // Each policy has its own levels; how many people a tier holds is known of the program's own.
  const levels = new Map(policies.items.map((one) => [one.id, one.id === "own" ? people.levels : one.levels]));
  const wordsOf = (run) => new Map((levels.get(run.options.policy ?? "own") ?? people.levels)
    .map((level) => [level.name, level]));
  const runs = h("div", { class: "runs" });
  const known = await Promise.all(detail.runs.slice(0, 8).map((run) => get(`/v1/runs/${run.id}`)));
  const published = new Set(detail.published.map((one) => one.proposal_id));
  let live = LIVE;
  for (const run of known) {
    const going = !["done", "stopped", "failed"].includes(run.status);
    runs.append(new RunCard(run, wordsOf(run), { follow: going && live-- > 0, done,
      published: published.has(run.proposal_id) }).element);
  }
  show(stage, askPart(people, policies.items, (run) => runs.prepend(new RunCard(run, wordsOf(run), { follow: true, done })
    .element)), policyPart(people), h("section", {}, h("h2", {}, t("runs.title")),
    h("p", { class: "hint" }, t("runs.words")), runs,
    known.length ? null : h("p", { class: "empty" }, t("runs.none"))));
});

function done(run) {
  if (run.proposal_id) steps(run.proposal_id);
  say(t(run.status === "failed" ? "runs.failed" : "runs.ready"), run.status === "failed" ? "bad" : "good");
}

function askPart(people, policies, started) {
  const { program } = people;
  const limit = h("input", { type: "number", min: 1, max: 3600, required: true,
    value: Math.min(60, program.time_limit) });
  const seed = h("input", { type: "number", value: program.seed, required: true, ...SEED });
  const policy = select("policy", policies.map((one) => [one.id, called(policies, one.id)]), "own");
  const start = async () => {
    const wanted = { time_limit: Number(limit.value), seed: Number(seed.value) };
    if (policy.value !== "own") wanted.policy = policy.value;
    const { id } = await post(`/v1/cohorts/${here.cohort}/runs`, { json: wanted });
    document.querySelector(".empty")?.remove();
    started(await get(`/v1/runs/${id}`));
  };
  return h("form", { class: "panel ask", onsubmit: (event) => {
    event.preventDefault();
    busy(event.submitter, start);
  } },
  h("h2", {}, t("ask.title")),
  h("div", { class: "form" },
    field(t("ask.limit"), (id) => withId(limit, id), t("ask.limit.hint")),
    field(t("ask.seed"), (id) => withId(seed, id), t("ask.seed.hint")),
    field(t("ask.policy"), (id) => withId(policy, id), t("ask.policy.hint"))),
  h("p", { class: "actions" }, h("button", { type: "submit", class: "primary", id: "start" },
    t("ask.start")), h("a", { class: "button", href: path("policy") }, t("ask.before"))));
}

function withId(element, id) {
  element.id = id;
  return element;
}

function policyPart(people) {
  return h("details", { class: "panel" }, h("summary", {}, h("h2", {}, t("policy.title"))),
    h("ul", {}, people.program.policy.map((line) => h("li", {}, line))));
}
