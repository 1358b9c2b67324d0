/*
  The model behind the seven cloths: the same twelve clients and the same two
  cores, under each of the seven models. It runs in ticks of a made-up clock.
  It is a model to look at, not a measurement.
*/
const Weaving = (() => {
  "use strict";

  const CLIENTS = 12;
  const CORES = 2;
  const TICKS = 76;
  const THINK = 5; // ticks between an answer and the client's next request
  const ODD = 2; // the client that is silent, or wants something huge

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
    silent: (i) => (i === ODD ? { silence: 42, requests: [4] } : { silence: 0, requests: [4, 4] }),
    huge: (i) => (i === ODD ? { silence: 0, requests: [28] } : { silence: 0, requests: [4, 4] }),
  };

  /**
   * Runs one model. Returns rows, TICKS of them, each with a cell ({ kind, worker } or undefined) for
   * each client; and clients, with the tick at which each came and that of its first answer, if it got one.
   */
  function weave(model, traffic) {
    const clients = Array.from({ length: CLIENTS }, (_, i) => {
      const { silence, requests } = traffic(i);
      return { i, came: i, silence, requests: [...requests], state: "away", answered: null };
    });
    const server = model.serial ? iterative() : concurrent(clients, model);
    const rows = [];
    for (let now = 0; now < TICKS; now += 1) {
      const row = new Array(CLIENTS);
      for (const client of clients) {
        if (client.state === "away" && now >= client.came) {
          client.state = "idle";
          server.came(client);
        }
        if (client.state === "idle" && client.silence-- <= 0) {
          client.state = "ready";
          server.asked(client);
        }
      }
      server.serve(row, now);
      rows.push(row);
    }
    return { rows, clients };
  }

  /** Works one tick for a client; true if that was the last of its request. */
  function work(client, now) {
    client.requests[0] -= 1;
    if (client.requests[0] > 0) return false;
    client.answered ??= now;
    client.requests.shift();
    client.silence = THINK;
    client.state = client.requests.length > 0 ? "idle" : "done";
    return true;
  }

  function iterative() {
    let only = null; // the one client that is inside
    const backlog = [];
    return {
      came: (client) => backlog.push(client),
      asked: (client) => {
        if (client !== only && !backlog.includes(client)) backlog.push(client);
      },
      serve: (row, now) => {
        only ??= backlog.shift() ?? null;
        for (const client of backlog) row[client.i] = { kind: "queued" };
        if (!only) return;
        const running = only.state === "ready";
        row[only.i] = { kind: running ? "run" : "held", worker: 0 };
        // A connection is kept only while nobody waits; else its client must queue again.
        if (running && work(only, now) && (only.state === "done" || backlog.length > 0)) only = null;
      },
    };
  }

  function concurrent(clients, model) {
    const ready = []; // clients with work to do, in the order they asked
    const workers = Array.from({ length: CORES }, (_, id) => ({ id, job: null, left: 0 }));

    const take = (worker) => {
      const at = ready.findIndex((c) => model.own || (model.lane(c.i) ?? worker.id) === worker.id);
      if (at < 0) return;
      [worker.job] = ready.splice(at, 1);
      worker.left = model.turn ?? 1;
    };

    return {
      came: () => {},
      asked: (client) => ready.push(client),
      serve: (row, now) => {
        for (const client of clients) {
          if (client.state !== "idle" && client.state !== "ready") continue;
          row[client.i] = { kind: model.own ? "held" : model.tasks ? "task" : "parked", worker: client.i };
        }
        const again = [];
        // Whoever is free first takes the next one: turn about, so that tasks are seen to hop.
        for (const worker of model.tasks && now % 2 ? [...workers].reverse() : workers) {
          if (!worker.job) take(worker);
          const client = worker.job;
          if (!client) continue;
          row[client.i] = { kind: "run", worker: model.own ? client.i : worker.id };
          worker.left -= 1;
          const finished = work(client, now);
          if (!finished && worker.left === 0) again.push(client);
          if (finished || worker.left === 0) worker.job = null;
        }
        // Back of the queue, after everybody has taken: nobody is served twice in one tick.
        ready.push(...again.sort((a, b) => a.i - b.i));
      },
    };
  }

  return { CLIENTS, CORES, TICKS, ODD, MODELS, TRAFFIC, weave };
})();
