// The board: groups as cards, the unplaced beside them, every move checked at once.

import { get, post } from "../core/api.js";
import { byId, field, h, newId, select, show } from "../core/dom.js";
import { begin, busy, fail, here, introduce, notice, path, say, stage } from "../core/frame.js";
import { number, t } from "../core/texts.js";
import { groupCard, named, sectorMark } from "../board/cards.js";
import { draggable, editWords } from "../board/drag.js";
import { Edits } from "../board/edits.js";
import { openGroup } from "../board/group.js";
import { LAYOUTS, legend, unplacedList } from "../board/layouts.js";
import { Model } from "../board/model.js";
import { openPerson } from "../board/person.js";

class Board {
  constructor(people, proposal) {
    this.model = new Model(people, proposal);
    this.model.proposal_id = here.proposal;
    this.edits = new Edits(this.model);
    this.layout = "group";
    this.typed = "";
    this.recall();
    this.parts = {
      levels: h("dl", { class: "levels-strip", "aria-label": t("strip.title") }),
      tools: this.tools(),
      main: h("div", { class: "board-main", id: "groups" }),
      effect: h("section", { class: "panel effect", role: "status", "aria-live": "polite" }),
      bench: h("details", { class: "panel bench", data: { bench: "yes" },
        open: matchMedia("(min-width: 60rem)").matches }),
    };
    this.root = h("div", { class: "board-root" }, this.parts.levels, this.parts.tools,
      h("div", { class: "board" }, this.parts.main,
        h("aside", { class: "board-side", "aria-label": t("bench.aside") }, this.parts.effect,
          this.parts.bench)),
      legend(this.model, sectorMark));
    this.listen();
  }

  tools() {
    const typed = h("input", { type: "search", autocomplete: "off", placeholder: t("board.search.hint"),
      oninput: () => {
        clearTimeout(this.waiting);
        this.waiting = setTimeout(() => {
          this.typed = typed.value.trim().toLowerCase();
          this.draw();
        }, 120);
      } });
    const layouts = Object.keys(LAYOUTS).map((name) => [name, t(`layout.${name}`)]);
    this.buttons = {
      undo: h("button", { type: "button", id: "undo", onclick: () => this.step("undo") }, t("board.undo")),
      redo: h("button", { type: "button", id: "redo", onclick: () => this.step("redo") }, t("board.redo")),
      again: h("button", { type: "button", class: "primary", id: "again", onclick: (event) =>
        busy(event.currentTarget, () => this.solveAgain()) }, t("board.again")),
    };
    return h("div", { class: "tools", role: "group", "aria-label": t("board.tools") },
      field(t("board.search"), (id) => Object.assign(typed, { id })),
      field(t("board.layout"), (id) => select(id, layouts, this.layout, (name) => {
        this.layout = name;
        this.draw();
      })),
      h("p", { class: "actions" }, Object.values(this.buttons)));
  }

  listen() {
    const { model, root } = this;
    draggable(root, model, (edit) => this.make(edit));
    root.addEventListener("click", (event) => {
      const person = event.target.closest("[data-person]");
      if (person) openPerson(this, person.dataset.person);
      else if (event.target.closest("[data-act=group]")) {
        openGroup(this, event.target.closest("[data-group]").dataset.group);
      }
    });
    root.addEventListener("keydown", (event) => this.key(event));
    document.addEventListener("keydown", (event) => {
      if (!(event.ctrlKey || event.metaKey) || document.querySelector("dialog[open]")
        || event.target.matches("input, select, textarea")) return;
      const name = { z: event.shiftKey ? "redo" : "undo", y: "redo" }[event.key.toLowerCase()];
      if (!name) return;
      event.preventDefault();
      this.step(name);
    });
    model.addEventListener("moved", () => this.draw());
    model.addEventListener("judged", (event) => {
      this.draw();
      this.drawEffect(event.detail);
    });
  }

  /** Keys on a person: what the menu offers, and arrows from one to the next. */
  key(event) {
    const person = event.target.closest("[data-person]");
    if (!person || event.ctrlKey || event.metaKey || event.altKey) return;
    const id = person.dataset.person;
    const home = this.model.seat.get(id);
    const does = {
      m: () => openPerson(this, id, "move"),
      e: () => openPerson(this, id, "why"),
      p: () => home && this.pin([id]),
      u: () => home && this.make({ kind: "unseat", participant_id: id }),
      ArrowDown: () => this.next(person, 1),
      ArrowUp: () => this.next(person, -1),
      ArrowRight: () => this.nextGroup(person, 1),
      ArrowLeft: () => this.nextGroup(person, -1),
    }[event.key];
    if (!does) return;
    event.preventDefault();
    does();
  }

  next(person, by) {
    const all = [...this.root.querySelectorAll("[data-person]")];
    all[all.indexOf(person) + by]?.focus();
  }

  nextGroup(person, by) {
    const groups = [...this.root.querySelectorAll("[data-group], [data-bench]")]
      .filter((one) => one.querySelector("[data-person]"));
    const at = groups.indexOf(person.closest("[data-group], [data-bench]"));
    groups[at + by]?.querySelector("[data-person]")?.focus();
  }

  make(edit) {
    return this.edits.make(edit).catch(fail).finally(() => this.focus(edit.participant_id));
  }

