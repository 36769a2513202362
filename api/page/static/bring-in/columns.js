// Which column of a file is which: those recognised, and those to be matched by hand.

import { h, newId, select, table } from "../core/dom.js";
import { known, t } from "../core/texts.js";

const OF = {
  participants: ["id", "name", "email", "sector", "rc_access", "availability", "role",
    "organization", "supervisor_id", "region", "rural", "time_zone", "languages",
    "group_language", "applied_on", "rounds_waited", "member_until", "endorsement_target",
    "education", "supervises_others", "ready_to_implement", "cadence", "apart_from",
    "together_with", "mou", "evaluation_consent", "group_id"],
  providers: ["id", "name", "email", "credential", "max_groups", "availability", "endorsement",
    "credential_until", "own_rsc_current", "max_group_size", "organization", "region",
    "time_zone", "languages", "sectors", "cadence", "apart_from"],
};

const words = (column) => (known(`column.${column}`) ? t(`column.${column}`) : column);

/** The columns of both tables; the unknown ones offered for matching. */
export function columnsPart(seen, amendments, change) {
  if (!seen.tables.length) return null;
  const unknown = seen.tables.flatMap((one) => one.columns).filter((one) => one.how === "unknown");
  const missing = seen.tables.flatMap((one) => one.missing);
  return h("section", { class: "panel" }, h("h3", {}, t("columns.title")),
    h("p", {}, missing.length ? t("columns.missing", { columns: missing.map(words).join(", ") })
      : t(unknown.length ? "columns.unknown" : "columns.known", { count: unknown.length })),
    missing.length || unknown.length ? h("p", { class: "hint" }, t("columns.remembered")) : null,
    seen.tables.map((one) => tablePart(one, amendments, change, missing.length > 0)));
}

function tablePart(one, amendments, change, open) {
  const taken = new Set(one.columns.map((column) => column.column));
  const rows = [...one.columns].filter((column) => column.header)
    .sort((a, b) => rank(a) - rank(b))
    .map((column) => row(column, one.table, taken, amendments, change));
  return h("details", { open }, h("summary", {},
    t("columns.of", { part: t(`part.${one.table}`), rows: one.rows, columns: one.columns.length })),
  table(t("columns.caption", { part: t(`part.${one.table}`) }),
    [t("columns.header"), t("columns.samples"), t("columns.is")], rows));
}

const rank = (column) => ({ unknown: 0, yours: 1, ignored: 2 }[column.how] ?? 3);

function row(column, part, taken, amendments, change) {
  const id = newId("column");
  const monitoring = column.column.startsWith("monitor_");
  const options = [
    ["", t("columns.none")], ["ignore", t("columns.ignore")],
    ["monitor", t("columns.monitor")],
    ...OF[part].filter((name) => !taken.has(name) || name === column.column)
      .map((name) => [name, words(name)]),
  ];
  const now = monitoring ? "monitor" : column.column;
  return h("tr", { class: column.how },
    h("th", { scope: "row" }, column.header),
    h("td", { class: "samples" }, column.samples.join(" · ")),
    h("td", {}, h("label", { for: id, class: "sr" }, t("columns.label", { header: column.header })),
      select(id, options, now, (name) => change((made) => {
        if (name === "") delete made.columns[column.header];
        else made.columns[column.header] = name === "monitor" ? monitorName(column.header) : name;
      }))));
}

/** A name for a monitoring question: its words, joined. */
function monitorName(header) {
  const plain = header.toLowerCase().replace(/^monitor[\s_-]*/, "").replace(/[^\p{L}\p{N}]+/gu, "_");
  return `monitor_${plain.replace(/^_+|_+$/g, "").slice(0, 60) || "answer"}`;
}
