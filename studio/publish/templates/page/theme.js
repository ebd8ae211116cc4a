// The colours: as the system has them, light, or dark; the choice is kept for the next time.

const KINDS = ["auto", "light", "dark"];
const button = document.getElementById("theme");
const style = document.documentElement.style;

function show(kind) {
  style.colorScheme = kind === "auto" ? "" : kind;
  button.setAttribute("aria-label", button.dataset[kind]);
  button.title = button.dataset[kind];
}

let kind = style.colorScheme || "auto";
show(kind);

button.addEventListener("click", () => {
  kind = KINDS[(KINDS.indexOf(kind) + 1) % KINDS.length];
  show(kind);
  try {
    localStorage.setItem("theme", kind);
  } catch {
    // A browser that keeps nothing shows the choice all the same.
  }
});
