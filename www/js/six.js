/*
  Asks this very server who serves it, and asks six times at once who waits.
  The server says when it sent each answer and how long it had held it back, so
  what overlapped is known, not guessed.
*/
(() => {
  "use strict";

  const ASKS = 6; // as many connections as a browser opens to one server
  const HOLD = 500; // milliseconds that each answer is held back
  const DYES = ["--indigo", "--weld", "--madder", "--green", "--plum", "--walnut"];
  const NUMBERS = ["none", "one", "two", "three", "four", "five", "six"];

  const seconds = (ms) => `${(ms / 1000).toFixed(1)} s`;
  const element = (name, className, text = "") => Object.assign(document.createElement(name), { className, textContent: text });

  /** What the server says of itself; null where no server says anything. */
  async function ask(query = "") {
    // A page opened from the disk has no server to ask.
    if (!location.protocol.startsWith("http")) return null;
    const answer = await fetch(`engine${query}`, { cache: "no-store" });
    if (!answer.ok) return null;
    const said = await answer.json();
    return said.engine ? said : null;
  }

  /** The most answers that were held back at the same moment, by the server's clock. */
  function together(answers) {
    const hold = HOLD * 1000;
    return Math.max(...answers.map(({ time }) =>
      answers.filter((other) => other.time - hold < time && time <= other.time).length));
  }

  /** "six threads", "one process". */
  function servants(answers) {
    const names = new Set(answers.map((answer) => answer.servedBy));
    const [kind] = answers[0].servedBy.split(" ");
    return names.size === 1 ? `one ${kind}` : `${NUMBERS[names.size]} ${kind === "process" ? "processes" : `${kind}s`}`;
  }

  function verdict(answers) {
    const { engine } = answers[0];
    const last = seconds(Math.max(...answers.map((answer) => answer.took)));
    const most = together(answers);
    if (most === 1) {
      const more = Math.max(...answers.map(({ took }) => took)) < 1.5 * ASKS * HOLD ? ""
        : " Something else held it up as well, perhaps a connection that the browser opened ahead and is silent on.";
      return `${engine} answered one after the other, on ${servants(answers)}: the last of the six waited ${last} for an answer that takes ${seconds(HOLD)}.${more}`;
    }
    if (most === ASKS) return `${engine} answered all six at once, on ${servants(answers)}: the last answer came after ${last}.`;
    return `${engine} answered at most ${NUMBERS[most]} at once, on ${servants(answers)}: the last answer came after ${last}.`;
  }

  /** One row of the picture: a name, a track of time, and how long it took. */
  function makeLane(n) {
    const lane = element("li", "lane");
    const name = element("span", "lane-name", `request ${n + 1}`);
    const track = element("span", "track");
    const waits = element("span", "track-waits");
    const held = element("span", "track-held");
    const time = element("span", "lane-time");
    track.append(waits, held);
    lane.append(name, track, time);
    return { lane, name, waits, held, time };
  }

  function start(place, first) {
    const still = window.matchMedia("(prefers-reduced-motion: reduce)");
    const button = place.querySelector("button");
    const sentence = place.querySelector(".verdict");
    const lanes = Array.from({ length: ASKS }, (_, n) => makeLane(n));
    place.querySelector(".lanes").append(...lanes.map(({ lane }) => lane));
    let round = 0;
    let isBusy = false;

    // All tracks have one scale: six answers, one after the other, fill it, unless something else holds them up.
    const draw = (rows, elapsed) => {
      const whole = Math.max(ASKS * HOLD * 1.04, elapsed);
      rows.forEach(({ took }, n) => {
        const end = took ?? elapsed;
        const begin = took === null ? end : Math.max(0, took - HOLD);
        lanes[n].waits.style.width = `${(100 * begin) / whole}%`;
        lanes[n].held.style.left = `${(100 * begin) / whole}%`;
        lanes[n].held.style.width = `${(100 * (end - begin)) / whole}%`;
      });
    };

    const show = (lane, row, dye) => {
      lane.name.textContent = row.servedBy;
      lane.time.textContent = seconds(row.took);
      lane.held.style.background = `var(${dye})`;
    };

    const askSix = async () => {
      if (isBusy) return;
      isBusy = true;
      round += 1;
      button.setAttribute("aria-disabled", "true");
      place.classList.add("asked");
      sentence.textContent = "Asking…";
      const rows = lanes.map(() => ({ took: null }));
      const dyes = new Map();
      lanes.forEach((lane, n) => Object.assign(lane.name, { textContent: `request ${n + 1}` }));
      lanes.forEach((lane) => Object.assign(lane.time, { textContent: "" }));
      const begun = performance.now();
      let frame = 0;
      const step = (time) => {
        draw(rows, Math.max(0, time - begun));
        frame = requestAnimationFrame(step);
      };
      if (!still.matches) frame = requestAnimationFrame(step);
      try {
        await Promise.all(rows.map(async (row, n) => {
          const answer = await ask(`?hold=${HOLD}&ask=${round}-${n + 1}`);
          Object.assign(row, answer, { took: performance.now() - begun });
          if (!dyes.has(row.servedBy)) dyes.set(row.servedBy, DYES[dyes.size]);
          show(lanes[n], row, dyes.get(row.servedBy));
          if (still.matches) draw(rows, row.took);
        }));
        cancelAnimationFrame(frame);
        draw(rows, Math.max(...rows.map((row) => row.took)));
        sentence.textContent = verdict(rows);
      } catch {
        cancelAnimationFrame(frame);
        sentence.textContent = "Not all six were answered. Is the server still running?";
      }
      button.removeAttribute("aria-disabled");
      isBusy = false;
    };

    const link = element("a", "", first.engine);
    link.href = `#${first.engine}`;
    place.querySelector(".served-by").replaceChildren(
      "This page is served by the engine ", link, `. Just now it was ${first.servedBy} that answered.`);
    button.addEventListener("click", askSix);
    place.hidden = false;
  }

  async function open() {
    const place = document.getElementById("six");
    if (!place) return;
    const first = await ask().catch(() => null);
    if (first) start(place, first);
    else document.getElementById("six-absent").hidden = false;
  }

  open();
})();
