// Where a figure of this report comes from: a hint on pointing at it, a panel on a click.
// All that it tells stands in the page (#why-told, see provenance.py): no request leaves it.
"use strict";
(() => {
  const told = JSON.parse(document.getElementById("why-told").textContent);
  const hint = make("div", { id: "why-hint", className: "why-hint", role: "tooltip", hidden: true });
  const panel = make("dialog", { className: "why-panel" });
  let opener = null;

  function make(tag, traits, ...parts) {
    const element = Object.assign(document.createElement(tag), traits);
    element.append(...parts);
    return element;
  }

  // A figure is named by the cells before the first figure of its row, and by its column.
  function title(figure) {
    const row = figure.closest("tr");
    if (!row) {
      const note = figure.closest(".note"); // a second figure beside the first: its own words say which
      return (note ?? figure.closest("div").querySelector("dt")).textContent;
    }
    const heads = [...figure.closest("table").tHead.rows[0].cells].map((head) => head.textContent);
    const cells = [...row.cells];
    const names = cells.slice(0, cells.findIndex((cell) => cell.querySelector(".why")));
    const said = names.map((cell) => cell.textContent);
    return [...said.filter((name, at) => name && heads[at] !== "Unit"),
      heads[figure.parentElement.cellIndex]].join(" · ");
  }

  function factLine(at) {
    const [place, key, value, mark, sources, note] = told.facts[at];
    const from = make("p", {}, place);
    for (const id of sources) {
      const [name, said, url] = told.sources[id];
      from.append("; ", url ? make("a", { href: url, rel: "noreferrer" }, name) : name, said);
    }
    const badge = make("span", { className: `mark ${told.marks[mark][0]}` }, told.marks[mark][1]);
    return make("li", {}, make("b", {}, key), value && `: ${value}`, " ", badge, from, make("p", {}, note));
  }

  const more = (number) => make("p", {}, number ? `and ${number} more` : "");
  function fill(figure) {
    const address = figure.dataset.figure;
    const [value, counts, rests, steps, further, facts, others] = told.figures[address];
    const command = `vallum why ${told.run} ${/[^\w./+-]/.test(address) ? `'${address}'` : address}`;
    const copy = make("button", { type: "button" }, "Copy");
    copy.onclick = () => navigator.clipboard.writeText(command).then(() => copy.replaceChildren("Copied"));
    const parts = counts.map((_, mark) => make("i", { className: told.marks[mark][0] }));
    parts.forEach((part, mark) => { part.style.flexGrow = counts[mark]; });
    panel.replaceChildren(
      make("button", { type: "button", className: "close", onclick: shut }, "Close"),
      make("h2", { id: "why-title", tabIndex: -1 }, title(figure)),
      make("p", { className: "value" }, value),
      make("div", { className: "bar" }, ...parts), make("p", {}, rests),
      make("h3", {}, "How it was made"),
      make("ol", {}, ...steps.map((step) => make("li", {}, told.steps[step]))), more(further),
      make("h3", {}, "What it rests on"), make("ul", {}, ...facts.map(factLine)), more(others),
      make("h3", {}, "All of it, on the command line"),
      make("pre", { tabIndex: 0 }, make("code", {}, command)), navigator.clipboard ? copy : "");
  }

  function open(figure) {
    opener = figure;
    fill(figure);
    panel.show();
    panel.scrollTop = 0;
    panel.querySelector("h2").focus();
    const [box, sheet] = [figure.getBoundingClientRect(), panel.getBoundingClientRect()];
    const beside = sheet.left >= box.right || sheet.right <= box.left;
    if (!beside && sheet.top < box.bottom) window.scrollBy(0, box.bottom - sheet.top + 24);
  }

  function shut() {
    panel.close();
    opener.focus();
    point(null);
  }

  function point(figure) {
    hint.hidden = !figure;
    if (!figure) return;
    figure.setAttribute("aria-describedby", hint.id);
    const [, , rests, steps] = told.figures[figure.dataset.figure];
    hint.replaceChildren(make("p", {}, told.steps[steps[0]]), make("p", {}, rests));
    const [box, page] = [figure.getBoundingClientRect(), document.documentElement];
    const above = box.bottom + hint.offsetHeight + 6 > page.clientHeight;
    hint.style.left = `${Math.max(8, Math.min(box.left, page.clientWidth - hint.offsetWidth - 8))}px`;
    hint.style.top = `${above ? box.top - hint.offsetHeight - 6 : box.bottom + 6}px`;
  }

  // The Tab key stops once in a table; the arrow keys lead on from there.
  function move(figure, key) {
    const cell = figure.closest("td");
    const row = cell?.parentElement;
    const next = { ArrowLeft: cell?.previousElementSibling, ArrowRight: cell?.nextElementSibling,
      ArrowUp: row?.previousElementSibling?.cells[cell.cellIndex],
      ArrowDown: row?.nextElementSibling?.cells[cell.cellIndex] }[key]?.querySelector(".why");
    if (next) [figure.tabIndex, next.tabIndex] = [-1, 0];
    next?.focus();
    return Boolean(next);
  }

  const on = (name, act) => document.addEventListener(name, (event) => act(event, event.target.closest?.(".why")));
  on("mouseover", (_, figure) => point(figure));
  on("focusin", (_, figure) => point(figure?.matches(":focus-visible") ? figure : null));
  on("click", (_, figure) => figure && open(figure));
  on("keydown", (event, figure) => {
    if (event.key === "Escape") panel.open ? shut() : point(null);
    else if (figure && (event.key === "Enter" || event.key === " ")) open(figure);
    else if (!figure || !move(figure, event.key)) return;
    event.preventDefault();
  });
  document.querySelectorAll(".why").forEach((figure) => {
    figure.setAttribute("role", "button");
    const first = figure.closest("table")?.querySelector(".why") ?? figure;
    figure.tabIndex = first === figure ? 0 : -1;
  });
  panel.setAttribute("aria-labelledby", "why-title");
  document.body.append(hint, panel);
  document.querySelector(".hint").hidden = false;
})();
