// The transcript: the spoken word is marked, any word seeks, the present slide's picture is shown.

import { fill } from "studio/data.js";

const LINGER = 0.4; // seconds for which a word stays marked when nothing follows it

const box = document.getElementById("transcript");
const words = [...box.querySelectorAll(".word")].map((element) => spanOf(element));
const slides = [...box.querySelectorAll(".slide")].map((element) => spanOf(element));
const chapters = [...document.querySelectorAll(".chapters a")].map((element) => ({
  element,
  begins: Number(element.dataset.seek),
  ends: Number(element.dataset.ends),
}));
const still = document.getElementById("still");
const title = document.getElementById("still-title");
const back = document.getElementById("slide-back");
const on = document.getElementById("slide-on");
const calm = matchMedia("(prefers-reduced-motion: reduce)");

function spanOf(element) {
  return { element, begins: Number(element.dataset.begins), ends: Number(element.dataset.ends) };
}

/** The place of the last span that has begun, -1 before the first. */
function lastBegun(spans, time) {
  let low = 0;
  let high = spans.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    // Half a millisecond: the page's times are rounded, and a player's is not always the one it was sent to.
    if (spans[middle].begins <= time + 0.0005) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

function mark(spans, from, to, name) {
  spans[from]?.element.classList.remove(name);
  spans[to]?.element.classList.add(name);
}

/** Follows a playhead, and moves it. */
export function showTranscript(playhead) {
  let word = -1;
  let slide = -1;
  let chapter = -1;
  let here = 0;

  function follow(time) {
    let present = lastBegun(words, time);
    if (present >= 0 && time > words[present].ends + LINGER) present = -1;
    if (present !== word) {
      mark(words, word, present, "now");
      word = present;
      if (word >= 0 && playhead.isPlaying()) keepInSight(words[word].element);
    }
    const shown = Math.max(0, lastBegun(slides, time));
    if (shown !== slide) {
      mark(slides, slide, shown, "now");
      slide = shown;
      showStill();
      if (playhead.isPlaying()) keepInSight(slides[slide].element);
    }
    const open = Math.max(0, lastBegun(chapters, time));
    if (open !== chapter) {
      chapters[chapter]?.element.removeAttribute("aria-current");
      chapters[open].element.setAttribute("aria-current", "true");
      chapter = open;
    }
  }

  function showStill() {
    const { still: source, alt } = slides[slide].element.dataset;
    if (still.getAttribute("src") !== source) still.src = source;
    still.alt = alt;
    title.textContent = fill(title.dataset.sentence, slide + 1, slides.length);
    back.disabled = slide === 0;
    on.disabled = slide === slides.length - 1;
  }

  /** Scrolls the box, never the page, and not under somebody's hands. */
  function keepInSight(element) {
    if (box.matches(":hover, :focus-within")) return;
    const outer = box.getBoundingClientRect();
    const inner = element.getBoundingClientRect();
    const room = outer.height / 4;
    if (inner.top < outer.top + 8 || inner.bottom > outer.bottom - room) {
      box.scrollBy({ top: inner.top - outer.top - room, behavior: calm.matches ? "auto" : "smooth" });
    }
  }

  function moveTo(place) {
    mark(words, here, place, "here");
    here = place;
    const { element } = words[here];
    element.scrollIntoView({ block: "nearest" });
    document.getElementById("spoken").textContent = element.textContent;
  }

  /** The word nearest below or above the present one, as a caret moves. */
  function acrossLines(step) {
    const from = words[here].element.getBoundingClientRect();
    let best = here;
    let found = null;
    for (let place = here + step; words[place]; place += step) {
      const to = words[place].element.getBoundingClientRect();
      if (Math.abs(to.top - from.top) < from.height / 2) continue;
      if (found !== null && Math.abs(to.top - found.top) > from.height / 2) break;
      if (found === null || Math.abs(to.left - from.left) < Math.abs(found.left - from.left)) {
        best = place;
        found = to;
      }
    }
    return best;
  }

  box.addEventListener("keydown", (event) => {
    if (event.target !== box || event.ctrlKey || event.metaKey || event.altKey) return;
    const last = words.length - 1;
    const moves = {
      ArrowRight: () => Math.min(here + 1, last),
      ArrowLeft: () => Math.max(here - 1, 0),
      ArrowDown: () => acrossLines(1),
      ArrowUp: () => acrossLines(-1),
      Home: () => 0,
      End: () => last,
    };
    if (event.key in moves) {
      moveTo(moves[event.key]());
    } else if (event.key === "Enter" || event.key === " ") {
      playhead.seek(words[here].begins);
    } else {
      return;
    }
    event.preventDefault();
  });
  box.addEventListener("focus", () => {
    if (word >= 0) mark(words, here, (here = word), "here");
    else words[here]?.element.classList.add("here");
  });
  box.addEventListener("click", (event) => {
    const place = words.findIndex(({ element }) => element.contains(event.target));
    if (place < 0 || getSelection().toString()) return; // who selects text does not want to go there
    mark(words, here, (here = place), "here");
    playhead.seek(words[place].begins);
  });
  document.querySelector(".film").addEventListener("click", (event) => {
    const link = event.target.closest("[data-seek]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    playhead.seek(Number(link.dataset.seek));
  });
  back.addEventListener("click", () => playhead.seek(slides[slide - 1].begins));
  on.addEventListener("click", () => playhead.seek(slides[slide + 1].begins));
  playhead.watch(follow);
}
