/*
  The live panel: asks this very server about files of this very site, and
  shows what it answers. Nothing is made up: no answer, no header.
*/
(() => {
  "use strict";

  const panel = document.getElementById("asker");
  if (!panel) return;
  const screen = panel.querySelector("pre");

  const chosen = (name) => panel.querySelector(`input[name=${name}]:checked`).value;

  async function ask(path, method, headers = {}) {
    const answer = await fetch(path, { method, headers, cache: "no-store" });
    // Take the body, even an empty one: an answer left half read is an aborted one.
    await answer.arrayBuffer();
    return answer;
  }

  function span(className, text) {
    const element = document.createElement("span");
    element.className = className;
    element.textContent = text;
    return element;
  }

  function lines(method, path, asked, answer) {
    const parts = [`${method} ${new URL(path, location.href).pathname}\n`];
    for (const [name, value] of Object.entries(asked)) parts.push(span("field", name), `: ${value}\n`);
    parts.push("\n");
    if (answer.redirected) parts.push(span("comment", `(sent on to ${new URL(answer.url).pathname})\n`));
    parts.push(span(answer.ok || answer.status === 304 ? "status" : "status refused", `${answer.status} ${answer.statusText}`), "\n");
    for (const [name, value] of answer.headers) parts.push(span("field", name), `: ${value}\n`);
    return parts;
  }

  async function inquire() {
    const path = chosen("file");
    const question = chosen("question");
    if (question === "range") {
      const asked = { Range: "bytes=0-99" };
      return lines("GET", path, asked, await ask(path, "GET", asked));
    }
    const first = await ask(path, "HEAD");
    if (question === "head") return lines("HEAD", path, {}, first);
    const tag = first.headers.get("ETag");
    if (!tag) return ["This answer carries no ETag, so there is nothing to ask again with."];
    const asked = { "If-None-Match": tag };
    return lines("HEAD", first.url, asked, await ask(first.url, "HEAD", asked));
  }

  let latest = 0;
  async function refresh() {
    const mine = ++latest;
    let parts;
    try {
      parts = await inquire();
    } catch {
      parts = ["No answer. Is the server still running?"];
    }
    // A slow answer to an earlier question must not cover a later one.
    if (mine === latest) screen.replaceChildren(...parts);
  }

  // A page opened from the disk has no server to ask.
  if (!location.protocol.startsWith("http")) {
    screen.textContent = "This needs a live server: start ./weft --demo and open http://127.0.0.1:8085/http.html.";
    return;
  }
  panel.addEventListener("change", refresh);
  panel.querySelector("button").addEventListener("click", refresh);
  refresh();
})();
