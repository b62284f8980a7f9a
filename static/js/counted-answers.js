// Counts the answers of a form while they are given, where the page shows how many there are of each.

for (const form of document.querySelectorAll("form:has([data-counts])")) {
  const count = () => {
    for (const cell of form.querySelectorAll("[data-counts]")) {
      const { counts: name, value } = cell.dataset
      const answers = [...form.elements].filter(field => field.name.endsWith(`-${name}`))
      cell.textContent = answers.filter(field => field.value === value).length
    }
  }
  form.addEventListener("change", count)
  count()
}
