// Suggests entries and pages under the search box while a reader types. Without it the box is a plain form.

const escaped = (text) => {
  const element = document.createElement("span")
  element.textContent = text
  return element.innerHTML
}

for (const row of document.querySelectorAll("[data-suggestions]")) {
  const input = row.querySelector("input")
  const place = document.createElement("div")
  place.className = "app-search__suggest"
  input.replaceWith(place)

  let request = new AbortController()
  window.accessibleAutocomplete({
    element: place,
    id: input.id,
    name: input.name,
    defaultValue: input.value,
    inputClasses: input.className,
    displayMenu: "overlay",
    minLength: 2,
    confirmOnBlur: false,
    showNoOptionsFound: false,
    tStatusQueryTooShort: () => "",
    source: async (query, show) => {
      request.abort()
      request = new AbortController()
      try {
        const address = `${row.dataset.suggestions}?q=${encodeURIComponent(query)}`
        const answer = await fetch(address, { signal: request.signal })
        show(answer.ok ? (await answer.json()).suggestions : [])
      } catch (error) {
        if (error.name !== "AbortError") show([])
      }
    },
    templates: {
      inputValue: (chosen) => chosen?.text ?? chosen ?? "",
      suggestion: (each) =>
        each.href ? `${escaped(each.text)} <span class="app-search__kind">${escaped(each.kind)}</span>` : escaped(each)
    },
    onConfirm: (chosen) => {
      if (chosen?.href) window.location.assign(chosen.href)
    }
  })

  // The list takes the Enter key even where nothing in it is chosen; the reader then means to search.
  const search = (event) => {
    const isChosen = event.target.getAttribute("aria-activedescendant")
    if (event.key === "Enter" && event.target.matches("input") && !isChosen) event.stopPropagation()
  }
  row.addEventListener("keydown", search, true)
}
