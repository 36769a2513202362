// The key is asked for once and kept where scripts cannot read it.

import { get, post } from "../core/api.js";
import { byId, field, h, show } from "../core/dom.js";
import { begin, busy, notice, stage } from "../core/frame.js";
import { t } from "../core/texts.js";

begin(async () => {
  const { needed } = await get("/session");
  if (!needed) {
    byId("lede").remove();
    show(stage, notice("good", h("p", {}, t("sign-in.not-needed")),
      h("p", {}, h("a", { href: "/" }, t("back.start")))));
    return;
  }
  const input = h("input", { type: "password", autocomplete: "off", required: true, name: "key" });
  show(stage, h("form", { class: "panel narrow", onsubmit: (event) => {
    event.preventDefault();
    busy(event.submitter, async () => {
      await post("/session", { json: { key: input.value } });
      const back = sessionStorage.getItem("back") ?? "/";
      location.assign(/^\/(?!\/)/.test(back) ? back : "/");
    });
  } },
  field(t("sign-in.key"), (id) => Object.assign(input, { id }), t("sign-in.words")),
  h("p", { class: "actions" }, h("button", { type: "submit", class: "primary" }, t("sign-in.go")))));
  input.focus();
});
