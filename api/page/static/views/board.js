// The board: groups as cards, the unplaced beside them, every move checked at once.

import { get, post } from "../core/api.js";
import { byId, field, h, select, show } from "../core/dom.js";
import { begin, busy, fail, here, introduce, notice, path, say, stage } from "../core/frame.js";
import { moment, t } from "../core/texts.js";
import { groupCard, sectorMark, signOf } from "../board/cards.js";
import { draggable } from "../board/drag.js";
import { Edits } from "../board/edits.js";
import { openGroup } from "../board/group.js";
import { foundWords, LAYOUTS, legend, reveal, unplacedList } from "../board/layouts.js";
import { Model } from "../board/model.js";
import { openFurther } from "../board/open.js";
import { openPerson } from "../board/person.js";
import { openRecruit } from "../board/recruit.js";
import { drawEffect, drawHistory, drawNothing, drawWaiting, pinWords } from "../board/side.js";
import { drawLevels } from "../board/strip.js";

const PAUSE = 120; // milliseconds: after the last letter typed, and before a wait is spoken of

class Board {
  /** `published` is when the groups were handed out: then they are looked at, and no more changed. */
  constructor(people, proposal, published) {
    this.model = new Model(people, proposal, here.proposal);
    this.model.frozen = Boolean(published);
    this.model.pins = JSON.parse(sessionStorage.getItem(`pins ${here.proposal}`) ?? "[]");
    this.edits = new Edits(this.model);
    this.layout = "group";
    this.typed = "";
    const wide = matchMedia("(min-width: 60rem)").matches;
    this.parts = {
      levels: h("dl", { class: "levels-strip", "aria-label": t("strip.title") }),
      found: h("p", { class: "hint found-count", role: "status" }),
      main: h("div", { class: "board-main", id: "groups" }),
      effect: h("section", { class: "panel effect", role: "status", "aria-live": "polite" }),
      history: h("details", { class: "panel" }),
      bench: h("details", { class: "panel bench", data: { bench: "yes" }, open: wide }),
    };
    const { levels, main, found, effect, history, bench } = this.parts;
    this.root = h("div", { class: "board-root" }, this.frozen ? frozenPart(published) : null, levels,
      this.tools(), h("div", { class: "board" }, h("div", {}, found, main),
        h("aside", { class: "board-side", "aria-label": t("bench.aside") },
          this.frozen ? null : [effect, history], bench)),
      legend(this.model, sectorMark));
    this.listen();
  }

  get frozen() { return this.model.frozen; }

  tools() {
    const button = (name, style, onclick) => h("button", { type: "button", id: name, class: style,
      onclick }, t(`board.${name}`));
    const waits = (run) => (event) => busy(event.currentTarget, run);
    this.buttons = {
      open: button("open", "", () => openFurther(this)),
      undo: button("undo", "", () => this.step("undo")),
      redo: button("redo", "", () => this.step("redo")),
      keep: button("keep", "", waits(() => this.keep())),
      again: button("again", "primary", waits(() => this.solveAgain())),
    };
    const typed = h("input", { type: "search", autocomplete: "off", placeholder: t("board.search.hint"),
      oninput: () => {
        clearTimeout(this.waiting);
        this.waiting = setTimeout(() => {
          this.typed = typed.value.trim().toLowerCase();
          this.draw();
        }, PAUSE);
      } });
    const layouts = Object.keys(LAYOUTS).map((name) => [name, t(`layout.${name}`)]);
    return h("div", { class: "tools", role: "group", "aria-label": t("board.tools") },
      field(t("board.search"), (id) => Object.assign(typed, { id })),
      field(t("board.layout"), (id) => select(id, layouts, this.layout, (name) => {
        this.layout = name;
        this.draw();
      })),
      this.frozen ? null : h("p", { class: "actions" }, Object.values(this.buttons)));
  }

