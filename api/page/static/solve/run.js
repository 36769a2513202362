// One run: its news as they come, in words and drawn over time.

import { get, post } from "../core/api.js";
import { h, show } from "../core/dom.js";
import { busy, fail, path } from "../core/frame.js";
import { moment, number, t } from "../core/texts.js";
import { levelList } from "./levels.js";
import { sentence, title } from "./words.js";

const ENDED = ["done", "stopped", "failed"];

export class RunCard {
  constructor(run, words, { follow, done, published = false }) {
    this.run = run;
    this.words = words;
    this.done = done;
    this.published = published;
    this.began = Date.parse(run.started_at ?? run.created_at);
    this.levels = new Map(run.levels.map((level) => [level.name, { ...level, points: [] }]));
    this.element = h("article", { class: "panel run", "aria-label": t("run.label",
      { when: moment(run.created_at) }) });
    this.parts = { head: h("div", { class: "run-head" }),
      words: h("p", { class: "lede run-words", role: "status", "aria-live": "polite" }),
      levels: h("div", {}), actions: h("p", { class: "actions" }) };
    show(this.element, Object.values(this.parts));
    this.draw();
    this.follow(follow);
  }

  /** Listen to a run; what had ended before is listened to as well, for the drawing. */
  follow(live) {
    const ended = ENDED.includes(this.run.status);
    if (!live && !ended) return;
    const source = this.source = new EventSource(`/v1/runs/${this.run.id}/events`);
    for (const kind of ["level", "incumbent", "bound"]) {
      source.addEventListener(kind, (event) => this.hear(JSON.parse(event.data)));
    }
    source.addEventListener("status", (event) => {
      const { status } = JSON.parse(event.data);
      if (ENDED.includes(status)) this.end(source, ended).catch(fail);
      else if (!ended) {
        this.run.status = status;
        this.soon();
      }
    });
    source.addEventListener("error", () => {
      // The stream of a run that has ended closes; a browser would open it again and again.
      if (source.readyState === EventSource.CLOSED || ENDED.includes(this.run.status)) source.close();
    });
  }

  hear(news) {
    const level = this.levels.get(news.level) ?? { name: news.level, points: [] };
    if (!ENDED.includes(this.run.status)) Object.assign(level, { value: news.value, bound: news.bound });
    level.points.push({ seconds: news.seconds, value: news.value, bound: news.bound });
    this.levels.set(news.level, level);
    this.latest = news.level;
    this.soon();
  }

  async end(source, before) {
    source.close();
    this.run = await get(`/v1/runs/${this.run.id}`);
    if (this.run.proposal_id) {
      const proposal = await get(`/v1/proposals/${this.run.proposal_id}`);
      this.result = { groups: proposal.groups.length, unplaced: proposal.unplaced.length,
        seated: proposal.groups.reduce((sum, group) => sum + group.members.length, 0),
        status: proposal.status };
      for (const level of proposal.levels) {
        const had = this.levels.get(level.name) ?? { points: [] };
        this.levels.set(level.name, { ...had, ...level });
      }
    }
    this.draw();
    if (!before) this.done(this.run);
  }

  /** Draw once a moment, however fast the news come. */
  soon() {
    this.due ??= setTimeout(() => {
      this.due = null;
      this.draw();
    }, 200);
  }

  draw() {
    const { run } = this;
    const ended = ENDED.includes(run.status);
    show(this.parts.head,
      h("h3", {}, title(run)),
      h("span", { class: `chip ${run.status}` }, t(`run.${run.stop_requested && !ended
        ? "stopping" : run.status}`)),
      this.published ? h("span", { class: "chip good" }, t("run.published")) : null,
      h("span", { class: "hint" }, t("run.when", { when: moment(run.created_at),
        seconds: number(run.time_limit) })));
    const text = run.failure ?? sentence(this);
    if (this.parts.words.textContent !== text) this.parts.words.textContent = text;
    show(this.parts.levels, levelList(this.levels, this.words));
    if (!this.parts.actions.contains(document.activeElement) || ended) this.drawActions(ended);
  }

  drawActions(ended) {
    const { run } = this;
    show(this.parts.actions, ended ? null : h("button", {
      type: "button", class: "stop", disabled: run.stop_requested,
      onclick: (event) => busy(event.currentTarget, async () => {
        await post(`/v1/runs/${run.id}/stop`);
        this.run.stop_requested = true;
        this.draw();
      }),
    }, t("run.stop")),
    run.proposal_id ? [h("a", { class: "button primary", href: path("board", {
      proposal: run.proposal_id }) }, t("run.open")),
    h("a", { class: "button", href: path("compare", { proposal: run.proposal_id }) },
      t("run.compare"))] : null);
  }
}
