"use strict";
// What needs a script anyway: the search in the head of a page, and buttons that copy. All else works without.
(() => {
  const zh = document.documentElement.lang.startsWith("zh");
  const words = zh ? ["复制", "已复制", "搜索记录", "搜索"] : ["Copy", "Copied", "Search the records", "Search"];

  const leading = document.querySelector("header nav a[href$='search.html']");
  if (leading) {
    const form = document.createElement("form");
    form.action = leading.getAttribute("href");
    form.setAttribute("role", "search");
    const box = document.createElement("input");
    Object.assign(box, {type: "search", name: "q", placeholder: words[2]});
    box.setAttribute("aria-label", words[2]);
    const button = document.createElement("button");
    button.type = "submit";
    button.textContent = words[3];
    form.append(box, button);
    leading.replaceWith(form);
  }

  const copy = async (text) => {
    if (navigator.clipboard) {
      try {
        await navigator.clipboard.writeText(text);
        return true;
      } catch {
        // not allowed here; the older way may be
      }
    }
    const area = document.createElement("textarea");
    area.value = text;
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    return done;
  };
  for (const block of document.querySelectorAll("main pre")) {
    const text = block.textContent;
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = words[0];
    button.addEventListener("click", async () => {
      if (await copy(text)) {
        button.textContent = words[1];
        button.focus();
      }
    });
    block.prepend(button);
  }
})();
