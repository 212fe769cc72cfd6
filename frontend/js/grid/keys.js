// Keys of the grid while no cell is being edited: as in a spreadsheet, and with a way out.

const isPlain = (event) => !event.ctrlKey && !event.metaKey && !event.altKey;
const isCommand = (event) => event.ctrlKey || event.metaKey;

const lastRow = (grid) => grid.range.rowCount - 1;
const lastColumn = (grid) => grid.range.columnCount - 1;

function arrows(grid) {
  const rightToLeft = document.documentElement.dir === "rtl" ? -1 : 1;
  return { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -rightToLeft], ArrowRight: [0, rightToLeft] };
}

function arrow(grid, event) {
  const step = arrows(grid)[event.key];
  const place = grid.range.place;
  if (!step || !place) return false;
  const from = event.shiftKey ? place.end : place;
  if (isCommand(event)) {
    const row = step[0] ? (step[0] > 0 ? lastRow(grid) : 0) : from.row;
    const column = step[1] ? (step[1] > 0 ? lastColumn(grid) : grid.range.first) : from.column;
    grid.range.goTo(row, column, { extend: event.shiftKey });
  } else if (!event.shiftKey && step[0] > 0 && from.row === lastRow(grid)) {
    grid.addLine({ column: from.column });
  } else {
    grid.range.goTo(from.row + step[0], from.column + step[1], { extend: event.shiftKey });
  }
  return true;
}

function jump(grid, event) {
  const place = grid.range.place;
  if (!place) return false;
  const from = event.shiftKey ? place.end : place;
  const targets = {
    Home: [isCommand(event) ? 0 : from.row, grid.range.first],
    End: [isCommand(event) ? lastRow(grid) : from.row, lastColumn(grid)],
    PageUp: [from.row - grid.pageSize, from.column],
    PageDown: [from.row + grid.pageSize, from.column],
  };
  const target = targets[event.key];
  if (!target) return false;
  grid.range.goTo(...target, { extend: event.shiftKey });
  return true;
}

// Tab walks through the cells and leaves at both ends; the browser then finds the next stop itself.
function tab(grid, event) {
  if (event.key !== "Tab") return false;
  const place = grid.range.place;
  if (!place) return false;
  const { row, column } = place;
  const atEnd = event.shiftKey ? row === 0 && column === grid.range.first : row === lastRow(grid) && column === lastColumn(grid);
  if (atEnd) {
    grid.letGo();
    return false;
  }
  const next = event.shiftKey ? column - 1 : column + 1;
  if (next < grid.range.first) grid.range.goTo(row - 1, lastColumn(grid));
  else if (next > lastColumn(grid)) grid.range.goTo(row + 1, grid.range.first);
  else grid.range.goTo(row, next);
  return true;
}

const COMMANDS = {
  z: (grid, event) => (event.shiftKey ? grid.redo() : grid.undo()),
  y: (grid) => grid.redo(),
  a: (grid) => grid.range.selectAll(),
  d: (grid) => grid.fillDown(),
  s: (grid) => grid.save({ isAsked: true }),
};

function command(grid, event) {
  const act = isCommand(event) && !event.altKey && COMMANDS[event.key.toLowerCase()];
  if (!act) return false;
  act(grid, event);
  return true;
}

function single(grid, event) {
  switch (event.key) {
    case "Enter":
      return grid.enter(event.shiftKey), true;
    case "F2":
      return grid.edit(null), true;
    case "Delete":
    case "Backspace":
      return grid.clear(), true;
    case "Insert":
      return grid.addLine(), true;
    case "Escape":
      return grid.leave(), true;
    case " ":
      return grid.space(event.shiftKey), true;
    default:
      return false;
  }
}

// A letter, a digit, or the first stroke of an input method.
function typing(grid, event) {
  if (event.key === "Process" || event.key === "Dead" || event.isComposing) {
    grid.edit("");
    return false;
  }
  if (event.key.length !== 1) return false;
  grid.edit(event.key);
  return true;
}

export function handleKey(grid, event) {
  if (grid.isEditing) return;
  if (event.key === "ArrowDown" && event.altKey) {
    grid.edit(null);
    event.preventDefault();
    return;
  }
  const isDone =
    command(grid, event) || tab(grid, event) || (!event.altKey && (arrow(grid, event) || jump(grid, event))) ||
    (isPlain(event) && (single(grid, event) || typing(grid, event)));
  if (isDone) {
    event.preventDefault();
    event.stopPropagation();
  }
}
