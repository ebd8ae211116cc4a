// The toy embedding of a token: from the lexicon, or else from its spelling, the same numbers as in the film.

import { sha256 } from "lesson/sha256.js";

const SPACE = "[\\t-\\r\\x1c-\\x20\\x85\\p{Z}]+";
const AROUND = new RegExp(`^${SPACE}|${SPACE}$`, "gu");

/**
 * A token as it is shown, or why it cannot be.
 *
 * @returns `{ shown }`, or `{ refused, values }`: the name of a sentence, and what it speaks of
 */
export function readable(text, longest) {
  const shown = text.normalize("NFC").replace(AROUND, "");
  const characters = [...shown];
  if (!characters.length) return { refused: "empty", values: [] };
  const unseen = characters.find((character) => character !== " " && /[\p{C}\p{Z}]/u.test(character));
  if (unseen) {
    const code = unseen.codePointAt(0).toString(16).toUpperCase().padStart(4, "0");
    return { refused: "unseen", values: [`U+${code}`] };
  }
  if (characters.length > longest) return { refused: "too_long", values: [characters.length, longest] };
  return { shown };
}

/** Four numbers, and whether the lexicon has them; upper and lower case share one embedding. */
export function embedding(token, lexicon) {
  const spelling = fold(token).normalize("NFC");
  const known = Object.hasOwn(lexicon, spelling);
  return { values: known ? [...lexicon[spelling]] : fromSpelling(spelling), known };
}

/** Unicode's full case folding, which JavaScript does not have. */
export function fold(text) {
  return [...text].map(foldOne).join("");
}

function foldOne(character) {
  if (character === "ı") return character;
  if (character === "ẞ") return "ss";
  // Of Cherokee, unlike all other scripts, the capitals are the folded form.
  if (/\p{Script=Cherokee}/u.test(character)) return character.toUpperCase();
  return [...character.toUpperCase()].map((upper) => upper.toLowerCase()).join("");
}

/** Four numbers from −2.400 to 2.400 with three decimals, none zero. */
function fromSpelling(spelling) {
  const digest = new DataView(sha256(new TextEncoder().encode(spelling)).buffer);
  return [0, 8, 16, 24].map((at) => {
    const step = Number(digest.getBigUint64(at) % 4800n) - 2400;
    return (step < 0 ? step : step + 1) / 1000;
  });
}
