// Before the draw: what each policy says, does and gives in odds; then the choice, the promise, the draw.

import { get } from "../core/api.js";
import { show } from "../core/dom.js";
import { begin, here, introduce, stage } from "../core/frame.js";
import { comparePart } from "../policy/compare.js";
import { drawPart } from "../policy/draw.js";
import { oddsPart } from "../policy/odds.js";
import { policiesPart } from "../policy/policies.js";

begin(async () => {
  const base = `/v1/cohorts/${here.cohort}`;
  const [policies, studies, commitments, people] = await Promise.all([
    get(`${base}/policies`), get(`${base}/studies`), get(`${base}/commitments`),
    get(`${base}/people`), introduce(),
  ]);
  const shared = { base, policies: policies.items, people, listeners: [] };
  // A policy kept, or odds worked out, is to be chosen from everywhere at once.
  shared.changed = () => shared.listeners.forEach((one) => one());
  const of = (kind) => studies.items.filter((one) => one.kind === kind);
  shared.lists = of("odds").filter((one) => one.found);
  show(stage, policiesPart(shared), comparePart(shared, of("comparison")),
    oddsPart(shared, of("odds")), drawPart(shared, commitments.items));
});
