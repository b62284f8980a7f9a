// Starts the design system's components.
import { initAll } from "./nhsuk-frontend.min.js"

initAll()
