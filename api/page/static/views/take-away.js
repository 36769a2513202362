// Everything as files.

import { get } from "../core/api.js";
import { h, show, table } from "../core/dom.js";
import { begin, here, introduce, stage } from "../core/frame.js";
import { t } from "../core/texts.js";
import { meeting } from "../core/words.js";
import { unkept } from "../board/unkept.js";

const FILES = [["xlsx", ""], ["letters", ""], ["zip", ""], ["ics", ""], ["csv", "&table=groups"],
  ["csv", "&table=unplaced"], ["html", ""], ["audit", ""], ["json", ""]];
const KINDS = { letters: "ZIP", audit: "JSON" }; // what a file ends in, where its format is not its name
const FEW = 30; // groups that are shown without asking

begin(async () => {
  const from = `/v1/proposals/${here.proposal}`;
  const [proposal, people, edits, cohort] = await Promise.all([
    get(from), get(`${from}/people`), get(`${from}/edits`), introduce(),
  ]);
  const base = `${from}?format=`;
  const names = new Map(people.providers.map((one) => [one.id, one.name || one.id]));
  show(stage, unkept(edits, cohort), h("section", { class: "panel" }, h("h2", {}, t("take.title")),
    h("ul", { class: "downloads" }, FILES.map(([format, more]) => {
      const key = more.includes("unplaced") ? "unplaced" : format;
      return h("li", {}, h("a", { href: `${base}${format}${more}`, download: key === "html"
        ? "report.html" : "", data: { file: key } },
      h("strong", {}, t(`take.${key}`)), h("span", { class: "chip" }, KINDS[key] ?? format.toUpperCase()),
      h("span", { class: "hint" }, t(`take.${key}.hint`))));
    })),
    h("p", { class: "hint" }, t("take.private"))),
  h("details", { class: "panel", open: proposal.groups.length <= FEW }, h("summary", {},
    h("h2", {}, t("take.calendars", { count: proposal.groups.length }))),
    table(t("take.calendars.caption"), [t("take.group"), t("take.when"), t("take.file")],
      proposal.groups.map((group) => h("tr", {},
        h("th", { scope: "row" }, `${group.id} ${names.get(group.provider_id)}`), h("td", {}, meeting(group)),
        h("td", {}, h("a", { href: `${base}ics&group=${encodeURIComponent(group.id)}`, download: "" },
          t("take.calendar"), h("span", { class: "sr" }, ` ${group.id}`))))), { quiet: true })));
});
