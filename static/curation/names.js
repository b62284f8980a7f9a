// Names what Django's pages and Select2 leave without a name, for those who hear the page.
"use strict";

(() => {
  function nameOf(select) {
    return select.getAttribute("aria-label") || (select.labels[0]?.textContent.trim().replace(/:$/, "") ?? "");
  }

  function hidden(text) {
    const name = document.createElement("span");
    name.className = "visually-hidden";
    name.textContent = text;
    return name;
  }

  function nameChoices(within) {
    for (const select of within.querySelectorAll("select.admin-autocomplete.select2-hidden-accessible")) {
      const shown = select.nextElementSibling;
      shown.querySelector(".select2-search__field")?.setAttribute("aria-label", nameOf(select));
      const box = shown.querySelector("[role=combobox]");
      const chosen = box.getAttribute("aria-labelledby");
      if (!chosen) {
        box.setAttribute("aria-label", nameOf(select));
      } else if (!document.getElementById(`${select.id}_name`)) {
        // What is chosen is said after the name, and is no field of its own.
        const name = hidden(nameOf(select));
        name.id = `${select.id}_name`;
        shown.append(name);
        box.setAttribute("aria-labelledby", `${name.id} ${chosen}`);
        for (const attribute of ["role", "aria-readonly"]) document.getElementById(chosen).removeAttribute(attribute);
      }
    }
  }

  // A choice with what helps to choose it on a second line.
  function choiceOf({ text, detail }) {
    if (!detail) return text;
    const choice = document.createElement("span");
    const line = document.createElement("span");
    line.className = "curation-choice-detail";
    line.textContent = detail;
    choice.append(text, line);
    return choice;
  }

  document.addEventListener("DOMContentLoaded", () => {
    window.django?.jQuery?.fn.select2?.defaults.set("templateResult", choiceOf);
    document.getElementById("searchbar")?.setAttribute("aria-label", "Search");
    for (const head of document.querySelectorAll(".inline-group th:empty")) {
      head.append(hidden(head.matches(".original") ? "As saved" : "Remove"));
    }
    const $ = window.django?.jQuery;
    if (!$) return;
    // Django has made its fields of choices by then, also those of a part that was added.
    $(() => setTimeout(() => nameChoices(document)));
    document.addEventListener("formset:added", ({ target }) => setTimeout(() => nameChoices(target)));
    $(document).on("select2:open", ({ target }) => {
      const field = document.querySelector(".select2-container--open .select2-dropdown .select2-search__field");
      field?.setAttribute("aria-label", nameOf(target));
    });
  });
})();
