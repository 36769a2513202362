// Faults and warnings beside the cells they are about, each with a way to mend it.

import { h, newId, table } from "../core/dom.js";
import { t } from "../core/texts.js";

/** The faults to mend and the warnings to look at. */
export function findingsPart(seen, amendments, change, markedUp) {
  const mended = amendments.cells.length + amendments.left_out.length;
  if (!seen.fault_count && !seen.warning_count && !mended) return null;
  return h("section", { class: "panel" }, h("h3", {}, t("findings.title")),
    seen.fault_count ? h("p", {}, t("findings.words")) : null,
    listed("faults", seen.faults, seen.fault_count, amendments, change),
    seen.warning_count ? h("details", { open: !seen.fault_count && seen.warning_count < 8 },
      h("summary", {}, t("findings.warnings", { count: seen.warning_count })),
      listed("warnings", seen.warnings, seen.warning_count, amendments, change)) : null,
    h("p", { class: "actions" },
      h("button", { type: "button", onclick: (event) => markedUp(event.currentTarget) },
        t("findings.marked")),
      mended ? h("button", { type: "button", class: "quiet", onclick: () => change((made) => {
        made.cells = [];
        made.left_out = [];
      }) }, t("findings.undo", { count: mended })) : null));
}

function listed(kind, issues, count, amendments, change) {
  if (!issues.length) return null;
  const head = [t("findings.where"), t("findings.column"), t("findings.found"), t("findings.what"),
    t("findings.mend")];
  const rows = issues.map((issue) => row(issue, kind, amendments, change));
  const more = count > issues.length ? h("p", { class: "hint" },
    t("findings.more", { count: count - issues.length })) : null;
  return [table(t(`findings.${kind}.caption`), head, rows, { class: "findings" }), more];
}

function row(issue, kind, amendments, change) {
  const where = issue.table ? t(`part.${issue.table}`) : issue.file;
  return h("tr", { class: kind },
    h("th", { scope: "row" }, issue.id || where,
      h("span", { class: "hint" }, issue.id ? where : "",
        issue.row ? ` ${t("findings.row", { row: String(issue.row) })}` : "")),
    h("td", {}, issue.column ?? ""),
    h("td", {}, issue.found === null ? "" : h("mark", {}, issue.found || t("findings.blank"))),
    h("td", { class: "words" }, issue.message),
    h("td", {}, mend(issue, kind, change)));
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

function cellForm(issue, change) {
  const id = newId("cell");
  const input = h("input", { id, value: issue.found, autocomplete: "off" });
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
