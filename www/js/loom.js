/*
  Draws the seven cloths of the model in weave.js, counts under each what has
  been woven so far, and says in words what became of a client.
*/
(() => {
  "use strict";

  const { CLIENTS, TICKS, ODD, MODELS, TRAFFIC, weave } = Weaving;
  const TICK_MS = 42;
  const FRINGE = 10; // bare warp at both ends, in pixels
  const DYES = ["--indigo", "--weld", "--madder", "--green", "--plum", "--walnut"];

  // --- in words ---

  const ticks = (n) => `${n} ${n === 1 ? "tick" : "ticks"}`;
  const isAnswered = (client, end = TICKS) => client.answered !== null && client.answered < end;

  /** What became of the clients of one cloth. */
  function summary(traffic, { clients }) {
    const left = clients.filter((client) => !isAnswered(client)).length;
    const cut = left > 0 ? ` ${left} ${left === 1 ? "was" : "were"} never served: the cloth ends first.` : "";
    if (traffic === "quick") {
      const waits = clients.filter((client) => isAnswered(client)).map((client) => client.answered - client.came + 1);
      return `The longest wait for a first answer: ${ticks(Math.max(...waits))}.${cut}`;
    }
    const odd = clients[ODD];
    const [end, when] = traffic === "silent"
      ? [odd.came + TRAFFIC.silent(ODD).silence, "while one client was silent"]
      : [odd.answered ?? TICKS, "while the huge answer was sent"];
    const others = clients.filter((client) => client !== odd);
    const served = others.filter((client) => isAnswered(client, end)).length;
    if (served === others.length) return `All ${served} others were served ${when}.${cut}`;
    return `Only ${served} of ${others.length} others were served ${when}; ${others.length - served} had to wait for it.${cut}`;
  }

  /** What became of one client. */
  function story(model, { rows, clients }, i) {
    const words = {
      queued: "in the queue",
      held: model.serial ? "while everybody waited for it" : `idle, with a ${model.walls ? "process" : "thread"} of its own`,
      task: "as a task that waits",
      parked: "waiting, without a thread",
      run: "being served",
    };
    const spent = Object.entries(words)
      .map(([kind, what]) => [rows.filter((row) => row[i]?.kind === kind).length, what])
      .filter(([count]) => count > 0)
      .map(([count, what]) => `${count} ${what}`);
    const end = isAnswered(clients[i]) ? "" : " No answer yet.";
    return `Client ${i + 1}, in ticks: ${spent.join(", ")}.${end}`;
  }

  // --- in colours ---

  function palette() {
    const style = getComputedStyle(document.documentElement);
    const value = (name) => style.getPropertyValue(name).trim();
    return { dyes: DYES.map(value), warp: value("--warp"), soft: value("--soft"), ink: value("--ink"), green: value("--green") };
  }

  /** One client at one tick. */
  function paintCell(pen, cell, walls, column, pick, colours) {
    const { kind, worker = 0 } = cell;
    // Twelve workers, six dyes: the second six are the same dyes, paler.
    pen.globalAlpha = worker >= DYES.length && (kind === "run" || kind === "held") ? 0.62 : 1;
    const dye = colours.dyes[worker % DYES.length];
    const bar = (colour, width, length) => {
      pen.fillStyle = colour;
      pen.fillRect(-width / 2, 0, width, length);
    };
    if (kind === "run") bar(dye, column - 1, pick - 0.6);
    else if (kind === "held") bar(dye, 3, pick);
    else if (kind === "task") bar(colours.green, 2, pick - 2);
    else if (kind === "parked") bar(colours.soft, 1.5, pick);
    else bar(colours.soft, 3, 1.5);
    pen.globalAlpha = 1;
    if (!walls) return;
    pen.fillStyle = colours.ink;
    pen.fillRect(-column / 2, 0, 0.8, pick);
    pen.fillRect(column / 2 - 0.8, 0, 0.8, pick);
  }

  /** Paints the first ticks of a cloth: time runs down, or to the right where the page is narrow. */
  function paint({ canvas, model, cloth, chosen }, now, colours, lies) {
    const width = canvas.clientWidth;
    const column = lies ? 8 : width / CLIENTS;
    const pick = lies ? (width - 2 * FRINGE) / TICKS : 5;
    const length = TICKS * pick + 2 * FRINGE;
    const scale = window.devicePixelRatio || 1;
    canvas.width = Math.round(width * scale);
    canvas.height = Math.round((lies ? column * CLIENTS : length) * scale);
    const pen = canvas.getContext("2d");
    // A cloth that lies is drawn like one that hangs, with its axes exchanged.
    if (lies) pen.setTransform(0, scale, scale, 0, 0, 0);
    else pen.setTransform(scale, 0, 0, scale, 0, 0);

    for (let i = 0; i < CLIENTS; i += 1) {
      pen.save();
      pen.translate((i + 0.5) * column, 0);
      pen.fillStyle = colours.warp;
      pen.fillRect(-0.5, 0, 1, length);
      pen.translate(0, FRINGE);
      for (let tick = 0; tick < now; tick += 1) {
        if (cloth.rows[tick][i]) paintCell(pen, cloth.rows[tick][i], model.walls, column, pick, colours);
        pen.translate(0, pick);
      }
      pen.restore();
    }
    if (chosen === null) return;
    pen.strokeStyle = colours.ink;
    pen.lineWidth = 1.5;
    pen.strokeRect(chosen * column + 0.75, 0.75, column - 1.5, length - 1.5);
  }

  // --- on the page ---

  function start(loom) {
    const still = window.matchMedia("(prefers-reduced-motion: reduce)");
    const night = window.matchMedia("(prefers-color-scheme: dark)");
    const narrow = window.matchMedia("(max-width: 34rem)");
    const pieces = [...loom.querySelectorAll(".cloths figure")].map((figure) => {
      const canvas = figure.querySelector("canvas");
      return {
        canvas, model: MODELS[canvas.dataset.engine], cloth: null, chosen: null, column: 0,
        counter: figure.querySelector(".counter"), words: figure.querySelector(".seen"),
      };
    });
    let traffic = "quick";
    let now = 0;
    let frame = 0;

    const draw = () => {
      const colours = palette();
      for (const piece of pieces) {
        paint(piece, now, colours, narrow.matches);
        const served = piece.cloth.clients.filter((client) => isAnswered(client, now)).length;
        piece.counter.textContent = `${served} of ${CLIENTS} served`;
      }
    };

    /** Chooses a column to tell of; null: none. */
    const choose = (piece, column) => {
      if (piece.chosen !== column) {
        piece.chosen = column;
        piece.column = column ?? piece.column;
        draw();
      }
      const words = story(piece.model, piece.cloth, piece.column);
      piece.canvas.setAttribute("aria-valuenow", piece.column + 1);
      piece.canvas.setAttribute("aria-valuetext", words);
      piece.words.textContent = column === null ? summary(traffic, piece.cloth) : words;
    };

    const run = () => {
      cancelAnimationFrame(frame);
      traffic = loom.querySelector("input[name=traffic]:checked").value;
      for (const piece of pieces) {
        piece.cloth = weave(piece.model, TRAFFIC[traffic]);
        choose(piece, piece.chosen);
      }
      if (still.matches) {
        now = TICKS;
        draw();
        return;
      }
      const begun = performance.now();
      const step = (time) => {
        const due = Math.min(TICKS, Math.max(0, Math.floor((time - begun) / TICK_MS)));
        if (due !== now) {
          now = due;
          draw();
        }
        if (due < TICKS) frame = requestAnimationFrame(step);
      };
      now = 0;
      draw();
      frame = requestAnimationFrame(step);
    };

    for (const piece of pieces) listen(piece, narrow, (column) => choose(piece, column));
    loom.hidden = false;
    loom.querySelector("button").addEventListener("click", run);
    loom.addEventListener("change", run);
    window.addEventListener("resize", draw);
    night.addEventListener("change", draw);
    // Paper does not wait for a cloth to be finished.
    window.addEventListener("beforeprint", () => {
      cancelAnimationFrame(frame);
      now = TICKS;
      draw();
    });

    // Bare warp at first; the weaving starts when somebody is there to see it.
    for (const piece of pieces) {
      piece.cloth = weave(piece.model, TRAFFIC.quick);
      choose(piece, null);
    }
    draw();
    new IntersectionObserver((entries, observer) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      observer.disconnect();
      run();
    }, { threshold: 0.15 }).observe(loom);
  }

  /** A cloth is pointed at, touched, or walked over with the arrow keys. */
  function listen(piece, narrow, choose) {
    const { canvas } = piece;
    const last = CLIENTS - 1;
    const at = (event) => {
      const place = narrow.matches ? event.offsetY / canvas.clientHeight : event.offsetX / canvas.clientWidth;
      return Math.min(last, Math.max(0, Math.floor(place * CLIENTS)));
    };
    canvas.addEventListener("pointermove", (event) => choose(at(event)));
    canvas.addEventListener("pointerdown", (event) => choose(at(event)));
    canvas.addEventListener("pointerleave", (event) => {
      if (event.pointerType === "mouse" && document.activeElement !== canvas) choose(null);
    });
    canvas.addEventListener("focus", () => choose(piece.column));
    canvas.addEventListener("blur", () => choose(null));
    canvas.addEventListener("keydown", (event) => {
      const to = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1, Home: -CLIENTS, End: CLIENTS }[event.key];
      if (to === undefined) return;
      event.preventDefault();
      choose(Math.min(last, Math.max(0, piece.column + to)));
    });
  }

  const loom = document.getElementById("loom");
  if (loom) start(loom);
})();
