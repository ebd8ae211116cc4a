const root = document.documentElement;
const main = document.querySelector("main");
const bar = document.querySelector(".bar");
const keys = document.querySelector("dialog");
const said = document.querySelector(".said");
const slides = [...main.querySelectorAll("section")].map((section) => ({
  section,
  title: section.querySelector("h2").textContent,
  chapter: section.dataset.chapter,
  notes: section.querySelector(".notes"),
  clip: section.querySelector("video"),
}));
const still = matchMedia("(prefers-reduced-motion: reduce)");
let current = -1;
let speaker = null;
let began = Date.now();

// -- the slides ---------------------------------------------------------------------------------------

function show(index, forward = true) {
  index = Math.max(0, Math.min(index, slides.length - 1));
  if (index === current) return;
  if (current >= 0) slides[current].clip.pause();
  current = index;
  const { section, clip, title } = slides[index];
  slides.forEach((slide, at) => {
    slide.section.inert = at !== index;
    slide.clip.preload = Math.abs(at - index) < 2 ? "auto" : "none";
  });
  history.replaceState(null, "", `#${section.id}`);
  const appear = () => current === index && reveal(section);
  if (forward && !still.matches) {
    // The slide before stays until the clip's first picture is there, so that nothing flashes.
    clip.currentTime = 0;
    clip.play().then(appear, appear);
    setTimeout(appear, 500);
  } else {
    // A clip that was never played shows its poster, which is its last picture.
    if (clip.currentTime > 0) clip.currentTime = clip.duration;
    appear();
  }
  main.classList.remove("black");
  said.textContent = `${index + 1} / ${slides.length}: ${title}`;
  tell();
}

function reveal(section) {
  for (const slide of slides) slide.section.classList.toggle("shown", slide.section === section);
}

const isOver = (clip) => clip.ended || (clip.duration && clip.currentTime >= clip.duration);

const actions = {
  next: () => show(current + 1),
  previous: () => show(current - 1, false),
  first: () => show(0, false),
  last: () => show(slides.length - 1, false),
  pause: () => {
    const { clip } = slides[current];
    if (!clip.paused) clip.pause();
    else if (!isOver(clip)) clip.play();
    else show(current + 1);
  },
  replay: () => {
    slides[current].clip.currentTime = 0;
    slides[current].clip.play();
  },
  black: () => main.classList.toggle("black"),
  notes: () => {
    aside.hidden = !aside.hidden;
    bar.querySelector("[data-do=notes]").setAttribute("aria-pressed", String(!aside.hidden));
  },
  full: () => (document.fullscreenElement ? document.exitFullscreen() : root.requestFullscreen()),
  keys: () => (keys.open ? keys.close() : keys.showModal()),
  speaker: openSpeaker,
  restart: () => {
    began = Date.now();
    tick();
  },
};

const bindings = {
  ArrowRight: "next", ArrowDown: "next", PageDown: "next", ArrowLeft: "previous", ArrowUp: "previous",
  PageUp: "previous", Home: "first", End: "last", " ": "pause", r: "replay", b: "black", ".": "black",
  n: "notes", f: "full", s: "speaker", "?": "keys",
};

function onKey(event) {
  const name = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const chosen = event.target.closest?.("button, select, aside, .notes");
  if (event.ctrlKey || event.metaKey || event.altKey || !bindings[name]) return;
  if (keys.open && name !== "?") return;
  // A button has its space bar, a list its arrows, notes that scroll both.
  if (chosen && name === " ") return;
  if (chosen && !chosen.matches("button") && /^(Arrow|Page|Home|End)/.test(name)) return;
  event.preventDefault();
  actions[bindings[name]]();
}

function onPress(event) {
  const button = event.target.closest("[data-do]");
  if (button) actions[button.dataset.do]();
}

// -- the speaker's window -----------------------------------------------------------------------------

