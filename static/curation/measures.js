// Says below each text field how many words it has, as they are typed, and how hard they are to read, as the server
// finds once the typing rests; and what the server says of a text beside the words of a document that it rests on. Only
// what changes in this is told to a screen reader.
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
    for (const [name, value] of restsOn(field.form)) body.set(name, value);
    body.set("csrfmiddlewaretoken", document.querySelector("[name=csrfmiddlewaretoken]").value);
    try {
      const response = await fetch(measure.dataset.address, { method: "POST", body, signal: abort.signal });
      if (!response.ok) throw new Error(String(response.status));
      const { age, is_hard: isHard, advice } = await response.json();
      const shown = measure.querySelector("[data-age]");
      const wasHard = shown.classList.contains("curation-hard");
      shown.textContent = age;
      shown.classList.toggle("curation-hard", isHard);
      const told = measure.querySelector("[data-advice]");
      const isNew = told.textContent !== advice.join("");
      if (isNew) told.replaceChildren(...advice.map(said));
      announcer.textContent = [isHard !== wasHard ? age : "", ...(isNew ? advice : [])].join(" ").trim();
    } catch (error) {
      // A newer text is asked about; or the server is away, and a stale age would be worse than none.
      if (error.name !== "AbortError") measure.querySelector("[data-age]").textContent = "";
    }
  }

  /** The words that a form is about: those that were marked, or those that its entry rests on. */
  function restsOn(form) {
    const marked = ["document", "start", "end"].map((name) => [name, form?.elements.namedItem(name)?.value]);
    if (marked.every(([, value]) => value)) return marked;
    const entry = form?.querySelector("[data-entry]")?.dataset.entry;
    return entry ? [["entry", entry]] : [];
  }

  function said(text) {
    const line = document.createElement("span");
    line.className = "curation-advice";
    line.textContent = text;
    return line;
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
