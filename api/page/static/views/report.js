// The report that a board can read, as it prints: equity, mix, proof, and the policy in words.

import { h, show } from "../core/dom.js";
import { begin, here, introduce, stage } from "../core/frame.js";
import { t } from "../core/texts.js";

begin(async () => {
  await introduce();
  const address = `/v1/proposals/${here.proposal}?format=html`;
  const frame = h("iframe", { class: "report", src: address, title: t("report.frame") });
  show(stage, h("p", { class: "actions" },
    h("a", { class: "button primary", href: address, target: "_blank", rel: "noopener" }, t("report.open")),
    h("button", { type: "button", onclick: () => {
      frame.contentWindow.focus();
      frame.contentWindow.print();
    } }, t("report.print")), h("span", { class: "hint" }, t("report.words"))), frame);
  frame.addEventListener("load", () => {
    const high = frame.contentDocument?.documentElement.scrollHeight;
    if (high) frame.style.height = `${high + 20}px`;
  });
});
