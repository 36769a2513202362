// Changes by hand: made here at once, judged by the service right after, taken back one by one.

import { post } from "../core/api.js";

/** What a change makes of the groups; the service knows the same kinds. */
const APPLY = {
  move: (groups, { participant_id: id, group_id: there }) => seated(without(groups, [id]), there, id),
  seat: (groups, { participant_id: id, group_id: there }) => seated(groups, there, id),
  unseat: (groups, { participant_id: id }) => without(groups, [id]),
  swap: (groups, { participant_id: one, other_id: other }) => groups.map((group) => ({ ...group,
    members: group.members.map((id) => (id === one ? other : id === other ? one : id)).sort() })),
  close: (groups, { group_id: gone }) => groups.filter((group) => group.id !== gone),
  time: (groups, { group_id: id, ...time }) => changed(groups, id, time),
  provider: (groups, { group_id: id, provider_id, language }) =>
    changed(groups, id, { provider_id, ...(language ? { language } : {}) }),
};

const without = (groups, ids) => groups.map((group) => (group.members.some((one) => ids.includes(one))
  ? { ...group, members: group.members.filter((one) => !ids.includes(one)) } : group));
const seated = (groups, there, id) => groups.map((group) => (group.id === there
  ? { ...group, members: [...group.members, id].sort() } : group));
const changed = (groups, id, parts) => groups.map((group) => (group.id === id
  ? { ...group, ...parts } : group));

export class Edits {
  constructor(model) {
    this.model = model;
    this.steps = [{ groups: model.groups, edit: null, verdict: null }];
    this.at = 0;
  }

  get canUndo() { return this.at > 0; }

  get canRedo() { return this.at < this.steps.length - 1; }

  get changes() { return this.at; }

  /** The check of the groups as they came, once: what was broken before is not this hand's doing. */
  async begin() {
    this.steps[0].verdict = await this.judge(this.steps[0].groups);
    this.take();
  }

  /** Make a change: shown at once, and judged. */
  async make(edit) {
    const groups = APPLY[edit.kind](this.model.groups, edit);
    this.steps.splice(this.at + 1, Infinity, { groups, edit, verdict: null });
    this.at += 1;
    this.model.setGroups(groups);
    this.model.tell("moved", { edit });
    await this.settle(edit, "made");
  }

  undo() { return this.canUndo ? this.go(this.at - 1, "undone") : null; }

  redo() { return this.canRedo ? this.go(this.at + 1, "redone") : null; }

  async go(at, how) {
    const { edit } = this.steps[Math.max(at, this.at)];
    const before = this.steps[this.at];
    this.at = at;
    this.model.setGroups(this.steps[at].groups);
    this.model.tell("moved", { edit });
    await this.settle(edit, how, before);
  }

  async settle(edit, how, before = this.steps[this.at - 1]) {
    const step = this.steps[this.at];
    step.verdict ??= await this.judge(step.groups);
    if (step !== this.steps[this.at]) return; // a later change has overtaken this one
    this.take();
    this.model.tell("judged", { edit, how, effect: effect(before.verdict, step.verdict) });
  }

  take() {
    this.model.broken = this.steps[this.at].verdict.broken;
    this.model.levels = this.steps[this.at].verdict.levels;
  }

  judge(groups) {
    return post(`/v1/proposals/${this.model.proposal_id}/check`, { json: { groups } });
  }
}

const key = (one) => `${one.code} ${one.group_id} ${one.participant_ids} ${one.text}`;

/** What one version does that the other did not. */
function effect(before, after) {
  const had = (kind) => new Set((before?.[kind] ?? []).map(key));
  const fresh = (kind) => after[kind].filter((one) => !had(kind).has(key(one)));
  const now = new Set(after.broken.map(key));
  const old = new Map((before?.levels ?? []).map((one) => [one.name, one.value]));
  return {
    breaks: fresh("broken"),
    mends: (before?.broken ?? []).filter((one) => !now.has(key(one))),
    passed: fresh("envy"),
    open: fresh("open_seats"),
    levels: after.levels.filter((one) => old.has(one.name) && old.get(one.name) !== one.value)
      .map((one) => ({ name: one.name, before: old.get(one.name), after: one.value })),
  };
}
