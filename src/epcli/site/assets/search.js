"use strict";
// The page of the search. Whatever is shown is set as text, so that nothing of a record is ever read as markup.
(() => {
  const MOST = 100;
  const lang = document.documentElement.lang.startsWith("zh") ? "zh" : "en";
  const form = document.getElementById("ask_");
  const box = document.getElementById("q_");
  const count = document.getElementById("count_");
  const list = document.getElementById("found_");

  const marked = (text, words) => {
    const piece = document.createDocumentFragment();
    let end = 0;
    for (const [from, to] of finding.marks(text, words)) {
      if (from < end) continue;
      const mark = document.createElement("mark");
      mark.textContent = text.slice(from, to);
      piece.append(text.slice(end, from), mark);
      end = to;
    }
    piece.append(text.slice(end));
    return piece;
  };

  // Some words around the first place of what was asked for.
  const around = (text, words) => {
    const [[first] = [0]] = finding.marks(text, words);
    const from = Math.max(0, first - 50);
    const cut = text.slice(from, from + 170).trim();
    return (from ? "…" : "") + cut + (from + 170 < text.length ? "…" : "");
  };

  const item = (record, words) => {
    const entry = document.createElement("li");
    const link = document.createElement("a");
    link.href = `${finding.TABLES[record.table]}/${record.file}.html`;
    link.append(marked(record[lang], words));
    const kind = document.createElement("p");
    const other = record[lang === "zh" ? "en" : "zh"];
    kind.append(`${epcli.kinds[record.table][lang]} · ${record.id}`, other === record[lang] ? "" : " · ");
    if (other !== record[lang]) {
      const foreign = document.createElement("span");
      foreign.lang = lang === "zh" ? "en" : "zh-Hans";
      foreign.append(marked(other, words));
      kind.append(foreign);
    }
    entry.append(link, kind);
    // The words of the reader's language, unless those asked for stand in the other alone.
    const hits = (tongue) => words.filter((word) => finding.marks(record.words[tongue], [word]).length).length;
    const foreign = lang === "zh" ? "en" : "zh";
    const tongue = hits(foreign) > hits(lang) ? foreign : lang;
    if (record.words[tongue]) {
      const text = document.createElement("p");
      if (tongue !== lang) text.lang = foreign === "zh" ? "zh-Hans" : "en";
      text.append(marked(around(record.words[tongue], words), words));
      entry.append(text);
    }
    return entry;
  };

  const said = (name, ...numbers) => epcli.said[name][lang].replace(/\{\}/g, () => numbers.shift());

  const search = (query) => {
    list.replaceChildren();
    if (!query.trim()) {
      count.textContent = "";
      return;
    }
    const {words, records} = finding.search(query);
    list.append(...records.slice(0, MOST).map((record) => item(record, words)));
    const name = records.length > MOST ? "found_first" : {0: "found_none", 1: "found_one"}[records.length] || "found";
    count.textContent = said(name, records.length, MOST);
    document.title = `${query} · ${document.title.split(" · ").pop()}`;
  };

  let waiting;
  box.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => search(box.value), 120);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(waiting);
    search(box.value);
    try {
      history.replaceState(null, "", `?q=${encodeURIComponent(box.value)}`);
    } catch {
      // a page from a file may have no history of its own
    }
  });
  box.value = new URLSearchParams(location.search).get("q") || "";
  search(box.value);
  if (!box.value) box.focus();
})();
