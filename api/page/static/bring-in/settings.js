// The program's settings as a form, filled with what holds now: the defaults of the offering.

import { h } from "../core/dom.js";
import { t } from "../core/texts.js";

const DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
const CADENCES = ["twice-monthly", "monthly"];

/** The form; each change is sent as an amendment and read at once. */
export function settingsPart(seen, draft, change) {
  const now = seen.settings;
  const set = (path, value) => change((made) => put(made.settings, path, value));
  const text = (path, kind, value, more = {}) => labelled(path, (id) => h("input", {
    id, type: kind, value, ...more,
    onchange: (event) => event.target.value !== "" && set(path, read(event.target)),
  }));
  const [low, high] = now.group_size;
  return h("section", { class: "panel" }, h("details", { open: Object.keys(draft.amendments.settings).length > 0 },
    h("summary", {}, h("h3", {}, t("settings.title")), " ",
      h("span", { class: "hint" }, summary(now))),
    h("div", { class: "form" },
      text("name", "text", now.name),
      text("start_date", "date", now.start_date),
      text("hours", "number", now.hours, { min: 2, max: 240, step: 2 }),
      text("solver.time_limit", "number", now.solver.time_limit, { min: 1, max: 604800 }),
      labelled("group_size.low", (id) => h("input", { id, type: "number", min: 1, max: 50, value: low,
        onchange: (event) => set("group_size", [Number(event.target.value), high]) })),
      labelled("group_size.high", (id) => h("input", { id, type: "number", min: 1, max: 50,
        value: high, onchange: (event) => set("group_size", [low, Number(event.target.value)]) })),
      text("same_organization_max", "number", now.same_organization_max, { min: 0, max: 1000 }),
      choices("cadences", CADENCES.map((one) => [one, t(`cadences.${one}`)]), now.cadences, set),
      labelled("day_window.from", (id) => h("input", { id, type: "time", value: now.day_window[0],
        onchange: (event) => set("day_window", [event.target.value, now.day_window[1]]) })),
      labelled("day_window.to", (id) => h("input", { id, type: "time", value: now.day_window[1],
        onchange: (event) => set("day_window", [now.day_window[0], event.target.value]) })),
      text("time_zone", "text", now.time_zone, { autocomplete: "off", list: "time-zones" }),
      choices("weekdays", DAYS.map((one) => [one, t(`weekdays.${one}`)]), now.weekdays, set),
      text("holidays", "text", Array.isArray(now.holidays) ? now.holidays.join("; ") : now.holidays),
      breaks(now.breaks, (value) => set("breaks", value)),
      h("fieldset", { class: "field" }, h("legend", {}, t("settings.leaders")),
        flag("accept_vetted", now, set), flag("accept_emerging", now, set)),
      h("datalist", { id: "time-zones" },
        Intl.supportedValuesOf("timeZone").map((value) => h("option", { value }))))));
}

const read = (input) => {
  if (input.type === "number") return Number(input.value);
  if (!/holidays/.test(input.id) || !/\d{4}-/.test(input.value)) return input.value;
  return input.value.split(/[;,]\s*/).filter(Boolean);
};

const summary = (now) => t("settings.summary", {
  low: now.group_size[0], high: now.group_size[1], hours: now.hours, start: now.start_date,
});

function put(tree, path, value) {
  const parts = path.split(".");
  const last = parts.pop();
  for (const part of parts) tree = tree[part] ??= {};
  tree[last] = value;
}

// Ids say which setting a field is of, so that focus finds it again after a reading.
function labelled(path, make) {
  const id = `setting-${path.replaceAll(".", "-")}`;
  const hint = t(`setting.${path}.hint`);
  const note = hint === `setting.${path}.hint` ? null
    : h("span", { class: "hint", id: `${id}-hint` }, hint);
  const input = make(id);
  if (note) input.setAttribute("aria-describedby", note.id);
  return h("div", { class: "field" }, h("label", { for: id }, t(`setting.${path}`)), input, note);
}

function choices(path, names, chosen, set) {
  const boxes = names.map(([name, words]) => {
    const id = `setting-${path}-${name}`;
    return h("span", { class: "check" },
      h("input", { type: "checkbox", id, checked: chosen.includes(name), value: name,
        onchange: () => set(path, boxes.map((one) => one.firstChild).filter((one) => one.checked)
          .map((one) => one.value)) }),
      h("label", { for: id }, words));
  });
  return h("fieldset", { class: names.length > 4 ? "field many" : "field" },
    h("legend", {}, t(`setting.${path}`)), boxes);
}

function flag(path, now, set) {
  const id = `setting-${path}`;
  return h("span", { class: "check" },
    h("input", { type: "checkbox", id, checked: now[path],
      onchange: (event) => set(path, event.target.checked) }),
    h("label", { for: id }, t(`setting.${path}`)));
}

function breaks(ranges, set) {
  return labelled("breaks", (id) => h("input", {
    id, type: "text", value: ranges.map((one) => one.join(" to ")).join("; "),
    onchange: (event) => set(event.target.value.split(";").map((one) => one.trim()).filter(Boolean)
      .map((one) => one.split(/\s+(?:to|–|-)\s+/))),
  }));
}
