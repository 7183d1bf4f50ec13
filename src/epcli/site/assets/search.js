"use strict";
// The search: every word must be there, in either language. A Chinese word is found anywhere, any other from its beginning on; width and
// case are of no matter. Whatever is shown is set as text, so that nothing of a record is ever read as markup.
(() => {
  const MOST = 100;
  const TABLES = ["organizations", "case_studies", "indicators", "places", "events", "figures", "sources"];
  const lang = document.documentElement.lang.startsWith("zh") ? "zh" : "en";
  const form = document.getElementById("ask_");
  const box = document.getElementById("q_");
  const count = document.getElementById("count_");
  const list = document.getElementById("found_");

  const fold = (text) => text.normalize("NFKC").toLowerCase().replace(/[’‘]/g, "'");
  const isWord = (char) => char !== undefined && /[\p{L}\p{N}]/u.test(char) && !/\p{Script=Han}/u.test(char);
  const records = epcli.records.map(([table, id, zh, en, wordsZh, wordsEn, file]) => ({
    table, file: file || id, id, zh, en, words: {zh: wordsZh, en: wordsEn},
    names: [zh, en].map(fold),
    folded: [id.replaceAll("-", " "), id, zh, en, wordsZh, wordsEn].map(fold).join("\n"),
  }));

  // Where a word stands in a text: its first place, or -1.
  const place = (text, word) => {
    for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
      if (!isWord(word[0]) || !isWord(text[at - 1])) return at;
    }
    return -1;
  };
  // A word as it is; in the singular; or, where Chinese and other writing meet in it (京东30亿), its parts.
  const spellings = (word) => {
    const ways = [[word]];
    if (/^[a-z]{4,}s$/.test(word)) ways.push([word.replace(/ies$/, "").replace(/s$/, "")]);
    const parts = word.match(/\p{Script=Han}+|[^\p{Script=Han}]+/gu) || [];
    if (parts.length > 1) ways.push(parts);
    return ways;
  };
  const has = (text, word) => spellings(word).some((parts) => parts.every((part) => place(text, part) >= 0));

  const score = (record, words, whole) => {
    if (!words.every((word) => has(record.folded, word))) return -1;
    if (fold(record.id) === whole) return 1000;
    let best = 0;
    for (const name of record.names) {
      if (name === whole) best = Math.max(best, 900);
      else if (name.startsWith(whole)) best = Math.max(best, 500 - Math.min(name.length, 200));
      else if (words.every((word) => has(name, word))) best = Math.max(best, 250 - Math.min(name.length, 200));
    }
    if (!best && record.folded.split(/[\s,;]+/).includes(whole)) best = 40;
    return best + (TABLES.length - record.table);
  };

  const marked = (text, words) => {
    const folded = fold(text);
    const piece = document.createDocumentFragment();
    if (folded.length !== text.length) { // folding has moved the places
      piece.append(text);
      return piece;
    }
    const spans = [];
    for (const part of words.flatMap((word) => spellings(word).flat())) {
      const at = place(folded, part);
      if (at >= 0) spans.push([at, at + part.length]);
    }
    let end = 0;
    for (const [from, to] of spans.sort((a, b) => a[0] - b[0])) {
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
    const folded = fold(text);
    const places = words.map((word) => place(folded, word)).filter((at) => at >= 0);
    const from = places.length ? Math.max(0, Math.min(...places) - 50) : 0;
    const cut = text.slice(from, from + 170).trim();
    return (from ? "…" : "") + cut + (from + 170 < text.length ? "…" : "");
  };

  const item = (record, words) => {
    const entry = document.createElement("li");
    const link = document.createElement("a");
    link.href = `${TABLES[record.table]}/${record.file}.html`;
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
    const hits = (tongue) => words.filter((word) => has(fold(record.words[tongue]), word)).length;
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
    const whole = fold(query).trim().split(/\s+/).join(" ");
    const words = whole.split(" ").filter(Boolean);
    list.replaceChildren();
    if (!words.length) {
      count.textContent = "";
      return;
    }
    const found = records.map((record) => [score(record, words, whole), record]).filter(([points]) => points >= 0);
    found.sort((a, b) => b[0] - a[0]);
    list.append(...found.slice(0, MOST).map(([, record]) => item(record, words)));
    count.textContent = !found.length ? said("found_none") : found.length > MOST ? said("found_first", found.length, MOST) : said("found", found.length);
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
