/*
  Sends small dots along the routes of a diagram: a request goes in, an answer
  comes back. The diagrams are complete without it, so where the reader asks
  for less motion nothing here runs.
*/
(() => {
  "use strict";

  if (window.matchMedia("(prefers-reduced-motion: reduce)").matches) return;

  const OUT = 560; // ms from client to worker
  const SERVE = 160;
  const BACK = 460;
  const GAP = 190; // between two arrivals
  const SVG = "http://www.w3.org/2000/svg";

  const ease = (t) => t * t * (3 - 2 * t);
  const clamp = (t) => Math.min(1, Math.max(0, t));

  function send(plan, done) {
    const serial = plan.dataset.mode === "serial";
    const trips = [...plan.querySelectorAll(".route")].map((route, n) => {
      const dot = document.createElementNS(SVG, "circle");
      dot.setAttribute("r", "6");
      plan.append(dot);
      const arrives = n * GAP;
      // The iterative server takes the next client only when it is done with this one.
      const turn = serial ? n * (OUT + SERVE + BACK) : arrives;
      return { route, dot, arrives, turn, length: route.getTotalLength() };
    });
    const door = 0.16; // how far along its route a client gets while it must wait
    const begun = performance.now();

    const step = (time) => {
      const now = time - begun;
      let moving = false;
      for (const { route, dot, arrives, turn, length } of trips) {
        const since = now - turn;
        let at;
        if (since < 0) at = door * ease(clamp((now - arrives) / 200));
        else if (since < OUT) at = (turn > arrives ? door : 0) + (1 - (turn > arrives ? door : 0)) * ease(since / OUT);
        else at = 1 - ease(clamp((since - OUT - SERVE) / BACK));
        const end = since > OUT + SERVE + BACK;
        moving ||= !end;
        dot.setAttribute("class", since < OUT + SERVE / 2 ? "request" : "answer");
        dot.setAttribute("visibility", end || now < arrives ? "hidden" : "visible");
        const point = route.getPointAtLength(at * length);
        dot.setAttribute("cx", point.x);
        dot.setAttribute("cy", point.y);
      }
      if (moving) {
        requestAnimationFrame(step);
        return;
      }
      trips.forEach(({ dot }) => dot.remove());
      done();
    };
    requestAnimationFrame(step);
  }

  for (const plan of document.querySelectorAll(".plan")) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = "Send clients";
    button.setAttribute("aria-describedby", plan.closest("article").querySelector("h3").id);
    plan.closest("figure").querySelector(".plan-foot").append(button);

    let busy = false;
    const play = () => {
      if (busy) return;
      busy = true;
      send(plan, () => { busy = false; });
    };
    button.addEventListener("click", play);

    // Once by itself, when the diagram first comes into view; after that on request.
    new IntersectionObserver((entries, observer) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      observer.disconnect();
      play();
    }, { threshold: 0.7 }).observe(plan);
  }
})();
