// Says that a form is being carried out, and keeps it from being sent twice; the server keeps watch too, by its token.

document.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-once]");
  if (!form || event.defaultPrevented) return;
  if (form.dataset.once === "sent") return event.preventDefault();
  form.dataset.once = "sent";
  const button = event.submitter ?? form.querySelector("[type=submit]");
  const wording = button.matches("input") ? "value" : "textContent";
  const before = button[wording];
  // After the browser has read what the button sends.
  setTimeout(() => {
    button[wording] = "Working…";
    button.setAttribute("aria-disabled", "true");
  });
  const told = document.createElement("p");
  told.setAttribute("role", "status");
  button.closest(".submit-row, li, form").after(told);
  const started = Date.now();
  const telling = setInterval(() => {
    told.textContent = `Working for ${Math.round((Date.now() - started) / 1000)} seconds. It is done once, even if you leave this page.`;
  }, 5000);
  // The browser brings the page back as it was left.
  addEventListener("pageshow", ({ persisted }) => {
    if (!persisted) return;
    clearInterval(telling);
    told.remove();
    form.dataset.once = "";
    button[wording] = before;
    button.removeAttribute("aria-disabled");
  });
});
