// Reads an import on, saves decisions and writes the studies without loading the page again; without this, its buttons
// do. Where the server fails, the page says so and offers to try again.

const reading = document.querySelector("[data-reading]");
if (reading) {
  reading.addEventListener("submit", (event) => {
    event.preventDefault();
    readOn(reading);
  });
  readOn(reading);
}

/** Posts a form; throws where the server fails. A redirect is left to the caller if `redirect` is "manual". */
async function post(form, { submitter, ...options } = {}) {
  const response = await fetch(form.action, { method: "POST", body: new FormData(form, submitter), ...options });
  if (!response.ok && response.type !== "opaqueredirect") throw new Error(response.statusText);
  return response;
}

/** Shows or hides that the server failed, with the button to try again. */
function showFailed(form, isFailed) {
  const button = form.querySelector("[type=submit]");
  form.querySelector("[data-failed]").hidden = !isFailed;
  button.hidden = !isFailed;
  button[button.matches("input") ? "value" : "textContent"] = "Try again";
}

async function readOn(form) {
  const bar = form.querySelector("progress");
  const told = form.querySelector("[data-done]");
  showFailed(form, false);
  try {
    for (let isLeft = true; isLeft; ) {
      const response = await post(form, { headers: { Accept: "application/json" } });
      const { done, is_left, pause } = await response.json();
      bar.value = done;
      told.textContent = done;
      isLeft = is_left;
      // Others are reading files.
      if (pause) await new Promise((resolve) => setTimeout(resolve, pause * 1000));
    }
    location.reload();
  } catch {
    showFailed(form, true);
  }
}

document.addEventListener("submit", async (event) => {
  const form = event.target.closest("[data-confirming]");
  if (!form) return;
  event.preventDefault();
  // It is being done already.
  if (form.querySelector("progress")) return;
  showFailed(form, false);
  const bar = document.createElement("progress");
  bar.max = Number(form.dataset.total);
  bar.setAttribute("aria-label", "Writing the studies");
  form.append(bar);
  const asking = setInterval(async () => {
    const response = await fetch(form.dataset.confirming).catch(() => null);
    if (response?.ok) bar.value = (await response.json()).done;
  }, 700);
  try {
    // The page that it leads to says what became of it.
    await post(form, { redirect: "manual" });
    location.assign(location.pathname);
  } catch {
    bar.remove();
    showFailed(form, true);
  } finally {
    clearInterval(asking);
  }
});

// Decisions: the page that the server answers with has the records and the summary as they are now.
document.addEventListener("submit", async (event) => {
  const form = event.target.closest("[data-deciding]");
  if (!form) return;
  event.preventDefault();
  const decided = document.querySelector("[data-decided]");
  const records = new FormData(form).getAll("record");
  const value = event.submitter?.value;
  if (!records.length) {
    decided.classList.remove("visually-hidden");
    decided.textContent = "Tick the records first.";
    return;
  }
  try {
    const response = await post(form, { submitter: event.submitter });
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const error = page.querySelector(".messagelist .error");
    if (error) {
      decided.classList.remove("visually-hidden");
      decided.textContent = error.textContent;
      return;
    }
    for (const id of ["summary", ...records.map((record) => `record-${record}`)]) {
      const shown = document.getElementById(id);
      const now = page.getElementById(id);
      if (!shown || !now) return location.reload();
      shown.replaceWith(now);
    }
    const [first] = records;
    const buttons = [...document.querySelectorAll(`#record-${first} [data-deciding] button`)];
    if (form.id !== "ticked") (buttons.find((button) => button.value === value) ?? buttons[0])?.focus();
    decided.classList.add("visually-hidden");
    const words = document.querySelector(`#record-${first} [data-decision]`)?.textContent ?? "Not decided.";
    decided.textContent = records.length === 1 ? words : `${records.length} records. ${words}`;
  } catch {
    decided.classList.remove("visually-hidden");
    decided.textContent = "The server failed, so the decision was not saved. Try again.";
  }
});

const tickAll = document.querySelector("[data-tick-all]");
if (tickAll) {
  tickAll.closest("label").hidden = false;
  tickAll.addEventListener("change", () => {
    for (const box of document.querySelectorAll("[name=record][form=ticked]")) box.checked = tickAll.checked;
  });
}
