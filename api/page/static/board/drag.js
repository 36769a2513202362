// Moves with the mouse: a person onto a group, onto another person, or beside the board.

import { t } from "../core/texts.js";

/** Let people be dragged within `root`; `move` is told who goes where. */
export function draggable(root, model, move) {
  let held = null;
  const over = (target) => {
    for (const one of root.querySelectorAll(".over")) if (one !== target) one.classList.remove("over");
    target?.classList.add("over");
  };
  root.addEventListener("dragstart", (event) => {
    const button = event.target.closest?.("[data-person]");
    if (!button) return;
    held = button.dataset.person;
    event.dataTransfer.setData("text/plain", held);
    event.dataTransfer.effectAllowed = "move";
    root.classList.add("dragging");
  });
  root.addEventListener("dragend", () => {
    held = null;
    root.classList.remove("dragging");
    over(null);
  });
  root.addEventListener("dragover", (event) => {
    if (!held) return;
    const target = place(event.target);
    over(target?.element);
    if (target) event.preventDefault();
  });
  root.addEventListener("drop", (event) => {
    const target = held && place(event.target);
    if (!target) return;
    event.preventDefault();
    const id = held;
    held = null;
    root.classList.remove("dragging"); // the card may be gone before its drag has ended
    over(null);
    const edit = editFor(model, id, target);
    if (edit) move(edit);
  });
}

function place(element) {
  const group = element.closest?.("[data-group]");
  const person = element.closest?.("[data-person]");
  if (group) return { element: group, group: group.dataset.group, person: person?.dataset.person };
  const bench = element.closest?.("[data-bench]");
  return bench ? { element: bench, group: null } : null;
}

/** The change that a drop stands for; null where it changes nothing. */
export function editFor(model, id, target) {
  const home = model.seat.get(id);
  if (!target.group) return home ? { kind: "unseat", participant_id: id } : null;
  if (home === target.group) return null;
  const group = model.groupById.get(target.group);
  // Onto somebody in a full group: the two take each other's place.
  if (target.person && target.person !== id && group.members.length >= model.most(group)) {
    return { kind: "swap", participant_id: id, other_id: target.person };
  }
  return { kind: home ? "move" : "seat", participant_id: id, group_id: target.group };
}

/** A change in words. */
export function editWords(model, edit) {
  const { kind } = edit;
  return t(`edit.${kind}`, { person: model.name(edit.participant_id), group: edit.group_id,
    other: model.name(edit.other_id), provider: model.name(edit.provider_id) });
}
