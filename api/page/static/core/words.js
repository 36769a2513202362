// Times and groups as a coordinator says them.

import { t } from "./texts.js";

const language = document.documentElement.lang;
const clocks = new Intl.DateTimeFormat(language,
  { hour: "numeric", minute: "2-digit", timeZone: "UTC" });

/** "12:30" as 12:30 PM. */
export function clock(text) {
  const [hour, minute] = text.split(":").map(Number);
  return clocks.format(Date.UTC(2000, 0, 1, hour, minute));
}

/** Minutes after midnight of "12:30". */
export function minutes(text) {
  const [hour, minute] = text.split(":").map(Number);
  return 60 * hour + minute;
}

/** "12:30" of minutes after midnight. */
export const hhmm = (minute) => [Math.floor(minute / 60) % 24, minute % 60]
  .map((part) => String(part).padStart(2, "0")).join(":");

/** "12:30 – 1:30 PM" of a group. */
export function span(group) {
  const begin = minutes(group.start);
  return clocks.formatRange(Date.UTC(2000, 0, 1, 0, begin),
    Date.UTC(2000, 0, 1, 0, begin + group.minutes));
}

/** "1st and 3rd Tuesday, 12:30 – 1:30 PM". */
export const meeting = (group) => t("group.meeting", {
  weeks: group.weeks.map((week) => t(`ordinal.${week}`)).join(t("group.and")),
  day: t(`weekdays.${group.weekday}`), time: span(group),
});

/** "Tue 12:30 PM". */
export const brief = (group) => `${t(`days.${group.weekday}`)} ${clock(group.start)}`;
