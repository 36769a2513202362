// Where a coordinator begins: drop files, mend what is at fault, take the cohort in.

import { all, del, get, post, save } from "../core/api.js";
import { h, newId, select, show, table } from "../core/dom.js";
import { begin, busy, confirmed, fail, introduce, notice, path, say, stage } from "../core/frame.js";
import { moment, number, t } from "../core/texts.js";
import { columnsPart } from "../bring-in/columns.js";
import { findingsPart } from "../bring-in/findings.js";
import { settingsPart } from "../bring-in/settings.js";

const PARTS = ["participants", "providers", "program", "file"];

// What was dropped, and what is to be read otherwise than it stands there.
const draft = { files: [], amendments: fresh(), remembered: {}, seen: null, first: null };
const desk = h("section", { class: "desk", "aria-live": "off" });

function fresh() {
  return { settings: {}, columns: {}, cells: [], left_out: [] };
}

begin(async () => {
  await introduce();
  const [demos, kept, remembered] = await Promise.all([
    get("/v1/demo-cohorts"), all("/v1/cohorts?limit=50"), get("/v1/readings/columns"),
  ]);
  draft.remembered = remembered.columns;
  show(stage, h("div", { class: "start" }, dropZone(), demoPart(demos.items)), desk, keptPart(kept));
});

function dropZone() {
  const id = newId("files");
  const input = h("input", {
    type: "file", id, multiple: true, accept: ".xlsx,.csv,.json,.toml", class: "file",
    onchange: () => take([...input.files]),
  });
  const zone = h("div", { class: "drop" },
    h("label", { for: id }, t("drop.label")), input, h("p", { class: "hint" }, t("drop.hint")));
  for (const kind of ["dragover", "dragleave", "drop"]) {
    zone.addEventListener(kind, (event) => {
      event.preventDefault();
      zone.classList.toggle("over", kind === "dragover");
      if (kind === "drop") take([...event.dataTransfer.files]);
    });
  }
  return h("section", { class: "panel" }, h("h2", {}, t("drop.title")), zone);
}

function demoPart(items) {
  return h("section", { class: "panel" }, h("h2", {}, t("demo.title")), h("p", {}, t("demo.words")),
    h("p", { class: "actions" }, items.map((item) => h("button", {
      type: "button",
      onclick: (event) => busy(event.currentTarget, () => takeDemo(item.name)),
    }, t("demo.button", { people: item.participants, providers: item.providers })))));
}

async function takeDemo(name) {
  const body = await get(`/v1/demo-cohorts/${name}`);
  const added = await post("/v1/cohorts", { json: body });
  location.assign(path("pool", { cohort: added.id }));
}

/** What lies ahead, for who has never been here. */
function howPart() {
  return h("section", { class: "panel" }, h("h2", {}, t("how.title")),
    h("ol", { class: "how" }, ["look", "form", "change", "publish"].map((name) =>
      h("li", {}, h("strong", {}, t(`how.${name}`)), t(`how.${name}.words`)))));
}

function keptPart(kept) {
  if (!kept.length) return howPart();
  const rows = kept.map((one) => h("tr", {},
    h("th", { scope: "row" }, h("a", { href: path("pool", { cohort: one.id }) }, one.name)),
    h("td", { class: "n" }, number(one.participants)), h("td", { class: "n" }, number(one.providers)),
    h("td", {}, moment(one.created_at)),
    h("td", {}, h("button", {
      type: "button", class: "quiet bad", "aria-label": t("kept.delete.of", { name: one.name }),
      onclick: (event) => remove(one, event.currentTarget),
    }, t("kept.delete")))));
  return h("section", { class: "panel" }, h("h2", {}, t("kept.title")),
    table(t("kept.caption"), [t("kept.name"), t("people"), t("providers"), t("kept.when"), h("td", {})], rows, { class: "kept" }));
}

