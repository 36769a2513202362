// How a run stands, in words.

import { t, word } from "../core/texts.js";

/** What a run was asked for, in a few words. */
export function title(run) {
  const { seed, policy, from_proposal: from, pins } = run.options;
  if (run.repair) return t("run.title.repair");
  if (from) return t("run.title.again", { count: pins?.length ?? 0 });
  const tickets = typeof seed === "number" ? t("run.tickets", { seed: String(seed) })
    : t("run.tickets.own");
  // A policy written for the cohort has no text of its own.
  return `${tickets} · ${word("policy", policy?.startsWith("pol_") ? "written" : policy ?? "own")}`;
}

const same = (level) => level.bound !== null && level.bound !== undefined
  && Math.abs(level.value - level.bound) < 1e-6;

/** How far a level is from its bound. */
export function standing(level, gain) {
  if (level.value === null || level.value === undefined) return { kind: "open", words: t("standing.begun") };
  if (same(level)) return { kind: "yes", words: t("standing.proven") };
  if (level.bound === null || level.bound === undefined) {
    return { kind: "open", words: t("standing.unknown") };
  }
  const gap = Math.abs(level.bound - level.value);
  return { kind: "open", words: t(gain ? "standing.more" : "standing.fewer", { gap }) };
}

/** A run in one sentence or two: what is settled, and what is being worked on. */
export function sentence(card) {
  const { run, result } = card;
  if (run.status === "queued") return t("sentence.queued");
  if (result) {
    const ended = t(run.status === "stopped" ? "sentence.stopped" : "sentence.done",
      { groups: result.groups, seated: result.seated, unplaced: result.unplaced });
    return `${ended} ${t(`proposal.${result.status}`)}`;
  }
  if (["done", "stopped", "failed"].includes(run.status)) return t(`run.${run.status}`);
  const parts = [];
  for (const level of card.levels.values()) {
    const of = card.words.get(level.name);
    if (typeof of?.people !== "number" || level.name === card.latest) continue; // no tier of seats
    const tier = t(`tier.${level.name.slice(6)}`);
    const values = { tier: tier.startsWith("tier.") ? level.name.slice(6) : tier,
      value: level.value, people: of.people };
    if (level.value === of.people) parts.push(t("sentence.all", values));
    else if (same(level)) parts.push(t("sentence.best", values));
    else if (level.value !== null) parts.push(t("sentence.some", values));
  }
  const now = card.latest ? t(`working.${card.latest.split(".")[0]}`) : t("sentence.reading");
  return [...parts, now].join(" ");
}
