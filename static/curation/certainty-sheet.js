/*
 * Shows the levels of certainty while a curator works them out. The rules are the server's alone: it is asked what
 * follows from the sheet as it stands. Without this script, or where it fails, the levels show after saving.
 */
const overall = document.getElementById("overall-level")
const form = overall.form ?? overall.closest("form")
const WAIT = 300

let timer
let request = new AbortController()

/** Says something where it is not said already, so that it is announced only when it changes. */
function say(element, text) {
  if (element && element.textContent !== text) element.textContent = text
}

async function showLevels() {
  request.abort()
  request = new AbortController()
  try {
    const answer = await fetch(overall.dataset.levels, {
      method: "POST",
      body: new FormData(form),
      signal: request.signal,
      credentials: "same-origin",
    })
    if (!answer.ok) throw new Error(answer.statusText)
    const { outcomes, overall: inWords } = await answer.json()
    for (const [prefix, { level, proposal }] of Object.entries(outcomes)) {
      say(document.getElementById(`${prefix}-level`), level)
      say(document.getElementById(`${prefix}-proposal`), proposal)
    }
    say(overall, inWords)
  } catch (error) {
    // A newer change took its place.
    if (error.name !== "AbortError") say(overall, "The levels cannot be worked out just now. They show after saving.")
  }
}

function showLevelsSoon() {
  clearTimeout(timer)
  timer = setTimeout(showLevels, WAIT)
}

/** Takes over the judgements of another outcome at once; without this script, saving does it. */
function copyJudgements(button) {
  const row = button.closest(".grade-copy")
  const choice = row.querySelector("select")
  const [, prefix] = choice.name.match(/^(.*-)[^-]+-copy_from$/)
  if (!choice.value) return choice.focus()
  const mark = choice.dataset.mark.replace("{}", choice.selectedOptions[0].text)
  for (const name of choice.dataset.copies.split(" ")) {
    const from = form.elements[`${prefix}${choice.value}-${name}`]
    const to = form.elements[choice.name.replace("copy_from", name)]
    const text = from.value.trim()
    to.value = name.endsWith("_because") && text ? `${text} ${mark}` : from.value
  }
  choice.value = ""
  showLevels()
}

function offerToCopy() {
  for (const button of form.querySelectorAll(".grade-copy button")) button.hidden = false
}

form.addEventListener("click", ({ target }) => {
  if (target.matches(".grade-copy button")) copyJudgements(target)
})
offerToCopy()

// The fields that search for what is typed tell of changes through jQuery alone.
window.django.jQuery(form).on("change input", showLevelsSoon)
document.addEventListener("formset:added", showLevelsSoon)
document.addEventListener("formset:removed", showLevelsSoon)
