// What every view has: the steps, sayings that pass, faults in plain words, dialogs.

import { del, get } from "./api.js";
import { byId, h, newId, show } from "./dom.js";
import { moment, t } from "./texts.js";

const { view, cohort, proposal } = document.body.dataset;

/** The ids that the address names. */
export const here = { view, cohort, proposal };

/** The place that a view fills. */
export const stage = byId("view");

const OF_COHORT = ["pool", "policy", "solve"];

/** Where a view of a cohort or proposal stands. */
export function path(name, to = {}) {
  const coh = to.cohort ?? cohort;
  const prop = to.proposal ?? proposal;
  if (name === "bring-in") return "/";
  if (OF_COHORT.includes(name)) return `/cohorts/${coh}/${name}`;
  return `/cohorts/${coh}/proposals/${prop}/${name}`;
}

const STEPS = ["bring-in", "pool", "policy", "solve", "board", "report", "publish", "take-away"];
const ALSO = ["compare", "repair"]; // no steps: what a proposal may need at any time

/** Draw the steps; those that need a proposal lead to the latest one, if there is any. */
export function steps(latest = proposal) {
  const nav = byId("steps");
  if (!nav) return;
  const link = (name, words, current) => {
    const open = name === "bring-in" || (cohort && (OF_COHORT.includes(name) || latest));
    if (!open) return h("span", { class: "closed", "aria-disabled": "true" }, words);
    return h("a", { href: path(name, { proposal: latest }),
      "aria-current": name === view ? current : null }, words);
  };
  show(nav, h("ol", {}, STEPS.map((name, at) => h("li", {}, link(name, [h("span", { class: "number",
    "aria-hidden": "true" }, at + 1), t(`step.${name}`)], "step")))),
  cohort ? h("ul", {}, ALSO.map((name) => h("li", {}, link(name, t(`also.${name}`), "page")))) : null);
  centre(nav);
}

/** On a phone the steps scroll sideways: begin at the present one. */
function centre(nav) {
  const now = nav.querySelector("[aria-current]");
  if (now) nav.scrollLeft = now.offsetLeft - (nav.clientWidth - now.offsetWidth) / 2;
}

/** Where a key was asked for, let it be forgotten again. */
async function signOut() {
  const { needed } = await get("/session");
  if (!needed) return;
  document.querySelector(".foot p").append(" ", h("button", { type: "button", class: "quiet small",
    onclick: async () => {
      await del("/session");
      location.assign("/sign-in");
    } }, t("sign-out")));
}

/** Name the cohort beside the product, and lead the steps to its latest proposal. */
export async function introduce() {
  steps();
  signOut().catch(fail);
  if (!cohort) return null;
  const detail = await get(`/v1/cohorts/${cohort}`);
  const latest = detail.runs.find((run) => run.proposal_id)?.proposal_id;
  show(byId("where"), h("strong", {}, detail.name), " · ",
    t("cohort.size", { people: detail.participants, providers: detail.providers }),
    proposal ? whichGroups(detail, latest) : "");
  steps(proposal || latest);
  return detail;
}

/** A cohort may have many proposals: say which one is looked at, and lead to the newest. */
function whichGroups(detail, latest) {
  const run = detail.runs.find((one) => one.proposal_id === proposal);
  const published = detail.published.some((one) => one.proposal_id === proposal);
  return [run ? ` · ${t("where.groups", { when: moment(run.created_at) })} ` : " ",
    published ? h("span", { class: "chip good" }, t("run.published")) : "",
    latest && latest !== proposal ? [" ", h("a", { href: path(view, { proposal: latest }) },
      t("where.newest"))] : ""];
}

/** Say something that passes; assistive technology reads it out. */
export function say(words, kind = "good") {
  const toast = h("p", { class: `toast ${kind}` }, words);
  byId("toasts").append(toast);
  if (kind !== "bad") setTimeout(() => toast.remove(), 7000);
  // What went wrong stays until it has been read.
  else toast.append(" ", h("button", { type: "button", class: "small", onclick: () => toast.remove() },
    t("close")));
}

/** A box that stays. */
export const notice = (kind, ...children) => h("div", { class: `notice ${kind}` }, ...children);

/** Say that something went wrong, where it is seen. */
export function fail(error) {
  if (error.name === "AbortError") return;
  if (error.status === undefined) console.error(error);
  say(error.status === undefined ? t("problem.page") : [error.message, ...(error.errors ?? [])
    .slice(0, 3).map((one) => one.message)].join(" "), "bad");
}

/** Run a view; what it cannot do is said in its place. */
export async function begin(run) {
  try {
    show(stage, h("p", { class: "waiting", role: "status" }, t("loading")));
    await run();
  } catch (error) {
    if (error.status === undefined) console.error(error);
    show(stage, notice("bad", h("p", {}, error.status === undefined ? t("problem.page")
      : error.message), h("p", {}, h("a", { href: "/" }, t("back.start")))));
  }
}

/** Do something while its button is busy. */
export async function busy(button, run) {
  if (button.getAttribute("aria-busy") === "true") return;
  button.setAttribute("aria-busy", "true");
  try {
    await run();
  } catch (error) {
    fail(error);
  } finally {
    button.removeAttribute("aria-busy");
  }
}

/** Open a dialog and return it; Escape and its own button close it, and focus goes back. */
export function dialog(title, content, { wide = false, onclose } = {}) {
  const id = newId("dialog");
  const before = document.activeElement;
  const box = h("dialog", { class: wide ? "wide" : "", "aria-labelledby": id },
    h("div", { class: "dialog-head" },
      h("h2", { id }, title),
      h("button", { type: "button", class: "quiet", onclick: () => box.close() }, t("close"))),
    h("div", { class: "dialog-body" }, content));
  box.addEventListener("close", () => {
    document.body.append(byId("toasts"));
    box.remove();
    onclose?.();
    if (before?.isConnected) before.focus();
  });
  document.body.append(box);
  box.showModal();
  box.append(byId("toasts")); // what is said meanwhile must not stand behind it
  return box;
}

/** Ask before something that cannot be undone. */
export function confirmed(title, words, action) {
  return new Promise((resolve) => {
    let yes = false;
    const box = dialog(title, [
      h("p", {}, words),
      h("p", { class: "actions" },
        h("button", { type: "button", class: "primary", onclick: () => {
          yes = true;
          box.close();
        } }, action)),
    ], { onclose: () => resolve(yes) });
  });
}