// This page writes it: a second page could not be told anything where both come from the disk.
function openSpeaker() {
  if (speaker && !speaker.closed) {
    speaker.focus();
    return;
  }
  speaker = open("", "", "popup,width=1200,height=760");
  if (!speaker) {
    said.textContent = "The browser has blocked the speaker's window: allow pop-ups for this page.";
    alert(said.textContent);
    return;
  }
  const page = speaker.document;
  page.write("<!doctype html>");
  page.close();
  page.title = document.title;
  page.documentElement.className = "speaker";
  page.documentElement.lang = root.lang;
  page.head.append(page.importNode(document.querySelector("style"), true));
  page.body.replaceChildren(page.importNode(document.querySelector("template").content, true));
  page.addEventListener("keydown", onKey);
  page.addEventListener("click", onPress);
  began = Date.now();
  tell();
}

function tell() {
  const { section, title, chapter, notes } = slides[current];
  const place = `${current + 1} / ${slides.length}`;
  bar.querySelector(".place").textContent = place;
  bar.querySelector("select").value = section.id;
  aside.firstChild.replaceChildren(...[...notes.children].map((one) => one.cloneNode(true)));
  aside.scrollTop = 0;
  if (!speaker || speaker.closed) return;
  const page = speaker.document;
  const following = slides[current + 1];
  page.querySelector(".now").src = slides[current].clip.poster;
  page.querySelector(".now").alt = slides[current].clip.getAttribute("aria-label");
  const next = page.querySelector("img.next");
  if (following) next.src = following.clip.poster;
  else next.removeAttribute("src");
  next.alt = following ? following.title : "";
  page.querySelector(".place").textContent = place;
  page.querySelector(".chapter").textContent = chapter;
  page.querySelector("h1").textContent = title;
  page.querySelector(".notes").innerHTML = notes.innerHTML;
  page.querySelector(".notes").scrollTop = 0;
  tick();
}

const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds) % 60).padStart(2, "0")}`;

function tick() {
  const { clip } = slides[current];
  const label = clip.paused ? (isOver(clip) ? "Next slide" : "Go on") : "Pause";
  bar.querySelector("[data-do=pause]").textContent = label;
  if (!speaker || speaker.closed) return;
  const page = speaker.document;
  page.querySelector("[data-do=pause]").textContent = label;
  page.querySelector(".clip").textContent = `${clock(clip.currentTime)} / ${clock(clip.duration || 0)}`;
  page.querySelector(".elapsed").textContent = clock((Date.now() - began) / 1000);
}

// -- the start ----------------------------------------------------------------------------------------

const aside = document.createElement("aside");
aside.className = "aside";
aside.hidden = true;
aside.tabIndex = 0;
aside.append(document.createElement("div"));
main.after(aside);

const chapters = new Map();
for (const { section, chapter, title, clip } of slides) {
  if (!chapters.has(chapter)) {
    chapters.set(chapter, Object.assign(document.createElement("optgroup"), { label: chapter }));
  }
  chapters.get(chapter).append(new Option(title, section.id));
  clip.controls = false;
  for (const event of ["play", "pause", "ended", "timeupdate", "durationchange"]) clip.addEventListener(event, tick);
}
bar.querySelector("select").append(...chapters.values());
bar.querySelector("select").addEventListener("change", (event) => {
  show(slides.findIndex(({ section }) => section.id === event.target.value));
});
bar.hidden = false;
root.classList.add("deck");

document.addEventListener("keydown", onKey);
bar.addEventListener("click", onPress);
main.addEventListener("click", (event) => {
  actions[event.clientX < main.clientWidth / 3 ? "previous" : "next"]();
});
let touched = 0;
main.addEventListener("touchstart", (event) => (touched = event.touches[0].clientX), { passive: true });
main.addEventListener("touchend", (event) => {
  const moved = event.changedTouches[0].clientX - touched;
  if (Math.abs(moved) < 40) return;
  event.preventDefault();
  actions[moved < 0 ? "next" : "previous"]();
});
addEventListener("hashchange", () => show(fromHash()));
addEventListener("pagehide", () => speaker?.close());
setInterval(tick, 500);

function fromHash() {
  const id = decodeURIComponent(location.hash.slice(1));
  return slides.findIndex(({ section }) => section.id === id);
}
show(fromHash());
reveal(slides[current].section);
