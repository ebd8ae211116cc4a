// The page: the film, the bar with the narration, and the transcript that follows both.

import { strings } from "studio/data.js";
import { makePlayhead } from "studio/playhead.js";
import { showTranscript } from "studio/transcript.js";

const film = document.getElementById("video");
const sound = document.getElementById("sound");
const button = document.getElementById("play");
const position = document.getElementById("position");
const now = document.getElementById("now");
const length = Number(position.max);
const playhead = makePlayhead([film, sound]);

function clock(seconds) {
  const whole = Math.floor(seconds + 0.0005);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

function showButton() {
  const plays = !sound.paused;
  button.classList.toggle("playing", plays);
  button.setAttribute("aria-label", plays ? strings.pause : strings.play);
}

playhead.watch((time) => {
  position.value = time;
  const text = clock(Math.min(time, length));
  if (now.textContent !== text) {
    now.textContent = text;
    position.setAttribute("aria-valuetext", `${text} / ${clock(length)}`);
  }
});
position.addEventListener("input", () => playhead.seek(Number(position.value)));
for (const event of ["play", "pause", "ended"]) sound.addEventListener(event, showButton);

button.addEventListener("click", () => {
  if (sound.paused) sound.play().catch(() => {});
  else sound.pause();
  remember(sound.paused);
});

showTranscript(playhead);

// An address that ends in #t=35 opens there.
const asked = location.hash.match(/^#t=(\d+(?:\.\d+)?)$/);
if (asked) playhead.seek(Math.min(Number(asked[1]), length));

/** Whether somebody has silenced the narration is kept: it does not start by itself the next time. */
function remember(silenced) {
  try {
    if (silenced) localStorage.setItem("narration", "silenced");
    else localStorage.removeItem("narration");
  } catch {
    // A browser that keeps nothing asks again.
  }
}

function wasSilenced() {
  try {
    return localStorage.getItem("narration") === "silenced";
  } catch {
    return false;
  }
}

// The narration starts by itself where the browser allows it; where it does not, this is no mistake.
if (!wasSilenced() && !matchMedia("(prefers-reduced-motion: reduce)").matches) {
  sound.play().catch(() => {});
}
