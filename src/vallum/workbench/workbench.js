// What pages do besides being read: copy, watch a job, ask again while a lever moves.
// Every page says all it has to say without this.
"use strict";

for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const told = button.parentElement.querySelector("[role=status]");
    const source = document.getElementById(button.dataset.copy);
    try {
      await navigator.clipboard.writeText(source.textContent);
      told.textContent = "Copied.";
    } catch {
      const range = document.createRange();
      range.selectNodeContents(source);
      getSelection().removeAllRanges();
      getSelection().addRange(range);
      told.textContent = "Marked: copy it with your keyboard.";
    }
  });
}

for (const select of document.querySelectorAll("select[data-submit]")) {
  const form = select.form;
  const button = form.querySelector("button");
  let byKey = false;
  // With the keyboard a select changes at every step: the button stays for that.
  select.addEventListener("keydown", () => { byKey = true; });
  select.addEventListener("pointerdown", () => { byKey = false; });
  select.addEventListener("change", () => { if (!byKey && button) form.requestSubmit(); });
}

for (const box of document.querySelectorAll("[data-events]")) {
  const line = box.querySelector("[data-line]");
  const steps = box.querySelector("[data-steps]");
  const events = new EventSource(box.dataset.events);
  events.onmessage = (message) => {
    const told = JSON.parse(message.data);
    if (line.textContent !== told.line) line.textContent = told.line;
    steps.replaceChildren(...told.steps.map((step, place) => {
      const item = document.createElement("li");
      item.textContent = step;
      if (place === told.steps.length - 1 && !told.over) item.className = "now";
      return item;
    }));
    if (told.over) {
      events.close();
      location.reload();
    }
  };
}

if (document.querySelector("[data-reload]")) {
  setTimeout(() => location.reload(), 15000);
}

const levers = document.querySelector("form[data-live]");
if (levers) {
  const box = document.getElementById("answer");
  let asking = null, waiting = null;

  const shown = {
    leave: (value) => (value === "2041" ? "they stay" : value),
    spend: (value) => `${Number(value).toFixed(1)} % of GDP`,
    joint: (value) => `${Math.round(100 * value)} %`,
    pace: (value, of) => `${Math.round(100 * value * of)} % a year`,
  };
  const ask = async () => {
    asking?.abort();
    const mine = asking = new AbortController();
    box.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(`/what-if/answer?${new URLSearchParams(new FormData(levers))}`, { signal: mine.signal });
      box.innerHTML = await answer.text();
      const address = answer.headers.get("X-Address");
      if (address) {
        history.replaceState(null, "", address);
        rename(new URLSearchParams(address.split("?")[1]));
      }
    } catch (fault) {
      if (fault.name === "AbortError") return;
      box.textContent = "The server does not answer. Reload the page to try again.";
    }
    box.removeAttribute("aria-busy");
  };
  // The full run asks for what the levers show now.
  const rename = (fields) => {
    const form = document.getElementById("full");
    for (const old of form.querySelectorAll("input:not([name=form_token])")) old.remove();
    for (const [name, value] of fields) {
      const field = document.createElement("input");
      Object.assign(field, { type: "hidden", name, value });
      form.append(field);
    }
    document.getElementById("as-scenario").href = `/scenario?${fields}`;
  };
  levers.addEventListener("input", (event) => {
    const { name, value, dataset } = event.target;
    if (shown[name]) document.getElementById(`o-${name}`).value = shown[name](value, dataset.of);
    clearTimeout(waiting);
    waiting = setTimeout(ask, event.target.type === "range" ? 60 : 250);
  });
  levers.addEventListener("submit", (event) => { event.preventDefault(); ask(); });
  levers.querySelector("[data-noscript]").hidden = true;
  if (box.hasAttribute("data-ask")) ask();
}
