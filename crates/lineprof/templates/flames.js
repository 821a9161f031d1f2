// Search, zoom and keys of the flame graphs, which are shown without this too.
for (const graph of document.querySelectorAll(".graph")) {
  const find = name => graph.querySelector(name);
  const flames = find(".flames"), input = find("input"), all = find("button"), result = find("output"), told = find(".frame");
  const hint = told.textContent;
  const frames = [...flames.children].map(box => {
    const number = name => Number(box.style.getPropertyValue(name));
    return { box, left: number("--x"), right: number("--x") + number("--w"), row: number("--y") };
  });
  const of = box => frames.find(frame => frame.box === box);
  const contains = (outer, inner) => outer.left <= inner.left + 0.006 && inner.right <= outer.right + 0.006;
  let current = frames[0];

  function zoom(to) {
    const { left, right, row } = to ?? { left: 0, right: 100, row: -1 };
    flames.style.setProperty("--from", left);
    flames.style.setProperty("--of", right - left);
    for (const frame of frames) {
      const above = to && frame.row < row && contains(frame, to);
      frame.box.classList.toggle("above", Boolean(above));
      frame.box.hidden = !above && !contains({ left, right }, frame);
    }
    all.disabled = !to;
  }

  function search() {
    const text = input.value.toLowerCase();
    let regex;
    try { regex = new RegExp(input.value, "i"); } catch { /* A part of a name need not be a regex. */ }
    let share = 0, end = 0;
    for (const frame of frames) {
      const name = frame.box.textContent;
      const found = text !== "" && (name.toLowerCase().includes(text) || Boolean(regex?.test(name)));
      frame.box.classList.toggle("found", found);
      // Callers come before what they call, so a match within a match adds nothing.
      if (found && frame.right > end) {
        share += frame.right - Math.max(end, frame.left);
        end = frame.right;
      }
    }
    flames.classList.toggle("searched", text !== "");
    result.textContent = text === "" ? "" : `${share.toFixed(1)} % matches`;
  }

  function move(to) {
    if (!to) return;
    current.box.tabIndex = -1;
    current = to;
    current.box.tabIndex = 0;
    current.box.focus();
  }

  function key(event) {
    const shown = frames.filter(frame => !frame.box.hidden);
    const row = shown.filter(frame => frame.row === current.row);
    const steps = {
      ArrowUp: () => move(shown.find(frame => frame.row === current.row - 1 && contains(frame, current))),
      ArrowDown: () => move(shown.find(frame => frame.row === current.row + 1 && contains(current, frame))),
      ArrowLeft: () => move(row[row.indexOf(current) - 1]),
      ArrowRight: () => move(row[row.indexOf(current) + 1]),
      Enter: () => zoom(current),
      " ": () => zoom(current),
      Escape: () => zoom(),
    };
    if (event.key in steps) {
      event.preventDefault();
      steps[event.key]();
    }
  }

  if (!current) continue;
  flames.setAttribute("role", "group");
  for (const { box } of frames) {
    box.setAttribute("role", "button");
    box.tabIndex = -1;
  }
  current.box.tabIndex = 0;
  find(".tools").hidden = false;
  const tell = event => { told.textContent = event.target.title || hint; };
  flames.addEventListener("pointerover", tell);
  flames.addEventListener("focusin", tell);
  flames.addEventListener("click", event => { const frame = of(event.target); if (frame) { move(frame); zoom(frame); } });
  flames.addEventListener("keydown", key);
  input.addEventListener("input", search);
  all.addEventListener("click", () => zoom());
}