async function remove(one, button) {
  const sure = await confirmed(t("kept.delete.title"), t("kept.delete.words", { name: one.name }),
    t("kept.delete.yes"));
  if (!sure) return;
  await busy(button, async () => {
    await del(`/v1/cohorts/${one.id}`);
    const row = button.closest("tr");
    (row.nextElementSibling ?? row.previousElementSibling)?.querySelector("a").focus();
    row.remove();
    say(t("kept.deleted", { name: one.name }));
  });
}

function take(files) {
  if (!files.length) return;
  draft.files = files.map((file) => ({ file, part: partOf(file.name, files.length) }));
  draft.amendments = fresh();
  draft.first = null;
  read().catch(fail);
}

function partOf(name, count) {
  const low = name.toLowerCase();
  if (low.endsWith(".toml")) return "program";
  if (!low.endsWith(".csv") || count === 1) return "file";
  return /provider|roster/.test(low) ? "providers" : "participants";
}

function form() {
  const data = new FormData();
  for (const { file, part } of draft.files) data.append(part, file, file.name);
  const text = JSON.stringify(draft.amendments);
  data.append("amendments", new Blob([text], { type: "application/json" }), "amendments.json");
  return data;
}

/** Let the service read what is there, and show what it found. */
async function read() {
  desk.setAttribute("aria-busy", "true");
  try {
    draft.seen = await post("/v1/readings", { form: form() });
    if (!draft.first) {
      draft.first = draft.seen;
      if (recall()) draft.seen = await post("/v1/readings", { form: form() });
    }
    draw();
  } finally {
    desk.removeAttribute("aria-busy");
  }
}

/** Match columns as they were matched before; says whether there was one. */
function recall() {
  const unknown = draft.seen.tables.flatMap((one) => one.columns)
    .filter((one) => one.how === "unknown" && draft.remembered[one.header]);
  for (const one of unknown) draft.amendments.columns[one.header] = draft.remembered[one.header];
  if (unknown.length) say(t("columns.recalled", { count: unknown.length }));
  return unknown.length > 0;
}

const change = (make) => {
  make(draft.amendments);
  return read().catch(fail);
};

function draw() {
  const { seen } = draft;
  const again = desk.contains(document.activeElement) ? document.activeElement.id : null;
  show(desk, h("h2", { id: "found", tabindex: "-1" }, t("found.title")),
    filesPart(), verdict(seen), findingsPart(seen, draft.amendments, change, markedUp),
    columnsPart(seen, draft.amendments, change), settingsPart(seen, draft, change));
  // Who was typing goes on where they were; who dropped files begins at what was found.
  const field = again ? document.getElementById(again) : null;
  (field ?? document.getElementById("found")).focus();
}

function filesPart() {
  return h("ul", { class: "files" }, draft.files.map((one) => {
    const id = newId("part");
    const choice = !one.file.name.toLowerCase().endsWith(".csv") ? null : [
      h("label", { for: id, class: "sr" }, t("files.part", { name: one.file.name })),
      select(id, PARTS.slice(0, 2).map((part) => [part, t(`part.${part}`)]), one.part, (part) => {
        one.part = part;
        read().catch(fail);
      }),
    ];
    return h("li", {}, h("span", {}, one.file.name), choice);
  }));
}

/** What can be done with these files now; it stays in sight while things are mended below. */
function verdict(seen) {
  const words = !seen.usable ? t("found.bad", { count: seen.fault_count })
    : `${t("found.good", { people: seen.participants, providers: seen.providers })} ${
      seen.warning_count ? t("found.look", { count: seen.warning_count }) : ""}`;
  return notice(seen.usable ? "good aligned verdict" : "bad aligned verdict", h("p", { role: "status" }, words),
    h("button", { type: "button", class: "primary", id: "take-in", disabled: !seen.usable,
      onclick: (event) => busy(event.currentTarget, takeIn) }, t("found.take")));
}

const markedUp = (button) => busy(button, () =>
  save("/v1/readings/workbook", { form: form() }, t("marked.name")));

async function takeIn() {
  const added = await post("/v1/cohorts", { form: form() });
  location.assign(path("pool", { cohort: added.id }));
}