  listen() {
    const { model, root } = this;
    if (!this.frozen) draggable(root, model, (edit) => this.make(edit));
    root.addEventListener("click", (event) => {
      const person = event.target.closest("[data-person]");
      if (person) openPerson(this, person.dataset.person);
      else if (event.target.closest("[data-act=group]")) {
        openGroup(this, event.target.closest("[data-group]").dataset.group);
      }
    });
    root.addEventListener("keydown", (event) => this.key(event));
    document.addEventListener("keydown", (event) => this.shortcut(event));
    model.addEventListener("moved", ({ detail }) => {
      this.refresh();
      this.waitFor(detail.edit);
    });
    model.addEventListener("judged", (event) => {
      clearTimeout(this.judging);
      this.refresh();
      drawEffect(this, this.parts.effect, event.detail);
      this.mind(event.detail);
    });
  }

  /** A change stands on the board at once; where its judging takes a moment, say so. */
  waitFor(edit) {
    clearTimeout(this.judging);
    if (edit) this.judging = setTimeout(() => drawWaiting(this, this.parts.effect, edit), PAUSE);
    else if (this.parts.effect.querySelector(".waiting")) drawNothing(this.parts.effect); // it failed
  }

  /** Where the panel beside the board is out of sight, say in passing what it says. */
  mind({ how, effect }) {
    const { top, bottom } = this.parts.effect.getBoundingClientRect();
    if (bottom > 80 && top < innerHeight - 80) return;
    if (how === "held") say(t("effect.bad", { count: effect.breaks.length }), "bad");
    else say(this.parts.effect.querySelector("h2").textContent);
  }

  shortcut(event) {
    if (this.frozen || !(event.ctrlKey || event.metaKey) || document.querySelector("dialog[open]")
      || event.target.matches("input, select, textarea")) return;
    const name = { z: event.shiftKey ? "redo" : "undo", y: "redo" }[event.key.toLowerCase()];
    if (!name) return;
    event.preventDefault();
    this.step(name);
  }

