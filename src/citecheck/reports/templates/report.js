"use strict";
(() => {
  const entries = [...document.querySelectorAll(".entry")];
  const texts = new Map();
  const text = (entry) => {
    if (!texts.has(entry)) texts.set(entry, entry.textContent.toLowerCase());
    return texts.get(entry);
  };
  const tools = document.querySelector(".tools");
  if (tools) {
    const search = document.getElementById("search");
    const outcome = document.getElementById("by-outcome");
    const rule = document.getElementById("by-rule");
    const status = document.getElementById("shown");
    const filter = () => {
      const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
      let shown = 0;
      for (const entry of entries) {
        const fits = (!outcome.value || entry.classList.contains(outcome.value))
          && (!rule || !rule.value || (entry.dataset.rules || "").split(" ").includes(rule.value))
          && words.every((word) => text(entry).includes(word));
        entry.hidden = !fits;
        shown += fits;
      }
      status.textContent = shown === entries.length ? "" : `${shown} of ${entries.length} shown`;
    };
    tools.addEventListener("input", filter);
    tools.addEventListener("submit", (event) => event.preventDefault());
    tools.hidden = false;
  }
  const copying = (place, label, text) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = label;
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(text());
        button.textContent = "Copied";
      } catch {
        button.textContent = "Not copied";
      }
      setTimeout(() => { button.textContent = label; }, 1500);
    });
    place.append(" ", button);
  };
  const prepared = new WeakSet();
  const prepare = (entry) => {
    if (prepared.has(entry)) return;
    prepared.add(entry);
    const doi = entry.querySelector("a.doi");
    const record = entry.querySelector(".record");
    const question = entry.querySelector(".question");
    if (doi) copying(doi.parentElement, "Copy DOI", () => doi.textContent.replace(/^doi:/, ""));
    if (record) copying(doi ? doi.parentElement : record, "Copy reference", ((text) => () => text)(record.textContent.trim()));
    if (question) copying(question, "Copy question", () => question.querySelector("span").textContent);
  };
  const seen = new IntersectionObserver((changes) => {
    for (const change of changes) if (change.isIntersecting) prepare(change.target);
  }, { rootMargin: "2000px" });
  for (const entry of entries) {
    if (entry.tagName !== "DETAILS") seen.observe(entry);
  }
  document.addEventListener("toggle", (event) => {
    if (event.target.matches(".entry")) prepare(event.target);
  }, true);
  const unfold = () => {
    const target = document.getElementById(location.hash.slice(1));
    if (target && target.tagName === "DETAILS") target.open = true;
  };
  addEventListener("hashchange", unfold);
  unfold();
  addEventListener("beforeprint", () => document.querySelectorAll("details.fields").forEach((one) => { one.open = true; }));
})();