  step(name) {
    Promise.resolve(this.edits[name]()).catch(fail);
  }

  /** Put the keyboard where somebody is now. */
  focus(id) {
    if (!id || document.querySelector("dialog[open]")) return;
    this.root.querySelector(`[data-person="${CSS.escape(id)}"]`)?.focus({ preventScroll: false });
  }

  pin(ids, on) {
    const { pins, seat } = this.model;
    const wanted = on ?? !ids.every((id) => pins.has(id));
    for (const id of ids) if (wanted && seat.has(id)) pins.add(id); else pins.delete(id);
    sessionStorage.setItem(`pins ${here.proposal}`, JSON.stringify([...pins]));
    this.draw();
    say(t(wanted ? "pin.on" : "pin.off", { count: ids.length }));
    this.focus(ids[0]);
  }

  recall() {
    const kept = JSON.parse(sessionStorage.getItem(`pins ${here.proposal}`) ?? "[]");
    for (const id of kept) if (this.model.people.has(id)) this.model.pins.add(id);
  }

  async solveAgain() {
    const pins = [...this.model.pins].filter((id) => this.model.seat.has(id))
      .map((id) => ({ participant_id: id, group_id: this.model.seat.get(id) }));
    await post(`/v1/cohorts/${here.cohort}/runs`, { json: { from_proposal: here.proposal, pins } });
    location.assign(path("solve"));
  }

  draw() {
    const held = document.activeElement?.closest?.("[data-person]")?.dataset.person;
    show(this.parts.main, LAYOUTS[this.layout](this.model, this.typed));
    this.parts.main.dataset.layout = this.layout;
    this.drawBench();
    this.drawLevels();
    this.buttons.undo.disabled = !this.edits.canUndo;
    this.buttons.redo.disabled = !this.edits.canRedo;
    if (held) this.focus(held);
  }

  drawBench() {
    const count = this.model.unplaced().length;
    show(this.parts.bench, h("summary", {}, h("h2", {}, t("bench.title", { count }))),
      h("p", { class: "hint" }, t("bench.words")), unplacedList(this.model, this.typed));
  }

  drawLevels() {
    const { model } = this;
    const stored = new Map(model.proposal.levels.map((one) => [one.name, one]));
    const now = model.levels ?? model.proposal.levels;
    show(this.parts.levels, now.map((level) => {
      const of = model.levelWords.get(level.name);
      const was = stored.get(level.name);
      const change = was ? level.value - was.value : 0;
      const better = of?.gain ? change > 0 : change < 0;
      return h("div", {}, h("dt", {}, of?.words ?? level.name), h("dd", {}, number(level.value),
        of?.people ? h("span", { class: "hint" }, ` / ${number(of.people)}`) : "",
        change ? h("span", { class: better ? "delta good" : "delta bad" },
          ` ${change > 0 ? "+" : "−"}${number(Math.abs(change))} ${t(better ? "better" : "worse")}`)
          : ""));
    }));
  }

  drawEffect({ edit, how, effect }) {
    const { model } = this;
    const costs = effect.levels.map((one) => {
      const of = model.levelWords.get(one.name);
      const better = of?.gain ? one.after > one.before : one.after < one.before;
      return h("li", {}, h("span", { class: `delta ${better ? "good" : "bad"}` },
        t(better ? "better" : "worse")), ` ${of?.words ?? one.name}: ${number(one.before)} → ${
        number(one.after)}`);
    });
    const told = (items, kind) => items.slice(0, 4).map((one) => h("li", {},
      h("span", { class: `chip ${kind}` }, t(`effect.${one.code === "envy" ? "envy"
        : one.code === "open-seat" ? "open" : kind === "good" ? "mended" : "breaks"}`)), " ",
      kind === "look" ? "" : h("strong", {}, t(`rule.${one.code}`), " "), named(model, one.text)));
    const more = effect.passed.length + effect.open.length - 8;
    const lines = [told(effect.breaks, "bad"), told(effect.mends, "good"), costs,
      told(effect.passed, "look"), told(effect.open, "look"),
      more > 0 ? h("li", { class: "hint" }, t("effect.more", { count: more })) : null];
    show(this.parts.effect, h("h2", {}, t(`effect.${how}`, { what: editWords(model, edit) })),
      effect.breaks.length ? h("p", { class: "bad" }, t("effect.bad", { count: effect.breaks.length }))
        : null,
      lines.flat().some(Boolean) ? h("ul", {}, lines) : h("p", {}, t("effect.nothing")),
      how === "undone" ? null : h("p", { class: "actions" }, h("button", { type: "button",
        onclick: () => this.step("undo") }, t("effect.back"))));
  }

  async begin() {
    show(this.parts.effect, h("h2", {}, t("effect.none")), h("p", {}, t("effect.none.words")),
      h("p", { class: "hint" }, t("legend.keys")));
    this.draw();
    show(stage, this.root);
    await this.edits.begin();
    this.draw();
  }
}

begin(async () => {
  const [people, proposal] = await Promise.all([
    get(`/v1/cohorts/${here.cohort}/people`), get(`/v1/proposals/${here.proposal}`), introduce(),
  ]);
  await new Board(people, proposal).begin();
});
