// Reads an import on and shows how far it is; without this, its “Continue” button does.

const reading = document.querySelector("[data-reading]");
if (reading) {
  reading.querySelector("[type=submit]").hidden = true;
  readOn(reading);
}

async function readOn(form) {
  const bar = form.querySelector("progress");
  const told = form.querySelector("[data-done]");
  try {
    for (let isLeft = true; isLeft; ) {
      const response = await fetch(form.action, {
        method: "POST",
        body: new FormData(form),
        headers: { Accept: "application/json" },
      });
      if (!response.ok) throw new Error(response.statusText);
      const { done, is_left } = await response.json();
      bar.value = done;
      told.textContent = done;
      isLeft = is_left;
    }
    location.reload();
  } catch {
    form.querySelector("[type=submit]").hidden = false;
  }
}

const confirming = document.querySelector("[data-confirming]");
if (confirming) {
  confirming.addEventListener("submit", () => {
    const bar = document.createElement("progress");
    bar.max = Number(confirming.dataset.total);
    bar.setAttribute("aria-label", "Writing the studies");
    confirming.querySelector("button").disabled = true;
    confirming.append(bar);
    setInterval(async () => {
      const response = await fetch(confirming.dataset.confirming);
      if (response.ok) bar.value = (await response.json()).done;
    }, 700);
  });
}
