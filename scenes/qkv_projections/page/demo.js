// The demo: q, k and v of whatever is typed, computed at each stroke.

import { fill, lesson, strings } from "studio/data.js";
import { light } from "lesson/lighting.js";
import { decimalsOf, project, read, written } from "lesson/projection.js";
import { embedding, readable } from "lesson/tokens.js";

const LETTERS = ["q", "k", "v"];
const form = document.getElementById("demo-form");
const token = document.getElementById("demo-token");
const note = document.getElementById("demo-note");
const xInputs = [...form.querySelectorAll(".vector input")];
const blocks = new Map([...form.querySelectorAll(".matrix-block")].map((block) => [block.dataset.letter, block]));

const start = () => ({ x: [...lesson.x], weights: structuredClone(lesson.weights) });
let state = start();
let results = {};
const asked = { q: { column: "1" }, k: { column: "1" }, v: { column: "1" } };

function compute() {
  for (const letter of LETTERS) {
    results[letter] = project(state.x, state.weights[letter]);
    const block = blocks.get(letter);
    block.querySelectorAll("output").forEach((output, column) => {
      const value = results[letter].sums[column];
      output.dataset.value = value;
      output.textContent = written(value, 2);
      output.setAttribute("aria-label", output.getAttribute("aria-label").replace(/[^ ]*$/, output.textContent));
    });
    block.querySelectorAll(".x-cell").forEach((cell, row) => {
      cell.textContent = written(state.x[row], decimals(state.x[row], 3));
    });
    tell(letter);
  }
}

/** As many decimals as a number has, but no fewer than all others of its kind show. */
function decimals(value, least) {
  return Math.max(least, decimalsOf(value));
}

/** The digits of an index, set low. */
function low(...digits) {
  return digits.map((digit) => "₀₁₂₃₄₅₆₇₈₉"[digit]).join("");
}

/** Lights what makes the number that was asked about last, and writes it down. */
function tell(letter) {
  const { row, column } = asked[letter];
  const block = blocks.get(letter);
  const { products, sums } = results[letter];
  light(block.querySelectorAll("[data-row], [data-column]"), row, column);
  const made = block.querySelector(".made");
  if (row) {
    const x = state.x[row - 1];
    const weight = state.weights[letter][row - 1][column - 1];
    const product = products[row - 1][column - 1];
    made.textContent =
      `x${low(row)} × w${low(row, column)} = ${written(x, decimals(x, 3))} × ${written(weight, decimals(weight, 1))}` +
      ` = ${written(product, decimals(product, 4))}`;
  } else {
    const terms = products.map((line) => written(line[column - 1], decimals(line[column - 1], 4)));
    const sum = sums[column - 1];
    made.textContent =
      `${letter}${low(column)} = ${terms.join(" + ").replaceAll("+ −", "− ")}` +
      ` = ${written(sum, decimals(sum, 4))}, ${strings.rounded} ${written(sum, 2)}`;
  }
}

function show(input, valid) {
  input.setAttribute("aria-invalid", !valid);
  return valid;
}

function readToken() {
  const text = readable(token.value, lesson.max_length);
  if (!show(token, !text.refused)) {
    note.textContent = fill(strings[text.refused], ...text.values);
    return;
  }
  const { values, known } = embedding(text.shown, lesson.lexicon);
  state.x = values;
  xInputs.forEach((input, row) => {
    show(input, true);
    input.value = written(values[row], 3);
  });
  note.textContent = fill(known ? strings.known : strings.spelled, text.shown);
  compute();
}

function readNumber(input) {
  const value = read(input.value);
  if (!show(input, value !== null)) {
    note.textContent = strings.not_a_number;
    return;
  }
  const { row, column } = input.dataset;
  const letter = input.closest(".matrix-block")?.dataset.letter;
  if (letter) state.weights[letter][row - 1][column - 1] = value;
  else state.x[row - 1] = value;
  note.textContent = strings.changed;
  compute();
}

form.addEventListener("input", ({ target }) => (target === token ? readToken() : readNumber(target)));
form.addEventListener("submit", (event) => event.preventDefault());
form.addEventListener("reset", () => {
  state = start();
  // The inputs have their first values again only after this event.
  queueMicrotask(readToken);
});

for (const event of ["pointerover", "focusin", "click"]) {
  form.addEventListener(event, ({ target }) => {
    const block = target.closest(".matrix-block");
    const { column, row } = target.dataset;
    if (!block || !column) return;
    asked[block.dataset.letter] = { row, column };
    tell(block.dataset.letter);
  });
}

readToken();
