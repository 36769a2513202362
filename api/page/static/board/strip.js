// What the groups reach, level by level, and what the changes by hand do to it.

import { h, show } from "../core/dom.js";
import { number, t } from "../core/texts.js";
import { standing } from "../solve/words.js";

/** Draw every level; `together` is what all changes by hand do, if there are any. */
export function drawLevels(model, place, together) {
  const now = new Map((together?.levels ?? []).map((one) => [one.name, one]));
  show(place, model.proposal.levels.map((was) => {
    const of = model.levelWords.get(was.name);
    const value = now.get(was.name)?.after ?? was.value;
    return h("div", {}, h("dt", {}, of?.words ?? was.name), h("dd", {}, number(value),
      typeof of?.people === "number" ? h("span", { class: "hint" },
        ` ${t("strip.of", { count: of.people })}`) : "", " ", delta(value - was.value, of),
      value === was.value ? proof(was, of) : ""));
  }));
}

function delta(change, of) {
  if (!change) return "";
  const better = of?.gain ? change > 0 : change < 0;
  return h("span", { class: `delta ${better ? "good" : "bad"}` },
    `${change > 0 ? "+" : "−"}${number(Math.abs(change))} ${t(better ? "better" : "worse")}`);
}

/** How good it is, as it was when the groups were formed. */
function proof(was, of) {
  const { kind, words } = standing(was, of?.gain);
  return h("span", { class: `stands ${kind}` }, words);
}
