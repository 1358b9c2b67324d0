/*
  Weaves seven small cloths: the same twelve clients and the same two cores,
  under each of the seven models. One column is one client, one row is one
  tick of a made-up clock. This is a model to look at, not a measurement.
*/
(() => {
  "use strict";

  const CLIENTS = 12;
  const CORES = 2;
  const PICKS = 64;
  const PICK_MS = 45;
  const DYES = ["--indigo", "--weld", "--madder", "--green", "--plum", "--walnut"];

  // lane: which worker a client belongs to; null: any worker may take it.
  // own: the client has a worker of its own, which waits when the client does.
  const MODELS = {
    "single": { serial: true },
    "thread": { own: true },
    "thread-pool": { lane: () => null, turn: 2 },
    "process": { own: true, walls: true },
    // A worker takes one connection per wake, so the shares come out uneven.
    "process-pool": { lane: (i) => [0, 1, 0, 0, 1, 0, 1, 1, 0, 0, 1, 0][i] },
    "async": { lane: () => null, turn: 1, tasks: true },
    "event-loop": { lane: (i) => i % CORES },
  };

  // What the clients do: silence before the first request, then the work each request needs.
  const TRAFFIC = {
    quick: () => ({ silence: 0, requests: [4, 4] }),
    silent: (i) => (i === 2 ? { silence: 42, requests: [4] } : { silence: 0, requests: [4, 4] }),
    huge: (i) => (i === 2 ? { silence: 0, requests: [28] } : { silence: 0, requests: [4, 4] }),
  };
  const THINK = 5;

  /** Runs one model; returns PICKS rows of CLIENTS cells ({ kind, worker } or undefined). */
  function weave(model, traffic) {
    const clients = Array.from({ length: CLIENTS }, (_, i) => {
      const { silence, requests } = traffic(i);
      return { i, arrives: i, silence, requests: [...requests], state: "away" };
    });
    const ready = []; // clients with work to do, in the order they asked
    const workers = Array.from({ length: CORES }, (_, id) => ({ id, job: null, left: 0 }));
    let only = null; // the one client of the iterative server
    let backlog = []; // its queue
    const cloth = [];

    const finishTick = (client) => {
      client.requests[0] -= 1;
      if (client.requests[0] > 0) return false;
      client.requests.shift();
      client.silence = THINK;
      client.state = client.requests.length > 0 ? "idle" : "done";
      return true;
    };

    for (let now = 0; now < PICKS; now += 1) {
      const row = new Array(CLIENTS);

      for (const client of clients) {
        if (client.state === "away" && now >= client.arrives) {
          client.state = "idle";
          if (model.serial) backlog.push(client);
        }
        if (client.state === "idle" && client.silence-- <= 0) {
          client.state = "ready";
          if (!model.serial) ready.push(client);
          else if (client !== only && !backlog.includes(client)) backlog.push(client);
        }
      }

      if (model.serial) {
        only ??= backlog.shift() ?? null;
        for (const client of backlog) row[client.i] = { kind: "queued" };
        if (only) {
          const running = only.state === "ready";
          row[only.i] = { kind: running ? "run" : "held", worker: 0 };
          // A connection is kept only while nobody waits; else its client must queue again.
          if (running && finishTick(only) && (only.state === "done" || backlog.length > 0)) only = null;
        }
      } else {
        for (const client of clients) {
          if (client.state !== "idle" && client.state !== "ready") continue;
          const kind = model.own ? "held" : model.tasks ? "task" : "parked";
          row[client.i] = { kind, worker: client.i };
        }
        // Whoever is free first takes the next one: turn about, so that tasks are seen to hop.
        const order = model.tasks && now % 2 ? [...workers].reverse() : workers;
        for (const worker of order) {
          if (!worker.job) {
            const at = ready.findIndex((c) => model.own || (model.lane(c.i) ?? worker.id) === worker.id);
            if (at < 0) continue;
            [worker.job] = ready.splice(at, 1);
            worker.left = model.turn ?? 1;
          }
          const client = worker.job;
          row[client.i] = { kind: "run", worker: model.own ? client.i : worker.id };
          worker.left -= 1;
          const finished = finishTick(client);
          if (finished || worker.left === 0) {
            if (!finished) client.again = true;
            worker.job = null;
          }
        }
        // Back of the queue, after everybody has taken: nobody is served twice in one tick.
        for (const client of clients) {
          if (client.again) ready.push(client);
          client.again = false;
        }
      }
      cloth.push(row);
    }
    return cloth;
  }

  function palette() {
    const style = getComputedStyle(document.documentElement);
    const value = (name) => style.getPropertyValue(name).trim();
    return { dyes: DYES.map(value), warp: value("--warp"), soft: value("--soft"), ink: value("--ink"), green: value("--green") };
  }

  /** Paints the first `picks` rows of a cloth. */
  function paint(canvas, model, cloth, picks, colours) {
    const width = canvas.clientWidth;
    const pick = 5;
    const fringe = 10;
    const height = PICKS * pick + 2 * fringe;
    const scale = window.devicePixelRatio || 1;
    canvas.width = Math.round(width * scale);
    canvas.height = Math.round(height * scale);
    const pen = canvas.getContext("2d");
    pen.scale(scale, scale);
    const column = width / CLIENTS;

    pen.fillStyle = colours.warp;
    for (let i = 0; i < CLIENTS; i += 1) pen.fillRect((i + 0.5) * column - 0.5, 0, 1, height);

    for (let now = 0; now < picks; now += 1) {
      for (let i = 0; i < CLIENTS; i += 1) {
        const cell = cloth[now][i];
        if (!cell) continue;
        const middle = (i + 0.5) * column;
        const top = fringe + now * pick;
        const dye = colours.dyes[(cell.worker ?? 0) % DYES.length];
        // Twelve workers, six dyes: the second six are the same dyes, paler.
        pen.globalAlpha = cell.worker >= DYES.length ? 0.62 : 1;
        if (cell.kind === "run") {
          pen.fillStyle = dye;
          pen.fillRect(middle - column / 2 + 0.5, top, column - 1, pick - 0.6);
        } else if (cell.kind === "held") {
          pen.fillStyle = dye;
          pen.fillRect(middle - 1.5, top, 3, pick);
        } else if (cell.kind === "task") {
          pen.fillStyle = colours.green;
          pen.fillRect(middle - 1, top, 2, pick - 2);
        } else if (cell.kind === "parked") {
          pen.fillStyle = colours.soft;
          pen.fillRect(middle - 0.75, top, 1.5, pick);
        } else {
          pen.fillStyle = colours.soft;
          pen.fillRect(middle - 1.5, top, 3, 1.5);
        }
        pen.globalAlpha = 1;
        if (model.walls) {
          pen.fillStyle = colours.ink;
          pen.fillRect(middle - column / 2, top, 0.8, pick);
          pen.fillRect(middle + column / 2 - 0.8, top, 0.8, pick);
        }
      }
    }
  }

  function start(loom) {
    const still = window.matchMedia("(prefers-reduced-motion: reduce)");
    const night = window.matchMedia("(prefers-color-scheme: dark)");
    const canvases = [...loom.querySelectorAll("canvas[data-engine]")];
    let cloths = [];
    let picks = 0;
    let frame = 0;

    const draw = () => {
      const colours = palette();
      canvases.forEach((canvas, n) => paint(canvas, MODELS[canvas.dataset.engine], cloths[n], picks, colours));
    };

    const run = () => {
      cancelAnimationFrame(frame);
      const traffic = TRAFFIC[loom.querySelector("input[name=traffic]:checked").value];
      cloths = canvases.map((canvas) => weave(MODELS[canvas.dataset.engine], traffic));
      if (still.matches) {
        picks = PICKS;
        draw();
        return;
      }
      const begun = performance.now();
      const tick = (time) => {
        const due = Math.min(PICKS, Math.max(0, Math.floor((time - begun) / PICK_MS)));
        if (due !== picks) {
          picks = due;
          draw();
        }
        if (due < PICKS) frame = requestAnimationFrame(tick);
      };
      picks = 0;
      draw();
      frame = requestAnimationFrame(tick);
    };

    loom.hidden = false;
    loom.querySelector("button").addEventListener("click", run);
    loom.addEventListener("change", run);
    window.addEventListener("resize", draw);
    night.addEventListener("change", draw);
    // Paper does not wait for a cloth to be finished.
    window.addEventListener("beforeprint", () => {
      cancelAnimationFrame(frame);
      picks = PICKS;
      draw();
    });

    // Bare warp at first; the weaving starts when somebody is there to see it.
    cloths = canvases.map((canvas) => weave(MODELS[canvas.dataset.engine], TRAFFIC.quick));
    draw();
    new IntersectionObserver((entries, observer) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      observer.disconnect();
      run();
    }, { threshold: 0.15 }).observe(loom);
  }

  const loom = document.getElementById("loom");
  if (loom) start(loom);
})();
