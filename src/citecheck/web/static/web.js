// What the page does beyond plain forms: it follows a list that is being checked, and listens to a few keys.
"use strict";

const state = document.getElementById("state");
let refreshing = false;

async function refresh() {
  if (refreshing) return;
  refreshing = true;
  const open = new Set([...document.querySelectorAll("details[open]")].map((one) => one.closest("article")?.id));
  const typing = document.activeElement && ["TEXTAREA", "INPUT"].includes(document.activeElement.tagName);
  if (!typing && open.size === 0) {
    const here = document.activeElement?.closest?.("article")?.id;
    const answer = await fetch(`/lists/${state.dataset.list}/state${location.search}`);
    if (answer.ok) {
      state.innerHTML = await answer.text();
      window.htmx?.process?.(state);
      if (here) document.getElementById(here)?.focus({ preventScroll: true });
    }
  }
  refreshing = false;
}

function follow() {
  const events = new EventSource(`/api/jobs/${state.dataset.list}/events`);
  let last = 0;
  events.addEventListener("progress", (event) => {
    const now = JSON.parse(event.data);
    const live = document.getElementById("live");
    if (live && now.rate) live.textContent = `, ${now.rate} a second${now.waits ? `; waiting: ${now.waits}` : ""}`;
    if (Date.now() - last > 1000) {
      last = Date.now();
      refresh();
    }
  });
  events.addEventListener("end", () => {
    events.close();
    refresh();
  });
}

function step(by) {
  const all = [...document.querySelectorAll("article")];
  const at = all.indexOf(document.activeElement?.closest?.("article"));
  const next = all[Math.min(Math.max(at + by, 0), all.length - 1)];
  next?.focus();
  next?.scrollIntoView({ block: "nearest" });
}

function press(selector) {
  const article = document.activeElement?.closest?.("article");
  const button = article?.querySelector(selector);
  if (!button) return;
  const hidden = button.closest("details");
  if (hidden) hidden.open = true;
  button.click();
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (["TEXTAREA", "INPUT", "SELECT"].includes(event.target.tagName)) return;
  const article = document.activeElement?.closest?.("article");
  if (event.key === "j") step(1);
  else if (event.key === "k") step(-1);
  else if (event.key === "a") press("[data-accept]");
  else if (event.key === "r") press("[data-reject]");
  else if (event.key === "s") press("[data-seen]");
  else if (event.key === "Enter" && document.activeElement === article && article) {
    const details = article.querySelector("details");
    if (details) details.open = !details.open;
  } else return;
  event.preventDefault();
});

// What was changed keeps the place of who changed it.
document.addEventListener("htmx:after:swap", (event) => {
  const id = event.detail?.ctx?.target?.id || event.target?.id;
  if (id) document.getElementById(id)?.focus({ preventScroll: true });
});

const form = document.querySelector("form[data-drop]");
if (form) {
  form.addEventListener("dragover", (event) => event.preventDefault());
  form.addEventListener("drop", (event) => {
    if (!event.dataTransfer?.files.length) return;
    event.preventDefault();
    form.querySelector("input[type=file]").files = event.dataTransfer.files;
  });
}

if (state?.dataset.open === "yes") follow();
