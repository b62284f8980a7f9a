// Says below each text field how many words it has, as they are typed, and how hard they are to read, as the server
// finds once the typing rests. Only that a text became hard to read, or no longer is, is told to a screen reader.
"use strict";

(() => {
  const REST = 700;
  const waiting = new WeakMap();
  const asked = new WeakMap();
  let announcer;

  async function askAge(field, measure) {
    asked.get(field)?.abort();
    const abort = new AbortController();
    asked.set(field, abort);
    const body = new FormData();
    body.set("text", field.value);
    body.set("csrfmiddlewaretoken", document.querySelector("[name=csrfmiddlewaretoken]").value);
    try {
      const response = await fetch(measure.dataset.address, { method: "POST", body, signal: abort.signal });
      if (!response.ok) throw new Error(String(response.status));
      const { age, is_hard: isHard } = await response.json();
      const shown = measure.querySelector("[data-age]");
      const wasHard = shown.classList.contains("curation-hard");
      shown.textContent = age;
      shown.classList.toggle("curation-hard", isHard);
      if (isHard !== wasHard) announcer.textContent = age;
    } catch (error) {
      // A newer text is asked about; or the server is away, and a stale age would be worse than none.
      if (error.name !== "AbortError") measure.querySelector("[data-age]").textContent = "";
    }
  }

  document.addEventListener("input", ({ target }) => {
    const measure = target.matches("textarea[data-measured]") && document.getElementById(`${target.id}_measure`);
    if (!measure) return;
    const words = (target.value.match(/\S*[\p{L}\p{N}_]\S*/gu) || []).length;
    measure.querySelector("[data-words]").textContent = `${words} ${words === 1 ? "word" : "words"}.`;
    clearTimeout(waiting.get(target));
    waiting.set(target, setTimeout(() => askAge(target, measure), REST));
  });

  document.addEventListener("DOMContentLoaded", () => {
    announcer = document.createElement("div");
    announcer.className = "visually-hidden";
    announcer.setAttribute("role", "status");
    (document.querySelector("#content-main") || document.body).append(announcer);
  });
})();
