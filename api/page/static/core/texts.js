// Every word the page shows comes from one catalogue, which the frame brings along.

const catalogue = JSON.parse(document.getElementById("words").textContent);
const language = document.documentElement.lang;
const plural = new Intl.PluralRules(language);
const whole = new Intl.NumberFormat(language, { maximumFractionDigits: 2 });

/** A number as people write it. */
export const number = (value) => whole.format(value);

/**
 * The words of a key, with `{name}` replaced from `values`. Where there is a `count`, the key
 * with `.one` or `.other` (or what the language needs) is taken.
 */
export function t(key, values = {}) {
  let found = catalogue[key];
  if (values.count !== undefined) {
    const forms = [`${key}.${plural.select(values.count)}`, `${key}.other`, key];
    found = forms.map((one) => catalogue[one]).find((one) => one !== undefined);
  }
  if (found === undefined) return key;
  return found.replace(/\{(\w+)\}/g, (whole_, name) => {
    const value = values[name];
    return typeof value === "number" ? number(value) : (value ?? "");
  });
}

/** Whether the catalogue has a key. */
export const known = (key) => key in catalogue;

/** The words of a code of the service, or the code itself where it has none. */
export const word = (kind, code) => (known(`${kind}.${code}`) ? t(`${kind}.${code}`) : code);

const moments = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" });
const days = new Intl.DateTimeFormat(language, { dateStyle: "long", timeZone: "UTC" });

/** A moment on the reader's own clock. */
export const moment = (iso) => moments.format(new Date(iso));

/** A calendar day, whatever the reader's zone. */
export const day = (iso) => days.format(new Date(`${iso}T00:00:00Z`));

/** Parts joined as a sentence does: a, b and c. */
export const list = (parts) => new Intl.ListFormat(language, { type: "conjunction" }).format(parts);
