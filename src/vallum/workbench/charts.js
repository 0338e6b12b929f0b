// Charts that answer: point at a mark, or step through marks with the arrow keys.
// A chart is a picture until a reader turns to it; then the same picture, whose marks say what they
// show (data-told), takes its place.  Without this script the picture and its table stay.
{
const SVG = "http://www.w3.org/2000/svg";
const NEAR = 18;  // how far from a mark one may point and still mean it [px]
const narrow = matchMedia("(max-width: 44rem)");

const words = (tag, className, text) => {
  const made = document.createElement(tag);
  made.className = className;
  made.textContent = text;
  return made;
};

class Chart {
  constructor(picture) {
    this.picture = picture;
    this.title = picture.closest("figure")?.querySelector("figcaption :is(h1, h2, h3)")?.textContent ?? "Chart";
    this.box = words("div", "chart", "");
    picture.replaceWith(this.box);
    this.box.append(picture);
    this.tip = words("div", "tip", "");
    this.ring = words("div", "ring", "");
    this.tip.hidden = this.ring.hidden = true;
    this.tip.setAttribute("aria-hidden", "true");
    this.told = words("p", "told", "");
    this.told.setAttribute("aria-live", "polite");
    this.box.append(this.ring, this.tip, this.told);
    this.box.tabIndex = 0;
    this.box.setAttribute("role", "application");
    this.box.setAttribute("aria-roledescription", "chart");
    this.box.setAttribute("aria-label", `${this.title}. Arrow keys step through its marks, Escape leaves them.`);
    this.box.addEventListener("pointerenter", () => this.open());
    this.box.addEventListener("pointermove", (event) => this.point(event));
    this.box.addEventListener("pointerdown", (event) => this.open().then(() => this.point(event)));
    this.box.addEventListener("pointerleave", (event) => { if (event.pointerType === "mouse") this.leave(); });
    this.box.addEventListener("focus", () => this.open());
    this.box.addEventListener("blur", () => this.leave());
    this.box.addEventListener("keydown", (event) => this.key(event));
    narrow.addEventListener("change", () => this.close());
  }

  // The chart whose marks speak, in the place of the picture.
  open() {
    this.opening ??= this.load().catch(() => { this.opening = null; });
    return this.opening;
  }

  async load() {
    const image = this.picture.querySelector("img");
    const small = this.picture.querySelector("source");
    const answer = await fetch(narrow.matches && small ? small.srcset : image.getAttribute("src"));
    if (!answer.ok) return;
    const drawn = new DOMParser().parseFromString(await answer.text(), "image/svg+xml").documentElement;
    if (drawn.namespaceURI !== SVG || drawn.querySelector("script")) return;
    const marks = [...drawn.querySelectorAll("[data-told]")];
    if (!marks.length) return;
    this.svg = document.importNode(drawn, true);
    this.svg.setAttribute("aria-hidden", "true");  // the box tells of it, mark by mark
    this.marks = [...this.svg.querySelectorAll("[data-told]")];
    this.now = -1;
    this.picture.hidden = true;
    this.box.prepend(this.svg);
  }

  close() {
    if (!this.svg) return;
    this.leave();
    this.svg.remove();
    this.picture.hidden = false;
    this.svg = this.opening = null;
  }

  point(event) {
    if (!this.svg || event.target === this.tip) return;
    const { clientX: x, clientY: y } = event;
    const hit = document.elementsFromPoint(x, y).find((one) => this.svg.contains(one) && one.dataset.told);
    const found = hit ? this.marks.indexOf(hit) : this.nearest(x, y);
    if (found < 0) this.leave();
    else this.show(found, x, y);
  }

  nearest(x, y) {
    let best = -1, least = NEAR;
    this.marks.forEach((mark, place) => {
      const at = mark.getBoundingClientRect();
      const dx = Math.max(at.left - x, 0, x - at.right), dy = Math.max(at.top - y, 0, y - at.bottom);
      const far = Math.hypot(dx, dy) + (mark.tagName === "path" && at.width > 60 && at.height > 60 ? NEAR : 0);
      if (far < least) { least = far; best = place; }
    });
    return best;
  }

  show(place, x, y) {
    this.now = place;
    const mark = this.marks[place], frame = this.box.getBoundingClientRect();
    const at = mark.getBoundingClientRect();
    const left = at.left - frame.left, top = at.top - frame.top;
    Object.assign(this.ring.style, {
      left: `${left - 3}px`, top: `${top - 3}px`, width: `${at.width + 6}px`, height: `${at.height + 6}px`,
    });
    this.tip.textContent = mark.dataset.told;
    this.ring.hidden = this.tip.hidden = false;
    const middle = (x ?? at.left + at.width / 2) - frame.left;
    const above = (y === undefined ? top : y - frame.top) - 12;
    const wide = this.tip.offsetWidth, high = this.tip.offsetHeight;
    this.tip.style.left = `${Math.max(0, Math.min(middle - wide / 2, frame.width - wide))}px`;
    this.tip.style.top = `${above - high < -8 ? (y === undefined ? top + at.height : y - frame.top) + 16 : above - high}px`;
  }

  leave() {
    this.now = -1;
    this.ring.hidden = this.tip.hidden = true;
    this.told.textContent = "";
  }

  async key(event) {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === "Escape") {
      this.leave();
      return;
    }
    if (!["ArrowRight", "ArrowLeft", "ArrowUp", "ArrowDown", "Home", "End"].includes(event.key)) return;
    event.preventDefault();
    await this.open();
    if (!this.svg) return;
    const place = this.next(event.key);
    this.show(place);
    this.told.textContent = this.marks[place].dataset.told;
    this.marks[place].scrollIntoView({ block: "nearest" });
  }

  // The nearest mark in the direction of the key; the same one where there is none.
  next(key) {
    if (key === "Home" || this.now < 0) return 0;
    if (key === "End") return this.marks.length - 1;
    const middle = (mark) => {
      const at = mark.getBoundingClientRect();
      return [at.left + at.width / 2, at.top + at.height / 2];
    };
    const [x, y] = middle(this.marks[this.now]);
    const along = key === "ArrowRight" || key === "ArrowLeft" ? 0 : 1;
    const sign = key === "ArrowRight" || key === "ArrowDown" ? 1 : -1;
    let best = this.now, least = Infinity;
    this.marks.forEach((mark, place) => {
      const at = middle(mark);
      const ahead = sign * (at[along] - [x, y][along]), aside = Math.abs(at[1 - along] - [x, y][1 - along]);
      const far = ahead + 4 * aside;
      if (ahead > 0.5 && far < least) { least = far; best = place; }
    });
    return best;
  }
}

const wanted = (picture) => /\.svg(\?|$)/.test(picture.querySelector("img")?.getAttribute("src") ?? "");
for (const picture of document.querySelectorAll("figure picture")) {
  if (wanted(picture)) new Chart(picture);
}
}
