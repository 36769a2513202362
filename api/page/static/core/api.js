// Calls of this service, the same as any other program's.

import { t } from "./texts.js";

/** What the service answered instead of what was asked for. */
export class Problem extends Error {
  constructor(status, body) {
    super(body.detail || t("problem.unknown"));
    this.status = status;
    this.type = String(body.type ?? "").replace("urn:matcher:problem:", "");
    this.errors = body.errors ?? [];
  }
}

async function send(method, path, { json, form, headers = {}, signal } = {}) {
  const options = { method, headers: { ...headers }, signal };
  if (json !== undefined) {
    options.headers["Content-Type"] = "application/json";
    options.body = JSON.stringify(json);
  } else if (form) options.body = form;
  let answer;
  try {
    answer = await fetch(path, options);
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Problem(0, { detail: t("problem.offline") });
  }
  if (answer.ok) return answer;
  let body = {};
  try {
    body = await answer.json();
  } catch { /* not JSON: the status alone has to do */ }
  const problem = new Problem(answer.status, body);
  if (answer.status === 401 && document.body.dataset.view !== "sign-in") {
    sessionStorage.setItem("back", location.pathname);
    location.assign("/sign-in");
  }
  throw problem;
}

const body = async (answer) => (answer.status === 204 ? null : answer.json());

export const get = async (path, options) => body(await send("GET", path, options));
export const post = async (path, options) => body(await send("POST", path, options));
export const del = async (path, options) => body(await send("DELETE", path, options));

/** Fetch a file that a POST answers with, and hand it to the browser to keep. */
export async function save(path, options, name) {
  const answer = await send("POST", path, options);
  keep(await answer.blob(), name);
}

/** Hand a file to the browser. */
export function keep(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

/** Everything of a paged list, up to a limit. */
export async function all(path, most = 200) {
  const items = [];
  let next = path;
  while (next && items.length < most) {
    const page = await get(next);
    items.push(...page.items);
    next = page.next;
  }
  return items;
}
