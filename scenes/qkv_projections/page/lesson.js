// The tabs of the three matrices, and the row and the column that make a number.

import { light, moveInGrid } from "lesson/lighting.js";

const root = document.getElementById("projection");
const tabs = [...root.querySelectorAll("[role=tab]")];

function choose(tab, focus) {
  for (const other of tabs) {
    const chosen = other === tab;
    other.setAttribute("aria-selected", chosen);
    other.tabIndex = chosen ? 0 : -1;
    document.getElementById(other.getAttribute("aria-controls")).classList.toggle("away", !chosen);
  }
  if (focus) tab.focus();
}

const chosenPanel = () => root.querySelector(".panel:not(.away)");

/** Lights what a number is made of, and writes it down below the matrix. */
function show(panel, row, column) {
  light(panel.querySelectorAll("[data-row], [data-column]"), row, column);
  const told = panel.querySelector(
    row && column ? `td[data-row="${row}"][data-column="${column}"]` : `.result[data-column="${column}"]`,
  );
  if (told) panel.querySelector(".made").textContent = told.dataset.made;
}

for (const tab of tabs) {
  tab.addEventListener("click", () => choose(tab, false));
  tab.addEventListener("keydown", (event) => {
    const at = tabs.indexOf(tab);
    const next = {
      ArrowRight: tabs[(at + 1) % tabs.length],
      ArrowLeft: tabs[(at + tabs.length - 1) % tabs.length],
      Home: tabs[0],
      End: tabs[tabs.length - 1],
    }[event.key];
    if (!next) return;
    event.preventDefault();
    choose(next, true);
  });
}

for (const panel of root.querySelectorAll(".panel")) {
  const onShow = (event) => {
    const cell = event.target.closest("[data-row], [data-column]");
    if (cell) show(panel, cell.dataset.row, cell.dataset.column);
  };
  panel.addEventListener("pointerover", onShow);
  panel.addEventListener("focusin", onShow);
  panel.addEventListener("click", onShow);
  moveInGrid(panel.querySelector("table"), "td, tbody th");
}

for (const button of root.querySelectorAll(".vector button")) {
  const { letter, row, column } = button.dataset;
  const onShow = () => {
    if (letter) choose(document.getElementById(`tab-${letter}`), false);
    show(chosenPanel(), row, column);
  };
  for (const event of ["pointerenter", "focus", "click"]) button.addEventListener(event, onShow);
}

choose(tabs[0], false);
show(chosenPanel(), undefined, "1");
