// Rows as spreadsheets put them on the clipboard: tab-separated, quoted where a cell holds
// a tab, a quote or a line break, ended by one more line break that is no row.

export function parseSheet(text) {
  const rows = [];
  let row = [];
  let cell = "";
  let isQuoted = false;
  const endCell = () => {
    row.push(cell);
    cell = "";
  };
  const endRow = () => {
    endCell();
    rows.push(row);
    row = [];
  };
  for (let at = 0; at < text.length; at++) {
    const char = text[at];
    if (isQuoted) {
      if (char === '"' && text[at + 1] === '"') {
        cell += '"';
        at++;
      } else if (char === '"') {
        isQuoted = false;
      } else {
        cell += char;
      }
    } else if (char === '"' && cell === "" && closes(text, at)) {
      isQuoted = true;
    } else if (char === "\t") {
      endCell();
    } else if (char === "\n" || char === "\r") {
      if (char === "\r" && text[at + 1] === "\n") at++;
      endRow();
    } else {
      cell += char;
    }
  }
  if (cell !== "" || row.length) endRow();
  return rows;
}

// A cell may begin with a quote that is meant as an inch mark; only a closed quote opens a quoted cell.
function closes(text, at) {
  for (let next = at + 1; next < text.length; next++) {
    if (text[next] !== '"') continue;
    if (text[next + 1] === '"') next++;
    else return /^(\t|\r|\n|$)/.test(text.slice(next + 1, next + 2));
  }
  return false;
}

const quoted = (cell) => (/["\t\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);

export const formatSheet = (rows) => rows.map((row) => row.map(quoted).join("\t")).join("\n");

// What a paste changes: a single value fills the range, a block repeats when the range is a
// multiple of it, otherwise it is laid down once from the range's first cell.
export function spread(block, height, width) {
  const columns = Math.max(...block.map((row) => row.length));
  const even = block.map((row) => [...row, ...Array(columns - row.length).fill("")]);
  const isMultiple = height % even.length === 0 && width % columns === 0;
  const rows = isMultiple ? height : even.length;
  const wide = isMultiple ? width : columns;
  return Array.from({ length: rows }, (_, row) =>
    Array.from({ length: wide }, (_, column) => even[row % even.length][column % columns]),
  );
}
