// Elements without HTML texts: whatever people wrote in a spreadsheet stays text.

const SVG = "http://www.w3.org/2000/svg";

function fill(element, properties, children) {
  for (const [name, value] of Object.entries(properties ?? {})) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "class") element.setAttribute("class", value);
    else if (name === "data") Object.assign(element.dataset, value);
    else if (name === "value" || name === "checked" || name === "selected" || name === "files") {
      element[name] = value;
    } else element.setAttribute(name, value === true ? "" : value);
  }
  append(element, children);
  return element;
}

function append(element, children) {
  for (const child of children.flat(Infinity)) {
    if (child === undefined || child === null || child === false || child === "") continue;
    element.append(child instanceof Node ? child : String(child));
  }
}

/** Make an element: h("p", { class: "lede" }, "Hello ", h("b", {}, "you")). */
export const h = (name, properties, ...children) =>
  fill(document.createElement(name), properties, children);

/** The same for a drawing. */
export const svg = (name, properties, ...children) =>
  fill(document.createElementNS(SVG, name), properties, children);

/** Replace what an element holds. */
export function show(element, ...children) {
  element.replaceChildren();
  append(element, children);
  return element;
}

/** The element of an id. */
export const byId = (id) => document.getElementById(id);

let made = 0;
/** An id that no other element has. */
export const newId = (stem = "x") => `${stem}-${(made += 1)}`;

/** A labelled field: `make` is given the field's id. */
export function field(label, make, hint) {
  const id = newId("field");
  const note = hint ? h("span", { class: "hint", id: `${id}-hint` }, hint) : null;
  const input = make(id);
  if (note) input.setAttribute("aria-describedby", note.id);
  return h("div", { class: "field" }, h("label", { for: id }, label), input, note);
}

/** A choice among options, each a value and its words. */
export function select(id, options, value, onchange) {
  return h("select", { id, onchange: (event) => onchange?.(event.target.value, event) },
    options.map(([one, words]) => h("option", { value: one, selected: one === value }, words)));
}

// Only what has something to scroll to is a stop for the keyboard.
const widths = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    const scrolls = target.scrollWidth > target.clientWidth;
    const named = target.querySelector("caption").id;
    for (const [name, value] of [["tabindex", "0"], ["role", "region"], ["aria-labelledby", named]]) {
      if (scrolls) target.setAttribute(name, value);
      else target.removeAttribute(name);
    }
  }
});

/**
 * A table that scrolls by itself where it is too wide; its caption names the scrolling part.
 * `quiet`: a heading says the same to the eye, and the caption is for the ear.
 */
export function table(caption, head, rows, { quiet = false, ...properties } = {}) {
  const id = newId("caption");
  const cells = rows[0]?.children ?? [];
  const scroll = h("div", { class: "scroll" },
    h("table", properties,
      h("caption", { id, class: quiet ? "sr" : null }, caption),
      h("thead", {}, h("tr", {}, head.map((one, at) => (one instanceof Node ? one
        : h("th", { scope: "col", class: cells[at]?.classList.contains("n") ? "n" : null }, one))))),
      h("tbody", {}, rows)));
  widths.observe(scroll);
  return scroll;
}
