// Faults and warnings beside the cells they are about, each with a way to mend it.

import { h, newId, select, table } from "../core/dom.js";
import { t } from "../core/texts.js";

/** The faults to mend and the warnings to look at. */
export function findingsPart(seen, amendments, change, markedUp) {
  const mended = amendments.cells.length + amendments.left_out.length;
  if (!seen.fault_count && !seen.warning_count && !mended) return null;
  return h("section", { class: "panel" }, h("h3", {}, t(seen.fault_count ? "findings.title" : "findings.title.good")),
    seen.fault_count ? h("p", {}, t("findings.words")) : null,
    listed("faults", seen, change),
    seen.warning_count ? h("details", { open: !seen.fault_count && seen.warning_count < 8 },
      h("summary", {}, t("findings.warnings", { count: seen.warning_count })),
      listed("warnings", seen, change)) : null,
    h("p", { class: "actions" },
      h("button", { type: "button", onclick: (event) => markedUp(event.currentTarget) },
        t("findings.marked")),
      mended ? h("button", { type: "button", class: "quiet", onclick: () => change((made) => {
        made.cells = [];
        made.left_out = [];
      }) }, t("findings.undo", { count: mended })) : null));
}

function listed(kind, seen, change) {
  const issues = seen[kind];
  if (!issues.length) return null;
  const count = kind === "faults" ? seen.fault_count : seen.warning_count;
  const head = [t("findings.where"), t("findings.column"), t("findings.found"), t("findings.what"),
    t("findings.mend")];
  const more = count > issues.length ? h("p", { class: "hint" },
    t("findings.more", { count: count - issues.length })) : null;
  return [table(t(`findings.${kind}.caption`), head, issues.map((issue) => row(issue, kind, seen, change)),
    { class: "findings" }), more];
}

function row(issue, kind, seen, change) {
  const where = issue.table ? t(`part.${issue.table}`) : issue.file;
  return h("tr", { class: kind },
    h("th", { scope: "row" }, issue.id || where,
      h("span", { class: "hint" }, issue.id ? where : "",
        issue.row ? ` ${t("findings.row", { row: String(issue.row) })}` : "")),
    h("td", {}, headerOf(issue, seen)),
    h("td", {}, issue.found === null ? "" : h("mark", {}, issue.found || t("findings.blank"))),
    // The cell stands beside it: what is left to say is what is accepted.
    h("td", { class: "words" }, issue.message.replace(`found '${issue.found}'; `, "")),
    h("td", {}, mend(issue, kind, change)));
}

/** What the coordinator's own file calls the column. */
function headerOf(issue, seen) {
  const columns = seen.tables.find((one) => one.table === issue.table)?.columns ?? [];
  return columns.find((one) => one.column && one.column === issue.column)?.header || issue.column || "";
}

function mend(issue, kind, change) {
  if (!issue.table || !issue.row || /column/.test(issue.code)) return null;
  const cell = issue.found !== null && issue.column ? cellForm(issue, change) : null;
  const out = kind === "faults" ? h("button", {
    type: "button", class: "quiet",
    "aria-label": t("findings.out.of", { id: issue.id || issue.row }),
    onclick: () => change((made) => made.left_out.push({ table: issue.table, row: issue.row })),
  }, t("findings.out")) : null;
  return h("div", { class: "mend" }, cell, out);
}

/** The few texts that a column accepts; null where it takes more than a list can say. */
function accepted(issue) {
  const said = /accepted: ([a-z-]+(?:, [a-z-]+)+)$/.exec(issue.message);
  return said ? said[1].split(", ") : null;
}

function cellForm(issue, change) {
  const id = newId("cell");
  const choices = accepted(issue);
  const input = choices ? select(id, [[issue.found, issue.found || t("findings.blank")],
    ...choices.map((one) => [one, one])], issue.found)
    : h("input", { id, value: issue.found, autocomplete: "off" });
  return h("form", { onsubmit: (event) => {
    event.preventDefault();
    const { table: part, row: number, column } = issue;
    change((made) => {
      made.cells = made.cells.filter((one) =>
        one.table !== part || one.row !== number || one.column !== column);
      made.cells.push({ table: part, row: number, column, value: input.value });
    });
  } },
  h("label", { for: id, class: "sr" },
    t("findings.cell", { column: issue.column, id: issue.id || issue.row })),
  input, h("button", { type: "submit" }, t("findings.apply")));
}
