// Changes by hand: shown at once, judged and kept by the service, taken back one by one.

import { post } from "../core/api.js";

const LENGTHS = { "twice-monthly": 60, monthly: 120 }; // minutes of a session

/** What a change makes of the groups, until the service has said so itself. */
const APPLY = {
  move: (groups, { participant_id: id, group_id: there }) => seated(without(groups, [id]), there, id),
  seat: (groups, { participant_id: id, group_id: there }) => seated(groups, there, id),
  unseat: (groups, { participant_id: id }) => without(groups, [id]),
  swap: (groups, { participant_id: one, other_id: other }) => groups.map((group) => ({ ...group,
    members: group.members.map((id) => (id === one ? other : id === other ? one : id)).sort() })),
  open: (groups, { kind: _, group_id: id, members, ...group }) => [...without(groups, members),
    { id, ...group, members: [...members].sort(), minutes: LENGTHS[group.cadence] }],
  time: (groups, { kind: _, ...to }) => groups.map((group) => (group.id === to.group_id
    ? { ...group, ...to, minutes: LENGTHS[to.cadence] } : group)),
  provider: (groups, { kind: _, ...to }) => groups.map((group) => (group.id === to.group_id
    ? { ...group, ...to } : group)),
  close: (groups, { group_id: gone }) => groups.filter((group) => group.id !== gone),
};

const without = (groups, ids) => groups.map((group) => (group.members.some((one) => ids.includes(one))
  ? { ...group, members: group.members.filter((one) => !ids.includes(one)) } : group));
const seated = (groups, there, id) => groups.map((group) => (group.id === there
  ? { ...group, members: [...group.members, id].sort() } : group));

export class Edits {
  constructor(model) {
    this.model = model;
    this.path = `/v1/proposals/${model.proposal_id}/edits`;
    this.entries = [];
    this.cursor = 0;
    this.together = null;
    this.queue = Promise.resolve();
  }

  get canUndo() { return this.pending || this.cursor > 0; }

  get canRedo() { return !this.pending && this.cursor < this.entries.length; }

  /** Make a change; one after the other, however fast they come. */
  make(edit, reason = "") {
    return this.after(async () => {
      this.drop();
      const apply = APPLY[edit.kind];
      if (apply) {
        this.model.setGroups(apply(this.model.groups, edit));
        this.model.tell("moved", { edit });
      }
      let answer;
      try {
        answer = await post(this.path, { json: { edits: [edit], hold: true,
          ...(reason ? { reason } : {}) } });
      } catch (error) {
        this.settle();
        throw error;
      }
      if (answer.held) this.hold(edit, answer);
      else {
        this.take(answer);
        this.model.tell("judged", { edit, how: "made", effect: this.last });
      }
    });
  }

  /** A change that breaks a rule stands on the board, but is not kept without a reason. */
  hold(edit, answer) {
    this.state = { ...answer, last: null };
    this.pending = { edit };
    this.model.broken = [...this.model.broken, ...answer.last.breaks];
    this.model.tell("judged", { edit, how: "held", effect: answer.last });
  }

  /** Keep the change that breaks a rule, with a reason that stays on record. */
  keepHeld(reason) {
    const { edit } = this.pending;
    return this.make(edit, reason);
  }

  /** Take the change back that was not kept yet, without a word to the service. */
  drop() {
    if (!this.pending) return null;
    const { edit } = this.pending;
    this.pending = null;
    this.settle();
    return edit;
  }

  settle() {
    this.take(this.state);
    this.model.tell("moved", {});
  }

  undo() {
    return this.after(async () => {
      const dropped = this.drop();
      if (dropped) this.model.tell("judged", { edit: dropped, how: "dropped" });
      else if (this.cursor > 0) await this.go("undo", this.entries[this.cursor - 1]);
    });
  }

  redo() {
    return this.after(async () => {
      if (this.canRedo) await this.go("redo", this.entries[this.cursor]);
    });
  }

  async go(way, entry) {
    this.take(await post(`${this.path}/${way}`));
    this.model.tell("judged", { text: entry.text, how: way === "undo" ? "undone" : "redone",
      effect: this.last });
  }

  /** Make a proposal of its own of the groups as they are now; return its id. */
  async keep() {
    return (await post(`${this.path}/keep`)).proposal_id;
  }

  take(state) {
    this.state = state;
    this.pending = null;
    this.entries = state.edits;
    this.cursor = state.cursor;
    this.last = state.last;
    this.together = state.together;
    this.model.setGroups(state.groups);
    this.model.broken = state.overrides.map((one) => ({ ...one, kept: true }));
  }

  after(run) {
    const next = this.queue.then(run, run);
    this.queue = next.catch(() => {});
    return next;
  }
}
