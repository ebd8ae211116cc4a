// What the page was given: its strings by name, and what its lesson knows.

export const { strings, lesson } = JSON.parse(document.getElementById("page-data").textContent);

/** Puts values in the place of %1, %2 … of a sentence. */
export function fill(sentence, ...values) {
  return sentence.replace(/%([1-9])/g, (_, place) => values[place - 1]);
}
