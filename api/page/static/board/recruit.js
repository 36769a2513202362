// What would seat the most: further providers, times, languages, places; each has been tried out.

import { get } from "../core/api.js";
import { h, show, table } from "../core/dom.js";
import { dialog, fail } from "../core/frame.js";
import { t } from "../core/texts.js";
import { named } from "./cards.js";

/** Open what to recruit; it takes up to half a minute. */
export function openRecruit(model) {
  const place = h("div", {}, h("p", { class: "waiting", role: "status" }, t("recruit.trying")));
  const asked = new AbortController();
  dialog(t("board.recruit"), place, { wide: true, onclose: () => asked.abort() });
  get(`/v1/proposals/${model.proposal_id}/recruit?time_limit=30`, { signal: asked.signal })
    .then((found) => draw(model, place, found)).catch((error) => {
      show(place, h("p", {}, t("recruit.failed")));
      fail(error);
    });
}

function draw(model, place, found) {
  const rows = (offers) => offers.map((one) => h("tr", {},
    h("th", { scope: "row", class: "n" }, `+${one.seats}`), h("td", {}, named(model, one.text))));
  const offers = (key, some) => (some.length
    ? table(t(key), [t("recruit.seats"), t("recruit.what")], rows(some)) : null);
  show(place, h("p", {}, found.waiting && found.offers.length
    ? t("recruit.words", { count: found.waiting, tried: found.tried, listed: found.listed })
    : named(model, found.text)),
  offers("recruit.caption", found.offers), offers("recruit.bundles", found.bundles));
}
