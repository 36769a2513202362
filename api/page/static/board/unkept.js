// Changes by hand that the groups shown, published or handed out do not hold yet.

import { post } from "../core/api.js";
import { h } from "../core/dom.js";
import { busy, here, notice, path } from "../core/frame.js";
import { t } from "../core/texts.js";

/** Say that there are changes beside these groups, and make a proposal of them; null without any. */
export function unkept(edits, { published }) {
  if (!edits.cursor || published.some((one) => one.proposal_id === edits.proposal_id)) return null;
  return notice("look", h("p", {}, t("unkept.words", { count: edits.cursor })),
    h("p", { class: "actions" }, h("button", { type: "button", id: "keep", onclick: (event) =>
      busy(event.currentTarget, async () => {
        const { proposal_id: proposal } = await post(`/v1/proposals/${edits.proposal_id}/edits/keep`);
        location.assign(path(here.view, { proposal }));
      }) }, t("unkept.keep")),
    h("a", { class: "button", href: path("board") }, t("unkept.board"))));
}
