// Everything as files.

import { get } from "../core/api.js";
import { h, show, table } from "../core/dom.js";
import { begin, here, introduce, stage } from "../core/frame.js";
import { t } from "../core/texts.js";
import { meeting } from "../core/words.js";

const FILES = [["xlsx", ""], ["csv", "&table=groups"], ["csv", "&table=unplaced"], ["zip", ""],
  ["ics", ""], ["letters", ""], ["html", ""], ["audit", ""], ["json", ""]];
const KINDS = { letters: "ZIP", audit: "JSON" }; // what a file ends in, where its format is not its name
const FEW = 30; // groups that are shown without asking

begin(async () => {
  const [proposal, people] = await Promise.all([
    get(`/v1/proposals/${here.proposal}`), get(`/v1/proposals/${here.proposal}/people`), introduce(),
  ]);
  const base = `/v1/proposals/${here.proposal}?format=`;
  const names = new Map(people.providers.map((one) => [one.id, one.name || one.id]));
  show(stage, h("section", { class: "panel" }, h("h2", {}, t("take.title")),
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
    table(t("take.calendars.caption"), [t("take.group"), t("take.provider"), t("take.when"), t("take.file")],
      proposal.groups.map((group) => h("tr", {}, h("th", { scope: "row" }, group.id),
        h("td", {}, names.get(group.provider_id)), h("td", {}, meeting(group)),
        h("td", {}, h("a", { href: `${base}ics&group=${encodeURIComponent(group.id)}`, download: "",
          "aria-label": t("take.calendar.of", { group: group.id }) }, t("take.calendar"))))))));
});
