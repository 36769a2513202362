// The report that a board can read, as it prints: equity, mix, proof, and the policy in words.

import { get } from "../core/api.js";
import { h, show } from "../core/dom.js";
import { begin, here, introduce, stage } from "../core/frame.js";
import { t } from "../core/texts.js";
import { unkept } from "../board/unkept.js";

begin(async () => {
  const [edits, cohort] = await Promise.all([get(`/v1/proposals/${here.proposal}/edits`), introduce()]);
  const address = `/v1/proposals/${here.proposal}?format=html`;
  const waiting = h("p", { class: "waiting", role: "status" }, t("report.waiting"));
  const print = h("button", { type: "button", disabled: true, onclick: () => {
    frame.contentWindow.focus();
    frame.contentWindow.print();
  } }, t("report.print"));
  // It is drawn for this look: until it is there, the frame would be a blank sheet.
  const frame = h("iframe", { class: "report", src: address, title: t("report.frame"), hidden: true,
    onload: () => {
      waiting.remove();
      frame.hidden = false;
      print.disabled = false;
      // As high as what it holds, whatever is opened in it: one scroll for the whole view.
      const whole = frame.contentDocument.documentElement;
      new ResizeObserver(() => {
        frame.style.height = `${whole.offsetHeight + 4}px`;
      }).observe(whole);
    } });
  show(stage, unkept(edits, cohort), h("p", { class: "actions" },
    h("a", { class: "button primary", href: address, target: "_blank", rel: "noopener" }, t("report.open")),
    print, h("span", { class: "hint" }, t("report.words"))), waiting, frame);
});
