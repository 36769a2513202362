// A study at work: what it says on its way, how to stop it, and what it found.

import { get, post } from "../core/api.js";
import { h, show } from "../core/dom.js";
import { busy, fail } from "../core/frame.js";
import { moment, number, t } from "../core/texts.js";
import { called } from "./policies.js";

const ENDED = ["done", "stopped", "failed"];

/** Begin a study and put its card before the others; `found` draws what it found. */
export async function begun(shared, call, json, cards, found) {
  const { id } = await post(`${shared.base}/${call}`, { json });
  const run = await get(`/v1/runs/${id}`);
  const study = { ...run, run_id: id, policies: json.policies ?? [json.policy ?? "own"] };
  cards.prepend(card(shared, study, found));
}

/** The card of a study; one that has not ended is followed until it has. */
export function card(shared, study, found) {
  const news = h("p", { role: "status", "aria-live": "polite" });
  const result = h("div", {});
  const stop = h("button", { type: "button", class: "stop", onclick: (event) =>
    busy(event.currentTarget, async () => {
      await post(`/v1/runs/${study.run_id}/stop`);
      event.target.disabled = true;
    }) }, t("run.stop"));
  const actions = h("p", { class: "actions" }, stop);
  const chip = h("span", {});
  const draw = (status, words) => {
    show(chip, t(`run.${status}`)).className = `chip ${status}`;
    news.textContent = words ?? "";
    actions.hidden = ENDED.includes(status);
  };
  const end = async (status, failure) => {
    draw(status, failure);
    if (status !== "failed") show(result, await found(study));
  };
  draw(study.status, study.failure ?? study.news);
  if (ENDED.includes(study.status)) {
    if (study.found) end(study.status, study.failure).catch(fail);
  } else follow(study.run_id, draw, end);
  return h("article", { class: "study" }, h("div", { class: "run-head" },
    h("h3", {}, study.policies.map((one) => called(shared.policies, one)).join(" · ")), chip,
    h("span", { class: "hint" }, t("run.when", { when: moment(study.created_at),
      seconds: number(study.time_limit) }))), news, actions, result);
}

function follow(id, draw, end) {
  const source = new EventSource(`/v1/runs/${id}/events`);
  source.addEventListener("news", (event) => draw("running", JSON.parse(event.data).text));
  source.addEventListener("status", (event) => {
    const { status } = JSON.parse(event.data);
    if (!ENDED.includes(status)) {
      draw(status);
      return;
    }
    source.close();
    get(`/v1/runs/${id}`).then((run) => end(run.status, run.failure)).catch(fail);
  });
}