  /** Keys on a person: what the menu offers, and arrows from one to the next. */
  key(event) {
    const person = event.target.closest("[data-person]");
    if (!person || event.ctrlKey || event.metaKey || event.altKey) return;
    const id = person.dataset.person;
    const home = this.model.seat.get(id);
    const changes = {
      m: () => openPerson(this, id, "move"),
      p: () => home && this.pin({ participant_id: id, group_id: home }, id),
      u: () => home && this.make({ kind: "unseat", participant_id: id }),
    };
    const does = { ...(this.frozen ? {} : changes),
      e: () => openPerson(this, id, "why"),
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
    const places = [...this.root.querySelectorAll("[data-group], [data-bench]")]
      .filter((one) => one.querySelector("[data-person]"));
    const at = places.indexOf(person.closest("[data-group], [data-bench]"));
    places[at + by]?.querySelector("[data-person]")?.focus();
  }

  make(edit) {
    return this.edits.make(edit).catch(fail).finally(() => this.settle(edit));
  }

  keepHeld(reason) {
    const { edit } = this.edits.pending;
    return this.edits.keepHeld(reason).catch(fail).finally(() => this.settle(edit));
  }

  step(name) {
    return this.edits[name]().catch(fail).finally(() => this.settle());
  }

  /** After a change the keyboard is where it happened: nothing of it may be lost. */
  settle(edit = {}) {
    if (edit.participant_id) this.focus(edit.participant_id);
    else if (this.model.groupById.has(edit.group_id)) this.focusGroup(edit.group_id);
    if (document.activeElement === document.body) this.parts.effect.querySelector("h2")?.focus();
  }

  focusGroup(id) {
    if (document.querySelector("dialog[open]")) return;
    const find = () => this.root.querySelector(`[data-group="${CSS.escape(id)}"] [data-act=group]`);
    reveal(this.root, find)?.focus();
  }

  /** Put the keyboard where somebody is now. */
  focus(id) {
    if (!id || document.querySelector("dialog[open]")) return;
    const find = () => this.root.querySelector(`[data-person="${CSS.escape(id)}"]`);
    reveal(this.root, find)?.focus();
  }

  /** Put a pin in or take it out; it holds when groups are formed again. */
  pin(pin, id) {
    const on = this.model.toggle(pin);
    sessionStorage.setItem(`pins ${here.proposal}`, JSON.stringify(this.model.pins));
    this.refresh();
    say(t(on ? "pin.on" : "pin.off", { what: pinWords(this.model, pin) }));
    this.focus(id);
  }

  /** Make a proposal of its own of the groups as they are now. */
  async keep() {
    const id = await this.edits.keep();
    sessionStorage.setItem(`pins ${id}`, JSON.stringify(this.model.pins));
    location.assign(path("board", { proposal: id }));
  }

  /** Form groups again around what is pinned, from the groups as they are now. */
  async solveAgain() {
    this.edits.drop();
    const from = this.edits.cursor ? await this.edits.keep() : here.proposal;
    const pins = this.model.pins.filter((pin) => !pin.group_id || (pin.participant_id
      ? this.model.seat.get(pin.participant_id) === pin.group_id : this.model.groupById.has(pin.group_id)));
    await post(`/v1/cohorts/${here.cohort}/runs`, { json: { from_proposal: from, pins } });
    location.assign(path("solve"));
  }

  /** Draw everything anew. */
  draw() {
    show(this.parts.main, LAYOUTS[this.layout](this.model, this.typed));
    this.parts.main.dataset.layout = this.layout;
    show(this.parts.found, this.typed ? foundWords(this.model, this.typed) : "");
    this.shape = this.shapeOf();
    this.drawAround();
  }

  /** Draw what a change has changed: a card here and there, mostly. */
  refresh() {
    const { activeElement } = document;
    const held = activeElement?.closest?.("[data-person]")?.dataset.person;
    const group = activeElement?.matches?.("[data-act=group]")
      && activeElement.closest("[data-group]").dataset.group;
    if (this.layout === "person" || this.typed || this.shape !== this.shapeOf()) this.draw();
    else {
      for (const card of this.parts.main.querySelectorAll("[data-group]")) {
        const group = this.model.groupById.get(card.dataset.group);
        if (card.dataset.sign !== signOf(this.model, group)) card.replaceWith(groupCard(this.model, group));
      }
      this.drawAround();
    }
    if (held) this.focus(held);
    else if (group) this.focusGroup(group);
  }

  /** What decides where a card stands; while it is the same, only cards themselves change. */
  shapeOf() {
    return this.model.groups.map((group) => [group.id, group.provider_id, group.weekday, group.start])
      .join(";");
  }

  drawAround() {
    const { edits, model, parts } = this;
    const count = model.unplaced().length;
    show(parts.bench, h("summary", {}, h("h2", {}, t("bench.title", { count }))),
      this.frozen ? null : h("p", { class: "hint" }, t("bench.words")),
      h("button", { type: "button", id: "recruit", onclick: () => openRecruit(this.model) },
        t("board.recruit")), unplacedList(model, this.typed));
    if (!this.frozen) drawHistory(this, parts.history);
    drawLevels(model, parts.levels, edits.together);
    this.buttons.undo.disabled = !edits.canUndo;
    this.buttons.redo.disabled = !edits.canRedo;
    this.buttons.keep.disabled = !edits.cursor || Boolean(edits.pending);
  }

  /** Draw the groups as the changes made before have left them. */
  begin(changes) {
    if (!this.frozen) this.edits.take(changes);
    drawNothing(this.parts.effect);
    this.draw();
    show(stage, this.root);
  }
}

/** Groups that were handed out stay as they are; what changes now is a repair. */
function frozenPart(when) {
  byId("lede").remove();
  return notice("look aligned", h("p", {}, t("board.frozen", { when: moment(when) })),
    h("a", { class: "button", href: path("repair") }, t("publish.repair")));
}

begin(async () => {
  const base = `/v1/proposals/${here.proposal}`;
  const [people, proposal, changes, cohort] = await Promise.all([
    get(`${base}/people`), get(base), get(`${base}/edits`), introduce(),
  ]);
  const published = cohort.published.find((one) => one.proposal_id === here.proposal);
  new Board(people, proposal, published?.published_at).begin(changes);
});
